import Amounts
import CivilTime
import Postgres
import Settlement

/// Exceptions of one cause, counted together.
package struct ExceptionGroup: Sendable {
  package let code: String
  /// Nil where no amount is known.
  package let currency: String?
  package let count: Int64
  /// How many nobody has answered.
  package let open: Int64
  /// How many partners they concern.
  package let partners: Int64
  /// What is at stake, any sign; nil where no amount is known.
  package let amount: Money?
  /// Names, separated by commas; nil where nobody has any.
  package let assignedTo: String?
  package let remedy: String

  init(_ row: Row) {
    code = row.text(0)
    currency = row.optionalText(1)
    count = row.int64(2)
    open = row.int64(3)
    partners = row.int64(4)
    let known = currency.flatMap { Currency(code: $0) }
    amount = row.optionalInt64(5).flatMap { units in
      known.map { Money(minorUnits: units, currency: $0) }
    }
    assignedTo = row.optionalText(6)
    remedy = row.text(7)
  }
}

/// What a person must look at before a run is approved. Every function runs in the caller's
/// transaction. Rule 9.5.
extension RunStore {
  /// The exceptions of a run, by number.
  package static func exceptions(
    of number: Int32, in tx: borrowing Transaction
  ) throws -> [ExceptionRecord] {
    try tx.query(Query.Runs.listExceptions, [.int32(number)]).map { ExceptionRecord($0) }
  }

  /// The exceptions of a run by cause, with what waits with parked partners under `PARKED`.
  ///
  /// - Parameters:
  ///   - code: Only this one; nil for all.
  ///   - isOpenOnly: Leaves out what was answered.
  ///   - assignedTo: Only what this person has; nil for all.
  package static func exceptionGroups(
    of number: Int32, code: String?, isOpenOnly: Bool, assignedTo: String?,
    in tx: borrowing Transaction
  ) throws -> [ExceptionGroup] {
    try tx.query(
      Query.Runs.groupExceptions,
      [
        .int32(number), .text(code ?? ""), .bool(isOpenOnly), .text(assignedTo ?? ""),
        .int32(PendingReasons.parked.rawValue),
      ]
    ).map { ExceptionGroup($0) }
  }

  /// Closes open exceptions by name; an empty code and a zero number mean all.
  ///
  /// - Parameter isResolved: Whether the cause was removed, not only accepted.
  /// - Returns: How many were open.
  package static func acknowledge(
    _ number: Int32, code: String, exception: Int32, isResolved: Bool, by actor: String,
    at now: Instant, reason: String, in tx: borrowing Transaction
  ) throws -> Int {
    try tx.query(
      Query.Runs.acknowledgeExceptions,
      [
        .int32(number), .text(code), .int32(exception), .text(actor),
        .timestamp(now.microseconds), .text(reason), .bool(isResolved),
      ]
    ).affectedRows
  }

  /// Gives open exceptions to somebody, whoever had them; an empty code and a zero number mean all.
  ///
  /// - Returns: How many were open.
  package static func assign(
    _ number: Int32, code: String, exception: Int32, to assignee: String, by actor: String,
    in tx: borrowing Transaction
  ) throws -> Int {
    try tx.query(
      Query.Runs.assignExceptions,
      [
        .int32(number), .text(code), .int32(exception), .text(assignee), .text(actor),
      ]
    ).affectedRows
  }
}
