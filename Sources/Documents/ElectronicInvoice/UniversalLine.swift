import Amounts
import Invoicing
import XMLFiles

/// A line in UBL.
enum UniversalLine {
  static func write(
    _ line: InvoiceLine, net: Money, isCreditNote: Bool, to text: inout XMLText
  ) {
    text.element(isCreditNote ? "cac:CreditNoteLine" : "cac:InvoiceLine") { text in
      text.leaf("cbc:ID", line.id)
      text.leaf("cbc:Note", line.note)
      text.leaf(
        isCreditNote ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity", line.quantity.text,
        ("unitCode", line.unit))
      text.universal("cbc:LineExtensionAmount", net)
      text.universal(line.period)
      if let object = line.objectID {
        text.element("cac:DocumentReference") { text in
          text.leaf("cbc:ID", object)
          // An invoiced object, by UNTDID 1001.
          text.leaf("cbc:DocumentTypeCode", "130")
        }
      }
      for entry in line.allowancesAndCharges { text.universal(entry) }
      text.element("cac:Item") { item(of: line, to: &$0) }
      text.element("cac:Price") { price(of: line, in: net.currency, to: &$0) }
    }
  }

  private static func item(of line: InvoiceLine, to text: inout XMLText) {
    text.leaf("cbc:Description", line.item.description)
    text.leaf("cbc:Name", line.item.name)
    if let id = line.item.sellerID {
      text.element("cac:SellersItemIdentification") { $0.leaf("cbc:ID", id) }
    }
    for classification in line.item.classifications {
      text.element("cac:CommodityClassification") { text in
        text.leaf(
          "cbc:ItemClassificationCode", classification.code,
          attributes: classification.listAttributes)
      }
    }
    text.element("cac:ClassifiedTaxCategory") { $0.universal(line.tax) }
  }

  private static func price(
    of line: InvoiceLine, in currency: Currency, to text: inout XMLText
  ) {
    let price = line.price
    text.leaf("cbc:PriceAmount", price.net.text, ("currencyID", currency.code))
    text.leaf("cbc:BaseQuantity", price.base?.text, ("unitCode", line.unit))
    guard let gross = price.gross else { return }
    text.element("cac:AllowanceCharge") { text in
      text.leaf("cbc:ChargeIndicator", "false")
      text.leaf("cbc:Amount", price.discount?.text, ("currencyID", currency.code))
      text.leaf("cbc:BaseAmount", gross.text, ("currencyID", currency.code))
    }
  }
}

extension XMLText {
  /// An amount with its currency.
  mutating func universal(_ name: StaticString, _ amount: Money) {
    leaf(name, amount.decimalText, ("currencyID", amount.currency.code))
  }

  /// A period with what is known of it.
  mutating func universal(_ period: BillingPeriod?) {
    guard let period else { return }
    element("cac:InvoicePeriod") { text in
      text.leaf("cbc:StartDate", period.start?.text)
      text.leaf("cbc:EndDate", period.end?.text)
    }
  }

  /// Category and rate; outside the scope of tax there is no rate. BR-O-05.
  mutating func universal(_ tax: TaxTreatment) {
    leaf("cbc:ID", tax.category.rawValue)
    leaf("cbc:Percent", tax.percentNumber)
    element("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
  }

  /// An allowance or charge, with its tax where it has one of its own.
  mutating func universal(_ entry: AllowanceOrCharge, tax: TaxTreatment? = nil) {
    element("cac:AllowanceCharge") { text in
      text.leaf("cbc:ChargeIndicator", entry.kind == .charge ? "true" : "false")
      text.leaf("cbc:AllowanceChargeReasonCode", entry.reason.code)
      text.leaf("cbc:AllowanceChargeReason", entry.reason.text)
      text.leaf("cbc:MultiplierFactorNumeric", entry.percentage?.percentNumber)
      text.universal("cbc:Amount", entry.amount)
      if let base = entry.base { text.universal("cbc:BaseAmount", base) }
      if let tax { text.element("cac:TaxCategory") { $0.universal(tax) } }
    }
  }
}

extension InvoiceItem.Classification {
  /// The list that the code is of, and its version where it has one.
  var listAttributes: [XMLText.Attribute] {
    var attributes: [XMLText.Attribute] = [("listID", scheme)]
    if let version { attributes.append(("listVersionID", version)) }
    return attributes
  }
}
