import Amounts
import Bookkeeping
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `payout unmatched|match|explain`: what the bank booked and nothing explains. It must be nothing
/// for a month to be closed.
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

    fileprivate var component: Component {
      switch self {
      case .charge: .bankCharge
      case .receipt: .receipt
      case .writeOff: .writeOff
      }
    }
  }

  /// Movements that nothing explains, by day, with the sum of each currency.
  ///
  /// - Parameter site: Nil for all.
  package func list(site: Site?) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let movements = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try BankEntryStore.unexplained(site: site, in: tx)
    }
    return Listing(
      "unmatched", of: movements,
      [
        ListedColumn("entry", .text) { .text($0.id) },
        ListedColumn("account", .text) { .text($0.accountID) },
        ListedColumn("booked_on", .text) { .text($0.bookedOn.text) },
        ListedColumn("amount", .amount) { $0.money($0.decision.amount) },
        ListedColumn("unexplained", .amount) { $0.money($0.decision.remainder) },
        ListedColumn("code", .text) { .text($0.decision.verdict) },
        ListedColumn("finding", .text) { .text($0.decision.sentence) },
        ListedColumn("candidates", .text) {
          TableCell(
            $0.decision.candidates.isEmpty
              ? nil : $0.decision.candidates.joined(separator: ";"))
        },
      ], summary: Self.sum(of: movements))
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

  /// Says what movements are; they are posted so.
  ///
  /// - Parameter id: `BE-3`, or `BE-3/2` for one movement of it.
  /// - Throws: `Refusal` `.notFound` when nothing of it is unexplained, `.usage` without a reason.
  package func explain(_ id: String, as kind: Kind, reason: String) throws {
    try Refusal.requireReason(reason, remedy: "say how you know with --reason TEXT")
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      let movement = try Self.find(id, in: tx)
      guard
        try BankEntryStore.explain(
          movement, as: kind.rawValue, reason: reason, by: actor, at: now, in: tx)
      else { throw Self.unknown(id) }
      var journal = try MoneyPosting(movement.site, at: now, in: tx)
      try journal.moved(
        "\(movement.id) \(kind.rawValue)", on: movement.bookedOn, kind.component,
        movement.remainder)
      try journal.post(by: actor, at: now, in: tx)
      try Trail.note(
        "bank_entry_explained", of: movement.id, by: actor, at: now,
        detail: "\(kind.rawValue) \(movement.remainder): \(reason)", in: tx)
    }
  }

  /// Matches a movement by hand with a payout. What it differs by stays unexplained.
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
        let payout = try PayoutStore.list(endToEndID: endToEndID, in: tx).first
      else {
        throw Refusal(
          .notFound, "payout_not_found", "there is no payout \(endToEndID)",
          remedy: "give one of the candidates of `settled payout unmatched`")
      }
      let isReturn = movement.decision.amount > 0
      guard movement.decision.endToEndID == nil, payout.state == (isReturn ? .paid : .sent),
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
        try PaymentSteps.pay(payout, on: movement.bookedOn, by: actor, at: now, in: tx)
        try journal.paid(payout, on: movement.bookedOn, fee: 0)
      }
      try journal.post(by: actor, at: now, in: tx)
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
  fileprivate func money(_ amount: MinorUnits) -> TableCell {
    .amount(Money(minorUnits: amount, currency: currency))
  }

  /// What moved, signed.
  fileprivate var amount: Money { Money(minorUnits: decision.amount, currency: currency) }

  /// What nothing explains, signed.
  fileprivate var remainder: Money { Money(minorUnits: decision.remainder, currency: currency) }
}
