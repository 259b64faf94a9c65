/// Whether a month of the books takes entries.
package enum PeriodState: String, CaseIterable, Sendable {
  /// Takes entries.
  case open
  /// Takes none, until somebody unlocks it.
  case locked
  /// Takes none any more.
  case closed
}
