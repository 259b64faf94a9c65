import Amounts
import Invoicing

/// Words of the platform-fee invoice and its credit note.
enum InvoiceWords {
  static func title(_ kind: FeeInvoice.Kind) -> Wording {
    switch kind {
    case .invoice: Wording(zh: "平台服务费账单", en: "PLATFORM FEE INVOICE")
    case .creditNote: Wording(zh: "红字平台服务费账单", en: "CREDIT NOTE")
    }
  }

  static let seller = Wording(zh: "销售方（平台）", en: "Seller (platform)")
  static let buyer = Wording(zh: "购买方（商家）", en: "Buyer (merchant)")
  static let number = Wording(zh: "编号", en: "Number")
  static let issueDate = Wording(zh: "开具日期", en: "Issue date")
  static let statements = Wording(zh: "对应账单", en: "Statements")
  static let original = Wording(zh: "原账单", en: "Corrects invoice")
  static let reason = Wording(zh: "原因", en: "Reason")

  static let lines = Wording(zh: "费用明细", en: "Fees")
  static let item = Wording(zh: "序号", en: "No.")
  static let description = Wording(zh: "项目", en: "Description")
  static let base = Wording(zh: "计费基数", en: "Base")
  static let rate = Wording(zh: "费率", en: "Rate")
  static let amount = Wording(zh: "金额", en: "Amount")
  static let net = Wording(zh: "不含税金额", en: "Net amount")
  static let gross = Wording(zh: "价税合计", en: "Gross amount")

  static func tax(_ rate: String) -> Wording {
    Wording(zh: "税额（税率 \(rate)）", en: "Tax at \(rate)")
  }

  /// What is left to pay: the fees are netted in the statements, their tax is not. What a person had
  /// credited is not netted.
  static func settled(_ invoice: FeeInvoice) -> Wording {
    guard invoice.isNetted else {
      let amount = "\(invoice.currency.code) \(invoice.gross.magnitudeText)"
      return Wording(
        zh: "以上金额及税额共 \(amount) 已记入商家账户，将在后续账单中抵扣或支付。",
        en: "These fees and their tax, \(amount), are credited to the merchant's account and set "
          + "off or paid later.")
    }
    let amount = "\(invoice.currency.code) \(invoice.tax.magnitudeText)"
    switch (invoice.kind, invoice.tax.minorUnits == 0) {
    case (.invoice, true):
      return Wording(
        zh: "以上费用已在对应账单中扣除，无需另行付款。",
        en: "These fees were kept back in the statements named above. Nothing is to be paid.")
    case (.invoice, false):
      return Wording(
        zh: "以上费用的不含税金额已在对应账单中扣除；税额 \(amount) 需另行支付。",
        en: "The net amount was kept back in the statements named above. "
          + "The tax of \(amount) is to be paid.")
    case (.creditNote, true):
      return Wording(
        zh: "以上金额已在对应账单中退还，无需另行收款。",
        en: "These fees were given back in the statements named above. Nothing is to be collected.")
    case (.creditNote, false):
      return Wording(
        zh: "以上费用的不含税金额已在对应账单中退还；税额 \(amount) 另行退还。",
        en: "The net amount was given back in the statements named above. "
          + "The tax of \(amount) is given back as well.")
    }
  }

  /// Why there is no tax. Directive 2006/112/EC, article 226, numbers 11 and 11a, wants the words
  /// `Reverse charge` as they are.
  static func untaxed(_ reason: UntaxedFee) -> Wording {
    switch reason {
    case .zeroRated: Wording(zh: "适用零税率。", en: "Zero rated.")
    case .reverseCharge:
      Wording(
        zh: "反向征收（Reverse charge）：税款由购买方申报缴纳。",
        en: "Reverse charge: the buyer accounts for the tax.")
    case .export: Wording(zh: "出口服务，不征税。", en: "Export outside the EU: no tax is charged.")
    case .outsideScope: Wording(zh: "不属于增值税征税范围。", en: "Not subject to VAT.")
    }
  }

  static let notTaxInvoice = Wording(
    zh: "本文件为结算凭证，非增值税发票。",
    en: "This is a settlement document and not a VAT invoice.")

  static let rounding = Wording(
    zh: "税额按合计金额乘以税率计算，一次四舍五入至最小货币单位。",
    en: "The tax is the net amount times the rate, rounded once to the smallest unit of the "
      + "currency.")
}
