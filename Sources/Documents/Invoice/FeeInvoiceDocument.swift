import CivilTime
import Digests
import Invoicing
import JSONFiles

/// A platform-fee invoice, what the platform issues in a partner's name, or a credit note of either, as
/// it is issued.
package struct FeeInvoiceDocument: Hashable, Sendable {
  /// What it says.
  package var invoice: FeeInvoice
  /// When it was issued; the only time that the file knows.
  package var issued: Instant
  /// Whether it is an invoice for tax as well; the page says so where it is not.
  package var isTaxInvoice: Bool
  /// Why there is no tax, which the page must state of a tax invoice; none where there is some, or
  /// where nobody said why.
  package var untaxedAs: UntaxedFee?
  /// Whether it only shows what would be issued: it bears no number then, and carries no data.
  package var isPreview = false
  /// Whether its pages in one language say in that one alone what its record says in both.
  package var hasWordsByLanguage = true
  /// Of the page where it can be checked; none to print none.
  package var verificationAddress: String?

  /// An invoice and its time of issue.
  package init(
    invoice: FeeInvoice, issued: Instant, isTaxInvoice: Bool = false,
    untaxedAs: UntaxedFee? = nil
  ) {
    self.invoice = invoice
    self.issued = issued
    self.isTaxInvoice = isTaxInvoice
    self.untaxedAs = invoice.taxRate == .zero ? untaxedAs : nil
  }
}

extension FeeInvoiceDocument {
  /// What stands in the place of the number.
  var numberText: String {
    isPreview ? PageMark.preview.words.line(in: .both) : invoice.number.text
  }

  fileprivate static let dataFile = "invoice.json"

  /// SHA-256 of ``jsonBytes``, 64 hexadecimal digits. Every other form of the document states it.
  package var dataHash: String { SHA256.digest(of: jsonBytes).hex }

  /// What its pages print for whoever checks it.
  func verificationLink(_ dataHash: String) -> VerificationLink? {
    guard !isPreview, let verificationAddress else { return nil }
    return VerificationLink(
      address: verificationAddress, number: invoice.number.text, dataHash: dataHash)
  }

  /// How the electronic form states ``dataHash``.
  package var reference: InvoiceContent.SupportingDocument { .data(dataHash, in: Self.dataFile) }

  /// The invoice as one JSON object on one line, members in a fixed order: `invoice.json`.
  package var jsonBytes: [UInt8] {
    var json = JSONText()
    json.object { object in
      object.member("invoice_number", invoice.number.text)
      switch invoice.kind {
      case .invoice:
        object.member("kind", "invoice")
        object.member("corrects", nil)
        object.member("reason", nil)
      case .creditNote(let original, let reason):
        object.member("kind", "credit_note")
        object.member("corrects", original.text)
        object.member("reason", reason)
      case .corrected(let earlier, let reason):
        object.member("kind", "corrected_invoice")
        object.correction(of: earlier, reason: reason)
      case .replacement(let earlier, let credit, let reason):
        object.member("kind", "invoice")
        object.correction(of: earlier, reason: reason)
        object.member("credit_note", credit.text)
      case .cancellation(let earlier, let replacement, let reason):
        object.member("kind", "credit_note")
        object.correction(of: earlier, reason: reason)
        object.member("replaced_by", replacement.text)
      }
      object.member("issue_date", invoice.issueDate.text)
      object.member("issued_at", issued.text())
      object.member("period", invoice.period.text)
      object.member("currency", invoice.currency.code)
      object.name("seller")
      object.party(invoice.seller)
      object.name("buyer")
      object.party(invoice.buyer)
      object.name("statements")
      object.array { array in
        for id in invoice.statementIDs { array.string(id) }
      }
      object.name("lines")
      object.array { array in
        for line in invoice.lines { write(line, to: &array) }
      }
      object.member("net", invoice.net.decimalText)
      object.member("tax_rate", invoice.taxRate.decimalText)
      object.member("tax", invoice.tax.decimalText)
      object.member("gross", invoice.gross.decimalText)
      // Absent rather than null, so that documents of earlier releases keep their bytes.
      if let untaxedAs { object.member("tax_category", untaxedAs.rawValue) }
      if let selfBilling = invoice.selfBilling {
        object.member("mention", FeeInvoice.selfBillingMention)
        object.member("rounding", selfBilling.rounding.decimalText)
        object.member("set_off", selfBilling.setOff.decimalText)
        object.member("payable", invoice.payable.decimalText)
        if !selfBilling.credited.isEmpty { object.credited(selfBilling.credited) }
      }
    }
    return json.bytes + [UInt8(ascii: "\n")]
  }

