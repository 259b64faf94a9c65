import CivilTime
import Postgres

/// An address of the page where documents are checked, and who entered it.
package struct VerificationAddressRecord: Sendable {
  /// Without a slash at the end; nil: from then on documents print none.
  package let address: String?
  package let enteredBy: String
  package let enteredAt: Instant
}

/// Where documents are checked, in the database. Every function runs in the caller's transaction.
package enum VerificationStore {
  /// Keeps others from changing the address until the transaction ends.
  package static func lock(in tx: borrowing Transaction) throws {
    try tx.query(Query.Verification.lockVerificationAddresses)
  }

  /// Enters what documents print from now on; nil for nothing.
  package static func enter(
    _ address: String?, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Verification.insertVerificationAddress,
      [.text(address ?? ""), .text(actor), .timestamp(now.microseconds)])
  }

  /// All that were entered, the newest first.
  package static func list(
    in tx: borrowing Transaction
  ) throws -> [VerificationAddressRecord] {
    try tx.query(Query.Verification.listVerificationAddresses).map {
      VerificationAddressRecord(
        address: $0.optionalText(0), enteredBy: $0.text(1),
        enteredAt: Instant(microseconds: $0.microseconds(2)))
    }
  }
}
