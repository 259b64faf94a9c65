/// Words of the statement.
enum StatementWords {
  static let title = Wording(zh: "结算账单", en: "STATEMENT")
  static let statement = Wording(zh: "账单编号", en: "Statement")
  static let tab = Wording(zh: "业务", en: "Business")
  static let site = Wording(zh: "站点", en: "Site")
  static let run = Wording(zh: "出账批次", en: "Run")
  static let payable = Wording(zh: "应付金额", en: "Payable")
  static let nothingPayable = Wording(
    zh: "本期无应付金额，净额结转下期。",
    en: "Nothing is payable; the net amount is carried forward to the next statement.")
  static let zeroPayable = Wording(
    zh: "本期无应付金额。", en: "Nothing is payable for this period.")

  static let account = Wording(zh: "一、账户变动", en: "1  Account")
  static let opening = Wording(zh: "期初余额", en: "Opening balance")
  static let linesTotal = Wording(zh: "本期明细", en: "Lines")
  static let adjustments = Wording(zh: "调整", en: "Adjustments")
  static let net = Wording(zh: "净额", en: "Net")
  static let closing = Wording(zh: "结转下期", en: "Carried to next")

  static let change = Wording(zh: "变动", en: "Change")
  static let steps = Wording(zh: "二、计算过程", en: "2  How it was reached")
  static let step = Wording(zh: "步骤", en: "Step")
  static let groups = Wording(zh: "三、分类汇总", en: "3  Summary")
  static let group = Wording(zh: "类别", en: "Kind")
  static let sales = Wording(zh: "销售额", en: "Sales")
  static let voucher = Wording(zh: "代金券", en: "Voucher")
  static let paid = Wording(zh: "实付", en: "Paid")
  static let amountDue = Wording(zh: "结算金额", en: "Amount")

  static let waiting = Wording(zh: "四、未计入本期", en: "4  Not in this statement")
  static let reason = Wording(zh: "原因", en: "Reason")
  static let code = Wording(zh: "代码", en: "Code")
  static let estimate = Wording(zh: "预计金额", en: "Estimate")
  static let expected = Wording(zh: "预计出账日", en: "Expected on")
  static let nothingWaiting = Wording(
    zh: "截至本次出账，没有待出账的明细。", en: "As of this run, no line is waiting.")

  static let lines = Wording(zh: "五、结算明细", en: "5  Lines")
  static let line = Wording(zh: "序号", en: "No.")
  static let kind = Wording(zh: "类型", en: "Type")
  static let source = Wording(zh: "订单行", en: "Order line")
  static let product = Wording(zh: "商品", en: "Product")
  static let ready = Wording(zh: "可结算日", en: "Ready on")
  static let increment = Wording(zh: "加成", en: "Plus")
  static let productID = Wording(zh: "商品编号", en: "Product id")
  static let customer = Wording(zh: "客户编号", en: "Customer id")
  static let sourceID = Wording(zh: "来源编号", en: "Source id")
  static let withoutTax = Wording(zh: "不含税金额", en: "Without tax")
  static let tax = Wording(zh: "税额", en: "Tax")
  static let noLines = Wording(
    zh: "本账单没有明细，仅结转期初余额。",
    en: "This statement has no lines; it only carries the opening balance.")
  static let shownLines = Wording(zh: "以上明细小计", en: "Lines shown")
  static let allLines = Wording(zh: "全部明细合计", en: "All lines")

  static let notes = Wording(zh: "六、说明", en: "6  Notes")

  static func excerpt(shown: Int, all: Int) -> Wording {
    Wording(
      zh: "本账单共 \(groupedDigits(all)) 行明细，本文件列出金额最大的 \(groupedDigits(shown)) 行；"
        + "全部明细见本 PDF 的附件 lines.csv。",
      en: "This statement has \(groupedDigits(all)) lines. This file shows the "
        + "\(groupedDigits(shown)) with the largest amounts; all of them are in lines.csv, "
        + "which is attached to this PDF.")
  }

  static func otherLines(_ count: Int) -> Wording {
    Wording(
      zh: "其余 \(groupedDigits(count)) 行（见 lines.csv）",
      en: "Other \(groupedDigits(count)) lines (lines.csv)")
  }

  static let explanations: [Wording] = [
    Wording(
      zh: "净额 = 期初余额 + 本期明细 + 调整；应付金额 = 净额大于零的部分，负数结转下期。",
      en: "Net = opening balance + lines + adjustments. Payable is the net amount where it is "
        + "above zero; a negative one is carried to the next statement."),
    Wording(
      zh: "正数为应付伙伴的金额，负数为伙伴应退的金额；各行按规则四舍五入至最小货币单位，合计只作加减。",
      en: "Positive amounts are owed to the partner, negative ones are owed by it. Each line is "
        + "rounded to the smallest unit of the currency; totals only add the lines up."),
    Wording(
      zh: "账期按北京时间（UTC+8）划分。本 PDF 附有 statement.json（账单数据）与 lines.csv（全部明细）。",
      en: "Periods are months in UTC+8. Attached to this PDF: statement.json (the data of this "
        + "statement) and lines.csv (all of its lines)."),
    nature,
  ]
  static let nature = Wording(
    zh: "本文件为结算凭证，非增值税发票。",
    en: "This is a settlement document and not a VAT invoice.")
  static let digest = Wording(
    zh: "账单数据摘要（SHA-256）", en: "Digest of the statement's data (SHA-256)")
}
