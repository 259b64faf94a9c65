import Amounts
import Invoicing
import XMLFiles

extension ElectronicInvoice {
  /// The document in UBL 2.1, by the binding of EN 16931-3-2: an Invoice, or a CreditNote with
  /// names of its own. The same document gives the same bytes.
  package var ublBytes: [UInt8] {
    var text = XMLText(capacity: 8_192 + 2_048 * content.lines.count)
    let names = "urn:oasis:names:specification:ubl:schema:xsd:"
    let kind = content.type.isCreditNote ? "CreditNote-2" : "Invoice-2"
    text.element(
      content.type.isCreditNote ? "CreditNote" : "Invoice",
      [
        ("xmlns", names + kind), ("xmlns:cac", names + "CommonAggregateComponents-2"),
        ("xmlns:cbc", names + "CommonBasicComponents-2"),
      ]
    ) { text in
      universalHeading(to: &text)
      universalReferences(to: &text)
      universalParties(to: &text)
      universalPayment(to: &text)
      for entry in content.allowancesAndCharges { text.universal(entry.terms, tax: entry.tax) }
      universalTaxes(to: &text)
      text.element("cac:LegalMonetaryTotal") { universalSums(to: &$0) }
      for (line, net) in zip(content.lines, totals.lineNets) {
        UniversalLine.write(line, net: net, isCreditNote: content.type.isCreditNote, to: &text)
      }
    }
    return text.bytes
  }

  private func universalHeading(to text: inout XMLText) {
    text.leaf("cbc:CustomizationID", content.specification.identifier)
    text.leaf("cbc:ProfileID", content.specification.process)
    text.leaf("cbc:ID", content.number)
    text.leaf("cbc:IssueDate", content.issueDate.text)
    if content.type.isCreditNote {
      text.leaf("cbc:CreditNoteTypeCode", content.type.rawValue)
    } else {
      text.leaf("cbc:DueDate", content.dueDate?.text)
      text.leaf("cbc:InvoiceTypeCode", content.type.rawValue)
    }
    for note in content.notes { text.leaf("cbc:Note", note) }
    text.leaf("cbc:DocumentCurrencyCode", content.currency.code)
    text.leaf("cbc:TaxCurrencyCode", content.taxCurrency?.currency.code)
    text.leaf("cbc:BuyerReference", content.buyerReference)
    text.universal(content.period)
  }

  private func universalReferences(to text: inout XMLText) {
    if let order = content.orderReference {
      text.element("cac:OrderReference") { $0.leaf("cbc:ID", order) }
    }
    for earlier in content.precedingInvoices {
      text.element("cac:BillingReference") { text in
        text.element("cac:InvoiceDocumentReference") { text in
          text.leaf("cbc:ID", earlier.number)
          text.leaf("cbc:IssueDate", earlier.issueDate?.text)
        }
      }
    }
    if let contract = content.contractReference {
      text.element("cac:ContractDocumentReference") { $0.leaf("cbc:ID", contract) }
    }
    for document in content.supportingDocuments {
      text.element("cac:AdditionalDocumentReference") { text in
        text.leaf("cbc:ID", document.reference)
        text.leaf("cbc:DocumentDescription", document.description)
      }
    }
  }

  private func universalParties(to text: inout XMLText) {
    // The creditor's identifier stands with whom is paid.
    let creditor = content.payment?.means.mandate?.creditor
    text.element("cac:AccountingSupplierParty") { text in
      text.element("cac:Party") {
        $0.universal(content.seller, creditor: content.payee == nil ? creditor : nil)
      }
    }
    text.element("cac:AccountingCustomerParty") { text in
      text.element("cac:Party") { $0.universal(content.buyer, creditor: nil) }
    }
    if let payee = content.payee {
      text.element("cac:PayeeParty") { $0.universal(payee, creditor: creditor) }
    }
    guard let delivery = content.delivery else { return }
    text.element("cac:Delivery") { text in
      text.leaf("cbc:ActualDeliveryDate", delivery.date?.text)
      if let address = delivery.address {
        text.element("cac:DeliveryLocation") { text in
          text.element("cac:Address") { $0.universal(address) }
        }
      }
      if let name = delivery.name {
        text.element("cac:DeliveryParty") { text in
          text.element("cac:PartyName") { $0.leaf("cbc:Name", name) }
        }
      }
    }
  }

  /// One element for each account; a credit note says here when it is due.
  private func universalPayment(to text: inout XMLText) {
    if let payment = content.payment {
      let accounts = payment.means.accounts.map(Optional.some)
      for (index, account) in (accounts.isEmpty ? [nil] : accounts).enumerated() {
        text.element("cac:PaymentMeans") { text in
          text.leaf("cbc:PaymentMeansCode", payment.means.code)
          if content.type.isCreditNote, index == 0 {
            text.leaf("cbc:PaymentDueDate", content.dueDate?.text)
          }
          text.leaf("cbc:PaymentID", payment.remittance)
          if let account { text.universal(account) }
          if let mandate = payment.means.mandate { text.universal(mandate) }
        }
      }
    }
    if let terms = content.paymentTerms {
      text.element("cac:PaymentTerms") { $0.leaf("cbc:Note", terms) }
    }
  }

  private func universalTaxes(to text: inout XMLText) {
    text.element("cac:TaxTotal") { text in
      text.universal("cbc:TaxAmount", totals.tax)
      for share in totals.taxes {
        text.element("cac:TaxSubtotal") { text in
          text.universal("cbc:TaxableAmount", share.base)
          text.universal("cbc:TaxAmount", share.tax)
          text.element("cac:TaxCategory") { text in
            text.leaf("cbc:ID", share.treatment.category.rawValue)
            text.leaf("cbc:Percent", share.treatment.percentNumber ?? percentOutsideScope)
            let exemption = content.exemption(of: share.treatment.category)
            text.leaf("cbc:TaxExemptionReasonCode", exemption?.code)
            text.leaf("cbc:TaxExemptionReason", exemption?.reason)
            text.element("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
          }
        }
      }
    }
    if let tax = totals.taxInTaxCurrency {
      text.element("cac:TaxTotal") { $0.universal("cbc:TaxAmount", tax) }
    }
  }

  /// German receivers want a rate even where there is none: DE-R-014, BR-DE-14. No rule forbids it
  /// here, other than on a line.
  private var percentOutsideScope: String? {
    switch content.specification {
    case .core, .peppolSelfBilling: nil
    case .peppolBilling, .xrechnung: content.seller.address.country == "DE" ? "0" : nil
    }
  }

  private func universalSums(to text: inout XMLText) {
    text.universal("cbc:LineExtensionAmount", totals.lines)
    text.universal("cbc:TaxExclusiveAmount", totals.net)
    text.universal("cbc:TaxInclusiveAmount", totals.gross)
    if content.has(.allowance) { text.universal("cbc:AllowanceTotalAmount", totals.allowances) }
    if content.has(.charge) { text.universal("cbc:ChargeTotalAmount", totals.charges) }
    if let prepaid = content.prepaid { text.universal("cbc:PrepaidAmount", prepaid) }
    if let rounding = content.rounding { text.universal("cbc:PayableRoundingAmount", rounding) }
    text.universal("cbc:PayableAmount", totals.due)
  }
}

extension InvoiceContent {
  /// Whether the whole document has an allowance, or a charge.
  func has(_ kind: AllowanceOrCharge.Kind) -> Bool {
    allowancesAndCharges.contains { $0.terms.kind == kind }
  }
}
