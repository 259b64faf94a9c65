import Amounts
import CivilTime
import Dispatch
import Documents
import Glibc
import Synchronization
import Testing

@Suite("Statement PDF")
struct StatementPDFTests {
  let typesetter: Typesetter

  init() throws { typesetter = try Typesetter() }

  @Test("the page says every amount, name and date, in the words of its language")
  func text() throws {
    let statement = try Sample.statement()
    let words: [DocumentLanguage: [String]] = [
      .zh: ["结算账单", "应付金额", "人民币壹佰伍拾柒元伍角整", "客户尚未还款"],
      .en: ["STATEMENT", "Payable", "Not repaid", "Page 1 of 1"],
      .both: ["结算账单", "STATEMENT", "应付金额 Payable", "客户尚未还款 Not repaid"],
    ]
    let data = [
      "CNY 157.50", "−12.50", "170.00", "200.00", "−30.00", "85.00 %", "640.00", "2026-12-03",
      "莲花云科技有限公司", "Lotus Cloud Ltd", "202610-M-100-general-CNY", "ORD-2", "云端数据备份 Backup",
      "2026-10-01 – 2026-10-31", "2026-11-03 10:00 (UTC+8)", "NOT_REPAID",
      "5f2c9a7b5f2c9a7b5f2c9a7b5f2c9a7b",
    ]
    for language in DocumentLanguage.allCases {
      let pdf = try typesetter.pdf(of: statement, language: language)
      let text = try PageText.pages(of: pdf).joined()
      for part in data + (words[language] ?? []) {
        #expect(text.contains(part), "\(language) says \(part)")
      }
    }
  }

