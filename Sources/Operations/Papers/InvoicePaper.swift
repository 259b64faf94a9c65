import Amounts
import CivilTime
import Documents
import Invoicing
import Store

extension InvoiceRecord {
  /// Whether it can be drawn up: a credit note that corrects no earlier invoice cannot.
  var hasPaper: Bool {
    !isCredit || originalID != nil
  }

  /// What a refusal calls it.
  var named: String {
    "the \(isSelfBilled ? "self-billed" : "fee") invoice of \(partnerID)"
  }
}

/// An issued document as its files are made from it: nothing but what was frozen
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
    let sign: MinorUnits = record.isCredit ? -1 : 1
    let money = { (amount: MinorUnits) in
      Money(minorUnits: sign * amount, currency: record.currency)
    }
    let parties = record.parties
    let invoice = try FeeInvoice(
      number: number, kind: try Self.kind(of: record, number), issueDate: record.issuedOn,
      seller: record.seller.printed(with: parties?.seller),
      buyer: record.buyer.printed(with: parties?.buyer),
      period: record.period, statementIDs: record.statementIDs, isNetted: record.isNetted,
      lines: Self.lines(of: record, money), taxRate: record.taxRate,
      selfBilling: record.isSelfBilled
        ? FeeInvoice.SelfBilling(
          rounding: money(record.rounding), setOff: money(record.setOff),
          credited: try Self.credited(by: record, money)) : nil)
    try invoice.check(
      net: money(record.net), tax: money(record.tax), gross: money(record.gross))
    // In China the tax bureau issues tax invoices; elsewhere the electronic form is one.
    let isTaxInvoice = parties.map { $0.seller.address.country != "CN" } ?? false
    var document = FeeInvoiceDocument(
      invoice: invoice, issued: record.issuedAt, isTaxInvoice: isTaxInvoice,
      untaxedAs: parties?.untaxedAs)
    document.hasWordsByLanguage = record.hasWordsByLanguage
    document.verificationAddress = record.verificationAddress
    self.document = document
    electronic = try parties.map { parties in
      do throws(ElectronicInvoiceError) {
        return try invoice.electronic(between: parties, data: document.reference)
      } catch {
        throw Refusal(
          .badInput, error.code,
          "\(record.named) cannot be an electronic one: "
            + error.sentence.withoutFullStop,
          remedy: error.remedy + " `settled invoice party` corrects what is known of a party.")
      }
    }
  }

  /// Nothing where one invoice is all that is corrected, so that such documents keep their bytes.
  private static func credited(
    by record: InvoiceRecord, _ money: (MinorUnits) -> Money
  ) throws -> [FeeInvoice.Credited] {
    guard record.credited.count > 1 else { return [] }
    return try record.credited.map {
      FeeInvoice.Credited(try InvoiceNumber(parsing: $0.invoiceID), net: money($0.net))
    }
  }

  private static func lines(
    of record: InvoiceRecord, _ money: (MinorUnits) -> Money
  ) -> [FeeInvoice.Line] {
    if record.isSelfBilled {
      return record.items.map {
        FeeInvoice.Line(
          description: $0.description, amount: money($0.net), productID: $0.productID)
      }
    }
    return [
      FeeInvoice.Line(
        description: "\(RecordedWords.fee.recorded) \(record.period.text)",
        // A new invoice of what is left of one is not in proportion to what was sold.
        base: record.reason == nil || (record.isReplacement && record.base != 0)
          ? Money(minorUnits: record.base, currency: record.currency) : nil,
        amount: money(record.net))
    ]
  }

  private static func kind(
    of record: InvoiceRecord, _ number: InvoiceNumber
  ) throws -> FeeInvoice.Kind {
    switch number.kind {
    case .platformFee, .correctedInvoice, .selfBilledInvoice:
      return try replacement(record) ?? .invoice
    case .creditNote, .selfBilledCreditNote:
      guard let originalID = record.originalID else {
        throw Refusal(
          .conflict, "credit_without_invoice",
          "credit note \(record.id) corrects no earlier invoice of \(record.partnerID)",
          remedy: "its amount is in the books; ask finance which invoice it belongs to")
      }
      if let replacement = try replacement(record) { return replacement }
      return .creditNote(
        of: try InvoiceNumber(parsing: originalID),
        reason: record.reason
          ?? (record.isSelfBilled ? RecordedWords.moreRefunded : RecordedWords.moreGivenBack)
          .recorded)
    }
  }

  /// What replaces an invoice with a wrong detail, or cancels one for its replacement; nil of others.
  private static func replacement(_ record: InvoiceRecord) throws -> FeeInvoice.Kind? {
    guard let originalID = record.originalID, let issuedOn = record.originalIssuedOn,
      let reason = record.reason
    else { return nil }
    let earlier = FeeInvoice.Earlier(try InvoiceNumber(parsing: originalID), of: issuedOn)
    if let replacementID = record.replacementID {
      return .cancellation(
        of: earlier, replacedBy: try InvoiceNumber(parsing: replacementID), reason: reason)
    }
    if record.isCredit { return nil }
    guard let cancellingID = record.cancellingID else {
      return .corrected(of: earlier, reason: reason)
    }
    return .replacement(
      of: earlier, creditNote: try InvoiceNumber(parsing: cancellingID), reason: reason)
  }
}
