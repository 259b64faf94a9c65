import Amounts

/// Matches entries with payments that are out.
///
/// Deterministic, and safe to repeat: an entry that is known does nothing. What stayed unmatched
/// is given again with later entries, and is then not known. Money that went out is looked at
/// before money that came in, so that a file may have both in any order.
///
/// - Parameters:
///   - entries: Of any number of statements and notifications.
///   - payments: With what the bank said before. Their ids differ.
///   - known: Entries that were decided before.
package func reconcile(
  _ entries: [BankEntry], with payments: [OutgoingPayment], known: Set<EntryIdentity> = []
) -> Reconciliation {
  var seen = known
  var (knownEntries, pendingEntries) = (0, 0)
  var movements: [Movement] = []
  for entry in entries {
    if !entry.isBooked {
      pendingEntries += 1
    } else if seen.insert(entry.identity).inserted {
      movements += Movement.all(of: entry)
    } else {
      knownEntries += 1
    }
  }
  var matching = Matching(payments)
  var verdicts = [Reconciliation.Verdict?](repeating: nil, count: movements.count)
  for isOutgoing in [true, false] {
    for (index, movement) in movements.enumerated()
    where (movement.amount.minorUnits < 0) == isOutgoing {
      verdicts[index] = matching.verdict(on: movement)
    }
  }
  let decisions = zip(movements, verdicts).compactMap { movement, verdict in
    verdict.map { movement.decision($0) }
  }
  return Reconciliation(
    decisions: decisions, unexplained: sums(of: decisions.map(\.unexplained)),
    outstanding: payments.map(\.endToEndID).filter { matching.progress[$0] == .sent },
    knownEntries: knownEntries, pendingEntries: pendingEntries)
}

private func sums(of totals: [Total]) -> [Total] {
  var sums: [Currency: Int128] = [:]
  for total in totals { sums[total.currency, default: 0] += total.minorUnits }
  return sums.sorted { $0.key < $1.key }.map { Total(minorUnits: $0.value, currency: $0.key) }
}

/// The payments, and what becomes of them entry by entry.
private struct Matching {
  private let payments: [String: OutgoingPayment]
  private let batches: [String: [OutgoingPayment]]
  private let byAmount: [Money: [OutgoingPayment]]
  private(set) var progress: [String: OutgoingPayment.Progress]

  private static let candidateLimit = 5

  init(_ payments: [OutgoingPayment]) {
    self.payments = Dictionary(
      payments.map { ($0.endToEndID, $0) },
      uniquingKeysWith: { first, _ in
        preconditionFailure("two payments are called \(first.endToEndID)")
      })
    batches = Dictionary(grouping: payments, by: \.batchID)
    byAmount = Dictionary(grouping: payments, by: \.amount)
    progress = self.payments.mapValues(\.progress)
  }

  mutating func verdict(on movement: Movement) -> Reconciliation.Verdict {
    if movement.isRemainder {
      return movement.isFee ? .bankFee(endToEndID: nil) : left(.partsDiffer, movement)
    }
    if let id = movement.endToEndID, let payment = payments[id] {
      return verdict(on: movement, of: payment)
    }
    if movement.isFee { return .bankFee(endToEndID: nil) }
    if movement.endToEndID == nil, movement.amount.minorUnits < 0,
      let id = movement.batchID, let batch = batches[id]
    {
      return verdict(on: movement, of: batch, id)
    }
    return left(.unknown, movement)
  }

  private mutating func verdict(
    on movement: Movement, of payment: OutgoingPayment
  ) -> Reconciliation.Verdict {
    let id = payment.endToEndID
    guard let state = progress[id] else { return left(.unknown, movement) }
    let isReturn = movement.amount.minorUnits > 0
    if movement.isFee { return .bankFee(endToEndID: id) }
    guard payment.amount.currency == movement.amount.currency else {
      return left(.currency(id, expected: payment.amount.currency), movement)
    }
    switch (state, isReturn) {
    case (.sent, true): return left(.returnedBeforePaid(id), movement)
    case (.returned, true): return left(.alreadyReturned(id), movement)
    case (.cancelled, _): return .unmatched(.cancelled(id), candidates: [id])
    case (.paid, false), (.returned, false): return left(.alreadyPaid(id), movement)
    case (.sent, false), (.paid, true): break
    }
    progress[id] = isReturn ? .returned : .paid
    let expected = Int128(payment.amount.minorUnits) * (isReturn ? 1 : -1)
    switch movement.fee(beyond: expected) {
    case .none: return isReturn ? .returned(id, movement.reason, fee: nil) : .paid(id, fee: nil)
    case .stated(let fee):
      return isReturn ? .returned(id, movement.reason, fee: fee) : .paid(id, fee: fee)
    case .unexplained: return .difference(id, expected: payment.amount, isReturn: isReturn)
    }
  }

  private mutating func verdict(
    on movement: Movement, of batch: [OutgoingPayment], _ batchID: String
  ) -> Reconciliation.Verdict {
    let out = batch.filter {
      progress[$0.endToEndID] == .sent && $0.amount.currency == movement.amount.currency
    }
    let sum = out.reduce(into: Int128(0)) { $0 += Int128($1.amount.minorUnits) }
    let ids = out.map(\.endToEndID)
    let fee: Money?
    switch movement.fee(beyond: -sum) {
    case .none: fee = nil
    case .stated(let stated): fee = stated
    case .unexplained:
      let expected = Total(minorUnits: sum, currency: movement.amount.currency)
      return left(.batchDiffers(batchID: batchID, expected: expected), movement)
    }
    guard !ids.isEmpty else { return left(.unknown, movement) }
    for id in ids { progress[id] = .paid }
    return .batchPaid(batchID: batchID, endToEndIDs: ids, fee: fee)
  }

  /// What no payment explains, with the payments that could.
  private func left(
    _ cause: Reconciliation.Cause, _ movement: Movement
  ) -> Reconciliation.Verdict {
    let wanted: OutgoingPayment.Progress = movement.amount.minorUnits < 0 ? .sent : .paid
    guard let magnitude = movement.amount.minorUnits == .min ? nil : abs(movement.amount.minorUnits)
    else { return .unmatched(cause, candidates: []) }
    let amount = Money(minorUnits: magnitude, currency: movement.amount.currency)
    let candidates = byAmount[amount, default: []].filter { progress[$0.endToEndID] == wanted }
    return .unmatched(
      cause, candidates: candidates.prefix(Self.candidateLimit).map(\.endToEndID))
  }
}
