import Amounts
import CivilTime
import Documents
import Invoicing
import TestKit
import Testing

@Suite("Statement PDFs before the outside checker")
struct StatementPageTests {
  /// How a statement comes out: empty, on one page, on many, as an excerpt, taken back.
  private static let shapes: [(name: String, lines: Int, mark: PageMark?)] = [
    ("empty", 0, nil), ("page", 4, nil), ("pages", 90, nil), ("excerpt", 600, nil),
    ("void", 3, .void), ("replaced", 3, .replaced),
  ]

  @Test("every shape of a statement is PDF/A-3u in every language, with 0, 2 and 3 decimals")
  func pages() throws {
    let typesetter = try Typesetter()
    var documents: [Checked] = []
    for shape in Self.shapes {
      for (language, code) in zip(DocumentLanguage.allCases, ["CNY", "JPY", "KWD"]) {
        let statement = try Self.statement(lines: shape.lines, code)
        documents.append(
          Checked(
            name: "\(shape.name)-\(language).pdf",
            bytes: try typesetter.pdf(of: statement, language: language, mark: shape.mark),
            passes: Checked.pdf))
      }
    }
    try Checked.expect(documents, options: ["--no-xml", "--sig", "none"])
  }

  @Test("a statement is signed as PAdES B-B, one page or many, and stays PDF/A-3u")
  func signed() throws {
    let authority = try TestAuthority()
    let signer = try authority.signer
    let typesetter = try Typesetter()
    let documents = try [(1, DocumentLanguage.zh), (3, .both), (90, .en)].map { lines, language in
      var statement = try Self.statement(lines: lines, "CNY")
      statement.issued = authority.now
      let prepared = try typesetter.preparedPDF(of: statement, language: language)
      return Checked(
        name: "signed-\(lines)-\(language).pdf",
        bytes: try prepared.embedding(prepared.cms(by: signer)),
        passes: Checked.pdf.union(Checked.signature))
    }
    try Checked.expect(documents, options: ["--no-xml", "--sig", "B-B", "--trust", authority.root])
  }

  @Test("a page that claims too much, lacks its colours or its end is found")
  func broken() throws {
    let pdf = try Typesetter().pdf(of: Self.statement(lines: 2, "CNY"), language: .both)
    func changed(_ old: String, _ new: String, _ rule: String) throws -> Checked {
      Checked(
        name: rule.lowercased() + ".pdf", bytes: try Checked.replaced(pdf, old, by: new),
        fails: rule)
    }
    try Checked.expect(
      [
        // The same lengths, so that no other byte of the file moves.
        changed("<pdfaid:part>3<", "<pdfaid:part>2<", "PDFA-CLAIM"),
        changed("/GTS_PDFA1", "/GTS_PDFX1", "PDFA-3U"),
        Checked(name: "cut.pdf", bytes: Array(pdf.dropLast(400)), fails: "PDF-SYNTAX"),
      ], options: ["--no-xml", "--sig", "none"])
  }

  /// Lines of 100.00 each at 85 %, every fifth one taken back, and a correction of −2.50 at the end;
  /// the amounts in hundredths of a major unit, whatever the currency.
  private static func statement(lines count: Int, _ code: String) throws -> StatementDocument {
    let currency = try #require(Currency(code: code))
    func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: currency) }
    let period = Period(year: 2026, month: 10)
    var lines: [StatementLine] = []
    for number in 1...max(count, 1) where number <= count {
      let isLast = number == count
      let sign: Int64 = number.isMultiple(of: 5) ? -1 : 1
      lines.append(
        StatementLine(
          number: number,
          sourceKind: isLast ? .adjustment : sign < 0 ? .refund : .order, sourceID: "S-\(number)",
          orderLineID: isLast ? nil : "ORD-\(number)", productID: "P-7",
          productName: "云端数据备份 Backup é 한", naturalPeriod: period,
          ready: try Instant(parsing: "2026-10-05T12:00:00+08:00"),
          sales: isLast ? nil : money(sign * 10_000), voucher: isLast ? nil : money(0),
          paid: isLast ? nil : money(sign * 10_000),
          rate: isLast ? nil : try Rate(parsing: "0.85"), increment: .zero,
          amount: money(isLast ? -250 : sign * 8_500)))
    }
    let settled = lines.filter { $0.sourceKind != .adjustment }
      .reduce(0) { $0 + $1.amount.minorUnits }
    let adjusted: Int64 = count > 0 ? -250 : 0
    let net = settled + adjusted - 1_250
    return StatementDocument(
      id: "202610-M-100-general-\(code)",
      issuer: Party(name: "示例云市场有限公司", address: "示例路 1 号", taxNumber: "91310115MA1K34567F"),
      partner: Party(id: "M-100", name: "莲花云科技有限公司", nameInEnglish: "Lotus Cloud Ltd"),
      period: period, tab: .general, site: "cn", currency: currency,
      issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"), runID: "RUN-202610-cn-1",
      contentHash: String(repeating: "5f2c9a7b", count: 8),
      balance: StatementBalance(
        opening: money(-1_250), lines: money(settled), adjustments: money(adjusted),
        net: money(net), payable: money(max(net, 0)), closing: money(min(net, 0))),
      groups: count == 0
        ? []
        : [
          StatementGroup(
            label: Wording(zh: "全部", en: "All"), lineCount: count, sales: money(10_000),
            voucher: money(0), paid: money(10_000), amount: money(settled + adjusted))
        ],
      steps: [
        StatementStep(label: Wording(zh: "销售额", en: "Gross sales"), amount: money(settled + 9)),
        StatementStep(label: Wording(zh: "平台费", en: "Platform fee"), amount: money(-9)),
        StatementStep(
          label: Wording(zh: "本期结算", en: "Earned"), kind: .total, amount: money(settled)),
      ],
      waiting: [
        StatementWaiting(
          reasonCode: "NOT_REPAID", reason: .waitingReason("NOT_REPAID"), lineCount: 3,
          amount: money(64_000), expected: try day("2026-12-03"))
      ], lines: lines)
  }
}
