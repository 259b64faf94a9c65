import Amounts
import CivilTime
import Invoicing
import XMLFiles

extension ChineseInvoice {
  /// The invoice as `EInvoice` of version 0.2, in the shape of a fully digital invoice.
  ///
  /// The tax platform's signature, `TaxBureauSignature`, is not ours to write; without its number
  /// there is no `EIid` and no `TaxSupervisionInfo`, and the file is a request. Some element names
  /// have slips that are part of the form: `InIssuType`, `IssuItemInformation`,
  /// `TotaltaxIncludedAmount`, `TotalTax-includedAmount`.
  package var xmlBytes: [UInt8] {
    var xml = XMLText()
    xml.element("EInvoice") { xml in
      writeHeader(to: &xml)
      xml.element("EInvoiceData") { xml in
        writeSeller(to: &xml)
        writeBuyer(to: &xml)
        writeTotals(to: &xml)
        for item in items { write(item, to: &xml) }
        writeReference(to: &xml)
        xml.element("AdditionalInformation") { xml in
          xml.leaf("Remark", wholeRemark)
        }
      }
      xml.element("SellerAuthentication") { xml in
        xml.leaf("AuthenticationMethods", "01")
      }
      writeSupervision(to: &xml)
    }
    return xml.bytes
  }

  /// The remark, which on a red invoice first says what is reversed, and on which agreement.
  package var wholeRemark: String {
    guard case .red(let reference) = colour else { return remark }
    let reversal =
      "被红冲蓝字数电发票号码：\(reference.original) 红字发票信息确认单编号：\(reference.confirmationNumber)"
    return remark.isEmpty ? reversal : reversal + " " + remark
  }

  private func writeHeader(to xml: inout XMLText) {
    xml.element("Header") { xml in
      xml.leaf("EIid", supervision?.number.text)
      xml.leaf("EInvoiceTag", "SWEI" + region.code)
      xml.leaf("Version", "0.2")
      xml.element("InherentLabel") { xml in
        label("InIssuType", colour == .blue ? "Y" : "N", "是否蓝字发票标志", to: &xml)
        label("EInvoiceType", "01", "电子发票", to: &xml)
        label("GeneralOrSpecialVAT", kind.rawValue, kindName, to: &xml)
        label("TaxpayerType", taxpayerType.rawValue, taxpayerTypeName, to: &xml)
      }
    }
  }

  private var kindName: String {
    switch kind {
    case .special: "增值税专用发票"
    case .ordinary: "普通发票"
    }
  }

  private var taxpayerTypeName: String {
    switch taxpayerType {
    case .general: "一般纳税人"
    case .small: "小规模纳税人"
    case .reregistered: "转登记纳税人"
    }
  }

  private func label(
    _ element: StaticString, _ code: String, _ name: String, to xml: inout XMLText
  ) {
    xml.element(element) { xml in
      xml.leaf("LabelCode", code)
      xml.leaf("LabelName", name)
    }
  }

  private func writeSeller(to xml: inout XMLText) {
    xml.element("SellerInformation") { xml in
      xml.leaf("SellerIdNum", seller.taxNumber?.text)
      xml.leaf("SellerName", seller.name)
      xml.leaf("SellerAddr", seller.address)
      xml.leaf("SellerTelNum", seller.telephone)
      xml.leaf("SellerBankName", seller.bankName)
      xml.leaf("SellerBankAccNum", seller.bankAccount)
    }
  }

  private func writeBuyer(to xml: inout XMLText) {
    xml.element("BuyerInformation") { xml in
      xml.leaf("BuyerIdNum", buyer.taxNumber?.text)
      xml.leaf("BuyerName", buyer.name)
      xml.leaf("BuyerAddr", buyer.address)
      xml.leaf("BuyerTelNum", buyer.telephone)
      xml.leaf("BuyerBankName", buyer.bankName)
      xml.leaf("BuyerBankAccNum", buyer.bankAccount)
    }
  }

  private func writeTotals(to xml: inout XMLText) {
    xml.element("BasicInformation") { xml in
      xml.leaf("TotalAmWithoutTax", net.decimalText)
      xml.leaf("TotalTaxAm", tax.decimalText)
      xml.leaf("TotalTax-includedAmount", gross.decimalText)
      xml.leaf("TotalTax-includedAmountInChinese", capitals)
      xml.leaf("Drawer", drawer)
      xml.leaf("RequestTime", localTime(requested))
    }
  }

  private func write(_ item: ChineseInvoiceItem, to xml: inout XMLText) {
    xml.element("IssuItemInformation") { xml in
      xml.leaf("ItemName", item.goods.name)
      xml.leaf("SpecMod", item.goods.specification)
      xml.leaf("MeaUnits", item.goods.unit)
      xml.leaf("Quantity", item.quantity?.quantity.text)
      xml.leaf("UnPrice", item.quantity?.unitPrice.text)
      xml.leaf("Amount", item.amount.decimalText)
      xml.leaf("TaxRate", decimalText(Int128(item.goods.taxRate.millionths), decimals: 6))
      xml.leaf("ComTaxAm", item.tax.decimalText)
      xml.leaf("TotaltaxIncludedAmount", item.gross.decimalText)
      xml.leaf("TaxClassificationCode", item.goods.classificationCode)
    }
  }

  private func writeReference(to xml: inout XMLText) {
    xml.element("SpecificInformation") { xml in
      guard case .red(let reference) = colour else { return }
      xml.element("RedEInvoice") { xml in
        xml.leaf("OriginalInvoiceCode", reference.original.text)
        xml.leaf("CreditNoteNumber", reference.confirmationNumber)
      }
    }
  }

  private func writeSupervision(to xml: inout XMLText) {
    guard let supervision else { return }
    xml.element("TaxSupervisionInfo") { xml in
      xml.leaf("InvoiceNumber", supervision.number.text)
      xml.leaf("IssueTime", supervision.issueDate.text)
      xml.leaf("TaxBureauCode", supervision.bureauCode)
      xml.leaf("TaxBureauName", supervision.bureauName)
    }
  }

  /// `2026-11-03 10:00:00` in settlement time, to the second.
  private func localTime(_ instant: Instant) -> String {
    let text = instant.text()
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
  }
}
