import Amounts
import CivilTime
import Documents
import Invoicing
import Store

extension InvoiceRecord {
  /// Whether it can be drawn up: a credit note that corrects no earlier invoice cannot.
  var hasPaper: Bool {
    kind == InvoiceNumber.Kind.platformFee.stored || originalID != nil
  }
}

/// An issued fee invoice or credit note as its files are made from it: nothing but what was frozen
/// when it was issued.
struct InvoicePaper {
  /// The page and `invoice.json`.
  var document: FeeInvoiceDocument
  /// The electronic form; none where the details of a party were not known.
  let electronic: ElectronicInvoice?

  /// The electronic form as the PDF carries it.
  var facturX: FacturX? { electronic.map { FacturX(xml: $0.ciiBytes(for: .attachment)) } }

  /// - Throws: `Refusal` `.conflict` for a credit note without an invoice to correct, `.badInput`
  ///   where the electronic form would break a rule; `InvoiceError` when the stored figures do not
  ///   add up.
  init(of record: InvoiceRecord) throws {
    let number = try InvoiceNumber(parsing: record.id)
    let isCredit = number.kind == .creditNote
    let sign: MinorUnits = isCredit ? -1 : 1
    let money = { (amount: MinorUnits) in
      Money(minorUnits: sign * amount, currency: record.currency)
    }
    let parties = record.parties
    let invoice = try FeeInvoice(
      number: number, kind: try Self.kind(of: record, number), issueDate: record.issuedOn,
      seller: record.seller.printed(with: parties?.seller),
      buyer: record.buyer.printed(with: parties?.buyer),
      period: record.period, statementIDs: record.statementIDs, isNetted: record.reason == nil,
      lines: [
        FeeInvoice.Line(
          description: "平台服务费 Platform fee \(record.period.text)",
          base: record.reason == nil
            ? Money(minorUnits: record.base, currency: record.currency) : nil,
          amount: money(record.net))
      ], taxRate: record.taxRate)
    try invoice.check(
      net: money(record.net), tax: money(record.tax), gross: money(record.gross))
    electronic = try parties.map { parties in
      do throws(ElectronicInvoiceError) {
        return try invoice.electronic(between: parties)
      } catch {
        throw Refusal(
          .badInput, error.code,
          "the fee invoice of \(record.partnerID) cannot be an electronic one: "
            + error.sentence.withoutFullStop,
          remedy: error.remedy + " `settled invoice party` corrects what is known of a party.")
      }
    }
    // In China the tax bureau issues tax invoices; elsewhere the electronic form is one.
    let isTaxInvoice = parties.map { $0.seller.address.country != "CN" } ?? false
    document = FeeInvoiceDocument(
      invoice: invoice, issued: record.issuedAt, isTaxInvoice: isTaxInvoice,
      untaxedAs: parties?.untaxedAs)
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
        reason: record.reason
          ?? "退款多于当月平台费 More platform fee was given back than charged")
    }
  }
}
