import Amounts
import Documents
import Store

extension Holds {
  /// Every hold in columns, newest first: a row for each currency that it keeps back.
  package func listing() throws -> Listing {
    let holds = try list()
    let rows = holds.flatMap { hold in
      hold.kept.isEmpty ? [(hold, Money?.none)] : hold.kept.map { (hold, $0) }
    }
    let inForce = holds.count { $0.releasedAt == nil }
    return Listing(
      "holds", of: rows,
      [
        ListedColumn("hold_no", .integer) { .integer(Int64($0.0.number)) },
        ListedColumn("partner_id", .text) { .text($0.0.partnerID) },
        ListedColumn("held_from", .instant) { .instant($0.0.heldFrom) },
        ListedColumn("held_by", .text) { .text($0.0.heldBy) },
        ListedColumn("released_at", .instant) { TableCell($0.0.releasedAt) },
        ListedColumn("released_by", .text) { TableCell($0.0.releasedBy) },
        ListedColumn("reason", .text) { .text($0.0.reason) },
        ListedColumn("ends_when", .text) { .text($0.0.endsWhen) },
        ListedColumn("currency", .text) { TableCell($0.1?.currency.code) },
        ListedColumn("amount_held", .amount) { TableCell($0.1) },
      ], summary: "\(counted(holds.count, "hold")), \(grouped(inForce)) in force")
  }
}
