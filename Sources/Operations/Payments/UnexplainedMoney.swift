import Amounts
import Bookkeeping
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `payout unmatched|match|explain`: what the bank booked or answered and nothing explains. It must be
/// nothing for a month to be closed.
package struct UnexplainedMoney: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to `list`.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// What a movement is that no payout explains; the raw value is the word of the command.
  package enum Kind: String, CaseIterable, Sendable {
    /// The bank's own charge or interest.
    case charge
    /// What customers paid, collected elsewhere.
    case receipt
    /// A difference that nobody will explain.
    case writeOff = "write-off"
    /// An answer that moved no money.
    case noted

    fileprivate var component: Component? {
      switch self {
      case .charge: .bankCharge
      case .receipt: .receipt
      case .writeOff: .writeOff
      case .noted: nil
      }
    }
  }

  /// What nothing explains: movements by day, then answers, with the sum of each currency.
  ///
  /// - Parameter site: Nil for all. An answer that names nothing of ours is of every site.
  package func list(site: Site?) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let (movements, answers) = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      (
        try BankEntryStore.unexplained(site: site, in: tx),
        try PaymentAnswerStore.open(site: site, in: tx)
      )
    }
    let rows = movements.map(UnmatchedRow.init) + answers.map(UnmatchedRow.init)
    return Listing(
      "unmatched", of: rows,
      [
        ListedColumn("entry", .text) { .text($0.id) },
        ListedColumn("account", .text) { TableCell($0.account) },
        ListedColumn("booked_on", .text) { .text($0.day) },
        ListedColumn("amount", .amount) { $0.amount },
        ListedColumn("unexplained", .amount) { $0.unexplained },
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("finding", .text) { .text($0.finding) },
        ListedColumn("candidates", .text) { TableCell($0.candidates) },
      ], summary: Self.sum(of: movements, answers))
  }

  private static func sum(
    of movements: [UnexplainedMovement], _ answers: [OpenAnswer]
  ) -> String {
    if answers.isEmpty { return sum(of: movements) }
    return sum(of: movements) + "; \(counted(answers.count, "answer")) of the bank to be judged"
  }

  /// `unexplained: CNY 12.50, EUR 3.00`, or `nothing is unexplained`. Amounts of both signs add to
  /// it: they do not explain each other.
  static func sum(of movements: [UnexplainedMovement]) -> String {
    if movements.isEmpty { return "nothing is unexplained" }
    var sums: [Currency: Int128] = [:]
    for movement in movements {
      sums[movement.currency, default: 0] += Int128(movement.decision.remainder.magnitude)
    }
    return "unexplained: "
      + sums.sorted { $0.key < $1.key }.map {
        "\($0.key) \(Total(minorUnits: $0.value, currency: $0.key).groupedText)"
      }.joined(separator: ", ")
  }

  /// Says what a movement is, which is posted so; or what is known of an answer.
  ///
  /// - Parameter id: `BE-3`, `BE-3/2` for one movement of it, or `PA-3` for an answer.
  /// - Throws: `Refusal` `.notFound` when nothing of it is unexplained, `.usage` without a reason,
  ///   or for a kind that is not for movements or not for answers.
  package func explain(_ id: String, as kind: Kind, reason: String) throws {
    try Refusal.requireReason(reason, remedy: "say how you know with --reason TEXT")
    let answer = id.hasPrefix("PA-") ? Int32(id.dropFirst(3)) ?? 0 : nil
    guard (kind == .noted) == (answer != nil) else {
      throw Refusal(
        .usage, "kind_not_possible", "\(id) cannot be \(kind.rawValue)",
        remedy: answer == nil
          ? "say what moved: charge, receipt or write-off" : "no money moved: --kind noted")
    }
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      if let answer {
        try note(answer, id, reason: reason, at: now, in: tx)
      } else if let component = kind.component {
        try explain(id, as: kind, component, reason: reason, at: now, in: tx)
      }
    }
  }

  private func note(
    _ answer: Int32, _ id: String, reason: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    guard try PaymentAnswerStore.explain(answer, reason: reason, by: actor, at: now, in: tx) else {
      throw Self.unknown(id)
    }
    try Trail.note("bank_answer_explained", of: id, by: actor, at: now, detail: reason, in: tx)
  }

  private func explain(
    _ id: String, as kind: Kind, _ component: Component, reason: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    let movement = try Self.find(id, in: tx)
    guard
      try BankEntryStore.explain(
        movement, as: kind.rawValue, reason: reason, by: actor, at: now, in: tx)
    else { throw Self.unknown(id) }
    var journal = try MoneyPosting(movement.site, at: now, in: tx)
    try journal.moved(
      "\(movement.id) \(kind.rawValue)", on: movement.bookedOn, component, movement.remainder)
    try journal.post(by: actor, at: now, in: tx)
    try Trail.note(
      "bank_entry_explained", of: movement.id, by: actor, at: now,
      detail: "\(kind.rawValue) \(movement.remainder): \(reason)", in: tx)
  }

  /// Matches a movement by hand with a payout. What it differs by stays unexplained. A payout that
  /// was refused and is booked all the same becomes paid, unless its statement is paid anew.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` where the payout does
  ///   not wait for such a movement.
  package func match(_ id: String, with endToEndID: String, reason: String) throws {
    try Refusal.requireReason(reason, remedy: "say how you know with --reason TEXT")
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      let movement = try Self.find(id, in: tx)
      guard !endToEndID.isEmpty,
        let payout = try PayoutStore.list(endToEndIDs: [endToEndID], in: tx).first
      else {
        throw Refusal(
          .notFound, "payout_not_found", "there is no payout \(endToEndID)",
          remedy: "give one of the candidates of `settled payout unmatched`")
      }
      let isReturn = movement.decision.amount > 0
      let isBookedAfterAll =
        payout.state == .cancelled && movement.decision.candidates == [endToEndID]
      guard movement.decision.endToEndID == nil,
        payout.state == (isReturn ? .paid : .sent) || (isBookedAfterAll && !isReturn),
        payout.amount.currency == movement.currency
      else {
        throw Refusal(
          .conflict, "not_matching",
          "\(movement.id) of \(movement.amount) does not belong to \(endToEndID) of "
            + "\(payout.amount), which is \(payout.state.rawValue)",
          remedy: "say what it is instead: `settled payout explain \(id)`")
      }
      let expected = isReturn ? payout.amount.minorUnits : -payout.amount.minorUnits
      _ = try BankEntryStore.match(
        movement, verdict: isReturn ? "RETURNED_BY_HAND" : "PAID_BY_HAND", sentence: reason,
        endToEndID: endToEndID, remainder: movement.decision.remainder - expected, in: tx)
      var journal = try MoneyPosting(payout.site, at: now, in: tx)
      if isReturn {
        try PaymentSteps.sendBack(payout, on: movement.bookedOn, nil, by: actor, at: now, in: tx)
        try journal.returned(payout, on: movement.bookedOn, fee: 0)
      } else {
        if isBookedAfterAll {
          try PaymentSteps.resume(payout, by: actor, at: now, reason: reason, in: tx)
        }
        try PaymentSteps.pay(payout, on: movement.bookedOn, by: actor, at: now, in: tx)
        try journal.paid(payout, on: movement.bookedOn, fee: 0)
      }
      try journal.post(by: actor, at: now, in: tx)
      try AnswerMatching.tryAgain(by: actor, at: now, in: tx)
      try Trail.note(
        "bank_entry_matched", of: movement.id, by: actor, at: now,
        detail: "\(endToEndID): \(reason)", in: tx)
    }
  }

  private static func find(
    _ id: String, in tx: borrowing Transaction
  ) throws -> UnexplainedMovement {
    let number = id.hasPrefix("BE-") ? Int32(id.dropFirst(3).prefix { $0 != "/" }) : nil
    guard let number, number > 0 else { throw unknown(id) }
    let movements = try BankEntryStore.unexplained(entry: number, in: tx)
    if let exact = movements.first(where: { $0.id == id }) { return exact }
    // The whole entry is meant where one movement of it is left.
    if movements.count == 1, !id.contains("/") { return movements[0] }
    throw unknown(id)
  }

  private static func unknown(_ id: String) -> Refusal {
    Refusal(
      .notFound, "entry_not_found", "nothing of \(id) is unexplained",
      remedy: "see `settled payout unmatched`")
  }
}

