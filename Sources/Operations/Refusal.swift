/// A request that is refused or not finished: a stable code, one sentence with the values, and what
/// the reader can do. Contract 4: the kind decides the exit code.
package struct Refusal: Error, Sendable, Equatable {
  /// What kind of no it is. Contract 4, exit codes.
  package enum Kind: Int32, Sendable, CaseIterable {
    case failed = 1
    case cancelled = 2
    case reviewNeeded = 3
    case notPermitted = 4
    case notFound = 5
    case conflict = 6
    case differencesFound = 7
    case stillWaiting = 8
    case verificationFailed = 9
    case usage = 64
    case badInput = 65
    case unreachable = 69
    case busy = 75
    case configuration = 78
  }

  package let kind: Kind
  /// Stable, for scripts: `plan_changed`.
  package let code: String
  /// What happened, one sentence with the values.
  package let sentence: String
  /// What the reader can do.
  package let remedy: String

  package init(_ kind: Kind, _ code: String, _ sentence: String, remedy: String) {
    self.kind = kind
    self.code = code
    self.sentence = sentence
    self.remedy = remedy
  }
}

extension Refusal {
  /// Refuses a reason that says nothing.
  ///
  /// - Throws: `Refusal` `.usage`.
  static func requireReason(
    _ reason: String, remedy: String = "say why with --reason TEXT"
  ) throws {
    if reason.contains(where: { !$0.isWhitespace }) { return }
    throw Refusal(.usage, "reason_missing", "the reason is empty", remedy: remedy)
  }
}
