import Amounts
import Invoicing

/// Sets an invoicing list on pages.
struct InvoicingListPages: ~Copyable {
  static let title = Wording(zh: "开票清单", en: "INVOICING LIST")

  let list: InvoicingList
  /// Of the list; see ``InvoicingList/dataHash``.
  let dataHash: String
  var composer: Composer
  private var language: DocumentLanguage { composer.language }
  private var code: String { list.payable.currency.code }

  init(_ list: InvoicingList, dataHash: String, shelf: FontShelf, language: DocumentLanguage) {
    self.list = list
    self.dataHash = dataHash
    composer = Composer(shelf: shelf, language: language)
  }

  mutating func compose() throws(DocumentError) {
    try composer.letterhead(
      issuer: list.buyer, title: Self.title, number: list.id, colour: .accent)
    try composer.parties((list.seller, ListWords.seller), (list.buyer, ListWords.buyer))
    let invoiced = try list.invoiced()
    try composer.amountPanel(ListWords.payable, invoiced, note: capitals(of: invoiced))
    composer.cursor += 8_000
    try instructions()
    for (place, invoice) in list.demand.invoices.enumerated() { try table(invoice, place) }
    try notes()
    try composer.runningLines(
      head: [Self.title.line(in: language), list.id, list.seller.name].joined(separator: "   "),
      foot: [list.id, Words.data(dataHash), ListWords.notAnInvoice.line(in: language)])
  }

  /// As the invoice has it; none on an English page.
  private func capitals(of amount: Money) -> String? {
    guard language != .en else { return nil }
    return capitalNumerals(amount, .taxInvoice).map { Words.capitals.zh + "  " + $0 }
  }

  /// What every invoice must bear, to be copied from here.
  private mutating func instructions() throws(DocumentError) {
    try composer.heading(ListWords.instructions, keeping: 90_000)
    let taxNumber = list.buyer.taxNumber ?? ListWords.notRecorded.line(in: language)
    let facts = [
      Fact(
        label: ListWords.kind,
        value: (list.isChinese ? ListWords.special : ListWords.commercial).line(in: language),
        isStrong: true),
      Fact(label: ListWords.title, value: list.buyer.name, isStrong: true),
      Fact(label: Words.taxNumber, value: taxNumber, isStrong: true),
      Fact(label: ListWords.remark, value: list.remark, isStrong: true),
      Fact(
        label: ListWords.count,
        value: groupedDigits(list.demand.invoices.count)
          + (list.demand.invoices.count > 1 ? "  " + ListWords.separate.line(in: language) : "")),
      Fact(label: Words.period, value: list.period.daysText + " (UTC+8)"),
      Fact(
        label: StatementWords.tab,
        value: list.tab.wording.line(in: language) + "  ·  "
          + Words.site(list.site).line(in: language)),
      Fact(label: Words.issued, value: list.issued.minuteText),
    ]
    composer.cursor =
      try composer.facts(facts, y: composer.cursor + 9_000, beside: list.verificationLink) + 2_000
  }

  private mutating func table(
    _ invoice: InvoiceDemand.Invoice, _ place: Int
  ) throws(DocumentError) {
    let columns = [
      SheetColumn(heading: InvoiceWords.item, kind: .figure),
      SheetColumn(heading: ListWords.item, kind: .words(lines: 3)),
      SheetColumn(
        heading: InvoiceWords.net.priced(in: code, language), kind: .figure, isSummed: true),
      SheetColumn(heading: ListWords.taxRate, kind: .figure),
      SheetColumn(
        heading: ListWords.tax.priced(in: code, language), kind: .figure, isSummed: true),
      SheetColumn(
        heading: InvoiceWords.gross.priced(in: code, language), kind: .figure, isSummed: true),
    ]
    let rate = invoice.taxRate.map { SheetCell.figure($0.percentText) } ?? .empty
    let rows = invoice.items.enumerated().map { row, item -> [SheetCell] in
      [
        .figure(String(row + 1)), .words(item.subject.text(in: language)),
        item.net.map(SheetCell.money) ?? .empty, rate, item.tax.map(SheetCell.money) ?? .empty,
        .money(item.gross),
      ]
    }
    var amounts = [5: invoice.gross]
    amounts[2] = invoice.net
    amounts[4] = invoice.tax
    let table = SheetTable(
      columns: columns, rows: rows, totals: [SheetTotal(label: Words.total, amounts: amounts)])
    let heading = ListWords.invoice(
      place + 1, of: list.demand.invoices.count, rate: invoice.taxRate?.percentText)
    try composer.section(heading, table.withoutEmptyColumns())
    composer.cursor += 3_000
    if let capitals = capitals(of: invoice.gross) {
      try composer.note(capitals, .cell)
    }
    composer.cursor += 6_000
  }

