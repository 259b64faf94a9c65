import Documents
import Foundation
import Operations
import Store
import TestKit
import Testing

/// The incentive statement of sealed months, read back from its files.
///
/// A-1 sold P-1 for 250.00 on 10 May, of which 100.00 come back on 10 June; in June it sold P-2 for
/// 150.00 in cash and 40.00 on credit that is not repaid. L-3 is nobody's. Monthly: 1 % from 0.00, 2 % from 200.00, 3 %
/// from 400.00, nothing below 100.00. P-1 in the quarter, by slices: 1 %, 3 % from 100.00.
@Suite("Incentive statement")
struct IncentiveStatementTests {
  private static let facts = [
    "partner": "partner_id,kind,name\nM-1,merchant,M-1\nA-1,csp,启明云服务\n",
    "customer": "customer_id\nC-1\nC-2\n",
    "product": "product_id\nP-1\nP-2\n",
    "product_terms": "terms_id,product_id\nT-1,P-1\nT-2,P-2\n",
    "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,A-1,0.01\n",
    "order_line": """
    line_id,customer_id,product_id,currency,sales_amount,credit_amount,paid_at,csp_id
    L-1,C-1,P-1,CNY,25000,0,2026-05-10T10:00:00+08:00,A-1
    L-2,C-2,P-2,CNY,19000,4000,2026-06-12T10:00:00+08:00,A-1
    L-3,C-1,P-1,CNY,200000,0,2026-05-11T10:00:00+08:00,
    """,
    "incentive_policy": """
    policy_id,name,cycle,mode,threshold,currency,product_id
    I-M,月度激励 Monthly,month,whole,10000,CNY,
    I-Q,Quarterly,quarter,marginal,0,CNY,P-1
    """,
    "incentive_band": """
    policy_id,from_amount,rate
    I-M,0,0.01
    I-M,20000,0.02
    I-M,40000,0.03
    I-Q,0,0.01
    I-Q,10000,0.03
    """,
  ]
  private static let (may, june) = ("202605-A-1-csp-CNY", "202606-A-1-csp-CNY")

  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "settled-incentives-\(UUID().uuidString)")

  /// Two sealed months.
  private func database(verifiedAt address: String? = nil) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(Self.facts))
    if let address { try VerificationAddresses(database.workplace).enter(address, by: "ann") }
    try database.seal(Exported.month(202605), site: .cn)
    let contract = try #require(MarketplaceTables.named("refund"))
    try database.load(csv: [
      "refund": try BriefFacts.completed(
        "refund_id,line_id,paid_refunded,completed_at\nR-1,L-1,10000,2026-06-10T10:00:00+08:00\n",
        of: contract)
    ])
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(Exported.month(202606), site: .cn)
    return database
  }

  /// The files of a statement by how their names end.
  private func files(
    of id: String, in database: TestDatabase, language: DocumentLanguage = .both
  ) throws -> [String: Data] {
    let record = try Operations.Statements(database.workplace).record(id)
    let place = folder.appending(path: UUID().uuidString).path
    let written = try WritePapers(database.workplace, language: language)
      .statements([record], formats: PaperFormat.ofIncentives, into: place)
    #expect(
      written.map { $0.replacing("\(place)/\(id).incentive.", with: "") } == [
        "pdf", "csv", "json", "xlsx",
      ])
    return try Dictionary(
      uniqueKeysWithValues: written.map {
        (String($0.split(separator: ".").last ?? ""), try Data(contentsOf: URL(filePath: $0)))
      })
  }

  /// What a tool says of a file.
  private func tool(_ name: String, _ before: [String], _ data: Data?, _ after: [String]) throws
    -> String
  {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: UUID().uuidString)
    try #require(data).write(to: file)
    return try Tool.run(name, before + [file.path] + after)
  }

  @Test("its page bears the statement's link, behind which its files are told by their digests")
  func verification() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try database(verifiedAt: "https://verify.example.com")
    let files = try files(of: Self.may, in: database, language: .en)
    let page = try tool("pdftotext", ["-layout"], files["pdf"], ["-"])
    let key = try #require(
      page.firstMatch(of: #/https://verify.example.com/v/202605-A-1-csp-CNY\?k=([0-9a-f]{12})/#)?.1)
    let verify = try VerifyDocument(database.workplace)
    defer { verify.close() }
    guard case .genuine(let genuine) = try await verify(Self.may, key: String(key)) else {
      Issue.record("\(Self.may) was sealed here")
      return
    }
    let told = genuine.details?.files ?? []
    for (name, file) in [
      ("INCENTIVE.PDF (en)", "pdf"), ("INCENTIVE.CSV", "csv"), ("INCENTIVE.JSON", "json"),
    ] {
      let digest = try tool("sha256sum", [], files[file], []).prefix(64)
      #expect(told.first { $0.name == name }?.digest == String(digest), "\(name)")
    }
  }

  // 250.00 x 0.02 = 5.00; to 400.00 another 150.00 are missing.
  @Test("a month's incentive: performance, band, formula, amount and the way to the next band")
  func first() throws {
    let database = try database()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try files(of: Self.may, in: database)
    let hash = String(try tool("sha256sum", [], files["json"], []).prefix(64))
    let table = String(decoding: try #require(files["csv"]), as: UTF8.self)
    let row = """
      202605-A-1-csp-CNY,A-1,启明云服务,CNY,I-M/202605,billed,,I-M,月度激励 Monthly,,202605,202605,\
      202605,whole,100.00,0.00,250.00,200.00,0.020000,250.00 * 0.020000,5,5.00,,5.00,150.00,\
      0.030000,\(hash)
      """
    #expect(table.split(separator: "\r\n").dropFirst().map(String.init) == [row])
    let page = try tool("pdftotext", ["-layout"], files["pdf"], ["-"])
    for part in [
      "激励对账单", "INCENTIVE STATEMENT", "启明云服务", Self.may, "CNY 5.00", "I-M/202605", "2026-05",
      "250.00 * 0.020000 = 5", "≥ 200.00: 2.00 % ◀",
      "150.00 more would have lifted the rate to 3.00 %",
      "final (sealed)", "data \(hash.prefix(16))",
    ] { #expect(page.contains(part), "\(part) is not on the page: \(page)") }
    #expect(!page.contains("Less refunds") && !page.contains("Not on this statement"))
    #expect(try #require(files["pdf"]).range(of: Data(hash.utf8)) != nil, "in the metadata")
  }

  // May is 150.00 x 0.01 = 1.50 now, and 5.00 were billed: -3.50. The quarter: 100.00 x 0.01 + 50.00 x
  // 0.03 = 2.50. June's own 150.00 x 0.01 = 1.50 wait for the credit.
  @Test("a later refund bills the difference, names what was billed before; what is frozen waits")
  func difference() throws {
    let database = try database()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try files(of: Self.june, in: database)
    let hash = String(try tool("sha256sum", [], files["json"], []).prefix(64))
    let table = String(decoding: try #require(files["csv"]), as: UTF8.self)
    let begin = "202606-A-1-csp-CNY,A-1,启明云服务,CNY"
    let rows = table.split(separator: "\r\n").map(String.init)
    #expect(rows.count == 4)
    #expect(
      rows[1] == """
        \(begin),I-M/202605/2,billed,,I-M,月度激励 Monthly,,202605,202605,202605,whole,100.00,100.00,\
        150.00,0.00,0.010000,150.00 * 0.010000,1.5,1.50,202605-A-1-csp-CNY,-3.50,50.00,0.020000,\
        \(hash)
        """)
    #expect(
      rows[2] == """
        \(begin),I-Q/2026Q2,billed,,I-Q,Quarterly,P-1,2026Q2,202604,202606,marginal,0.00,100.00,\
        150.00,100.00,0.030000,100.00 * 0.010000 + 50.00 * 0.030000,2.5,2.50,,2.50,,,\(hash)
        """)
    #expect(
      rows[3] == """
        \(begin),I-M/202606,waiting,INCENTIVE_FROZEN,I-M,月度激励 Monthly,,202606,202606,202606,\
        whole,100.00,0.00,150.00,0.00,0.010000,150.00 * 0.010000,1.5,1.50,,1.50,50.00,0.020000,\
        \(hash)
        """)
    let page = try tool("pdftotext", ["-layout"], files["pdf"], ["-"])
    for part in [
      "CNY −1.00", "I-M/202605/2", "−100.00", "250.00", Self.may, "−5.00", "−3.50", "2.50",
      "100.00 * 0.010000 + 50.00 * 0.030000 = 2.5", "2026-04 – 2026-06", "product P-1 only",
      "3 Not on this statement", "Credit not repaid, frozen",
    ] {
      #expect(page.replacing("3  Not", with: "3 Not").contains(part), "\(part) is not on: \(page)")
    }
    try readJSON(files["json"])
    try readWorkbook(files["xlsx"], hash)
  }

  private func readJSON(_ data: Data?) throws {
    let bytes = try #require(data)
    let json = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(json["total"] as? String == "-1.00")
    let incentives = try #require(json["incentives"] as? [[String: Any]])
    #expect(incentives.map { $0["amount"] as? String } == ["-3.50", "2.50"])
    let before = try #require(incentives[0]["billed_before"] as? [[String: String]])
    #expect(before.map { $0["source_id"] } == ["I-M/202605"])
    #expect(before.map { $0["statement_id"] } == [Self.may])
    #expect(before.map { $0["amount"] } == ["5.00"])
    let policy = try #require(incentives[1]["policy"] as? [String: Any])
    let bands = try #require(policy["bands"] as? [[String: String]])
    #expect(bands.map { $0["from_amount"] } == ["0.00", "100.00"])
    #expect(bands.map { $0["rate"] } == ["0.010000", "0.030000"])
    let waiting = try #require(json["waiting"] as? [[String: Any]])
    #expect(waiting.map { $0["reasons"] as? String } == ["INCENTIVE_FROZEN"])
  }

  private func readWorkbook(_ data: Data?, _ hash: String) throws {
    let sheets = try (1...3).map {
      try tool("unzip", ["-p"], data, ["xl/worksheets/sheet\($0).xml"])
    }
    for part in ["I-M/202605/2", hash, "<v>-3.5</v>", "<v>2.5</v>", "<v>0.03</v>"] {
      #expect(sheets[0].contains(part), "\(part) is not in \(sheets[0])")
    }
    // A head, three bands of I-M twice and two of I-Q; one line was billed before.
    #expect(sheets[1].components(separatedBy: "<row ").count == 1 + 9)
    #expect(sheets[2].contains(Self.may) && sheets[2].contains("<v>5</v>"))
  }

  @Test("whatever becomes of the policies after the seal, every form has the same bytes")
  func kept() throws {
    let database = try database()
    defer { try? FileManager.default.removeItem(at: folder) }
    for language in DocumentLanguage.allCases {
      let first = try files(of: Self.june, in: database, language: language)
      #expect(try files(of: Self.june, in: database, language: language) == first)
    }
    let before = try files(of: Self.june, in: database)
    try database.session().run(script: Statements.changePolicies)
    #expect(try files(of: Self.june, in: database) == before)
    let explained = try Examination(database.workplace)("I-M/202605/2", payee: "A-1")
    #expect(explained.alarms == [])
    #expect(explained.lines[0].steps.map(\.formula) == ["150.00 * 0.010000", "1.50 - 5.00"])
  }

  @Test("a run that was planned before policies were kept has its amounts, and says what it lacks")
  func notKept() throws {
    let database = try database()
    defer { try? FileManager.default.removeItem(at: folder) }
    try database.session().run(script: Statements.forgetPolicies)
    let files = try files(of: Self.may, in: database, language: .en)
    let table = String(decoding: try #require(files["csv"]), as: UTF8.self)
    #expect(table.contains(",I-M,,,202605,202605,202605,,,,250.00,,,,,5.00,,5.00,,,"), "\(table)")
    let page = try tool("pdftotext", ["-layout"], files["pdf"], ["-"])
    #expect(page.contains("planned before policies were kept") && page.contains("CNY 5.00"))
    #expect(!page.contains("Bands"))
  }

  @Test("statements without an incentive, and those that are not sealed, have none")
  func refused() throws {
    let database = try database()
    let statements = Operations.Statements(database.workplace)
    let merchant = try statements.record("202605-M-1-general-CNY")
    #expect(merchant.refusalOfIncentives?.code == "no_incentives")
    #expect(
      merchant.refusalOfIncentives?.remedy.contains("settled performance show M-1 --period 202605")
        == true)
    #expect(try statements.record(Self.may).refusalOfIncentives == nil)
    try database.setClock("2026-08-05T12:00:00+08:00")
    let contract = try #require(MarketplaceTables.named("repayment"))
    try database.load(csv: [
      "repayment": try BriefFacts.completed(
        "customer_id,month,repaid_at\nC-2,2026-06-01,2026-07-04T10:00:00+08:00\n", of: contract)
    ])
    try database.plan(Exported.month(202607), site: .cn)
    let draft = try statements.record("202607-A-1-csp-CNY")
    #expect(draft.incentiveCount > 0)
    #expect(draft.refusalOfIncentives?.code == "statement_not_sealed")
  }
}
