import Amounts
import CivilTime
import Invoicing

/// Sets a remittance advice on pages.
struct RemittanceAdvicePages: ~Copyable {
  static let title = Wording(zh: "付款通知", en: "REMITTANCE ADVICE")

  let advice: RemittanceAdvice
  /// Of the advice; see ``RemittanceAdvice/dataHash()``.
  let dataHash: String
  var composer: Composer
  private var language: DocumentLanguage { composer.language }

  init(
    _ advice: RemittanceAdvice, dataHash: String, shelf: FontShelf, language: DocumentLanguage
  ) {
    self.advice = advice
    self.dataHash = dataHash
    composer = Composer(shelf: shelf, language: language)
  }

  mutating func compose() throws(DocumentError) {
    let failures = advice.payments.filter { $0.state.hasFailed }
    try composer.letterhead(
      issuer: advice.issuer, title: Self.title, number: advice.number,
      colour: failures.isEmpty ? .accent : .negative)
    try identity()
    try panel(failures)
    try accounts()
    try payments()
    if !failures.isEmpty { try self.failures(failures) }
    try tracing()
    try composer.runningLines(
      head: [Self.title.line(in: language), advice.number, advice.partner.name]
        .joined(separator: "   "),
      foot: [advice.number, Words.data(dataHash), AdviceWords.notAnInvoice.line(in: language)])
  }

  private mutating func identity() throws(DocumentError) {
    let top = composer.cursor + 6_000
    let half = Measures.contentWidth / 2
    let left = try composer.party(
      advice.partner, heading: AdviceWords.payee, x: Measures.left, y: top, width: half - 16_000)
    let facts = [
      Fact(label: AdviceWords.batch, value: advice.batchID),
      Fact(label: AdviceWords.sentAt, value: advice.sent.minuteText),
      Fact(label: AdviceWords.executionDate, value: advice.executionDate.text),
      Fact(label: Words.currency, value: advice.currency.code),
      Fact(label: AdviceWords.count, value: groupedDigits(advice.payments.count)),
      Fact(label: StatementWords.site, value: Words.site(advice.site).line(in: language)),
    ]
    let right = try composer.facts(facts, x: Measures.left + half, y: top, width: half)
    composer.cursor = max(left, right) + 2_000
  }

  /// What arrived or is under way; what did not stands in red beside it.
  private mutating func panel(_ failures: [AdvisedPayment]) throws(DocumentError) {
    let isPaid = advice.payments.allSatisfy { $0.state != .sent }
    let standing = try advice.standing
    var note =
      language == .en ? nil : capitalNumerals(standing).map { "\(Words.capitals.zh)  \($0)" }
    if !failures.isEmpty {
      let failed = try advice.failed
      note = AdviceWords.failed("\(failed.currency.code) \(failed.groupedText)").line(in: language)
    }
    try composer.amountPanel(
      isPaid ? (failures.isEmpty ? AdviceWords.paid : AdviceWords.stands) : AdviceWords.underWay,
      standing, note: note,
      colour: failures.isEmpty ? .accent : .negative)
    composer.cursor += 8_000
  }

  private mutating func accounts() throws(DocumentError) {
    try composer.heading(AdviceWords.accounts, keeping: 60_000)
    let top = composer.cursor + 9_000
    let half = Measures.contentWidth / 2
    let left = try composer.facts(
      facts(of: advice.payer, AdviceWords.from), x: Measures.left, y: top, width: half - 16_000)
    let right = try composer.facts(
      facts(of: advice.payee, AdviceWords.to), x: Measures.left + half, y: top, width: half)
    composer.cursor = max(left, right) + 2_000
  }

  private func facts(of account: AdvisedAccount, _ words: Wording) -> [Fact] {
    var facts = [
      Fact(label: words, value: account.maskedNumber, isStrong: true),
      Fact(label: AdviceWords.holder, value: account.holder),
    ]
    if let bank = account.bankName { facts.append(Fact(label: AdviceWords.bank, value: bank)) }
    if let bic = account.bic {
      facts.append(Fact(label: Wording(zh: "BIC", en: "BIC"), value: bic))
    }
    return facts
  }

