/// How far a month's performance can still change. Rule 9.1.
package enum PerformanceState: String, Sendable, CaseIterable {
  /// The period is open: no run of the partner's site is in review.
  case estimate
  /// The run is in review or approved.
  case draft
  /// The run is sealed.
  case final
}