extension UnexplainedMovement {
  /// What moved, signed.
  fileprivate var amount: Money { Money(minorUnits: decision.amount, currency: currency) }

  /// What nothing explains, signed.
  fileprivate var remainder: Money { Money(minorUnits: decision.remainder, currency: currency) }
}

/// A movement or an answer that nothing explains, as it is listed.
private struct UnmatchedRow {
  let id: String
  var account: String?
  /// Of the booking, or on which the bank answered.
  let day: String
  var amount = TableCell.empty
  var unexplained = TableCell.empty
  let code: String
  let finding: String
  var candidates: String?

  init(_ movement: UnexplainedMovement) {
    id = movement.id
    account = movement.accountID
    day = movement.bookedOn.text
    amount = .amount(movement.amount)
    unexplained = .amount(movement.remainder)
    code = movement.decision.verdict
    finding = movement.decision.sentence
    candidates = Self.list(movement.decision.candidates)
  }

  init(_ answer: OpenAnswer) {
    id = answer.id
    day = CivilDate(at: answer.answeredAt).text
    code = answer.verdict
    finding =
      "\(answer.sentence): \(answer.subject.isEmpty ? "no name" : answer.subject), "
      + answer.status + (answer.reason.map { ", \($0.withoutFullStop)" } ?? "")
    candidates = answer.endToEndID
  }

  private static func list(_ candidates: [String]) -> String? {
    candidates.isEmpty ? nil : candidates.joined(separator: ";")
  }
}
