extension Sample {
  /// The sample invoice as a CrossIndustryInvoice of EN 16931, written by hand: 150.00 at 6 % is
  /// 9.00 of tax and 159.00 in all, of which the 150.00 were kept back and 9.00 are due.
  static func crossIndustryInvoice() throws -> String {
    let standard = "urn:un:unece:uncefact:data:standard:"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <rsm:CrossIndustryInvoice
        xmlns:rsm="\(standard)CrossIndustryInvoice:100"
        xmlns:ram="\(standard)ReusableAggregateBusinessInformationEntity:100"
        xmlns:udt="\(standard)UnqualifiedDataType:100">
      <rsm:ExchangedDocumentContext>
      \(node("GuidelineSpecifiedDocumentContextParameter", node("ID", "urn:cen.eu:en16931:2017")))
      </rsm:ExchangedDocumentContext>
      <rsm:ExchangedDocument>
      \(node("ID", "CN-FEE-2026-000042"))\(node("TypeCode", "380"))
      \(node("IssueDateTime", day("20261103")))
      </rsm:ExchangedDocument>
      <rsm:SupplyChainTradeTransaction>
      \(node("IncludedSupplyChainTradeLineItem", line))
      \(node("ApplicableHeaderTradeAgreement", parties))
      \(node("ApplicableHeaderTradeDelivery", delivery))
      \(node("ApplicableHeaderTradeSettlement", settlement))
      </rsm:SupplyChainTradeTransaction>
      </rsm:CrossIndustryInvoice>

      """
  }

  private static var line: String {
    node("AssociatedDocumentLineDocument", node("LineID", "1"))
      + node("SpecifiedTradeProduct", node("Name", "平台服务费 Platform fee"))
      + node(
        "SpecifiedLineTradeAgreement",
        node("NetPriceProductTradePrice", node("ChargeAmount", "150.00")))
      + node(
        "SpecifiedLineTradeDelivery",
        "<ram:BilledQuantity unitCode=\"C62\">1</ram:BilledQuantity>")
      + node(
        "SpecifiedLineTradeSettlement",
        node("ApplicableTradeTax", node("TypeCode", "VAT") + rate)
          + node(
            "SpecifiedTradeSettlementLineMonetarySummation", node("LineTotalAmount", "150.00")))
  }

  private static var parties: String {
    node("SellerTradeParty", party("示例云市场有限公司") + registration("CN91000000000000000X"))
      + node("BuyerTradeParty", party("莲花云科技有限公司"))
  }

  private static var delivery: String {
    node("ActualDeliverySupplyChainEvent", node("OccurrenceDateTime", day("20261031")))
  }

  private static var settlement: String {
    let tax =
      node("CalculatedAmount", "9.00") + node("TypeCode", "VAT") + node("BasisAmount", "150.00")
    return node("InvoiceCurrencyCode", "CNY") + node("ApplicableTradeTax", tax + rate)
      + node(
        "BillingSpecifiedPeriod",
        node("StartDateTime", day("20261001")) + node("EndDateTime", day("20261031")))
      + node("SpecifiedTradePaymentTerms", node("Description", "Tax payable on receipt"))
      + node(
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        node("LineTotalAmount", "150.00") + node("TaxBasisTotalAmount", "150.00")
          + "<ram:TaxTotalAmount currencyID=\"CNY\">9.00</ram:TaxTotalAmount>"
          + node("GrandTotalAmount", "159.00") + node("TotalPrepaidAmount", "150.00")
          + node("DuePayableAmount", "9.00"))
  }

  private static var rate: String {
    node("CategoryCode", "S") + node("RateApplicablePercent", "6")
  }

  private static func party(_ name: String) -> String {
    node("Name", name) + node("PostalTradeAddress", node("CountryID", "CN"))
  }

  private static func registration(_ number: String) -> String {
    node("SpecifiedTaxRegistration", "<ram:ID schemeID=\"VA\">\(number)</ram:ID>")
  }

  private static func day(_ digits: String) -> String {
    "<udt:DateTimeString format=\"102\">\(digits)</udt:DateTimeString>"
  }

  private static func node(_ name: String, _ content: String) -> String {
    "<ram:\(name)>\(content)</ram:\(name)>"
  }
}
