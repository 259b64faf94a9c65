import CivilTime
import Foundation
import Marketplace
import Operations
import Testing
import TestKit

/// Loads into a real database. Contract 2.
@Suite("loading contract files")
struct ImportLoadTests {
  private static let order =
    "line_id,sales_amount,paid_at\nL-1,10000,2026-05-10T10:00:00+08:00\n"
    + "L-2,20000,2026-05-11T10:00:00+08:00\n"

  private func files(_ brief: [String: String]) throws -> [String: String] {
    try BriefFacts.completed(brief)
  }

  @Test("loading the same files again changes nothing")
  func idempotent() throws {
    let database = try TestDatabase()
    let files = try files([
      "order_line": Self.order,
      "refund": "refund_id,line_id,paid_refunded,completed_at\n"
        + "R-1,L-1,500,2026-05-20T10:00:00+08:00\n",
    ])
    let first = try database.load(csv: files)
    #expect(first.isLoaded)
    #expect(first.findings == [])
    #expect(
      first.counts.map(\.table) == [
        "partner", "customer", "product", "product_terms", "order_line", "refund",
      ])
    #expect(first.counts.map(\.new) == [1, 1, 1, 1, 2, 1])
    let second = try database.load(csv: files)
    #expect(second.isLoaded)
    #expect(second.counts.map(\.new) == [0, 0, 0, 0, 0, 0])
    #expect(second.counts.map(\.replaced) == [0, 0, 0, 0, 0, 0])
    #expect(second.counts.map(\.unchanged) == [1, 1, 1, 1, 2, 1])
  }

  @Test("one bad row keeps everything out, and its place is named")
  func badRowOnLine17() throws {
    let database = try TestDatabase()
    var order = "line_id,sales_amount,paid_at\n"
    for line in 2...30 {
      let time = line == 17 ? "yesterday" : "2026-05-10T10:00:00+08:00"
      order += "L-\(line),10000,\(time)\n"
    }
    let outcome = try database.load(csv: files(["order_line": order]))
    #expect(!outcome.isLoaded)
    // Ordered and activated are filled in from the same text.
    #expect(outcome.findings.map(\.line) == [17, 17, 17])
    #expect(
      outcome.findings.map(\.text).contains {
        $0.hasPrefix("order_line.csv:17: paid_at: \"yesterday\" is not an instant")
      })
    let counts = try #require(outcome.counts.last)
    #expect(counts.read == 29 && counts.new == 0 && counts.rejected == 1)
    let again = try database.load(csv: files([:]))
    #expect(again.counts.map(\.unchanged) == [0, 0, 0, 0], "nothing was loaded")
  }

  @Test("with accepted rejects the bad rows are left out with all that depends on them")
  func acceptRejects() throws {
    let database = try TestDatabase()
    let outcome = try database.load(
      csv: files([
        "product": "product_id,merchant_id\nP-1,M-1\nP-2,M-9\n",
        "product_terms": "terms_id,product_id\nT-1,P-1\nT-2,P-2\n",
        "order_line": "line_id,product_id,sales_amount,paid_at\n"
          + "L-1,P-1,10000,2026-05-10T10:00:00+08:00\n"
          + "L-2,P-2,10000,2026-05-10T10:00:00+08:00\n",
        "refund": "refund_id,line_id,paid_refunded,completed_at\n"
          + "R-1,L-1,500,2026-05-20T10:00:00+08:00\nR-2,L-2,500,2026-05-20T10:00:00+08:00\n",
      ]), acceptRejects: true)
    #expect(outcome.isLoaded)
    #expect(
      outcome.findings.map(\.text) == [
        "product.csv:3: merchant_id: there is no partner \"M-9\"; "
          + "add the partner to partner.csv or correct the id",
        "product_terms.csv:3: product_id: there is no product \"P-2\"; "
          + "add the product to product.csv or correct the id",
        "order_line.csv:3: product_id: there is no product \"P-2\"; "
          + "add the product to product.csv or correct the id",
        "refund.csv:3: line_id: there is no order line \"L-2\"; "
          + "add the order line to order_line.csv or correct the id",
      ])
    #expect(outcome.counts.map(\.new) == [1, 1, 1, 1, 1, 1])
    #expect(outcome.counts.map(\.rejected) == [0, 0, 1, 1, 1, 1])
  }

  @Test("money that does not add up and a currency without exponent are findings of their row")
  func moneyAndCurrency() throws {
    let database = try TestDatabase()
    let outcome = try database.load(
      csv: files([
        "order_line": "line_id,sales_amount,cash_amount,currency,paid_at\n"
          + "L-1,10000,9999,CNY,2026-05-10T10:00:00+08:00\n"
          + "L-2,10000,10000,XAU,2026-05-10T10:00:00+08:00\n",
        "refund": "refund_id,line_id,paid_refunded,completed_at\n"
          + "R-1,L-7,500,2026-05-20T10:00:00+08:00\n",
      ]))
    #expect(!outcome.isLoaded)
    #expect(
      outcome.findings.map { "\($0.file):\($0.line): \($0.columnName ?? "")" } == [
        "order_line.csv:2: sales_amount", "order_line.csv:3: currency", "refund.csv:2: line_id",
      ])
    #expect(outcome.findings[0].reason.contains("which is 9999"))
  }

  @Test("rows with the same key in one file are refused, each naming the other")
  func duplicates() throws {
    let database = try TestDatabase()
    let outcome = try database.load(
      csv: files(["customer": "customer_id\nC-1\nC-2\nC-1\n"]), acceptRejects: true)
    #expect(
      outcome.findings.map(\.text) == [
        "customer.csv:2: customer_id: the key C-1 is also on line 4; keep one of the rows",
        "customer.csv:4: customer_id: the key C-1 is also on line 2; keep one of the rows",
      ])
    let counts = try #require(outcome.counts.first { $0.table == "customer" })
    #expect(counts.read == 3 && counts.new == 1 && counts.rejected == 2)
    let later = try database.load(
      csv: files(["customer": "customer_id\nC-2\nC-3\nC-3\n"]), acceptRejects: true)
    #expect(later.findings.map(\.line) == [3, 4], "the same where rows are known already")
    #expect(later.counts.first { $0.table == "customer" }?.unchanged == 1)
  }

  @Test("a file that is no table, and a header that cannot be read, keep everything out")
  func unknownFile() throws {
    let database = try TestDatabase()
    var files = try files([:])
    files["Order_Line.csv"] = "a\n"
    files["notes.csv"] = "a\n"
    files["notes.txt"] = "nothing of ours"
    let unknown = try database.load(csv: files)
    #expect(!unknown.isLoaded)
    #expect(
      unknown.findings.map(\.text) == [
        "Order_Line.csv:1: is no table of the data contract; call it order_line.csv",
        "notes.csv:1: is no table of the data contract; take it out of the folder",
      ])
    files = try self.files(["agreement": "agreement_id,in_force_from\n"])
    files["customer"] = "customer_id,nom\nC-1,x\n"
    let header = try database.load(csv: files, acceptRejects: true)
    #expect(!header.isLoaded, "a file that cannot be read at all is not left out silently")
    #expect(header.findings.contains { $0.reason == "\"nom\" is not a column of customer" })
  }

  @Test("overlapping terms are loaded with a warning at the later of them")
  func overlappingTerms() throws {
    let database = try TestDatabase()
    let outcome = try database.load(
      csv: files([
        "product_terms": "terms_id,valid_from,valid_to\n"
          + "T-1,2026-01-01T00:00:00+08:00,\n"
          + "T-2,2026-06-01T00:00:00+08:00,2026-07-01T00:00:00+08:00\n"
      ]))
    #expect(outcome.isLoaded && outcome.findings == [])
    #expect(
      outcome.warnings.map(\.text) == [
        "product_terms.csv:3: valid_from: product P-1 has the terms T-1 in force at the same time; "
          + "from 2026-06-01T00:00:00+08:00 on T-2 counts; "
          + "let valid_to of T-1 be this instant, if that is meant"
      ])
  }

  @Test("a folder without any file of the contract is refused")
  func emptyFolder() throws {
    let database = try TestDatabase()
    let refusal = #expect(throws: Refusal.self) {
      try database.load(csv: ["readme.txt": "nothing"])
    }
    #expect(refusal?.kind == .badInput && refusal?.code == "no_files")
    let missing = #expect(throws: Refusal.self) { try database.load(folder: "/nowhere/at/all") }
    #expect(missing?.kind == .notFound)
  }
}
