import Amounts

extension FeeInvoice {
  /// The same document as EN 16931 says it, of the European core.
  ///
  /// What a credit note gives back stands above zero there. Fees that were netted in the statements
  /// count as paid (BT-113), so that the tax alone is due (BT-115); it is settled between the
  /// parties, with the statements as reference (BT-83).
  ///
  /// - Parameter data: The record that the document's other forms are made from (BG-24).
  /// - Throws: ``ElectronicInvoiceError`` with the first rule that would be broken.
  package func electronic(
    between parties: ElectronicParties, data: InvoiceContent.SupportingDocument
  ) throws(ElectronicInvoiceError) -> ElectronicInvoice {
    var content =
      if let selfBilling { try selfBilled(selfBilling, between: parties) } else {
        try platformFee(between: parties)
      }
    content.supportingDocuments = [data]
    return try ElectronicInvoice(content)
  }

  private func platformFee(
    between parties: ElectronicParties
  ) throws(ElectronicInvoiceError) -> InvoiceContent {
    let treatment: TaxTreatment =
      taxRate == .zero ? parties.untaxedAs.treatment : .standard(taxRate)
    let isTaxed = treatment != .outsideScope
    let isCredit = number.kind.isCredit
    var content = InvoiceContent(
      type: type, specification: .core,
      number: number.text, issueDate: issueDate, currency: currency,
      seller: seller.traded(with: parties.seller, isTaxed: isTaxed),
      buyer: buyer.traded(with: parties.buyer, isTaxed: isTaxed), lines: [])
    do throws(AmountError) {
      for (index, line) in lines.enumerated() {
        content.lines.append(
          InvoiceLine(
            id: String(index + 1), item: InvoiceItem(name: line.description),
            quantity: DecimalNumber(1),
            price: ItemPrice(
              DecimalNumber(isCredit ? try line.amount.negated() : line.amount)), tax: treatment))
      }
      if isNetted { content.prepaid = isCredit ? try net.negated() : net }
    } catch {
      throw .amount(error, at: InvoicePlace(.document, "BT-113"))
    }
    content.period = BillingPeriod(period)
    nameEarlier(in: &content)
    content.payment = PaymentInstructions(
      .clearing, remittance: statementIDs.joined(separator: " "))
    content.paymentTerms = terms
    return content
  }

  /// BT-20.
  private var terms: String? {
    if !isNetted { return "Credited to the buyer's account." }
    let apart = "The tax is settled apart from the statements"
    return switch kind {
    case .cancellation(_, let replacement, _): "Set off against \(replacement)."
    case .invoice, .creditNote: tax.minorUnits == 0 ? nil : apart + "."
    case .corrected(let earlier, _), .replacement(let earlier, _, _):
      tax.minorUnits == 0 ? nil : apart + "; what was paid for \(earlier.number) counts."
    }
  }

  /// BT-3.
  private var type: DocumentType {
    switch kind {
    case .invoice, .replacement: .commercialInvoice
    case .creditNote, .cancellation: .creditNote
    case .corrected: .correctedInvoice
    }
  }

  /// BG-3, and the reason as a note. A new invoice names the credit note as well that makes way for it.
  func nameEarlier(in content: inout InvoiceContent) {
    switch kind {
    case .invoice: return
    case .creditNote(let original, let reason):
      content.precedingInvoices = [.init(original.text)]
      content.notes = [reason]
    case .corrected(let earlier, let reason), .cancellation(let earlier, _, let reason):
      content.precedingInvoices = [.init(earlier.number.text, of: earlier.issueDate)]
      content.notes = [reason]
    case .replacement(let earlier, let credit, let reason):
      content.precedingInvoices = [
        .init(earlier.number.text, of: earlier.issueDate), .init(credit.text, of: issueDate),
      ]
      content.notes = [reason]
    }
  }
}
