import Foundation
import Operations
import TestKit
import Testing

/// What people write into files, all the way into the database. Contract 2.
@Suite("texts of contract files")
struct ImportTextTests {
  /// A complete customer file with these names, quoted.
  private func customers(_ names: [String]) throws -> [String: String] {
    let table = try #require(MarketplaceTables.named("customer"))
    let ids = names.indices.map { "C-\($0 + 1)\n" }.joined()
    var lines = try BriefFacts.completed("customer_id\n" + ids, of: table)
      .split(separator: "\n").map(String.init)
    for (index, name) in names.enumerated() {
      let quoted = "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
      lines[index + 1] = lines[index + 1].replacingOccurrences(
        of: "C-\(index + 1),C-\(index + 1),", with: "C-\(index + 1),\(quoted),")
    }
    return ["customer": lines.joined(separator: "\n") + "\n"]
  }

  @Test("emoji, right-to-left names, commas and quotes arrive as they were written")
  func anyScript() throws {
    let names = ["云商店 🚀👩‍💻", "شركة الاختبار", "O'Brien, \"Sons\" & Co.", "ÅÄÖ ẞ"]
    let database = try TestDatabase()
    let outcome = try database.load(csv: customers(names))
    #expect(outcome.isLoaded, "\(outcome.findings)")
    for (index, name) in names.enumerated() {
      let stored = try database.text(
        of: "customer", "name", where: "customer_id", is: "C-\(index + 1)")
      #expect(stored == name)
    }
  }

  @Test("NUL, control characters, direction overrides and a name of 1 MB are findings of their row")
  func hostileNames() throws {
    let database = try TestDatabase()
    let names = [
      "A\u{0}B", "A\u{1B}[31mB", "A\u{202E}B", String(repeating: "x", count: 1_048_576), "fine",
    ]
    let outcome = try database.load(csv: customers(names), acceptRejects: true)
    #expect(outcome.findings.map(\.line) == [2, 3, 4, 5])
    #expect(outcome.findings.allSatisfy { $0.columnName == "name" && !$0.remedy.isEmpty })
    #expect(outcome.findings.allSatisfy { $0.text.utf8.count < 400 }, "a message stays a message")
    #expect(outcome.isLoaded && outcome.counts.map(\.new) == [1])
  }

  @Test("a byte order mark, CRLF and line breaks in quotes are read, and lines stay right")
  func bytesAround() throws {
    let database = try TestDatabase()
    var text = try #require(customers(["one", "two"])["customer"])
    text = text.replacingOccurrences(
      of: "C-1,\"one\",cn,false,,,,", with: "C-1,\"one\",cn,false,,,\"first\nsecond\",")
    text = text.replacingOccurrences(of: "C-2,\"two\",cn", with: "C-2,\"two\",nowhere")
    text = "\u{FEFF}" + text.replacingOccurrences(of: "\n", with: "\r\n")
    let outcome = try database.load(csv: ["customer": text], acceptRejects: true)
    #expect(outcome.findings.map(\.line) == [4], "the first row has two lines")
    let address = try database.text(of: "customer", "address", where: "customer_id", is: "C-1")
    #expect(address == "first\r\nsecond")
  }

  @Test("the rejects file has every finding with its row, as CSV")
  func rejectsFile() throws {
    let database = try TestDatabase()
    var files = try BriefFacts.completed([
      "customer": "customer_id\n" + (1...250).map { "C-\($0)\n" }.joined(),
      "product": "product_id,merchant_id\nP-1,M-9\n", "product_terms": "terms_id\n",
    ])
    files["customer"] = files["customer"]?.replacingOccurrences(of: ",cn,", with: ",moon,")
    files["notes.csv"] = "a\n"
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("settled-rejects-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let outcome = try database.load(csv: files, rejectsFile: path)
    #expect(!outcome.isLoaded && outcome.rejectsFile == path)
    #expect(outcome.findingCount == 252 && outcome.findings.count == 100)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 253)
    #expect(lines[0] == "file,line,column,reason,remedy,row")
    #expect(lines[1].hasPrefix("notes.csv,1,,is no table of the data contract,"))
    #expect(lines[2].hasPrefix("customer.csv,2,site,"))
    #expect(lines[2].hasSuffix(",\"C-1,C-1,moon,false,,,,,CN\""))
    #expect(lines[252].hasPrefix("product.csv,2,merchant_id,\"there is no partner \"\"M-9\"\"\","))
  }

  @Test("a view is never written to, and the refusal says so")
  func view() throws {
    let database = try TestDatabase()
    try database.replaceByView("order_line")
    let files = try BriefFacts.completed([
      "order_line": "line_id,sales_amount,paid_at\nL-1,100,2026-05-10T10:00:00+08:00\n"
    ])
    let refusal = #expect(throws: Refusal.self) { try database.load(csv: files) }
    #expect(refusal?.sentence == "marketplace.order_line is a view; import writes tables")
    #expect(refusal?.kind == .configuration)
    #expect(try database.load(csv: BriefFacts.completed([:])).isLoaded, "the others are tables")
  }

  @Test("price plans and tier policies are taken whole or not at all")
  func brokenGroups() throws {
    let database = try TestDatabase()
    func complete(_ table: String, _ text: String) throws -> String {
      try BriefFacts.completed(text, of: #require(MarketplaceTables.named(table)))
    }
    let files = try [
      "price_plan": complete(
        "price_plan",
        "price_plan_id,model,accumulate,currency\nA,step,month,CNY\nB,step,month,CNY\nC,fixed,month,CNY\n"
      ),
      "price_band": complete(
        "price_band",
        "price_plan_id,band,up_to,unit_price\nA,1,3,0.3\nA,2,,0.2\nB,1,3,0.3\nB,2,2,0.2\nB,3,,0.1\n"
      ),
      "tier_policy": complete(
        "tier_policy",
        "tier_policy_id,base_fee_rate,from_amount,increment_rate\nW,0.05,0,0\nW,0.06,100,0.01\nX,0.05,0,0\n"
      ),
    ]
    let outcome = try database.load(csv: files, acceptRejects: true)
    #expect(
      outcome.findings.map { "\($0.file):\($0.line): \($0.reason)" } == [
        "tier_policy.csv:2: the bands of policy W name the base fees 0.050000 and 0.060000",
        "tier_policy.csv:3: the bands of policy W name the base fees 0.050000 and 0.060000",
        "price_plan.csv:3: plan B has no price band",
        "price_plan.csv:4: plan C has no price band",
        "price_band.csv:4: plan B, band 2 does not reach beyond the one before",
        "price_band.csv:5: plan B, band 2 does not reach beyond the one before",
        "price_band.csv:6: plan B, band 2 does not reach beyond the one before",
      ])
    #expect(outcome.counts.map(\.new) == [1, 1, 2])
  }
}
