import Amounts
import CivilTime
import Invoicing
import XMLFiles

/// What a file in the UN/CEFACT syntax is for.
package enum CrossIndustryUse: Hashable, Sendable {
  /// Sent by itself: it names the specification that the document follows.
  case exchange
  /// Attached to a PDF: it names the European core, which is Factur-X's profile EN 16931.
  case attachment
}

extension ElectronicInvoice {
  /// The document as a Cross Industry Invoice, D16B, by the binding of EN 16931-3-3. The same
  /// document gives the same bytes.
  package func ciiBytes(for use: CrossIndustryUse = .exchange) -> [UInt8] {
    var text = XMLText(capacity: 8_192 + 2_048 * content.lines.count)
    let names = "urn:un:unece:uncefact:data:standard:"
    text.element(
      "rsm:CrossIndustryInvoice",
      [
        ("xmlns:rsm", names + "CrossIndustryInvoice:100"),
        ("xmlns:ram", names + "ReusableAggregateBusinessInformationEntity:100"),
        ("xmlns:udt", names + "UnqualifiedDataType:100"),
        ("xmlns:qdt", names + "QualifiedDataType:100"),
      ]
    ) { text in
      text.element("rsm:ExchangedDocumentContext") { context(for: use, to: &$0) }
      text.element("rsm:ExchangedDocument") { heading(to: &$0) }
      text.element("rsm:SupplyChainTradeTransaction") { text in
        for (line, net) in zip(content.lines, totals.lineNets) {
          text.element("ram:IncludedSupplyChainTradeLineItem") {
            CrossIndustryLine.write(line, net: net, to: &$0)
          }
        }
        text.element("ram:ApplicableHeaderTradeAgreement") { agreement(to: &$0) }
        // The element must be there, whatever is known of the delivery.
        text.element("ram:ApplicableHeaderTradeDelivery") { delivery(to: &$0) }
        text.element("ram:ApplicableHeaderTradeSettlement") { settlement(to: &$0) }
      }
    }
    return text.bytes
  }

  private func context(for use: CrossIndustryUse, to text: inout XMLText) {
    if let process = content.specification.process {
      text.element("ram:BusinessProcessSpecifiedDocumentContextParameter") {
        $0.leaf("ram:ID", process)
      }
    }
    let guideline =
      switch use {
      case .exchange: content.specification.identifier
      case .attachment: Specification.coreIdentifier
      }
    text.element("ram:GuidelineSpecifiedDocumentContextParameter") { $0.leaf("ram:ID", guideline) }
  }

  private func heading(to text: inout XMLText) {
    text.leaf("ram:ID", content.number)
    text.leaf("ram:TypeCode", content.type.rawValue)
    text.element("ram:IssueDateTime") { $0.crossIndustry(date: content.issueDate) }
    for note in content.notes {
      text.element("ram:IncludedNote") { $0.leaf("ram:Content", note) }
    }
  }

  private func agreement(to text: inout XMLText) {
    text.leaf("ram:BuyerReference", content.buyerReference)
    text.element("ram:SellerTradeParty") { $0.crossIndustry(content.seller) }
    text.element("ram:BuyerTradeParty") { $0.crossIndustry(content.buyer) }
    if let order = content.orderReference {
      text.element("ram:BuyerOrderReferencedDocument") { $0.leaf("ram:IssuerAssignedID", order) }
    }
    if let contract = content.contractReference {
      text.element("ram:ContractReferencedDocument") { $0.leaf("ram:IssuerAssignedID", contract) }
    }
    for document in content.supportingDocuments {
      text.element("ram:AdditionalReferencedDocument") { text in
        text.leaf("ram:IssuerAssignedID", document.reference)
        // UNTDID 1001: a related document.
        text.leaf("ram:TypeCode", "916")
        text.leaf("ram:Name", document.description)
      }
    }
  }

  private func delivery(to text: inout XMLText) {
    guard let delivery = content.delivery else { return }
    if delivery.name != nil || delivery.address != nil {
      text.element("ram:ShipToTradeParty") { text in
        text.leaf("ram:Name", delivery.name)
        if let address = delivery.address { text.crossIndustry(address) }
      }
    }
    if let date = delivery.date {
      text.element("ram:ActualDeliverySupplyChainEvent") { text in
        text.element("ram:OccurrenceDateTime") { $0.crossIndustry(date: date) }
      }
    }
  }
}

extension XMLText {
  /// A day: `20261031` in format 102.
  mutating func crossIndustry(date: CivilDate) {
    leaf("udt:DateTimeString", date.compactText, ("format", "102"))
  }

  /// A period with what is known of it.
  mutating func crossIndustry(_ period: BillingPeriod?) {
    guard let period else { return }
    element("ram:BillingSpecifiedPeriod") { text in
      if let start = period.start {
        text.element("ram:StartDateTime") { $0.crossIndustry(date: start) }
      }
      if let end = period.end {
        text.element("ram:EndDateTime") { $0.crossIndustry(date: end) }
      }
    }
  }

  /// Kind, category and rate; outside the scope of tax there is no rate. BR-O-05.
  mutating func crossIndustry(_ tax: TaxTreatment) {
    leaf("ram:TypeCode", "VAT")
    leaf("ram:CategoryCode", tax.category.rawValue)
    leaf("ram:RateApplicablePercent", tax.percentNumber)
  }

  /// An allowance or charge, with its tax where it has one of its own.
  mutating func crossIndustry(_ entry: AllowanceOrCharge, tax: TaxTreatment? = nil) {
    element("ram:SpecifiedTradeAllowanceCharge") { text in
      text.element("ram:ChargeIndicator") {
        $0.leaf("udt:Indicator", entry.kind == .charge ? "true" : "false")
      }
      text.leaf("ram:CalculationPercent", entry.percentage?.percentNumber)
      text.leaf("ram:BasisAmount", entry.base?.decimalText)
      text.leaf("ram:ActualAmount", entry.amount.decimalText)
      text.leaf("ram:ReasonCode", entry.reason.code)
      text.leaf("ram:Reason", entry.reason.text)
      if let tax { text.element("ram:CategoryTradeTax") { $0.crossIndustry(tax) } }
    }
  }
}

extension CivilDate {
  /// The day without hyphens: `20261031`. UN/CEFACT format 102.
  var compactText: String {
    String(decoding: text.utf8.filter { $0 != UInt8(ascii: "-") }, as: UTF8.self)
  }
}
