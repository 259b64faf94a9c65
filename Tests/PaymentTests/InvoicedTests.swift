import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import TestKit
import Testing

/// Statements that partners invoice the platform for: the list and what is taken are the same.
///
/// July of M-1 in joint operation at 70 %. At 6 %: 2,120.00 sold and a quarter of it refunded, so that
/// 1,484.00 less 371.00 are owed. At 13 %: 1,130.00 sold, 791.00 owed. Together 1,904.00.
@Suite("Invoices of partners")
struct InvoicedTests {
  private let july = PayingWorld.july
  private let joint = "202607-M-1-joint-CNY"

  private func sealed(verifiedAt address: String? = nil) throws -> PayingWorld {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    if let address { try VerificationAddresses(world.database.workplace).enter(address, by: "ann") }
    try world.load("partner", "partner_id,invoice_tax_rate\nM-5,0.03\n")
    try world.load(
      "product",
      "product_id,merchant_id,selling_mode,tax_rate,name\nP-5,M-1,joint,0.06,对象存储\n"
        + "P-6,M-1,joint,0.13,边缘网关\nP-7,M-5,joint,0.13,路由器\n")
    try world.load(
      "product_terms",
      "terms_id,product_id,share_model,share_rate\nT-5,P-5,deal_share,0.7\n"
        + "T-6,P-6,deal_share,0.7\nT-7,P-7,deal_share,0.7\n")
    try world.load(
      "order_line",
      """
      line_id,product_id,sales_amount,paid_at
      L-5,P-5,212000,2026-07-10T10:00:00+08:00
      L-6,P-6,113000,2026-07-11T10:00:00+08:00
      L-7,P-7,226000,2026-07-12T10:00:00+08:00

      """)
    try world.load(
      "refund",
      """
      refund_id,line_id,paid_refunded,requested_at,completed_at
      R-5,L-5,53000,2026-07-20T10:00:00+08:00,2026-07-21T10:00:00+08:00

      """)
    try world.seal(july, .cn, at: "2026-08-10T12:00:00+08:00")
    let states = StatementStates(world.database.workplace, by: "ann")
    let month = StatementStates.Selection(period: july, site: .cn)
    _ = try states.move(month, to: "countersigning", reason: "")
    _ = try states.move(month, to: "pending_invoice", reason: "")
    return world
  }

