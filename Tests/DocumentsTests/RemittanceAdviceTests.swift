import CivilTime
import Documents
import Invoicing
import Testing

@Suite("Remittance advice")
struct RemittanceAdviceTests {
  private let typesetter: Typesetter

  init() throws { typesetter = try Typesetter() }

  private func day(_ number: Int) throws -> CivilDate {
    try #require(CivilDate(year: 2026, month: 11, day: number))
  }

  private func payment(
    _ tab: StatementTab, _ amount: String, fee: String? = nil, _ state: AdvisedPayment.State
  ) throws -> AdvisedPayment {
    let id = "202610-M-100-\(tab.rawValue)-CNY"
    return AdvisedPayment(
      statementID: id, period: Sample.october, tab: tab, amount: try Sample.money(amount),
      endToEndID: id + "-R2", bankReference: "ICBC-20261126-\(tab.rawValue)",
      fee: try fee.map { try Sample.money($0) }, state: state)
  }

  private func returned() throws -> AdvisedPayment.State {
    .returned(paidOn: try day(26), on: try day(30), reason: "AC04: The account is closed.")
  }

  private func advice(
    _ payments: [AdvisedPayment], partner: String = "莲花云科技有限公司"
  ) throws -> RemittanceAdvice {
    RemittanceAdvice(
      number: "PB-7-M-100", issuer: try Sample.statement().issuer,
      partner: Party(id: "M-100", name: partner, nameInEnglish: "Lotus Cloud Ltd"), batchID: "PB-7",
      site: "cn", currency: try Sample.currency("CNY"),
      sent: try Instant(parsing: "2026-11-25T16:30:00+08:00"), executionDate: try day(26),
      payer: AdvisedAccount(
        holder: "示例云市场有限公司", maskedNumber: "…2233", bankName: "中国银行", bic: nil),
      payee: AdvisedAccount(
        holder: "莲花云科技有限公司", maskedNumber: "…2222", bankName: "中国工商银行", bic: "ICBKCNBJ"),
      payments: payments)
  }

  @Test("the page has every amount, both accounts masked, and what to tell the bank")
  func paid() throws {
    let advice = try advice([
      payment(.general, "8075.00", .paid(on: day(26))),
      payment(.joint, "1420.40", fee: "12.00", .paid(on: day(26))),
    ])
    let pdf = try typesetter.pdf(of: advice, language: .both)
    let text = try PageText.pages(of: pdf).joined()
    // 8,075.00 and 1,420.40.
    for part in [
      "付款通知", "REMITTANCE ADVICE", "PB-7-M-100", "CNY 9,495.40", "人民币玖仟肆佰玖拾伍元肆角整",
      "8,075.00", "1,420.40", "12.00", "9,495.40", "…2233", "…2222", "ICBKCNBJ", "中国工商银行",
      "2026-11-25 16:30", "2026-11-26", "2026-10", "由平台承担", "端到端编号", "已付金额 Paid", "已付 Paid",
    ] {
      #expect(text.contains(part), "\(part) is not in \(text)")
    }
    let unbroken = text.filter { !$0.isWhitespace }
    #expect(unbroken.contains("Theplatformbearsthem"))
    #expect(!text.contains("未付达") && !text.contains("RETURNED"))
    #expect(try typesetter.pdf(of: advice, language: .both) == pdf)
  }

  @Test("what came back stands in the total, less below it, with the bank's reason in words")
  func partlyReturned() throws {
    let advice = try advice([
      payment(.general, "8075.00", .paid(on: day(26))), payment(.joint, "1420.40", returned()),
    ])
    let both = try PageText.pages(of: typesetter.pdf(of: advice, language: .both)).joined()
    for part in [
      "CNY 8,075.00", "CNY 1,420.40 未付达", "9,495.40", "−1,420.40", "2026-11-30", "AC04：账户已销户。",
      "三、未付达款项",
    ] {
      #expect(both.contains(part), "\(part) is not in \(both)")
    }
    #expect(both.components(of: "2026-11-30") == 2, "among the payments and below, whole")
    let english = try PageText.pages(of: typesetter.pdf(of: advice, language: .en)).joined()
    for part in [
      "RETURNED", "AC04: The account is closed.", "CNY 1,420.40 did not arrive, see below.",
      "These amounts are still owed",
    ] {
      #expect(english.contains(part), "\(part) is not in \(english)")
    }
    #expect(!english.contains("NOT PAID"), "the mark is for what failed whole")
    let unknown = try self.advice([
      payment(.general, "1.00", .refused(reason: "refused by telephone"))
    ])
    #expect(
      try PageText.pages(of: typesetter.pdf(of: unknown, language: .zh)).joined()
        .contains("refused by telephone"))
  }

  @Test("where nothing arrived every page says so, and a payment under way is none that arrived")
  func failedAndUnderWay() throws {
    let failed = try advice([payment(.joint, "1420.40", returned())])
    let text = String(
      decoding: try PageText.output(
        of: "pdftotext -raw", on: typesetter.pdf(of: failed, language: .en), outputOption: "-"),
      as: UTF8.self)
    #expect(text.filter { !$0.isWhitespace }.contains("NOTPAID") && text.contains("CNY 0.00"))
    let sent = try PageText.pages(
      of: typesetter.pdf(of: advice([payment(.joint, "1420.40", .sent)]), language: .en)
    ).joined()
    #expect(sent.contains("Being paid, not all booked yet") && sent.contains("At the bank"))
    #expect(!sent.contains("NOT PAID"))
  }

  @Test("data and table say the same; a name that a spreadsheet would run is text")
  func data() throws {
    let advice = try advice(
      [
        payment(.general, "8075.00", fee: "0.50", .paid(on: day(26))),
        payment(.joint, "1420.40", returned()),
      ], partner: "@SUM(A1)")
    let pdf = try typesetter.pdf(of: advice, language: .en)
    let hash = try PageText.dataHash("advice.json", of: pdf)
    let json = try PageText.attachment("advice.json", of: pdf)
    #expect(json == String(decoding: try advice.jsonBytes(), as: UTF8.self))
    for part in [
      #""total":"9495.40","returned":"1420.40""#, #""number":"…2233""#, #""bank_fee":"0.50""#,
      #""state":"returned","booked_on":"2026-11-26","returned_on":"2026-11-30""#,
      #""reason":"AC04: The account is closed.""#, #""end_to_end_id":"202610-M-100-joint-CNY-R2""#,
    ] {
      #expect(json.contains(part), "\(part) is not in \(json)")
    }
    let table = Collected()
    try advice.writePayments(to: table.sink)
    let rows = table.text.split(separator: "\r\n").map(String.init)
    #expect(
      rows[1]
        == "PB-7-M-100,M-100,'@SUM(A1),CNY,202610-M-100-general-CNY,202610,general,"
        + "202610-M-100-general-CNY-R2,ICBC-20261126-general,paid,2026-11-26,,,0.50,8075.00,\(hash)"
    )
    #expect(rows.count == 3)
  }

  @Test(
    "a name that runs from right to left, or has no shape, is refused",
    arguments: ["شركة السحاب", "Rocket 🚀"])
  func names(_ name: String) throws {
    let error = #expect(throws: DocumentError.self) {
      try typesetter.pdf(
        of: advice([payment(.joint, "1.00", .sent)], partner: name), language: .both)
    }
    #expect(error?.code == "DOCUMENT_CHARACTER_MISSING")
  }
}
