import Amounts
import CivilTime
import Documents
import Invoicing
import Testing

@Suite("Platform-fee invoice")
struct FeeInvoiceTests {
  @Test("an invoice number is entity, kind, year and at least six digits")
  func number() throws {
    let number = try #require(
      InvoiceNumber(entity: "INTL", kind: .platformFee, year: 2026, sequence: 42))
    #expect(number.text == "INTL-FEE-2026-000042")
    for text in ["INTL-FEE-2026-000042", "CN-CRN-2027-000001", "EU1-FEE-0999-12345678"] {
      #expect(try InvoiceNumber(parsing: text).text == text)
    }
    for text in [
      "", "INTL-FEE-2026-42", "intl-FEE-2026-000042", "INTL-XXX-2026-000042",
      "INTL-FEE-26-000042", "INTL-FEE-2026-000000", "INTL-FEE-2026-+00042",
      "INTL-FEE-2026-000042-1", "-FEE-2026-000042", "INTL-FEE-2026-0000042",
    ] {
      #expect(throws: InvoiceError.numberMalformed(text)) { try InvoiceNumber(parsing: text) }
    }
  }

  @Test("net and tax make the gross, the tax rounded once over all lines")
  func totals() throws {
    let single = try Sample.feeInvoice().invoice
    #expect(single.net == (try Sample.money("150.00")))
    #expect(single.tax == (try Sample.money("9.00")))
    #expect(single.gross == (try Sample.money("159.00")))
    // Three times 0.25 at 6 %: 0.045 is 0.05 in all, where line by line it would be 0.06.
    let three = try invoice(amounts: ["0.25", "0.25", "0.25"])
    #expect(three.tax == (try Sample.money("0.05")))
    #expect(three.gross == (try Sample.money("0.80")))
    #expect(throws: Never.self) {
      try three.check(
        net: Sample.money("0.75"), tax: Sample.money("0.05"), gross: Sample.money("0.80"))
    }
    #expect(throws: InvoiceError.self) {
      try three.check(
        net: Sample.money("0.75"), tax: Sample.money("0.06"), gross: Sample.money("0.81"))
    }
  }

  @Test(
    "an invoice of nothing, of two currencies or signs, or wrongly numbered is refused"
  )
  func refusals() throws {
    let number = try InvoiceNumber(parsing: "CN-FEE-2026-000042")
    #expect(throws: InvoiceError.withoutLines(number)) { try invoice(amounts: []) }
    #expect(
      throws: InvoiceError.signMixed(number, line: 2, amount: try Sample.money("-1.00"))
    ) {
      try invoice(amounts: ["2.00", "-1.00"])
    }
    let credit = try InvoiceNumber(parsing: "CN-CRN-2026-000042")
    #expect(throws: InvoiceError.kindMismatch(credit)) {
      try invoice(amounts: ["1.00"], number: "CN-CRN-2026-000042")
    }
    let pound = FeeInvoice.Line(description: "fee", amount: try Sample.money("1.00", "GBP"))
    #expect(throws: InvoiceError.self) { try invoice(amounts: ["1.00"], more: [pound]) }
  }

  @Test("page, metadata and reference state the digest of the data, which another cent changes")
  func dataHash() throws {
    let typesetter = try Typesetter()
    let document = try Sample.feeInvoice()
    let hash = try PageText.dataHash(
      "invoice.json", of: typesetter.pdf(of: document, language: .both))
    #expect(document.dataHash == hash)
    #expect(document.reference.reference == "sha256:" + hash)
    var other = document
    other.invoice = try invoice(amounts: ["150.01"])
    let changed = try PageText.dataHash(
      "invoice.json", of: typesetter.pdf(of: other, language: .both))
    #expect(changed != hash)
  }

  @Test("the invoice says its amounts, and that it is no VAT invoice")
  func invoicePages() throws {
    let typesetter = try Typesetter()
    let document = try Sample.feeInvoice()
    let text = try PageText.pages(of: typesetter.pdf(of: document, language: .both)).joined()
    for part in [
      "平台服务费账单", "PLATFORM FEE INVOICE", "CN-FEE-2026-000042", "1,000.00", "15.00 %", "150.00",
      "9.00", "CNY 159.00", "人民币壹佰伍拾玖元整", "本文件为结算凭证，非增值税发票。",
      "This is a settlement document and not a VAT invoice.", "202610-M-100-general-CNY",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(
      try typesetter.pdf(of: document, language: .zh)
        == typesetter.pdf(of: document, language: .zh))
  }

  @Test("a credit note names the invoice it corrects, and its amounts are below zero")
  func creditNotePages() throws {
    let pdf = try Typesetter().pdf(of: Sample.feeInvoice(isCredit: true), language: .en)
    let text = try PageText.pages(of: pdf).joined()
    for part in [
      "CREDIT NOTE", "CN-CRN-2026-000001", "Corrects invoice", "CN-FEE-2026-000017", "退款 Refund",
      "−150.00", "−9.00", "CNY −159.00",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    let json = try PageText.attachment("invoice.json", of: pdf)
    #expect(json.contains(#""kind":"credit_note","corrects":"CN-FEE-2026-000017""#))
    #expect(
      json.contains(#""net":"-150.00","tax_rate":"0.060000","tax":"-9.00","gross":"-159.00""#))
  }

  @Test(
    "a page in one language says the platform's own words in that one, unless it was issued before")
  func words() throws {
    let typesetter = try Typesetter()
    let own = [("平台服务费 202610", "Platform fee 202610"), ("退款多于当月平台费", "More platform fee was")]
    var lines = try Sample.feeInvoice(isCredit: true).invoice.lines
    lines[0].description = "\(RecordedWords.fee.recorded) 202610"
    func text(_ language: DocumentLanguage, earlier: Bool = false) throws -> String {
      var document = try Sample.feeInvoice(isCredit: true)
      let first = document.invoice
      document.invoice = try FeeInvoice(
        number: first.number,
        kind: .creditNote(
          of: InvoiceNumber(parsing: "CN-FEE-2026-000017"),
          reason: RecordedWords.moreGivenBack.recorded),
        issueDate: first.issueDate, seller: first.seller, buyer: first.buyer, period: first.period,
        statementIDs: first.statementIDs, lines: lines, taxRate: first.taxRate)
      document.hasWordsByLanguage = !earlier
      return try PageText.pages(of: typesetter.pdf(of: document, language: language)).joined()
    }
    let (chinese, english, both) = (try text(.zh), try text(.en), try text(.both))
    for (zh, en) in own {
      #expect(chinese.contains(zh) && !chinese.contains(en), "\(chinese)")
      #expect(english.contains(en) && !english.contains(zh), "\(english)")
    }
    for language in [DocumentLanguage.both, .zh, .en] {
      let all = try text(language, earlier: true)
      #expect(all.contains("平台服务费 Platform fee 202610") && all.contains(own[1].1), "\(all)")
    }
    #expect(both.contains("平台服务费 Platform fee 202610"))
    // What a person writes stands as it is.
    let asked = try typesetter.pdf(of: Sample.feeInvoice(isCredit: true), language: .en)
    #expect(try PageText.pages(of: asked).joined().contains("退款 Refund"))
  }

  @Test("a column in which no line has a value is left out")
  func emptyColumns() throws {
    let typesetter = try Typesetter()
    var document = try Sample.feeInvoice()
    let both = try PageText.pages(of: typesetter.pdf(of: document, language: .en)).joined()
    #expect(both.contains("Base CNY") && both.contains("Rate "))
    document.invoice = try invoice(amounts: ["150.00"])
    let neither = try PageText.pages(of: typesetter.pdf(of: document, language: .en)).joined()
    #expect(!neither.contains("Base CNY") && !neither.contains("Rate "))
    // The sums still stand below the amounts: 150.00 at 6 % is 9.00, together 159.00.
    for part in [/1 +fee +150\.00\n/, /Tax at 6\.00 % +9\.00\n/, /Gross amount +159\.00\n/] {
      #expect(neither.contains(part))
    }
  }

  @Test("what the statements have netted is the fee: its tax is to be paid, or given back")
  func taxIsLeft() throws {
    let typesetter = try Typesetter()
    func text(_ document: FeeInvoiceDocument, _ language: DocumentLanguage) throws -> String {
      let pages = try PageText.pages(of: typesetter.pdf(of: document, language: language))
      return pages.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    // 6 % of 150.00.
    let invoice = try Sample.feeInvoice()
    let inEnglish = try text(invoice, .en)
    #expect(inEnglish.contains("named above. The tax of CNY 9.00 is to be paid."))
    #expect(!inEnglish.contains("Nothing is to be paid"))
    #expect(try text(invoice, .zh).contains("税额 CNY 9.00 需另行支付。"))
    let credit = try Sample.feeInvoice(isCredit: true)
    let given = try text(credit, .en)
    #expect(given.contains("named above. The tax of CNY 9.00 is given back as well."))
    #expect(try text(credit, .zh).contains("税额 CNY 9.00 另行退还。"))
    var untaxed = invoice
    untaxed.invoice = try self.invoice(amounts: ["150.00"], taxRate: "0")
    #expect(try text(untaxed, .en).contains("Nothing is to be paid."))
    #expect(try text(untaxed, .zh).contains("无需另行付款。"))
  }

  @Test("the foot says in both languages what the document is not, whole, on a second line")
  func wholeFoot() throws {
    let pdf = try Typesetter().pdf(of: Sample.feeInvoice(), language: .both)
    let rows = try #require(PageText.pages(of: pdf).last).split(separator: "\n")
    let foot = rows.suffix(2).joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(
      foot.hasSuffix(
        "本文件为结算凭证，非增值税发票。 第 1 页 共 1 页 Page 1 of 1"
          + " This is a settlement document and not a VAT invoice."), "\(foot)")
  }

  @Test("names, addresses and reasons of an invoice are set smaller rather than cut, or refused")
  func nothingRequiredIsCut() throws {
    let typesetter = try Typesetter()
    // As long as an import takes them: 1,000 bytes.
    let name = String(repeating: "Incorporated ", count: 76) + "the end."
    var document = try Sample.feeInvoice()
    func named(_ name: String, reason: String) throws -> FeeInvoice {
      let credit = try Sample.feeInvoice(isCredit: true).invoice
      return try FeeInvoice(
        number: credit.number,
        kind: .creditNote(of: InvoiceNumber(parsing: "CN-FEE-2026-000017"), reason: reason),
        issueDate: credit.issueDate, seller: credit.seller,
        buyer: Party(id: "M-100", name: name, address: name), period: credit.period,
        statementIDs: (1...40).map { "202610-M-\($0)-general-CNY" }, lines: credit.lines,
        taxRate: credit.taxRate)
    }
    document.invoice = try named(name, reason: name)
    let text = try PageText.pages(of: typesetter.pdf(of: document, language: .both)).joined()
    // The head of the second page alone is short.
    let cut = text.split(separator: "\n").filter { $0.contains("…") }
    #expect(cut.allSatisfy { $0.hasPrefix("红字平台服务费账单 CREDIT NOTE") }, "\(cut)")
    #expect(text.components(of: "the end.") == 3)
    #expect(text.contains("202610-M-40-general-CNY"))
    document.invoice = try named(String(repeating: "长", count: 1_001), reason: "r")
    #expect(throws: DocumentError.textTooLong(text: document.invoice.buyer.name)) {
      try typesetter.check(document)
    }
  }

  private func invoice(
    amounts: [String], number: String = "CN-FEE-2026-000042", more: [FeeInvoice.Line] = [],
    taxRate: String = "0.06"
  ) throws -> FeeInvoice {
    let lines = try amounts.map { amount in
      FeeInvoice.Line(description: "fee", amount: try Sample.money(amount))
    }
    return try FeeInvoice(
      number: InvoiceNumber(parsing: number),
      issueDate: try #require(CivilDate(year: 2026, month: 11, day: 3)),
      seller: Party(name: "A"), buyer: Party(name: "B"), period: Sample.october,
      statementIDs: [], lines: lines + more, taxRate: Rate(parsing: taxRate))
  }
}