  private func list(_ id: String, of world: PayingWorld) throws -> String {
    let record = try Operations.Statements(world.database.workplace).record(id)
    let writer = try WritePapers(world.database.workplace, language: .both)
    let session = try world.database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try writer.files(of: record, formats: [.listJSON], in: tx).map {
        String(decoding: $0.1, as: UTF8.self)
      }.joined()
    }
  }

  private func send(
    _ world: PayingWorld, _ number: String, _ gross: String, _ rate: String, for id: String
  ) throws -> PartnerInvoices.Outcome {
    try PartnerInvoices(world.database.workplace, by: "ann").receive(
      PartnerInvoices.Received(
        number: number, issuedOn: CivilDate(at: world.database.now), gross: gross, taxRate: rate,
        title: "云商店平台", remark: "\(id) 202607"), for: id)
  }

  private func state(_ id: String, of world: PayingWorld) throws -> StatementState? {
    try world.statements(july, .cn).first { $0.id == id }?.state
  }

  @Test("the list bears the statement's link, behind which its files are told by their digests")
  func verification() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-list-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let workplace = try sealed(verifiedAt: "https://verify.example.com").database.workplace
    let record = try Operations.Statements(workplace).record(joint)
    let paths = try WritePapers(workplace, language: .zh)
      .statements([record], formats: PaperFormat.ofInvoicingList, into: folder)
    let page = try Tool.run("pdftotext", ["-layout", paths[0], "-"])
    let key = try #require(
      page.firstMatch(of: #/https://verify.example.com/v/202607-M-1-joint-CNY\?k=([0-9a-f]{12})/#)?
        .1)
    let verify = try VerifyDocument(workplace)
    defer { verify.close() }
    guard case .genuine(let genuine) = try await verify(joint, key: String(key)) else {
      Issue.record("\(joint) was sealed here")
      return
    }
    for (name, path) in zip(
      ["INVOICING-LIST.PDF (zh)", "INVOICING-LIST.CSV", "INVOICING-LIST.JSON"], paths)
    {
      let digest = try Tool.run("sha256sum", [path]).prefix(64)
      #expect(
        genuine.details?.files.first { $0.name == name }?.digest == String(digest), "\(name)")
    }
  }

  @Test("a list has an invoice for each rate, with the agreed one before that of the product")
  func lists() throws {
    let world = try sealed()
    let several = try list(joint, of: world)
    for part in [
      #""payable":"1904.00""#,
      #""tax_rate":"0.060000","net":"1050.00","tax":"63.00","gross":"1113.00""#,
      #""tax_rate":"0.130000","net":"700.00","tax":"91.00","gross":"791.00""#,
      #""product_id":"P-5","product_name":"对象存储","net":"1050.00""#,
    ] { #expect(several.contains(part), "\(part) is not in \(several)") }
    // 2,260.00 x 70 % / 1.13 = 1,400.00, and 3 % of that.
    let agreed = try list("202607-M-5-joint-CNY", of: world)
    #expect(
      agreed.contains(#""tax_rate":"0.030000","net":"1400.00","tax":"42.00","gross":"1442.00""#),
      "\(agreed)")
  }

  @Test("a list stays as it was when issuer, product and partner are changed afterwards")
  func frozen() throws {
    let world = try sealed()
    let before = try list(joint, of: world)
    try world.database.change("product", "name", to: "新名称", where: "product_id", is: "P-5")
    try world.database.change("product", "tax_rate", to: "0.09", where: "product_id", is: "P-5")
    try world.database.change("partner", "name", to: "新公司", where: "partner_id", is: "M-1")
    try world.database.change(
      "partner", "invoice_tax_rate", to: "0.01", where: "partner_id", is: "M-1")
    let session = try world.database.session()
    try session.query(Statements.laterIssuer)
    try world.database.setClock("2026-08-20T12:00:00+08:00")
    #expect(try list(joint, of: world) == before)
    #expect(
      try send(world, "RE-1", "1113.00", "0.06", for: joint).flaws == [],
      "the invoices are held against the same")
  }

  @Test("a statement with two rates waits for both invoices, each as its list has it")
  func twoRates() throws {
    let world = try sealed()
    try world.database.setClock("2026-08-11T12:00:00+08:00")
    let whole = try send(world, "RE-0", "1904.00", "0.06", for: joint)
    #expect(
      whole.flaws == ["the amount is 1904.00 CNY, the statement has 1113.00 CNY at 0.060000"])
    #expect(try state(joint, of: world) == .invoiceRejected)
    try world.database.setClock("2026-08-12T12:00:00+08:00")
    let first = try send(world, "RE-1", "791.00", "0.13", for: joint)
    #expect(first.flaws == [] && first.awaited.map(\.description) == ["0.060000"])
    #expect(try state(joint, of: world) == .pendingInvoice)
    let strange = try send(world, "RE-1", "1113.00", "0.09", for: joint)
    #expect(
      strange.flaws == [
        "the tax rate is 0.090000, 0.060000 was agreed",
        "its number RE-1 is that of another invoice for the statement",
      ])
    try world.database.setClock("2026-08-13T12:00:00+08:00")
    let second = try send(world, "RE-2", "1113.00", "0.06", for: joint)
    #expect(second.flaws == [] && second.awaited == [])
    #expect(try state(joint, of: world) == .invoiceReview)
  }

  @Test("what finance sends back is all to come again")
  func sentBack() throws {
    let world = try sealed()
    try world.database.setClock("2026-08-11T12:00:00+08:00")
    _ = try send(world, "RE-1", "791.00", "0.13", for: joint)
    _ = try send(world, "RE-2", "1113.00", "0.06", for: joint)
    _ = try StatementStates(world.database.workplace, by: "bea").move(
      StatementStates.Selection(ids: [joint]), to: "invoice_rejected", reason: "not stamped")
    try world.database.setClock("2026-08-12T12:00:00+08:00")
    let strange = try send(world, "RE-1", "791.00", "0.09", for: joint)
    #expect(
      strange.flaws == ["the tax rate is 0.090000, invoices at 0.060000, 0.130000 are to come"])
    try world.database.setClock("2026-08-13T12:00:00+08:00")
    let first = try send(world, "RE-1", "791.00", "0.13", for: joint)
    #expect(first.flaws == [] && first.awaited.map(\.description) == ["0.060000"])
  }
}
