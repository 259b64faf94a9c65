import CivilTime
import Documents
import Marketplace
import Postgres
import Settlement
import Store

/// `statement states|move|steps`: what happens to statements after their seal. Rules 8.2 and 8.3.
package struct StatementStates: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded with every step. Of no use to `list` and `steps`.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Which statements are meant; nil leaves a filter out.
  package struct Selection: Sendable {
    package var period: Period?
    package var site: Site?
    package var partner: String?
    /// The word of a state of rule 8.2.
    package var state: String?
    /// Named ones; empty for all that the filters leave.
    package var ids: [String]

    package init(
      period: Period? = nil, site: Site? = nil, partner: String? = nil,
      state: String? = nil, ids: [String] = []
    ) {
      self.period = period
      self.site = site
      self.partner = partner
      self.state = state
      self.ids = ids
    }
  }

  /// Where statements stand, whose turn it is, and until when.
  ///
  /// - Parameter isOverdueOnly: Only those whose last day has passed.
  package func list(_ selection: Selection, isOverdueOnly: Bool) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let today = CivilDate(at: workplace.now())
    let dated = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let statements = try Self.select(selection, in: tx)
      let calendars = try Self.calendars(of: statements, in: tx)
      return statements.map { statement in
        DatedStatement(statement, dueOn: calendars[statement.site]?.dueDate(of: statement))
      }
    }.filter { !isOverdueOnly || $0.isOverdue(on: today) }
    return Listing(
      "states", of: dated,
      [
        ListedColumn("statement_id", .text) { .text($0.statement.id) },
        ListedColumn("partner_id", .text) { .text($0.statement.partnerID) },
        ListedColumn("payable", .amount) { .amount($0.statement.payable) },
        ListedColumn("state", .text) { .text($0.statement.state.rawValue) },
        ListedColumn("since", .instant) { .instant($0.statement.since) },
        ListedColumn("next", .text) { TableCell($0.statement.state.actor?.rawValue) },
        ListedColumn("due_on", .text) { TableCell($0.dueOn?.text) },
        ListedColumn("overdue", .text) { TableCell($0.isOverdue(on: today) ? "overdue" : nil) },
        ListedColumn("disputed_at", .instant) { TableCell($0.statement.disputedAt) },
        ListedColumn("reason", .text) {
          TableCell($0.statement.reason.isEmpty ? nil : $0.statement.reason)
        },
      ],
      summary: counted(dated.count, "statement")
        + ", \(grouped(dated.count { $0.isOverdue(on: today) })) overdue")
  }

  /// The steps of a statement in their order.
  ///
  /// - Throws: `Refusal` `.notFound` for a statement that is not sealed.
  package func steps(_ id: String) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let steps = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try StatementStateStore.steps(of: Self.find(id, in: tx), in: tx)
    }
    return Listing(
      "steps", of: steps,
      [
        ListedColumn("moved_at", .instant) { .instant($0.movedAt) },
        ListedColumn("from", .text) { .text($0.from) },
        ListedColumn("to", .text) { .text($0.to) },
        ListedColumn("moved_by", .text) { .text($0.movedBy) },
        ListedColumn("reason", .text) { TableCell($0.reason.isEmpty ? nil : $0.reason) },
      ], summary: counted(steps.count, "step"))
  }

  /// Moves statements on by one step, all or none. Named ones that stand elsewhere are refused; of a
  /// month those are moved that can be.
  ///
  /// - Parameter word: That of a state of rule 8.2.
  /// - Returns: How many were moved.
  /// - Throws: `Refusal` `.notFound`, `.usage` for an unknown state or without a reason where one is
  ///   needed, `.conflict` for a step that rule 8.2 does not have.
  package func move(
    _ selection: Selection, to word: String, reason: String
  ) throws -> Int {
    let state = try Self.state(word)
    try requireWords(state, reason)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      var statements = try Self.select(selection, in: tx)
      if selection.ids.isEmpty {
        statements = statements.filter { Self.leads($0, to: state) }
      }
      for statement in statements { try Self.require(statement, leadsTo: state) }
      try StatementStateStore.move(
        statements, to: state, by: actor, at: now, reason: reason, in: tx)
      let subject = statements.count == 1 ? statements[0].id : "\(statements.count) statements"
      if !statements.isEmpty {
        try Trail.note(
          "statement_\(state.rawValue)", of: subject, by: actor, at: now, detail: reason,
          change: (
            Set(statements.map(\.state.rawValue)).sorted().joined(separator: ", "), state.rawValue
          ), in: tx)
      }
      return statements.count
    }
  }

  private func requireWords(_ state: StatementState, _ reason: String) throws {
    guard state.isChosen else {
      throw Refusal(
        .usage, "state_follows", "\(state.rawValue) follows from an invoice, a payout or the bank",
        remedy: "see `settled statement invoice`, `settled payout export` and `payout import-bank`")
    }
    if state.isSetback, reason.allSatisfy(\.isWhitespace) {
      throw Refusal(
        .usage, "reason_missing", "\(state.rawValue) needs a reason",
        remedy: "say why with --reason TEXT; the partner may read it")
    }
  }

  /// What a payout, an invoice or the bank moves is not moved by hand.
  private static func leads(_ statement: SealedStatement, to state: StatementState) -> Bool {
    let isOfBank = statement.state == .paying || statement.state == .paid
    return !isOfBank && statement.state.followers(isInvoiced: statement.isInvoiced).contains(state)
  }

  private static func require(
    _ statement: SealedStatement, leadsTo state: StatementState
  ) throws {
    if leads(statement, to: state) { return }
    let followers = statement.state.followers(isInvoiced: statement.isInvoiced).map(\.rawValue)
    throw Refusal(
      .conflict, "no_such_step",
      "\(statement.id) is \(statement.state.rawValue) and does not become \(state.rawValue)",
      remedy: followers.isEmpty
        ? "its way has ended" : "what follows is \(followers.joined(separator: " or "))")
  }

  static func select(
    _ selection: Selection, in tx: borrowing Transaction
  ) throws -> [SealedStatement] {
    if selection.ids.isEmpty {
      return try StatementStateStore.list(
        period: selection.period, site: selection.site, partner: selection.partner,
        state: try selection.state.map { try state($0) }, in: tx)
    }
    var statements: [SealedStatement] = []
    for id in selection.ids { statements.append(try find(id, in: tx)) }
    return statements
  }

  /// - Parameter instant: Takes a planned one, too, as if it were sealed then.
  static func find(
    _ id: String, asIfSealedAt instant: Instant? = nil, in tx: borrowing Transaction
  ) throws -> SealedStatement {
    if !id.isEmpty,
      let found = try StatementStateStore.list(id: id, asIfSealedAt: instant, in: tx).first
    {
      return found
    }
    throw Refusal(
      .notFound, "statement_not_found", "there is no sealed statement \(id)",
      remedy: "see `settled statement states`")
  }

  private static func state(_ word: String) throws -> StatementState {
    if let state = StatementState(rawValue: word) { return state }
    throw Refusal(
      .usage, "state_unknown", "\(word) is no state of a statement",
      remedy: "use \(StatementState.allCases.map(\.rawValue).joined(separator: ", "))")
  }

  private static func calendars(
    of statements: [SealedStatement], in tx: borrowing Transaction
  ) throws -> [Site: SiteCalendar] {
    var calendars: [Site: SiteCalendar] = [:]
    for statement in statements where calendars[statement.site] == nil {
      calendars[statement.site] = try SiteCalendar(of: statement.site, in: tx)
    }
    return calendars
  }
}

/// A statement with the last day of the stage that it is in.
private struct DatedStatement {
  let statement: SealedStatement
  /// Nil where nobody has promised a day.
  let dueOn: CivilDate?

  init(_ statement: SealedStatement, dueOn: CivilDate?) {
    self.statement = statement
    self.dueOn = dueOn
  }

  func isOverdue(on today: CivilDate) -> Bool { dueOn.map { $0 < today } ?? false }
}

extension SiteCalendar {
  /// The last day of the stage that a statement is in. Rule 8.3.
  fileprivate func dueDate(of statement: SealedStatement) -> CivilDate? {
    statement.state.stage.map {
      dueDate(of: $0, begunOn: CivilDate(at: statement.stageSince))
    }
  }
}