  @Test("the same statement gives the same bytes, again and in a process of another time and place")
  func determinism() async throws {
    let pdf = try typesetter.pdf(of: Sample.statement(), language: .both)
    #expect(try typesetter.pdf(of: Sample.statement(), language: .both) == pdf)
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      setenv("TZ", "America/Los_Angeles", 1)
      setenv("LC_ALL", "de_DE.UTF-8", 1)
      tzset()
      setlocale(LC_ALL, "")
      let elsewhere = try Typesetter().pdf(of: Sample.statement(), language: .both)
      print("bytes:" + elsewhere.map { String($0, radix: 16) }.joined(separator: ","))
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("bytes:" + pdf.map { String($0, radix: 16) }.joined(separator: ",")))
  }

  @Test("threads share the fonts and still give the same bytes")
  func threads() throws {
    let statement = try Sample.statement()
    let alone = try Typesetter().pdf(of: statement, language: .both)
    let differing = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 40) { _ in
      let pdf = try? typesetter.pdf(of: statement, language: .both)
      if pdf != alone { differing.withLock { $0 += 1 } }
    }
    #expect(differing.withLock { $0 } == 0)
  }

  @Test("no document shows what an earlier one left, be it the same letters in another spelling")
  func earlierDocuments() throws {
    // Unicode holds the two names equal; their characters are not the same, nor is what is copied.
    let composed = try Sample.statement(partnerName: "Caf\u{E9}")
    let decomposed = try Sample.statement(partnerName: "Cafe\u{301}")
    let shared = try Typesetter()
    let first = try shared.pdf(of: composed, language: .both)
    let second = try shared.pdf(of: decomposed, language: .both)
    #expect(first != second)
    #expect(try Typesetter().pdf(of: composed, language: .both) == first)
    #expect(try Typesetter().pdf(of: decomposed, language: .both) == second)
    // More texts than are kept, and the first ones again.
    _ = try shared.pdf(of: Sample.statement(lineCount: 6_000), language: .both, lineLimit: 6_000)
    #expect(try shared.pdf(of: composed, language: .both) == first)
  }

  @Test("the data are attached: the statement as JSON, all lines as the export has them")
  func attachments() throws {
    let statement = try Sample.statement()
    let pdf = try typesetter.pdf(of: statement, language: .en)
    let json = try PageText.attachment("statement.json", of: pdf)
    #expect(
      json.hasPrefix(#"{"statement_id":"202610-M-100-general-CNY","run_id":"RUN-2026-10-A","#))
    #expect(json.contains(#""opening_balance":"-12.50","lines_total":"170.00","#))
    #expect(json.contains(#""net":"157.50","payable":"157.50","closing_balance":"0.00""#))
    let lines = try PageText.attachment("lines.csv", of: pdf)
    let expected =
      "statement_id,line_no,source_kind,source_id,order_line_id,payee_id,role,tab,product_id,"
      + "customer_id,natural_period,ready_at,currency,sales_amount,voucher_amount,paid_amount,rate,"
      + "increment,amount_ex_tax,tax_amount,amount\r\n"
      + "202610-M-100-general-CNY,1,order,ORD-1,ORD-1,M-100,merchant,general,P-7,C-1,202610,"
      + "2026-10-05T12:00:00+08:00,CNY,100.00,0.00,100.00,0.850000,0.000000,,,85.00\r\n"
    #expect(lines.hasPrefix(expected))
    #expect(lines.split(separator: "\r\n").count == 3)
  }

  @Test("a character without a glyph is refused by name, and nothing is written")
  func missingCharacter() throws {
    let typesetter = Typesetter(shelf: try FontShelf(spares: []))
    for (name, character) in [
      ("Smile 😀 Ltd", "😀"), ("شركة", "ش"), ("a\u{0}b", "\u{0}"), ("\u{1B}[31m", "\u{1B}"),
      ("x\u{301}\u{323}", "\u{323}"),
    ] as [(String, Unicode.Scalar)] {
      let statement = try Sample.statement(partnerName: name)
      #expect(throws: DocumentError.characterMissing(text: name, character: character)) {
        try typesetter.pdf(of: statement, language: .en)
      }
    }
    let error = DocumentError.characterMissing(text: "Smile 😀 Ltd", character: "😀")
    #expect(error.sentence == "The font has no shape for U+1F600 in \"Smile 😀 Ltd\".")
  }

  @Test("a name with letters that the usual font lacks is set in the spare one, if there is one")
  func spareFont() throws {
    let shelf = try FontShelf()
    let name = "Łódź Škola, Győr; İstanbul"
    let statement = try Sample.statement(partnerName: name)
    if shelf.hasSpare {
      let pdf = try Typesetter(shelf: shelf).pdf(of: statement, language: .both)
      #expect(try PageText.pages(of: pdf).joined().contains(name))
    }
    // Letters that run from right to left would come out in the wrong order.
    let arabic = try Sample.statement(partnerName: "شركة")
    #expect(throws: DocumentError.characterMissing(text: "شركة", character: "ش")) {
      try Typesetter(shelf: shelf).pdf(of: arabic, language: .en)
    }
    let without = Typesetter(shelf: try FontShelf(spares: []))
    #expect(throws: DocumentError.characterMissing(text: name, character: "Ł")) {
      try without.pdf(of: statement, language: .en)
    }
  }

  @Test("rare and accented names, line feeds and a megabyte of text are set")
  func unusualNames() throws {
    for name in [
      "𠮷野家 㐂 鬱", "Ångström Müller e\u{301}", "a\nb\tc", "Ελλας Москва", "株式会社ひらがな 한국",
    ] {
      let statement = try Sample.statement(partnerName: name)
      let pdf = try typesetter.pdf(of: statement, language: .zh)
      let text = try PageText.pages(of: pdf).joined()
      let shown = name.split(whereSeparator: \.isWhitespace)
      for word in shown {
        #expect(text.contains(word), "\(name) is on the page")
      }
    }
    let long = String(repeating: "很长的名字 and long ", count: 50_000)
    let pdf = try typesetter.pdf(of: Sample.statement(partnerName: long), language: .zh)
    #expect(try PageText.pages(of: pdf).joined().contains("很长的名字"))
    #expect(pdf.count < 200_000)
  }

  @Test("amounts of nineteen digits are shown whole")
  func largestAmounts() throws {
    var statement = try Sample.statement(lineCount: 1)
    let large = try Sample.money("92233720368547758.07")
    statement.lines[0].sales = large
    statement.lines[0].paid = large
    statement.lines[0].amount = large
    statement.balance = StatementBalance(
      opening: try Sample.money("0.00"), lines: large, adjustments: try Sample.money("0.00"),
      net: large, payable: large, closing: try Sample.money("0.00"))
    statement.groups[0].amount = large
    statement.steps = []
    for language in DocumentLanguage.allCases {
      let pdf = try typesetter.pdf(of: statement, language: language)
      let text = try PageText.pages(of: pdf).joined()
      // Line, its sums, the group, the panel and the account.
      let parts = text.components(of: "92,233,720,368,547,758.07")
      #expect(parts >= 9, "\(language): \(parts)")
    }
  }

  @Test("a reason to wait is said in both languages, several of them joined, an unknown one as is")
  func waitingReasons() throws {
    #expect(
      Wording.waitingReason("NOT_REPAID")
        == Wording(zh: "客户尚未还款", en: "Customer has not repaid"))
    #expect(Wording.waitingReason("NOT_REPAID;ODD").zh == "客户尚未还款；ODD")
    var statement = try Sample.statement()
    statement.waiting[0].reason = Wording(zh: "NOT_REPAID", en: "The customer has not repaid.")
    let pdf = try typesetter.pdf(of: statement, language: .both)
    let text = try PageText.pages(of: pdf).joined()
    #expect(text.contains("客户尚未还款 The customer has not repaid. NOT_REPAID"))
  }

  @Test("a statement that does not add up is refused")
  func contradiction() throws {
    var statement = try Sample.statement()
    statement.balance.payable = try Sample.money("157.51")
    #expect(
      throws: DocumentError.inconsistent(
        document: "202610-M-100-general-CNY",
        reason: "its payable amount is 157.51 CNY and comes to 157.50 CNY")
    ) {
      try typesetter.pdf(of: statement, language: .en)
    }
    var wrongLine = try Sample.statement()
    wrongLine.lines[1].amount = try Sample.money("85.01")
    #expect(throws: DocumentError.self) { try typesetter.pdf(of: wrongLine, language: .en) }
  }

  @Test("a missing font is named with the package that has it")
  func missingFont() {
    #expect(
      throws: DocumentError.fontMissing(searched: ["/nowhere/NotoSansCJK-Regular.ttc"])
    ) {
      try FontShelf(folders: ["/nowhere"])
    }
    let error = DocumentError.fontMissing(searched: ["/nowhere/NotoSansCJK-Regular.ttc"])
    #expect(error.remedy.contains("apt-get install fonts-noto-cjk"))
  }
}

extension String {
  /// How often a text occurs.
  func components(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: part) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
