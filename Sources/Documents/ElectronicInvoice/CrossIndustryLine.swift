import Amounts
import Invoicing
import XMLFiles

/// A line in the UN/CEFACT syntax.
enum CrossIndustryLine {
  static func write(_ line: InvoiceLine, net: Money, to text: inout XMLText) {
    text.element("ram:AssociatedDocumentLineDocument") { text in
      text.leaf("ram:LineID", line.id)
      if let note = line.note {
        text.element("ram:IncludedNote") { $0.leaf("ram:Content", note) }
      }
    }
    text.element("ram:SpecifiedTradeProduct") { item(line.item, to: &$0) }
    text.element("ram:SpecifiedLineTradeAgreement") { price(of: line, to: &$0) }
    text.element("ram:SpecifiedLineTradeDelivery") {
      $0.leaf("ram:BilledQuantity", line.quantity.text, ("unitCode", line.unit))
    }
    text.element("ram:SpecifiedLineTradeSettlement") { text in
      text.element("ram:ApplicableTradeTax") { $0.crossIndustry(line.tax) }
      text.crossIndustry(line.period)
      for entry in line.allowancesAndCharges { text.crossIndustry(entry) }
      text.element("ram:SpecifiedTradeSettlementLineMonetarySummation") {
        $0.leaf("ram:LineTotalAmount", net.decimalText)
      }
      if let object = line.objectID {
        text.element("ram:AdditionalReferencedDocument") { text in
          text.leaf("ram:IssuerAssignedID", object)
          // An invoiced object, by UNTDID 1001.
          text.leaf("ram:TypeCode", "130")
        }
      }
    }
  }

  private static func item(_ item: InvoiceItem, to text: inout XMLText) {
    text.leaf("ram:SellerAssignedID", item.sellerID)
    text.leaf("ram:Name", item.name)
    text.leaf("ram:Description", item.description)
    for classification in item.classifications {
      text.element("ram:DesignatedProductClassification") { text in
        text.leaf(
          "ram:ClassCode", classification.code, attributes: classification.listAttributes)
      }
    }
  }

  private static func price(of line: InvoiceLine, to text: inout XMLText) {
    let (price, unit) = (line.price, line.unit)
    if let gross = price.gross {
      text.element("ram:GrossPriceProductTradePrice") { text in
        text.leaf("ram:ChargeAmount", gross.text)
        text.leaf("ram:BasisQuantity", price.base?.text, ("unitCode", unit))
        text.element("ram:AppliedTradeAllowanceCharge") { text in
          text.element("ram:ChargeIndicator") { $0.leaf("udt:Indicator", "false") }
          text.leaf("ram:ActualAmount", price.discount?.text)
        }
      }
    }
    text.element("ram:NetPriceProductTradePrice") { text in
      text.leaf("ram:ChargeAmount", price.net.text)
      text.leaf("ram:BasisQuantity", price.base?.text, ("unitCode", unit))
    }
  }
}
