import Documents
import Store

extension Holds {
  /// Every hold in columns, newest first.
  package func listing() throws -> Listing {
    let holds = try list()
    let inForce = holds.count { $0.releasedAt == nil }
    return Listing(
      "holds", of: holds,
      [
        ListedColumn("hold_no", .integer) { .integer(Int64($0.number)) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("held_from", .instant) { .instant($0.heldFrom) },
        ListedColumn("held_by", .text) { .text($0.heldBy) },
        ListedColumn("released_at", .instant) { TableCell($0.releasedAt) },
        ListedColumn("released_by", .text) { TableCell($0.releasedBy) },
        ListedColumn("reason", .text) { .text($0.reason) },
      ], summary: "\(counted(holds.count, "hold")), \(grouped(inForce)) in force")
  }
}
