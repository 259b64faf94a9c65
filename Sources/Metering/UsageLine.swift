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

/// What one run was the first to see, with the run's place in the chain.
package struct SeenPart: Sendable, Equatable {
  package let chainNumber: Int32
  package let part: UsagePart

  package init(chainNumber: Int32, part: UsagePart) {
    self.chainNumber = chainNumber
    self.part = part
  }
}

/// The usage of one instance and month that is billed as one line. Rules 4.3 and 10 (4.3).
package struct UsageLine: Sendable, Equatable {
  /// From 1; the first has no suffix in its source id.
  package let number: Int
  package let part: UsagePart
  /// Whether an earlier sealed run of its month or later did not see its records.
  package let isLate: Bool

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

  /// The lines that the parts of one instance and month make, in the order they were formed.
  ///
  /// All that was seen up to the run that closed the month is one line; what each later run saw is
  /// a line of its own.
  ///
  /// - Parameter parts: Of one month; ascending by the place of their run.
  package func lines(of parts: [SeenPart]) throws(AmountError) -> [UsageLine] {
    guard let month = parts.first?.part.month else { return [] }
    let closing = closing(month)
    var lines: [UsageLine] = []
    var first: UsagePart?
    for seen in parts {
      if let closing, seen.chainNumber > closing.chainNumber {
        if let known = first {
          lines.append(UsageLine(number: 1, part: known, isLate: false))
          first = nil
        }
        lines.append(
          UsageLine(
            number: lines.count + 1, part: seen.part,
            isLate: seen.part.lastReceived > closing.asOf))
      } else if var sum = first {
        try sum.add(seen.part)
        first = sum
      } else {
        first = seen.part
      }
    }
    if let known = first { lines.append(UsageLine(number: 1, part: known, isLate: false)) }
    return lines
  }
}
