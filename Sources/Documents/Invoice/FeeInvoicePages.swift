import Amounts
import Invoicing

/// Sets a platform-fee invoice, a self-billed one or a credit note on pages.
struct FeeInvoicePages: ~Copyable {
  let document: FeeInvoiceDocument
  /// Of the document; see ``FeeInvoiceDocument/dataHash``.
  let dataHash: String
  var composer: Composer
  private var invoice: FeeInvoice { document.invoice }
  private var language: DocumentLanguage { composer.language }
  private var link: VerificationLink? { document.verificationLink(dataHash) }

  init(
    _ document: FeeInvoiceDocument, dataHash: String, shelf: FontShelf, language: DocumentLanguage
  ) {
    self.document = document
    self.dataHash = dataHash
    composer = Composer(shelf: shelf, language: language)
  }

  /// A credit note is ruled in red, so that nobody takes it for a claim.
  private var colour: Colour {
    switch invoice.kind {
    case .invoice, .corrected, .replacement: .accent
    case .creditNote, .cancellation: .negative
    }
  }

  /// What it is not, where that must be said.
  private var nature: [Wording] { document.isTaxInvoice ? [] : [InvoiceWords.notTaxInvoice] }

  mutating func compose() throws(DocumentError) {
    let title = InvoiceWords.title(invoice)
    try composer.letterhead(
      issuer: invoice.seller, title: title, number: document.numberText, colour: colour)
    try identity()
    try lines()
    try totals()
    try notes()
    try composer.runningLines(
      head: [title.line(in: language), document.numberText, invoice.buyer.name]
        .joined(separator: "   "),
      foot: ([document.numberText] + (document.isPreview ? [] : [Words.data(dataHash)])
        + nature.flatMap { $0.lines(in: language) }))
    // Names and addresses of the parties are required by law, and so is why a document corrects another.
    if let text = composer.cutText { throw .textTooLong(text: text) }
  }

  private mutating func identity() throws(DocumentError) {
    try composer.parties(
      (invoice.seller, InvoiceWords.seller(invoice)), (invoice.buyer, InvoiceWords.buyer(invoice)))
    composer.rule(y: composer.cursor - 6_000, thickness: 300, .line)
    var facts = [
      Fact(label: InvoiceWords.issueDate, value: invoice.issueDate.text),
      Fact(label: Words.period, value: invoice.period.daysText + " (UTC+8)"),
      Fact(label: Words.currency, value: invoice.currency.code),
      Fact(
        label: InvoiceWords.statements, value: invoice.statementIDs.joined(separator: ", ")),
    ]
    let (earlier, reason) = InvoiceWords.corrected(by: invoice)
    facts.insert(contentsOf: earlier, at: 0)
    facts += reason.map {
      Fact(label: $0.label, value: said($0.value, among: RecordedWords.reasons))
    }
    composer.cursor = try composer.facts(facts, y: composer.cursor + 8_000, beside: link) + 6_000
  }

  private mutating func lines() throws(DocumentError) {
    let code = invoice.currency.code
    let columns = [
      SheetColumn(heading: InvoiceWords.item, kind: .figure),
      SheetColumn(heading: InvoiceWords.description, kind: .words(lines: 12)),
      SheetColumn(heading: InvoiceWords.base.priced(in: code, language), kind: .figure),
      SheetColumn(heading: InvoiceWords.rate, kind: .figure),
      SheetColumn(
        heading: InvoiceWords.amount.priced(in: code, language), kind: .figure,
        isSummed: true),
    ]
    var rows: [[SheetCell]] = []
    for (index, line) in invoice.lines.enumerated() {
      rows.append([
        .figure(String(index + 1)),
        .words(
          line.productID == nil
            ? said(line.description, among: RecordedWords.items) : line.description),
        line.base.map(SheetCell.money) ?? .empty,
        line.rate.map { .figure($0.percentText) } ?? .empty,
        .money(line.amount),
      ])
    }
    let table = SheetTable(
      columns: columns, rows: rows,
      totals: [
        SheetTotal(label: InvoiceWords.net, amounts: [4: invoice.net], isStrong: false),
        SheetTotal(
          label: InvoiceWords.tax(invoice.taxRate.percentText), amounts: [4: invoice.tax],
          isStrong: false),
        SheetTotal(label: InvoiceWords.gross, amounts: [4: invoice.gross]),
      ] + payableTotals)
    try composer.section(InvoiceWords.lines(invoice), table.withoutEmptyColumns(), colour: colour)
    composer.cursor += 10_000
  }

  private func said(_ text: String, among words: [Wording]) -> String {
    document.hasWordsByLanguage ? RecordedWords.said(text, in: language, among: words) : text
  }

  /// What leads from the gross amount to the payable one, where that is another.
  private var payableTotals: [SheetTotal] {
    guard let selfBilling = invoice.selfBilling, invoice.payable != invoice.gross else { return [] }
    let between = [
      (InvoiceWords.rounded, selfBilling.rounding), (InvoiceWords.setOff, selfBilling.setOff),
    ].filter { $0.1.minorUnits != 0 }
    return between.map { SheetTotal(label: $0, amounts: [4: $1], isStrong: false) }
      + [SheetTotal(label: InvoiceWords.payable, amounts: [4: invoice.payable])]
  }

  private mutating func totals() throws(DocumentError) {
    let capitals = language == .en ? nil : capitalNumerals(invoice.payable)
    try composer.amountPanel(
      invoice.selfBilling == nil ? InvoiceWords.gross : InvoiceWords.payable, invoice.payable,
      note: capitals.map { Words.capitals.zh + "  " + $0 },
      colour: colour)
    composer.cursor += 10_000
  }

  private mutating func notes() throws(DocumentError) {
    let plain = TextStyle(size: 8_000)
    // Whether there is anything to pay is what the reader looks for first.
    let words =
      (invoice.selfBilling == nil ? [] : [InvoiceWords.selfBilling])
      .map { ($0, plain.with(weight: .bold)) }
      + [
        (InvoiceWords.settled(invoice), plain.with(weight: .bold)),
        (InvoiceWords.rounding, plain),
      ]
    let reasons = [document.untaxedAs.map(InvoiceWords.untaxed)].compactMap(\.self)
    let check = [link.map(Words.verify)].compactMap(\.self)
    for (words, style) in words + (reasons + nature + check).map({ ($0, plain) }) {
      try composer.note(words, style)
      composer.cursor += 3_000
    }
  }
}
