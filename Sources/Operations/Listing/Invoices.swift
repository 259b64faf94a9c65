import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `invoice list|show|gaps`: fee invoices, self-billed ones and credit notes as issued.
package struct Invoices: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Issued documents by number; nil leaves a filter out.
  package func records(
    period: Period? = nil, site: Site? = nil, partner: String? = nil, id: String? = nil
  ) throws -> [InvoiceRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try InvoiceStore.list(period: period, site: site, partner: partner, id: id, in: tx)
    }
  }

  /// One issued document.
  ///
  /// - Throws: `Refusal` `.notFound` when there is none.
  package func record(_ id: String) throws -> InvoiceRecord {
    guard let record = try records(id: id).first else { throw Self.unknown(id) }
    return record
  }

  static func unknown(_ id: String) -> Refusal {
    Refusal(
      .notFound, "invoice_not_found", "there is no invoice \(id)",
      remedy: "see `settled invoice list`")
  }

  /// Issued documents in columns.
  ///
  /// - Parameter isBrief: Without what is too wide for a terminal.
  package static func listing(_ records: [InvoiceRecord], isBrief: Bool = false) -> Listing {
    let wide: [ListedColumn<InvoiceRecord>] = [
      ListedColumn("signer", .text) { TableCell($0.signed?.signer) },
      ListedColumn("sha256", .text) { TableCell($0.signed?.digest.hex) },
      ListedColumn("signature_level", .text) { TableCell($0.signatureLevel) },
      ListedColumn("signature_stamped_at", .instant) {
        $0.signatureStampedAt.map { .instant($0) } ?? .empty
      },
      ListedColumn("signature_authority", .text) { TableCell($0.signatureStampedBy) },
      ListedColumn("stamped_at", .instant) { $0.stampedAt.map { .instant($0) } ?? .empty },
      ListedColumn("time_authority", .text) { TableCell($0.stampedBy) },
      ListedColumn("rounding", .amount) { $0.isSelfBilled ? $0.cell($0.rounding) : .empty },
      ListedColumn("set_off", .amount) { $0.isSelfBilled ? $0.cell($0.setOff) : .empty },
      ListedColumn("legal_number", .text) { TableCell($0.legal?.number.text) },
      ListedColumn("legal_issued_on", .date) { TableCell($0.legal?.issuedOn) },
      ListedColumn("cancelled_by", .text) { TableCell($0.cancellingID) },
    ]
    let replaced = ListedColumn<InvoiceRecord>("replaced_by", .text) {
      TableCell($0.replacedBy ?? $0.replacementID)
    }
    let left = ListedColumn<InvoiceRecord>("left", .amount) { record in
      record.left.map { record.cell($0) } ?? .empty
    }
    let last: [ListedColumn<InvoiceRecord>] = isBrief ? [replaced] : wide + [replaced, left]
    return Listing(
      "invoices", of: records,
      [
        ListedColumn("invoice_id", .text) { .text($0.id) },
        ListedColumn("kind", .text) { .text($0.kind) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("period", .text) { .text($0.period.text) },
        ListedColumn("issued_on", .date) { .date($0.issuedOn) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("partner_name", .text) { .text($0.partner.name) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("net", .amount) { $0.cell($0.net) },
        ListedColumn("tax_rate", .rate) { .rate($0.taxRate) },
        ListedColumn("tax", .amount) { $0.cell($0.tax) },
        ListedColumn("gross", .amount) { $0.cell($0.gross) },
        ListedColumn("corrects", .text) { TableCell($0.corrected) },
        ListedColumn("statements", .text) { .text($0.statementIDs.joined(separator: " ")) },
        ListedColumn("reason", .text) { TableCell($0.reason) },
        ListedColumn("signed_at", .instant) { $0.signed.map { .instant($0.signedAt) } ?? .empty },
      ] + last, summary: counted(records.count, "document"))
  }

  /// Numbers that were drawn and are on no document; there must be none.
  package func gaps() throws -> Listing {
    let session = try workplace.openCheckedSession()
    let gaps = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try InvoiceStore.gaps(in: tx)
    }
    return Listing(
      "gaps", of: gaps,
      [
        ListedColumn("entity", .text) { .text($0.entity) },
        ListedColumn("kind", .text) { .text($0.kind) },
        ListedColumn("year", .integer) { .integer(Int64($0.year)) },
        ListedColumn("number", .integer) { .integer(Int64($0.number)) },
      ], summary: gaps.isEmpty ? "no gaps" : counted(gaps.count, "missing number"))
  }
}

extension InvoiceRecord {
  /// The invoices that it corrects, separated by spaces; nil where there is none.
  fileprivate var corrected: String? {
    credited.count > 1 ? credited.map(\.invoiceID).joined(separator: " ") : originalID
  }

  fileprivate func cell(_ amount: MinorUnits) -> TableCell {
    .amount(Money(minorUnits: amount, currency: currency))
  }
}
