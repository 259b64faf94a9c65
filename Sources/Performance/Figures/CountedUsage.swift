import CivilTime
import Marketplace
import Settlement

extension UsageFact {
  /// The month whose performance the line counts in: the natural period of the line, terms or not.
  /// Rules 4.7, 9.1 and 10 (9.1).
  ///
  /// - Returns: Nil while a post-paid customer has not repaid.
  package var countedMonth: Period? {
    let readiness = readiness(cutoff: monthEnd)
    return readiness.reasons.contains(.notRepaid) ? nil : readiness.period
  }
}
