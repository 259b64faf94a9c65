import Amounts
import Invoicing

/// Words of the platform-fee invoice, of the self-billed one, and of their credit notes.
enum InvoiceWords {
  static func title(_ invoice: FeeInvoice) -> Wording {
    switch invoice.number.kind {
    case .platformFee: Wording(zh: "平台服务费账单", en: "PLATFORM FEE INVOICE")
    case .creditNote: Wording(zh: "红字平台服务费账单", en: "CREDIT NOTE")
    case .correctedInvoice: Wording(zh: "更正发票", en: "CORRECTED INVOICE")
    case .selfBilledInvoice: Wording(zh: "购买方开具发票", en: "SELF-BILLED INVOICE")
    case .selfBilledCreditNote: Wording(zh: "购买方开具红字发票", en: "SELF-BILLED CREDIT NOTE")
    }
  }

  static func seller(_ invoice: FeeInvoice) -> Wording {
    invoice.selfBilling == nil
      ? Wording(zh: "销售方（平台）", en: "Seller (platform)")
      : Wording(zh: "销售方（伙伴）", en: "Seller (partner)")
  }

  static func buyer(_ invoice: FeeInvoice) -> Wording {
    invoice.selfBilling == nil
      ? Wording(zh: "购买方（商家）", en: "Buyer (merchant)")
      : Wording(zh: "购买方（平台，开具方）", en: "Buyer (platform, who issues it)")
  }

  static let number = Wording(zh: "编号", en: "Number")
  static let issueDate = Wording(zh: "开具日期", en: "Issue date")
  static let statements = Wording(zh: "对应账单", en: "Statements")
  static let original = Wording(zh: "原账单", en: "Corrects invoice")
  static let reason = Wording(zh: "原因", en: "Reason")
  private static let replaces = Wording(zh: "被替代账单", en: "Replaces invoice")
  private static let cancelledBy = Wording(zh: "冲销凭证", en: "Cancelled by")
  private static let replacedBy = Wording(zh: "新账单", en: "Replaced by")

  /// Which document it corrects, which comes first, and why.
  static func corrected(by invoice: FeeInvoice) -> (earlier: [Fact], reason: [Fact]) {
    func fact(_ label: Wording, _ value: String) -> Fact {
      Fact(label: label, value: value, isStrong: true)
    }
    func dated(_ earlier: FeeInvoice.Earlier) -> String {
      "\(earlier.number) (\(earlier.issueDate.text))"
    }
    switch invoice.kind {
    case .invoice: return ([], [])
    case .creditNote(let original, let reason):
      let parts = invoice.selfBilling?.credited ?? []
      let originals =
        parts.isEmpty
        ? original.text
        : parts.map { "\($0.number) (\($0.net.groupedText))" }.joined(separator: ", ")
      return ([fact(Self.original, originals)], [Fact(label: Self.reason, value: reason)])
    case .corrected(let earlier, let reason):
      return ([fact(Self.original, dated(earlier))], [Fact(label: Self.reason, value: reason)])
    case .replacement(let earlier, let credit, let reason):
      return (
        [fact(replaces, dated(earlier)), fact(cancelledBy, credit.text)],
        [Fact(label: Self.reason, value: reason)]
      )
    case .cancellation(let earlier, let replacement, let reason):
      return (
        [fact(Self.original, dated(earlier)), fact(replacedBy, replacement.text)],
        [Fact(label: Self.reason, value: reason)]
      )
    }
  }

  static func lines(_ invoice: FeeInvoice) -> Wording {
    invoice.selfBilling == nil
      ? Wording(zh: "费用明细", en: "Fees") : Wording(zh: "结算明细", en: "What is invoiced")
  }

  static let item = Wording(zh: "序号", en: "No.")
  static let description = Wording(zh: "项目", en: "Description")
  static let base = Wording(zh: "计费基数", en: "Base")
  static let rate = Wording(zh: "费率", en: "Rate")
  static let amount = Wording(zh: "金额", en: "Amount")
  static let net = Wording(zh: "不含税金额", en: "Net amount")
  static let gross = Wording(zh: "价税合计", en: "Gross amount")
  static let rounded = Wording(zh: "尾差调整", en: "Rounding")
  static let setOff = Wording(zh: "减：已开红字发票抵扣", en: "Less credit notes set off")
  static let payable = Wording(zh: "应付金额", en: "Payable")

