import Amounts

/// What is matched: a transfer of an entry, the entry whole, or what its transfers leave of it.
struct Movement {
  let entry: EntryIdentity
  /// Position of the transfer in the entry, from 1.
  var detail: Int?
  let amount: Money
  var endToEndID: String?
  var batchID: String?
  var reason: ReturnReason?
  var charges: [BankCharge] = []
  /// The bank calls it its charge, or its stated charges are all there is to it.
  var isFee = false
  /// What the transfers leave of the entry.
  var isRemainder = false

  /// Every movement of the entry; their amounts add up to it where they are in its currency.
  static func all(of entry: BankEntry) -> [Movement] {
    if entry.details.count <= 1 { return [single(entry)] }
    let amounts = entry.details.compactMap(\.amount)
    guard amounts.count == entry.details.count else {
      return [Movement(entry: entry.identity, amount: entry.amount, isRemainder: true)]
    }
    var movements = zip(entry.details, amounts).enumerated().map { index, pair in
      Movement(
        entry: entry.identity, detail: index + 1, amount: pair.1, endToEndID: pair.0.endToEndID,
        reason: pair.0.returnReason, charges: pair.0.charges, isFee: entry.isCharge)
    }
    if let remainder = remainder(of: entry, amounts) { movements.append(remainder) }
    return movements
  }

  /// An entry with one transfer or none is one movement.
  private static func single(_ entry: BankEntry) -> Movement {
    let detail = entry.details.first
    let stated = detail?.charges ?? []
    return Movement(
      entry: entry.identity, detail: detail == nil ? nil : 1,
      amount: amount(of: entry, detail?.amount), endToEndID: detail?.endToEndID,
      batchID: entry.batchID, reason: detail?.returnReason,
      charges: stated.isEmpty ? entry.charges : stated, isFee: entry.isCharge)
  }

  /// The entry's amount is what moved on the account; the transfer's counts where it is in
  /// another currency, because that is the one that was ordered.
  private static func amount(of entry: BankEntry, _ stated: Money?) -> Money {
    guard let stated, stated.currency != entry.amount.currency else { return entry.amount }
    return stated
  }

  private static func remainder(of entry: BankEntry, _ amounts: [Money]) -> Movement? {
    let currency = entry.amount.currency
    guard amounts.allSatisfy({ $0.currency == currency }) else { return nil }
    let sum = amounts.reduce(into: Int128(0)) { $0 += Int128($1.minorUnits) }
    let rest = Int128(entry.amount.minorUnits) - sum
    guard rest != 0, let minorUnits = Int64(exactly: rest) else { return nil }
    var movement = Movement(
      entry: entry.identity, amount: Money(minorUnits: minorUnits, currency: currency),
      charges: entry.charges + entry.details.flatMap(\.charges), isRemainder: true)
    movement.isFee = rest < 0 && movement.statedCharges == rest
    return movement
  }

  /// What a movement cost beyond what was expected.
  enum Fee {
    case none
    case stated(Money)
    case unexplained
  }

  /// What the movement cost beyond the expected, signed amount, where the bank states as much.
  func fee(beyond expected: Int128) -> Fee {
    let beyond = Int128(amount.minorUnits) - expected
    if beyond == 0 { return .none }
    guard beyond < 0, beyond == statedCharges, let fee = Int64(exactly: -beyond) else {
      return .unexplained
    }
    return .stated(Money(minorUnits: fee, currency: amount.currency))
  }

  /// The sum of the charges that the amount contains, signed; charges that the bank takes apart
  /// explain nothing here.
  private var statedCharges: Int128 {
    charges.filter { $0.isIncluded != false && $0.amount.currency == amount.currency }
      .reduce(into: Int128(0)) { $0 += Int128($1.amount.minorUnits) }
  }

  func decision(_ verdict: Reconciliation.Verdict) -> Reconciliation.Decision {
    let left: Int128
    switch verdict {
    case .paid, .batchPaid, .returned, .bankFee: left = 0
    case .difference(_, let expected, let isReturn):
      let wanted = Int128(expected.minorUnits) * (isReturn ? 1 : -1)
      left = Int128(amount.minorUnits) - wanted
    case .unmatched: left = Int128(amount.minorUnits)
    }
    return Reconciliation.Decision(
      entry: entry, detail: detail, amount: amount, verdict: verdict,
      remainder: Total(minorUnits: left, currency: amount.currency))
  }
}
