import Amounts
import CivilTime
import Documents
import Invoicing
import Store

/// Turns an issued fee invoice or credit note into the record its files are made from.
enum InvoicePaper {
  /// - Throws: `Refusal` `.conflict` for a credit note without an invoice to correct,
  ///   `InvoiceError` when the stored figures do not add up.
  static func document(
    of record: InvoiceRecord, issuer: IssuerRecord
  ) throws -> FeeInvoiceDocument {
    let number = try InvoiceNumber(parsing: record.id)
    let isCredit = number.kind == .creditNote
    let sign: MinorUnits = isCredit ? -1 : 1
    let money = { (amount: MinorUnits) in
      Money(minorUnits: sign * amount, currency: record.currency)
    }
    let invoice = try FeeInvoice(
      number: number, kind: try kind(of: record, number), issueDate: record.issuedOn,
      seller: issuer.party,
      buyer: Party(
        id: record.partnerID, name: record.partnerName, nameInEnglish: record.partnerNameEn,
        address: record.partnerAddress, taxNumber: record.partnerTaxNumber),
      period: record.period, statementIDs: record.statementIDs,
      lines: [
        FeeInvoice.Line(
          description: "平台服务费 Platform fee \(record.period.text)",
          base: Money(minorUnits: record.base, currency: record.currency),
          amount: money(record.net))
      ], taxRate: record.taxRate)
    try invoice.check(
      net: money(record.net), tax: money(record.tax), gross: money(record.gross))
    return FeeInvoiceDocument(invoice: invoice, issued: record.issuedAt)
  }

  private static func kind(
    of record: InvoiceRecord, _ number: InvoiceNumber
  ) throws -> FeeInvoice.Kind {
    switch number.kind {
    case .platformFee: return .invoice
    case .creditNote:
      guard let originalID = record.originalID else {
        throw Refusal(
          .conflict, "credit_without_invoice",
          "credit note \(record.id) corrects no earlier invoice of \(record.partnerID)",
          remedy: "its amount is in the books; ask finance which invoice it belongs to")
      }
      return .creditNote(
        of: try InvoiceNumber(parsing: originalID),
        reason: "退款多于当月平台费 More platform fee was given back than charged")
    }
  }
}