  private mutating func payments() throws(DocumentError) {
    let code = advice.currency.code
    let columns = [
      SheetColumn(heading: StatementWords.statement, kind: .numbers),
      SheetColumn(heading: Words.period, kind: .numbers),
      SheetColumn(heading: AdviceWords.endToEndID, kind: .numbers),
      SheetColumn(heading: AdviceWords.bankReference, kind: .numbers),
      SheetColumn(heading: AdviceWords.state, kind: .numbers),
      SheetColumn(heading: AdviceWords.fee.priced(in: code, language), kind: .figure),
      SheetColumn(
        heading: Words.amount.priced(in: code, language), kind: .figure, isSummed: true),
    ]
    let rows = advice.payments.map { payment -> [SheetCell] in
      [
        .words(payment.statementID), .words(payment.period.dashedText),
        .words(payment.endToEndID), payment.bankReference.map(SheetCell.words) ?? .empty,
        state(of: payment),
        payment.fee.map(SheetCell.money) ?? .empty, .money(payment.amount),
      ]
    }
    let (total, failed) = (try advice.total, try advice.failed)
    var totals = [SheetTotal(label: Words.total, amounts: [6: total])]
    if failed.minorUnits > 0 {
      totals += [
        SheetTotal(
          label: AdviceWords.ofThatFailed,
          amounts: [6: Money(minorUnits: -failed.minorUnits, currency: failed.currency)],
          isStrong: false),
        SheetTotal(label: AdviceWords.stands, amounts: [6: try advice.standing]),
      ]
    }
    let table = SheetTable(
      columns: columns, rows: rows, totals: totals, style: TextStyle(size: 7_500))
    try composer.section(AdviceWords.payments, table.withoutEmptyColumns())
    composer.cursor += 9_000
  }

  /// The word, and below it the day.
  private func state(of payment: AdvisedPayment) -> SheetCell {
    let word = AdviceWords.state(payment.state).line(in: language)
    let day = payment.state.returnedOn ?? payment.state.bookedOn
    return day.map { .stacked(word, $0.text) } ?? .words(word)
  }

  /// What came back, with the bank's reason in words, and what becomes of it.
  private mutating func failures(_ failures: [AdvisedPayment]) throws(DocumentError) {
    let columns = [
      SheetColumn(heading: AdviceWords.endToEndID, kind: .numbers),
      SheetColumn(heading: AdviceWords.returnedOn, kind: .numbers),
      SheetColumn(heading: StatementWords.reason, kind: .words(lines: 4)),
      SheetColumn(
        heading: Words.amount.priced(in: advice.currency.code, language), kind: .figure,
        isSummed: true),
    ]
    let rows = failures.map { payment -> [SheetCell] in
      [
        .words(payment.endToEndID),
        payment.state.returnedOn.map { .words($0.text) } ?? .empty,
        .words(ReturnWords.reason(payment.state.reason ?? "").line(in: language)),
        .money(payment.amount),
      ]
    }
    let table = SheetTable(
      columns: columns, rows: rows,
      totals: [SheetTotal(label: Words.total, amounts: [3: try advice.failed])])
    try composer.section(AdviceWords.failures, table.withoutEmptyColumns(), colour: .negative)
    composer.cursor += 5_000
    try composer.note(AdviceWords.owedAgain, TextStyle(size: 8_000))
    composer.cursor += 6_000
  }

  private mutating func tracing() throws(DocumentError) {
    var notes = [AdviceWords.trace(advice.batchID), AdviceWords.whole]
    if advice.payments.contains(where: { $0.fee != nil }) { notes.append(AdviceWords.feeBorne) }
    notes += [AdviceWords.masked, AdviceWords.notAnInvoice]
    try composer.notes(AdviceWords.tracing, notes)
  }
}

