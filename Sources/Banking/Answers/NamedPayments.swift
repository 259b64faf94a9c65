import Amounts

/// What a bank's file names of payments: nothing but these, and what is out, decides what it means.
package struct NamedPayments: Hashable, Sendable {
  package private(set) var endToEndIDs: Set<String> = []
  package private(set) var batchIDs: Set<String> = []
  /// Amounts that came in, minor units above zero: a payment of the same may have come back.
  package private(set) var returns: Set<MinorUnits> = []

  /// What bookings name.
  package init(in entries: [BankEntry]) {
    for movement in entries.flatMap(Movement.all) {
      if let id = movement.endToEndID { endToEndIDs.insert(id) }
      if let id = movement.batchID { batchIDs.insert(id) }
      if movement.amount.minorUnits > 0 { returns.insert(movement.amount.minorUnits) }
    }
  }

  /// What a report names.
  package init(in report: StatusReport) {
    batchIDs = Set(([report.batchID] + report.blocks.map(\.batchID)).compactMap(\.self))
    endToEndIDs = Set(report.blocks.flatMap(\.payments).compactMap(\.endToEndID))
  }
}