  private mutating func notes() throws(DocumentError) {
    var notes = [ListWords.exact]
    if list.demand.invoices.contains(where: { $0.taxRate != nil }) { notes.append(ListWords.split) }
    if list.demand.invoices.contains(where: { $0.taxRate == nil }) { notes.append(ListWords.free) }
    if list.demand.invoices.flatMap(\.items).contains(where: { $0.gross.minorUnits < 0 }) {
      notes.append(ListWords.discount)
    }
    notes += [ListWords.check, ListWords.notAnInvoice]
    if let link = list.verificationLink { notes.append(Words.verify(link)) }
    try composer.notes(ListWords.notes, notes)
  }
}

extension InvoiceDemand.Subject {
  /// The item as the page names it; the id comes first, because it must not be what an ellipsis
  /// takes away.
  fileprivate func text(in language: DocumentLanguage) -> String {
    switch self {
    case .product(let id, let name): id == name ? id : "\(id)  \(name)"
    case .adjustments: Wording(zh: "结算调整", en: "Adjustments").line(in: language)
    case .incentives: Wording(zh: "激励", en: "Incentives").line(in: language)
    case .opening: Wording(zh: "期初余额", en: "Opening balance").line(in: language)
    }
  }
}

/// Words of the invoicing list.
private enum ListWords {
  static let seller = Wording(zh: "开票方（伙伴）", en: "Invoice from (partner)")
  static let buyer = Wording(zh: "受票方（平台）", en: "Invoice to (platform)")
  static let payable = Wording(zh: "应开票金额（价税合计）", en: "To be invoiced, tax included")
  static let instructions = Wording(zh: "一、发票须载明", en: "1  What every invoice must bear")
  static let kind = Wording(zh: "发票种类", en: "Kind of invoice")
  static let special = Wording(zh: "增值税专用发票", en: "VAT special invoice")
  static let commercial = Wording(zh: "商业发票", en: "Commercial invoice")
  static let title = Wording(zh: "发票抬头", en: "Made out to")
  static let notRecorded = Wording(
    zh: "未登记，开票前请向平台索取", en: "not recorded; ask the platform before you issue")
  static let remark = Wording(zh: "备注（申付单号与账期）", en: "Remark (payment request, period)")
  static let count = Wording(zh: "发票份数", en: "Invoices")
  static let separate = Wording(zh: "不同税率须分别开票", en: "a separate one for each tax rate")
  static let item = Wording(zh: "货物或服务名称", en: "Goods or service")
  static let taxRate = Wording(zh: "税率", en: "Tax rate")
  static let tax = Wording(zh: "税额", en: "Tax")

  static func invoice(_ place: Int, of count: Int, rate: String?) -> Wording {
    let ofAll = count > 1
    let zhRate = rate.map { " · 税率 \($0)" } ?? ""
    let enRate = rate.map { " at \($0)" } ?? ""
    return Wording(
      zh: (ofAll ? "二、发票 \(place)/\(count)" : "二、发票内容") + zhRate,
      en: (ofAll ? "2  Invoice \(place) of \(count)" : "2  The invoice") + enRate)
  }

  static let notes = Wording(zh: "三、说明", en: "3  Notes")
  static let exact = Wording(
    zh: "发票价税合计须与本清单逐张一致，分文不差；与清单不符的发票会被退回重开。",
    en: "The amount with tax of each invoice must be that of this list to the smallest unit; "
      + "another one is sent back and to be issued again.")
  static let split = Wording(
    zh: "各项不含税金额 = 价税合计 ÷（1 + 税率），四舍五入至最小货币单位，差额为税额。",
    en: "The amount without tax of an item is the amount with tax over 1 + rate, rounded to the "
      + "smallest unit; the rest is the tax.")
  static let free = Wording(
    zh: "本清单未约定税率：请按贵方适用的税率开票，价税合计以本清单为准。",
    en: "No tax rate was agreed: use the one that applies to you. The amount with tax is this one.")
  static let discount = Wording(
    zh: "负数项目（退款、调整、期初余额）在发票上以折扣行列示。",
    en: "Negative items (refunds, adjustments, an opening balance) are discount lines of the "
      + "invoice.")
  static let check = Wording(
    zh: "平台收到发票后按本清单核对：价税合计、税率、抬头、备注、发票号码。",
    en: "The platform holds every invoice against this list: amount with tax, rate, title, remark "
      + "and number.")
  static let notAnInvoice = Wording(
    zh: "本清单为开票依据，非发票。", en: "This list says what to invoice and is no invoice.")
}
