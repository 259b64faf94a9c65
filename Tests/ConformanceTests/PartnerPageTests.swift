import Amounts
import CivilTime
import Documents
import Foundation
import Invoicing
import TestKit
import Testing

@Suite("What partners are told, before the outside checker")
struct PartnerPageTests {
  @Test("lists, incentive statements and remittance advices are PDF/A-3u in every language")
  func archivable() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-partner-pages-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let typesetter = try Typesetter()
    let (list, incentives, advice) = (try Self.list(), try Self.incentives(), try Self.advice())
    var files: [String] = []
    for language in DocumentLanguage.allCases {
      for (name, pdf) in [
        ("list", try typesetter.pdf(of: list, language: language)),
        ("incentives", try typesetter.pdf(of: incentives, language: language)),
        ("advice", try typesetter.pdf(of: advice, language: language)),
      ] {
        let file = folder.appending(path: "\(name)-\(language).pdf")
        try Data(pdf).write(to: file)
        files.append(file.path)
      }
    }
    for report in try Checker.reports(on: files) {
      // They are no invoices, so what the checker wants of Factur-X is not for them.
      for row in report.rows where row.status == "FAIL" && row.rule.hasPrefix("PDF") {
        Issue.record("\(report.name): \(row.rule) \(row.message) at \(row.place)")
      }
      let passed = report.rules("PASS")
      #expect(passed.isSuperset(of: ["PDF-SYNTAX", "PDFA-CLAIM", "PDFA-3U"]), "\(report.name)")
    }
  }

  private static let platform = Party(name: "示例云市场有限公司", taxNumber: "91310115MA1K34567F")
  private static let partner = Party(id: "M-1", name: "莲花云科技有限公司")
  private static let october = Period(year: 2026, month: 10)

  private static func list() throws -> InvoicingList {
    InvoicingList(
      buyer: platform, seller: partner, role: "merchant", period: october, tab: .joint, site: "cn",
      issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"),
      payable: try money("1060.00", "CNY"), remark: "202610-M-1-joint-CNY 202610",
      demand: try InvoiceDemand(
        statementID: "202610-M-1-joint-CNY",
        of: [
          InvoiceDemand.Amount(
            .product(id: "P-1", name: "对象存储"), taxRate: Rate(parsing: "0.06"),
            gross: money("1060.00", "CNY"))
        ]))
  }

  /// One that corrects an earlier month, and one that waits.
  private static func incentives() throws -> IncentiveStatement {
    let band = IncentiveRule.Band(
      from: try money("0.00", "CNY"), rate: try Rate(parsing: "0.01"))
    func incentive(_ id: String, earlier: [EarlierIncentive], _ amount: String) throws
      -> EarnedIncentive
    {
      EarnedIncentive(
        sourceID: id, policyID: "IP-1", productID: nil, cycle: "202610", months: october...october,
        basis: try money("150.00", "CNY"), refunded: try money("100.00", "CNY"),
        rule: IncentiveRule(
          name: "伙伴激励", mode: .whole, threshold: try money("100.00", "CNY"), bands: [band],
          reached: band, formula: "150.00 * 0.010000", exact: "1.5",
          computed: try money("1.50", "CNY"),
          next: IncentiveRule.Distance(
            missing: try money("50.00", "CNY"), rate: try Rate(parsing: "0.02"))),
        earned: try money("1.50", "CNY"), earlier: earlier, amount: try money(amount, "CNY"))
    }
    let earlier = EarlierIncentive(
      sourceID: "IP-1/202610", statementID: "202610-S-1-csp-CNY", amount: try money("5.00", "CNY"))
    return IncentiveStatement(
      id: "202611-S-1-csp-CNY", issuer: platform, partner: partner, role: "csp", period: october,
      site: "cn", issued: try Instant(parsing: "2026-12-03T10:00:00+08:00"),
      runID: "RUN-202611-cn-1", total: try money("-3.50", "CNY"),
      incentives: [try incentive("IP-1/202610/2", earlier: [earlier], "-3.50")],
      waiting: [
        WaitingIncentive(
          incentive: try incentive("IP-1/202611", earlier: [], "1.50"),
          reasons: "INCENTIVE_FROZEN")
      ])
  }

  /// Came back, so that the mark across the page is looked at as well.
  private static func advice() throws -> RemittanceAdvice {
    let day = try #require(CivilDate(year: 2026, month: 11, day: 26))
    let account = AdvisedAccount(
      holder: "莲花云科技有限公司", maskedNumber: "…2222", bankName: "中国工商银行", bic: nil)
    return RemittanceAdvice(
      number: "PB-7-M-1", issuer: platform, partner: partner, batchID: "PB-7", site: "cn",
      currency: try money("0.00", "CNY").currency,
      sent: try Instant(parsing: "2026-11-25T16:30:00+08:00"), executionDate: day, payer: account,
      payee: account,
      payments: [
        AdvisedPayment(
          statementID: "202610-M-1-joint-CNY", period: october, tab: .joint,
          amount: try money("1060.00", "CNY"), endToEndID: "202610-M-1-joint-CNY",
          bankReference: nil, fee: nil,
          state: .returned(paidOn: day, on: day, reason: "AC04: The account is closed."))
      ])
  }
}
