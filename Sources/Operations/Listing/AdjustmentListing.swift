import Amounts
import Documents
import Marketplace
import Postgres
import Store

extension Adjustments {
  /// Adjustments in columns, newest first.
  ///
  /// - Parameters:
  ///   - isOpenOnly: Only those that wait for an approval.
  ///   - site: Nil for all.
  ///   - partner: Nil for all.
  package func list(
    isOpenOnly: Bool = false, site: Site? = nil, partner: String? = nil
  ) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let all = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try AdjustmentStore.list(site: site, partner: partner, in: tx)
    }
    let open = all.count { $0.state == .open }
    let shown = isOpenOnly ? all.filter { $0.state == .open } : all
    return Listing(
      adjustments: shown,
      summary: "\(counted(shown.count, "adjustment")), \(grouped(open)) open")
  }
}

extension AdjustmentView {
  /// The adjustment as a list of one row, without its effect.
  package var listing: Listing { Listing(adjustments: [adjustment], summary: "") }
}

extension Listing {
  fileprivate init(adjustments: [AdjustmentRecord], summary: String) {
    self.init(
      "adjustments", of: adjustments,
      [
        ListedColumn("adjustment_id", .text) { .text($0.id) },
        ListedColumn("state", .text) { .text($0.state.rawValue) },
        ListedColumn("site", .text) { .text($0.draft.site.rawValue) },
        ListedColumn("partner_id", .text) { .text($0.draft.partnerID) },
        ListedColumn("tab", .text) { .text($0.draft.tab.code) },
        ListedColumn("currency", .text) { .text($0.draft.amount.currency.code) },
        ListedColumn("amount", .amount) { .amount($0.draft.amount) },
        ListedColumn("reason_code", .text) { .text($0.draft.reasonCode) },
        ListedColumn("reason", .text) { .text($0.draft.reason) },
        ListedColumn("product_id", .text) { TableCell($0.draft.productID) },
        ListedColumn("corrects", .text) { TableCell($0.draft.statementID) },
        ListedColumn("author", .text) { .text($0.author) },
        ListedColumn("written_at", .instant) { .instant($0.writtenAt) },
        ListedColumn("approver", .text) { TableCell($0.approver) },
        ListedColumn("approved_at", .instant) { TableCell($0.approvedAt) },
        ListedColumn("refused_by", .text) { TableCell($0.refusedBy) },
        ListedColumn("refusal", .text) { TableCell($0.refusal) },
        ListedColumn("billed_on", .text) { TableCell($0.billed?.statementID) },
        ListedColumn("credit_note", .text) { TableCell($0.draft.creditNoteID) },
      ], summary: summary)
  }
}