  private func write(_ line: FeeInvoice.Line, to array: inout JSONText) {
    array.object { object in
      object.member("description", line.description)
      object.member("base", line.base?.decimalText)
      object.member("rate", line.rate?.decimalText)
      object.member("amount", line.amount.decimalText)
      if invoice.selfBilling != nil { object.member("product_id", line.productID) }
    }
  }
}

extension JSONText {
  fileprivate mutating func credited(_ parts: [FeeInvoice.Credited]) {
    name("corrects_in_parts")
    array { array in
      for part in parts {
        array.object { object in
          object.member("invoice_number", part.number.text)
          object.member("net", part.net.decimalText)
        }
      }
    }
  }

  fileprivate mutating func correction(of earlier: FeeInvoice.Earlier, reason: String) {
    member("corrects", earlier.number.text)
    member("corrects_issue_date", earlier.issueDate.text)
    member("reason", reason)
  }
}

extension Typesetter {
  /// The invoice or credit note as PDF/A-3u, with `invoice.json` attached.
  ///
  /// - Parameters:
  ///   - language: Of the labels; names and descriptions stand as they are.
  ///   - facturX: The same document as XML; the file is a Factur-X invoice then.
  /// - Throws: `characterMissing` where a text cannot be shown. Nothing is half done then.
  package func pdf(
    of document: FeeInvoiceDocument, language: DocumentLanguage, facturX: FacturX? = nil
  ) throws(DocumentError) -> [UInt8] {
    try assembly(of: document, language: language, facturX: facturX).bytes()
  }

  /// The same file with a field for a signature, ready to be signed.
  ///
  /// - Parameter time: When it is signed; nil is the time of issue.
  /// - Throws: As ``pdf(of:language:facturX:)``.
  package func preparedPDF(
    of document: FeeInvoiceDocument, language: DocumentLanguage, facturX: FacturX? = nil,
    signedAt time: Instant? = nil
  ) throws(DocumentError) -> PreparedPDF {
    try assembly(of: document, language: language, facturX: facturX).prepared(signedAt: time)
  }

  /// Lays the pages out in both languages, whose texts are those of either, and throws them away.
  ///
  /// - Throws: As ``pdf(of:language:facturX:)``.
  package func check(_ document: FeeInvoiceDocument) throws(DocumentError) {
    var pages = FeeInvoicePages(
      document, dataHash: document.dataHash, shelf: shelf, language: .both)
    try pages.compose()
  }

  private func assembly(
    of document: FeeInvoiceDocument, language: DocumentLanguage, facturX: FacturX?
  ) throws(DocumentError) -> PDFAssembly {
    let json = document.jsonBytes
    let hash = SHA256.digest(of: json).hex
    var pages = FeeInvoicePages(document, dataHash: hash, shelf: shelf, language: language)
    try pages.compose()
    if document.isPreview { try pages.composer.mark(.preview) }
    let title =
      InvoiceWords.title(document.invoice).line(in: language) + " " + document.numberText
    let data = Attachment(
      name: FeeInvoiceDocument.dataFile, mediaType: "application/json",
      description: "The data of this document", relationship: .data, content: json)
    return pages.composer.assembly(
      Metadata(
        title: title, languageTag: language.tag, issued: document.issued,
        dataHash: document.isPreview ? nil : hash),
      attachments: document.isPreview ? [] : [data], facturX: document.isPreview ? nil : facturX)
  }
}
