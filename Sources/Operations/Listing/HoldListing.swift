import Amounts
import Documents
import Store

extension Holds {
  /// Every hold in columns, newest first: a row for each currency that it keeps back.
  package func listing() throws -> Listing {
    let holds = try list()
    var rows: [HoldRow] = []
    for hold in holds {
      if hold.kept.isEmpty { rows.append(HoldRow(hold: hold, kept: nil)) }
      for amount in hold.kept { rows.append(HoldRow(hold: hold, kept: amount)) }
    }
    let inForce = holds.count { $0.releasedAt == nil }
    return Listing(
      "holds", of: rows,
      [
        ListedColumn("hold_no", .integer) { .integer(Int64($0.hold.number)) },
        ListedColumn("partner_id", .text) { .text($0.hold.partnerID) },
        ListedColumn("held_from", .instant) { .instant($0.hold.heldFrom) },
        ListedColumn("held_by", .text) { .text($0.hold.heldBy) },
        ListedColumn("released_at", .instant) { TableCell($0.hold.releasedAt) },
        ListedColumn("released_by", .text) { TableCell($0.hold.releasedBy) },
        ListedColumn("reason", .text) { .text($0.hold.reason) },
        ListedColumn("ends_when", .text) { .text($0.hold.endsWhen) },
        ListedColumn("currency", .text) { TableCell($0.kept?.currency.code) },
        ListedColumn("amount_held", .amount) { TableCell($0.kept) },
      ], summary: "\(counted(holds.count, "hold")), \(grouped(inForce)) in force")
  }
}

/// A hold and one currency of what it keeps back; nil where it keeps nothing.
private struct HoldRow {
  let hold: HoldRecord
  let kept: Money?
}
