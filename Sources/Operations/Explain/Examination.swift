import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// `explain` and `why-not`: how an amount came to be, or what keeps it off a statement. Both run the
/// pricing functions themselves with a recorder; there is no second implementation of a rule.
package struct Examination: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Explains what a key names.
  ///
  /// - Parameters:
  ///   - key: An order line, a refund, `INSTANCE/YYYYMM[/N]`, an adjustment, `POLICY/CYCLE[/N]`, a
  ///     statement, `STATEMENT/NUMBER`, or a usage record.
  ///   - payee: A partner's id or a role; nil for every payee.
  /// - Throws: `Refusal` `.notFound` when the key names nothing, or the payee has no line.
  package func callAsFunction(_ key: String, payee: String? = nil) throws -> Explanation {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      try explanation(of: key, payee: payee, in: tx)
    }
  }

  /// The same in a transaction of the caller, who asks about many.
  package func explanation(
    of key: String, payee: String? = nil, in tx: borrowing Transaction
  ) throws -> Explanation {
    if let kind = try ExplainStore.named(key, in: tx).first {
      switch kind {
      case .statement: return try statement(key, in: tx)
      case .order: return try order(key, payee: payee, in: tx)
      case .refund: return try refund(key, payee: payee, in: tx)
      case .adjustment:
        return try AdjustmentExplanation(key, now: workplace.now(), in: tx).explanation
      // An instance or policy alone is a family of lines: the month or cycle is missing.
      case .instance, .incentive: throw incomplete(key, kind)
      }
    }
    if let found = try part(key, payee: payee, in: tx) { return found }
    throw Refusal(
      .notFound, "line_not_found", "\(key) names no fact, statement, or line of a statement",
      remedy: "give an order line, a refund, INSTANCE/YYYYMM, an adjustment, POLICY/CYCLE, a "
        + "statement or STATEMENT/NUMBER")
  }

  private func incomplete(_ key: String, _ kind: NamedKind) -> Refusal {
    kind == .instance
      ? Refusal(
        .notFound, "month_missing", "\(key) is an instance: its usage is billed by month",
        remedy: "give \(key)/YYYYMM")
      : Refusal(
        .notFound, "cycle_missing", "\(key) is an incentive policy: it is settled by cycle",
        remedy: "give \(key)/CYCLE, such as \(key)/202610 or \(key)/2026Q4")
  }

  /// What a key that is no id names: a numbered line, a month of usage, a cycle of a policy, or the
  /// number of a usage record.
  private func part(
    _ key: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation? {
    guard let slash = key.lastIndex(of: "/") else {
      guard let number = Int64(key) else { return nil }
      return try UsageRecordExplanation(number, in: tx)?.explanation
    }
    let head = String(key[..<slash])
    let tail = key[key.index(after: slash)...]
    if try ExplainStore.named(head, in: tx).contains(.statement), let number = Int64(tail) {
      return try numbered(number, of: head, payee: payee, in: tx)
    }
    if let usage = try usage(key, payee: payee, in: tx) { return usage }
    return try IncentiveExplanation(key, payee: payee, now: workplace.now(), in: tx)?.explanation
  }

  /// `STATEMENT/NUMBER`.
  private func numbered(
    _ number: Int64, of id: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation {
    guard let statement = try StatementStore.list(id: id, in: tx).last,
      let found = try ExplainStore.fact(on: statement, line: number, in: tx)
    else {
      throw Refusal(
        .notFound, "line_not_found", "\(id) has no line \(number)",
        remedy: "see `settled run lines` of its run")
    }
    // An incentive has a line of each partner: the statement says whose is meant.
    let payee = payee ?? (found.kind == .incentive ? statement.partnerID : found.role.code)
    let explained: Explanation? =
      switch found.kind {
      case .order: try order(found.id, payee: payee, in: tx)
      case .refund: try refund(found.id, payee: payee, in: tx)
      case .usage: try usage(found.id, payee: payee, in: tx)
      case .adjustment:
        try AdjustmentExplanation(found.id, now: workplace.now(), in: tx).explanation
      case .incentive:
        try IncentiveExplanation(found.id, payee: payee, now: workplace.now(), in: tx)?.explanation
      }
    guard let explained else {
      preconditionFailure("\(found.kind) \(found.id) is on \(id) and is not there")
    }
    return explained
  }

  /// `INSTANCE/YYYYMM` and `INSTANCE/YYYYMM/N`; nil for any other text.
  private func usage(
    _ key: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    for count in [1, 2] where parts.count > count {
      guard let yyyymm = Int32(parts[parts.count - count]), let month = Period(yyyymm: yyyymm),
        let number = count == 1 ? 1 : Int(parts[parts.count - 1])
      else { continue }
      let name = parts.dropLast(count).joined(separator: "/")
      let usage = try UsageExplanation(
        name, month: month, number: number, now: workplace.now(), in: tx)
      if let usage { return try usage.explanation(payee: payee, in: tx) }
    }
    return nil
  }

  private func statement(_ id: String, in tx: borrowing Transaction) throws -> Explanation {
    guard let statement = try StatementStore.list(id: id, in: tx).last else {
      throw Refusal(
        .notFound, "statement_not_found", "the run of \(id) was given up",
        remedy: "see `settled statement list`")
    }
    return StatementExplanation(statement).explanation
  }

  private func order(
    _ id: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation {
    let (file, outlook) = try orderCase(id, in: tx)
    var divided = try DividedExplanation(file.asOrder, kind: .order, outlook: outlook, in: tx)
    let context = try divided.merchantContext(in: tx)
    try divided.explain(payee: payee, in: tx)
    var explanation = divided.explanation
    explanation.rows = [FactRows.row(of: file.order)] + FactRows.rows(beside: file.order)
    explanation.rows += file.refunds.map { FactRows.row(of: $0, in: file.order.fact.currency) }
    explanation.gates = file.gates(in: context)
    explanation.takeCausesFromGates()
    return explanation
  }

  private func refund(
    _ id: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation {
    guard let line = try ExplainStore.orderLine(ofRefund: id, in: tx) else {
      preconditionFailure("refund \(id) was found and is not there")
    }
    let (file, outlook) = try orderCase(line, in: tx)
    return try RefundExplanation(id, of: file, outlook: outlook).explanation(
      payee: payee, in: tx)
  }

  private func orderCase(
    _ line: String, in tx: borrowing Transaction
  ) throws -> (OrderCase, Outlook) {
    var known: Outlook?
    let file = try OrderCase(
      line: line,
      live: { site in
        let outlook = try Outlook(site: site, now: workplace.now(), in: tx)
        known = outlook
        return outlook.live
      }, in: tx)
    guard let file, let known else {
      throw Refusal(
        .notFound, "line_not_found", "there is no order line \(line)",
        remedy: "import it, or correct what names it")
    }
    return (file, known)
  }
}

extension OrderCase {
  /// The order line's conditions, judged against the cut-off of a context.
  func gates(in context: PricingContext) -> [Explanation.Gate] {
    GateViews.gates(
      of: fact(in: context),
      isSupervised: context.list.catalogue.products[context.list.product].isSupervised,
      supervision: order.supervisionStatus, cutoff: context.period.end)
  }
}
