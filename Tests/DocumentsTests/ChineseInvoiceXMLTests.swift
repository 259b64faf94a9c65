import Amounts
import CivilTime
import Documents
import Invoicing
import Testing

@Suite("Chinese invoice as XML")
struct ChineseInvoiceXMLTests {
  @Test("a blue invoice has the elements of the form, slips included, in its order")
  func blue() throws {
    let item = try ChineseInvoiceItem(
      goods: ChineseSample.goods("*软件*许可 <A&B>", "0.06", specification: "A4", unit: "套"),
      quantity: ChineseSample.quantity("2.5", at: "40"), amount: ChineseSample.yuan("100.00"))
    let invoice = try ChineseSample.invoice(
      items: [item], remark: "结算周期 2026-09",
      supervision: ChineseSample.supervision("26312000000000000001"))
    #expect(String(decoding: invoice.xmlBytes, as: UTF8.self) == Self.blueXML)
  }

  @Test("a red invoice is below zero and names the blue one and the confirmation")
  func red() throws {
    let blue = try ChineseSample.invoice()
    let invoice = try ChineseSample.invoice(
      colour: .red(ChineseSample.reference()),
      items: redLines(of: blue, after: [], parts: blue.allLines),
      supervision: ChineseSample.supervision("26312000000000000002", month: 10, day: 8))
    let xml = String(decoding: invoice.xmlBytes, as: UTF8.self)
    for part in [
      "<LabelCode>N</LabelCode>", "<TotalAmWithoutTax>-10661.61</TotalAmWithoutTax>",
      "<TotalTaxAm>-664.70</TotalTaxAm>", ">负壹万壹仟叁佰贰拾陆圆叁角壹分<", "<Quantity>-120.5</Quantity>",
      "<UnPrice>4.42</UnPrice>", "<ComTaxAm>-47.93</ComTaxAm>",
      "<OriginalInvoiceCode>26312000000000000001</OriginalInvoiceCode>",
      "<CreditNoteNumber>31011526100000000001</CreditNoteNumber>",
      "<Remark>被红冲蓝字数电发票号码：26312000000000000001 红字发票信息确认单编号：31011526100000000001</Remark>",
    ] {
      #expect(xml.contains(part), "\(part)")
    }
  }

  @Test("without the tax platform's answer there is no number anywhere")
  func request() throws {
    let xml = String(decoding: try ChineseSample.invoice().xmlBytes, as: UTF8.self)
    #expect(!xml.contains("EIid"))
    #expect(!xml.contains("TaxSupervisionInfo"))
    // Half past midnight in settlement time is the day before in UTC.
    let early = try ChineseSample.invoice(requested: "2026-09-29T16:30:00.5Z")
    #expect(
      String(decoding: early.xmlBytes, as: UTF8.self)
        .contains("<RequestTime>2026-09-30 00:30:00</RequestTime>"))
  }

  private static let blueXML = """
    <?xml version="1.0" encoding="UTF-8"?>
    <EInvoice>
      <Header>
        <EIid>26312000000000000001</EIid>
        <EInvoiceTag>SWEI3100</EInvoiceTag>
        <Version>0.2</Version>
        <InherentLabel>
          <InIssuType>
            <LabelCode>Y</LabelCode>
            <LabelName>是否蓝字发票标志</LabelName>
          </InIssuType>
          <EInvoiceType>
            <LabelCode>01</LabelCode>
            <LabelName>电子发票</LabelName>
          </EInvoiceType>
          <GeneralOrSpecialVAT>
            <LabelCode>01</LabelCode>
            <LabelName>增值税专用发票</LabelName>
          </GeneralOrSpecialVAT>
          <TaxpayerType>
            <LabelCode>1</LabelCode>
            <LabelName>一般纳税人</LabelName>
          </TaxpayerType>
        </InherentLabel>
      </Header>
      <EInvoiceData>
        <SellerInformation>
          <SellerIdNum>91310115MA1K34567F</SellerIdNum>
          <SellerName>上海示例平台科技有限公司</SellerName>
          <SellerAddr>上海市浦东新区示例路100号</SellerAddr>
          <SellerTelNum>021-87654321</SellerTelNum>
          <SellerBankName>示例银行上海分行</SellerBankName>
          <SellerBankAccNum>121900012345678</SellerBankAccNum>
        </SellerInformation>
        <BuyerInformation>
          <BuyerIdNum>91110108MA0123456G</BuyerIdNum>
          <BuyerName>北京示例商贸有限公司</BuyerName>
        </BuyerInformation>
        <BasicInformation>
          <TotalAmWithoutTax>100.00</TotalAmWithoutTax>
          <TotalTaxAm>6.00</TotalTaxAm>
          <TotalTax-includedAmount>106.00</TotalTax-includedAmount>
          <TotalTax-includedAmountInChinese>壹佰零陆圆整</TotalTax-includedAmountInChinese>
          <Drawer>张三</Drawer>
          <RequestTime>2026-09-30 10:00:00</RequestTime>
        </BasicInformation>
        <IssuItemInformation>
          <ItemName>*软件*许可 &lt;A&amp;B&gt;</ItemName>
          <SpecMod>A4</SpecMod>
          <MeaUnits>套</MeaUnits>
          <Quantity>2.5</Quantity>
          <UnPrice>40</UnPrice>
          <Amount>100.00</Amount>
          <TaxRate>0.06</TaxRate>
          <ComTaxAm>6.00</ComTaxAm>
          <TotaltaxIncludedAmount>106.00</TotaltaxIncludedAmount>
          <TaxClassificationCode>3040203000000000000</TaxClassificationCode>
        </IssuItemInformation>
        <SpecificInformation>
        </SpecificInformation>
        <AdditionalInformation>
          <Remark>结算周期 2026-09</Remark>
        </AdditionalInformation>
      </EInvoiceData>
      <SellerAuthentication>
        <AuthenticationMethods>01</AuthenticationMethods>
      </SellerAuthentication>
      <TaxSupervisionInfo>
        <InvoiceNumber>26312000000000000001</InvoiceNumber>
        <IssueTime>2026-09-30</IssueTime>
        <TaxBureauCode>13100000000</TaxBureauCode>
        <TaxBureauName>国家税务总局上海市税务局</TaxBureauName>
      </TaxSupervisionInfo>
    </EInvoice>

    """
}