  static func tax(_ rate: String) -> Wording {
    Wording(zh: "税额（税率 \(rate)）", en: "Tax at \(rate)")
  }

  /// Directive 2006/112/EC, article 226, number 10a, wants the words `Self-billing` as they are.
  static let selfBilling = Wording(
    zh: "\(FeeInvoice.selfBillingMention)：本发票由购买方以销售方名义开具。",
    en: "\(FeeInvoice.selfBillingMention): the buyer issues this document in the seller's name.")

  /// How a self-billed document is settled.
  private static func settledByBuyer(_ invoice: FeeInvoice) -> Wording {
    let amount = "\(invoice.currency.code) \(invoice.payable.magnitudeText)"
    return switch invoice.kind {
    case .cancellation(let earlier, let replacement, _): cancelled(earlier, by: replacement)
    case .invoice where invoice.payable.minorUnits == 0,
      .replacement where invoice.payable.minorUnits == 0:
      Wording(
        zh: "全额以此前红字发票抵扣，无需付款。", en: "Set off against earlier credit notes. Nothing is to be paid.")
    case .replacement(let earlier, _, _):
      Wording(
        zh: "购买方随对应账单支付 \(amount)，为 \(earlier.number) 已付的款项计入本发票。",
        en: "The buyer pays \(amount) with the statement named above; what was paid for "
          + "\(earlier.number) counts.")
    case .invoice, .corrected:
      Wording(
        zh: "购买方随对应账单支付 \(amount)。",
        en: "The buyer pays \(amount) with the statement named above.")
    case .creditNote:
      Wording(
        zh: "\(amount) 将在后续账单中抵扣。", en: "\(amount) is set off against later statements.")
    }
  }

  /// Of a credit note that makes way for an invoice with the right details.
  private static func cancelled(
    _ earlier: FeeInvoice.Earlier, by replacement: InvoiceNumber
  ) -> Wording {
    Wording(
      zh: "本凭证冲销 \(earlier.number)，由信息更正后的 \(replacement) 替代；已扣除或已支付的款项计入后者，无需收付款。",
      en: "This cancels \(earlier.number), which \(replacement) replaces with the right details. "
        + "What was kept back or paid for the one counts for the other: nothing is to be paid.")
  }

  /// What is left to pay: the fees are netted in the statements, their tax is not. What a person had
  /// credited is not netted.
  static func settled(_ invoice: FeeInvoice) -> Wording {
    if invoice.selfBilling != nil { return settledByBuyer(invoice) }
    guard invoice.isNetted else {
      let amount = "\(invoice.currency.code) \(invoice.gross.magnitudeText)"
      return Wording(
        zh: "以上金额及税额共 \(amount) 已记入商家账户，将在后续账单中抵扣或支付。",
        en: "These fees and their tax, \(amount), are credited to the merchant's account and set "
          + "off or paid later.")
    }
    let amount = "\(invoice.currency.code) \(invoice.tax.magnitudeText)"
    switch (invoice.kind, invoice.tax.minorUnits == 0) {
    case (.cancellation(let earlier, let replacement, _), _):
      return cancelled(earlier, by: replacement)
    case (.invoice, true), (.corrected, true), (.replacement, true):
      return Wording(
        zh: "以上费用已在对应账单中扣除，无需另行付款。",
        en: "These fees were kept back in the statements named above. Nothing is to be paid.")
    case (.corrected(let earlier, _), false), (.replacement(let earlier, _, _), false):
      return Wording(
        zh: "以上费用的不含税金额已在对应账单中扣除；税额 \(amount) 需另行支付，为 \(earlier.number) 已付的税额计入本账单。",
        en: "The net amount was kept back in the statements named above. "
          + "The tax of \(amount) is to be paid; what was paid of it for \(earlier.number) counts.")
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