/// Words of the remittance advice.
private enum AdviceWords {
  static let payee = Wording(zh: "收款方（伙伴）", en: "Paid to (partner)")
  static let batch = Wording(zh: "付款批次", en: "Batch")
  static let sentAt = Wording(zh: "提交银行时间", en: "Sent to the bank")
  static let executionDate = Wording(zh: "指定付款日", en: "To be paid on")
  static let count = Wording(zh: "付款笔数", en: "Payments")
  static let paid = Wording(zh: "已付金额", en: "Paid")
  static let underWay = Wording(zh: "付款金额（银行处理中）", en: "Being paid, not all booked yet")
  static let accounts = Wording(zh: "一、账户", en: "1  Accounts")
  static let from = Wording(zh: "付款账号", en: "From account")
  static let to = Wording(zh: "收款账号", en: "To account")
  static let holder = Wording(zh: "户名", en: "Holder")
  static let bank = Wording(zh: "开户行", en: "Bank")
  static let payments = Wording(zh: "二、付款明细", en: "2  Payments")
  static let endToEndID = Wording(zh: "端到端编号", en: "End-to-end id")
  static let bankReference = Wording(zh: "银行流水号", en: "Bank reference")
  static let state = Wording(zh: "状态", en: "State")
  static let fee = Wording(zh: "手续费", en: "Bank fee")
  static let ofThatFailed = Wording(zh: "其中未付达", en: "Of that, did not arrive")
  static let stands = Wording(zh: "实付", en: "Stands paid")
  static let failures = Wording(zh: "三、未付达款项", en: "3  What did not arrive")
  static let returnedOn = Wording(zh: "退回日", en: "Returned on")
  static let tracing = Wording(zh: "查询与说明", en: "Tracing and notes")

  static func failed(_ amount: String) -> Wording {
    Wording(zh: "另有 \(amount) 未付达，见下。", en: "\(amount) did not arrive, see below.")
  }

  /// Where a payment stands.
  static func state(_ state: AdvisedPayment.State) -> Wording {
    switch state {
    case .sent: Wording(zh: "已提交银行", en: "At the bank")
    case .paid: Wording(zh: "已付", en: "Paid")
    case .returned: Wording(zh: "退回", en: "RETURNED")
    case .refused: Wording(zh: "未执行", en: "NOT EXECUTED")
    }
  }

  static let owedAgain = Wording(
    zh: "以上款项仍为应付款：更正原因所述问题后，将以新的端到端编号重新支付。如与收款账户有关，请尽快与平台核对银行信息。",
    en:
      "These amounts are still owed. Once what the reason says is mended they are paid again under "
      + "another end-to-end id; where it is about your account, give the platform the right details."
  )

  static func trace(_ batch: String) -> Wording {
    Wording(
      zh: "如款项未到账，请向贵方开户行提供：端到端编号、金额、付款日、付款方户名，以及银行流水号（如有）；付款批次号 \(batch)。",
      en:
        "If the money has not arrived, give your bank the end-to-end id, the amount, the day, the "
        + "payer's name and, where there is one, the bank reference; the batch is \(batch).")
  }

  static let whole = Wording(
    zh: "每笔付款等于对应账单的应付金额，合计为各笔之和，精确至最小货币单位。",
    en: "Every payment is what its statement states as payable; the total is their sum to the "
      + "smallest unit.")
  static let feeBorne = Wording(
    zh: "手续费为付款银行在金额之外收取或退回时扣收的费用，由平台承担，不减少应付金额。",
    en:
      "Bank fees were taken beyond the amount, or from it on its way back. The platform bears them; "
      + "they lessen nothing that you are owed.")
  static let masked = Wording(
    zh: "账号仅显示末四位。日期为付款银行的记账日。",
    en: "Of account numbers only the last four characters are shown. Days are those on which the "
      + "paying bank booked.")
  static let notAnInvoice = Wording(
    zh: "本文件为付款通知，非发票。", en: "This is a remittance advice and no invoice.")
}
