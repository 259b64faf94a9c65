import Foundation
import Testing

struct ImportTests {
  static let header =
    "line_id,order_id,line_type,customer_id,product_id,quantity,duration,currency,list_amount,"
    + "sales_amount,voucher_amount,cash_amount,credit_amount,cash_coupon_amount,vat_amount,"
    + "customer_withholding_amount,ordered_at,paid_at,activated_at,trial,sku,unit_list_price,"
    + "unit_deal_price,effective_at,offer_id,voucher_id,csp_id,operator_id\n"

  private static func line(_ id: String, paidAt: String) -> String {
    "\(id),O-1,new,C-1,P-1,1,1,CNY,100000,100000,0,100000,0,0,0,0,2026-10-08T09:00:00+08:00,"
      + "\(paidAt),2026-10-08T09:30:00+08:00,false,,,,,,,,\n"
  }

  /// A folder with one file of order lines; what it is about is beside it.
  private struct Folder: ~Copyable {
    let root: URL
    var facts: URL { root.appending(path: "facts") }

    init(_ lines: String) throws {
      root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: facts, withIntermediateDirectories: true)
      try (ImportTests.header + lines).write(
        to: facts.appending(path: "order_line.csv"), atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: root) }
  }

  @Test("good rows are loaded once, however often they come")
  func goodRows() throws {
    let settled = try CommandDatabase("import").settled
    let folder = try Folder(Self.line("L-8", paidAt: "2026-10-08T09:10:00+08:00"))
    let first = try settled("import", folder.facts.path, "--format", "csv")
    #expect(first.code == 0, "\(first.err)")
    #expect(first.out.contains("order_line,1,1,0,0,0"))
    let second = try settled("import", folder.facts.path, "--format", "csv")
    #expect(second.out.contains("order_line,1,0,1,0,0"))
  }

  @Test("a bad row keeps all out with 65 and is told by file, line and column; stdout stays empty")
  func badRows() throws {
    let settled = try CommandDatabase("rejects").settled
    let folder = try Folder(
      Self.line("L-8", paidAt: "2026-10-08T09:10:00+08:00")
        + Self.line("L-9", paidAt: "yesterday"))
    let refused = try settled("import", folder.facts.path)
    #expect(refused.code == 65)
    #expect(refused.out == "")
    #expect(refused.err.contains("order_line.csv:3: paid_at: "))
    #expect(refused.err.contains("error: "))
    let rejects = try String(
      contentsOf: folder.root.appending(path: "facts.rejects.csv"), encoding: .utf8)
    #expect(rejects.contains("yesterday"))

    let problem = try settled("import", folder.facts.path, "--json", "--quiet")
    #expect(problem.code == 65)
    #expect(problem.out == "")
    let members = try #require(
      JSONSerialization.jsonObject(with: Data(problem.err.utf8)) as? [String: Any])
    #expect(members["code"] as? String == "import_refused")
    #expect((members["findings"] as? [String])?.count == 1)

    let accepted = try settled("import", folder.facts.path, "--accept-rejects", "--format", "csv")
    #expect(accepted.code == 0, "\(accepted.err)")
    #expect(accepted.out.contains("order_line,2,1,0,0,1"))
  }
}
