import Operations
import Testing

@Suite("headers of contract files")
struct ImportHeaderTests {
  private func calendar(_ text: String) throws -> ReadOutcome {
    try importing(try #require(MarketplaceTables.named("calendar_day")), text.utf8)
  }

  @Test("columns are found by name in any order")
  func order() throws {
    let outcome = try calendar("\u{FEFF}working,day,site\r\nfalse,2026-10-01,cn\r\n")
    #expect(outcome.findings == [])
    #expect(outcome.rows == [["cn", "2026-10-01", "false"]])
  }

  @Test("a nullable column may be left out and is then empty in every row")
  func leftOut() throws {
    let outcome = try importing(
      try #require(MarketplaceTables.named("price_band")),
      "price_plan_id,unit_price,band\nPP-1,0.3,1\n".utf8)
    #expect(outcome.findings == [])
    #expect(outcome.rows == [["PP-1", "1", nil, "0.3000000000"]])
  }

  @Test("an unknown, a missing and a doubled column are all reported")
  func wrongColumns() throws {
    #expect(
      try calendar("site,Day,site,holiday\n").findings == [
        "calendar_day.csv:1: column 2: \"Day\" is not a column of calendar_day; "
          + "day may be meant",
        "calendar_day.csv:1: column 3: site is column 1 already; take one of them out",
        "calendar_day.csv:1: column 4: \"holiday\" is not a column of calendar_day; "
          + "take the column out",
        "calendar_day.csv:1: day: the column is missing; add it with a value in every row",
        "calendar_day.csv:1: working: the column is missing; add it with a value in every row",
      ])
    #expect(
      try calendar("site,day,working,\n").findings == [
        "calendar_day.csv:1: column 4: has no name; take the column out"
      ])
  }

  @Test("a file without a header, or in another encoding, is refused")
  func noHeader() throws {
    #expect(
      try calendar("").findings == [
        "calendar_day.csv:1: the file is empty; write a header row with the names of the columns"
      ])
    let table = try #require(MarketplaceTables.named("calendar_day"))
    let utf16: [UInt8] = [0xFF, 0xFE] + "site,day".utf8.flatMap { [$0, 0] }
    #expect(
      try importing(table, utf16).findings == [
        "calendar_day.csv:1: the file is UTF-16; save it as UTF-8"
      ])
    #expect(
      try calendar("\"site,day,working\n").findings == [
        "calendar_day.csv:1: column 1: the quote that opens this field is never closed; "
          + "close it, and double every quote inside; the rest of the file was not read"
      ])
  }
}

@Suite("tables of the contract")
struct MarketplaceTablesTests {
  @Test("there are the 23 tables of the contract, each after those it refers to")
  func loadOrder() throws {
    let names = MarketplaceTables.inLoadOrder.map(\.name)
    #expect(names.count == 23)
    #expect(Set(names).count == 23)
    let references = [
      ("customer", "partner"), ("product", "partner"), ("product_terms", "product"),
      ("product_terms", "tier_policy"), ("csp_terms", "partner"), ("csp_terms", "product"),
      ("order_line", "customer"), ("order_line", "product"), ("order_line", "offer"),
      ("order_line", "voucher"), ("supervision", "order_line"), ("repayment", "customer"),
      ("refund", "order_line"), ("instance", "order_line"), ("instance", "price_plan"),
      ("price_band", "price_plan"), ("usage_record", "instance"), ("usage_record", "package"),
      ("package", "instance"), ("offer", "partner"), ("offer_customer", "offer"),
      ("offer_customer", "customer"), ("offer_item", "offer"), ("offer_item", "product"),
      ("voucher", "partner"), ("incentive_policy", "partner"), ("incentive_policy", "product"),
      ("incentive_band", "incentive_policy"),
    ]
    for (from, to) in references {
      let (later, earlier) = (
        try #require(names.firstIndex(of: from)), try #require(names.firstIndex(of: to))
      )
      #expect(earlier < later, "\(from) refers to \(to)")
    }
  }

  @Test("columns have one name each, and keys are columns that are never empty")
  func columns() {
    let counts = [
      "partner": 20, "customer": 9, "product": 12, "product_terms": 12, "order_line": 28,
      "refund": 9, "usage_record": 9, "voucher": 10, "incentive_policy": 11, "instance": 8,
    ]
    for table in MarketplaceTables.inLoadOrder {
      let names = table.columns.map(\.name)
      #expect(Set(names).count == names.count, "\(table.name)")
      if let count = counts[table.name] { #expect(names.count == count, "\(table.name)") }
      #expect(!table.primaryKey.isEmpty, "\(table.name)")
      for key in table.primaryKey {
        let column = table.columns.first { $0.name == key }
        #expect(column?.isNullable == false, "\(table.name).\(key)")
      }
    }
  }
}
