import Amounts
import CivilTime
import Marketplace

/// A sealed run as far as usage asks: what it closed and what it saw. Rules 4.3 and 10 (4.3).
package struct SealedRun: Sendable, Equatable {
  /// Its place in the site's chain.
  package let chainNumber: Int32
  package let period: Period
  /// It saw what was received up to then.
  package let asOf: Instant

  package init(chainNumber: Int32, period: Period, asOf: Instant) {
    self.chainNumber = chainNumber
    self.period = period
    self.asOf = asOf
  }
}

/// The usage of one instance and month that is billed as one line. Rules 4.3 and 10 (4.3).
package struct UsageLine: Sendable, Equatable {
  /// From 1; the first has no suffix in its source id.
  package let number: Int
  package fileprivate(set) var part: UsagePart
  /// Whether an earlier sealed run of its month or later did not see its records.
  package let isLate: Bool

  package init(number: Int, part: UsagePart, isLate: Bool) {
    self.number = number
    self.part = part
    self.isLate = isLate
  }

  /// The fact that is priced: who else earns from it is added by whom knows. Rules 4.6 and 4.7.
  ///
  /// - Throws: `AmountError.overflow` where the amount does not fit.
  package func fact(in currency: Currency) throws(AmountError) -> UsageFact {
    var fact = UsageFact(
      currency: currency, month: part.month, amount: try part.rounded(in: currency),
      quantity: part.quantity, firstBegin: part.firstBegin)
    if isLate { fact.lateReceivedAt = part.lastReceived }
    return fact
  }
}

/// The sealed runs of a site before a run.
package struct SealedChain: Sendable {
  /// Ascending by their place.
  package let runs: [SealedRun]
  /// What was received after it, no sealed run saw; nil before the first.
  package let seenUpTo: Instant?

  /// - Parameter runs: Ascending by their place.
  package init(_ runs: [SealedRun]) {
    self.runs = runs
    seenUpTo = runs.map(\.asOf).max()
  }

  /// The run that closed a month: the first of that period or a later one; nil while it is open.
  package func closing(_ month: Period) -> SealedRun? {
    runs.first { $0.period >= month }
  }

  /// Adds what this run was the first to see of a month to the lines of the instance and month.
  ///
  /// All that was seen up to the run that closed the month is one line; what each later run saw is
  /// a line of its own, numbered as they are formed.
  ///
  /// - Parameters:
  ///   - lines: Those of the month that are not billed to every payee; any order.
  ///   - formed: How many lines earlier runs formed of the month, billed or not.
  package func add(
    _ part: UsagePart, to lines: inout [UsageLine], formed: Int
  ) throws(AmountError) {
    guard let closing = closing(part.month) else {
      if let first = lines.firstIndex(where: { $0.part.month == part.month && $0.number == 1 }) {
        try lines[first].part.add(part)
      } else {
        precondition(formed == 0, "the open line of \(part.month) is lost")
        lines.append(UsageLine(number: 1, part: part, isLate: false))
      }
      return
    }
    lines.append(
      UsageLine(
        number: formed + 1, part: part, isLate: part.lastReceived > closing.asOf))
  }
}
