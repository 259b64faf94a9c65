import Operations
import Testing

@Suite("rows of contract files")
struct ImportRowTests {
  private static let good = [
    "line_id": "L-1", "order_id": "O-1", "line_type": "new", "customer_id": "C-1",
    "product_id": "P-1", "quantity": "3", "duration": "1", "currency": "GBP",
    "list_amount": "1485", "sales_amount": "1485", "voucher_amount": "85",
    "cash_amount": "1000", "credit_amount": "300", "cash_coupon_amount": "100",
    "vat_amount": "0", "customer_withholding_amount": "0", "unit_list_price": "4.95",
    "ordered_at": "2026-10-31T08:00:00+08:00", "trial": "false",
  ]

  private func table(_ name: String) throws -> Table {
    try #require(MarketplaceTables.named(name))
  }

  /// The findings of an order line with these fields, without the file and line.
  private func findings(_ change: [String: String]) throws -> [String] {
    let outcome = try importing(
      table("order_line"),
      csv(table("order_line"), Self.good, changes: [change, [:]]).utf8)
    #expect(outcome.rows.count == 1, "the good line is there, whole, and the bad one is not")
    return outcome.findings.map {
      #expect($0.hasPrefix("order_line.csv:2: "))
      return String($0.dropFirst("order_line.csv:2: ".count))
    }
  }

  @Test("a good row is encoded exactly, empty fields as null")
  func goodRow() throws {
    let outcome = try importing(
      table("order_line"),
      csv(table("order_line"), Self.good, changes: [["paid_at": "2026-10-31T00:00:00.5Z"]]).utf8)
    #expect(outcome.findings == [])
    #expect(
      outcome.rows == [
        [
          "L-1", "O-1", "new", "C-1", "P-1", nil, "3.0000", "1", "GBP", "1485", "1485", "85",
          "1000", "300", "100", "0", "0", "4.9500000000", nil, "2026-10-31T08:00:00+08:00",
          "2026-10-31T08:00:00.5+08:00", nil, nil, "false", nil, nil, nil, nil,
        ]
      ])
  }

  @Test("a wrong field is reported with its place, its content and a remedy")
  func wrongFields() throws {
    let cases: [([String: String], String)] = [
      (
        ["paid_at": "2026-13-01T00:00:00Z"],
        "paid_at: \"2026-13-01T00:00:00Z\" is not an instant: months are 01 to 12; "
          + "write it like 2026-10-31T08:00:00+08:00"
      ),
      (
        ["paid_at": "2026-10-31T08:00:00"],
        "paid_at: \"2026-10-31T08:00:00\" is not an instant: it has no offset from UTC; "
          + "write it like 2026-10-31T08:00:00+08:00"
      ),
      (["line_id": ""], "line_id: is empty; every row needs an identifier here"),
      (["ordered_at": ""], "ordered_at: is empty; every row needs an instant here"),
      (
        ["line_type": "New"],
        "line_type: \"New\" is not known here; write new, renewal, change or usage_to_period"
      ),
      (["trial": "yes"], "trial: \"yes\" is neither true nor false; write true or false"),
      (
        ["currency": "XAU"],
        "currency: \"XAU\" is not a currency of ISO 4217 with a minor unit; "
          + "write three capital letters like CNY"
      ),
    ]
    for (change, expected) in cases {
      #expect(try findings(change) == [expected])
    }
  }

  @Test("a wrong number is reported with its limits")
  func wrongNumbers() throws {
    let cases: [([String: String], String)] = [
      (
        ["vat_amount": "1.5"],
        "vat_amount: \"1.5\" is not a whole number; "
          + "write a whole number, digits only, like 1485 or -1485"
      ),
      (["vat_amount": "-1"], "vat_amount: \"-1\" is below zero; write zero or a number above it"),
      (
        ["vat_amount": "9223372036854775808"],
        "vat_amount: \"9223372036854775808\" does not fit into bigint; "
          + "write a number within the limits of the column"
      ),
      (
        ["duration": "2147483648"],
        "duration: \"2147483648\" does not fit into integer; "
          + "write a number within the limits of the column"
      ),
      (["quantity": "0.0000"], "quantity: \"0.0000\" is not above zero; write a number above zero"),
      (
        ["quantity": "0.00001"],
        "quantity: \"0.00001\" has more than 4 decimals; "
          + "write at most 4 decimals"
      ),
      (
        ["quantity": "1000000000000"],
        "quantity: \"1000000000000\" does not fit into numeric(16,4); "
          + "write a number within the limits of the column"
      ),
      (
        ["quantity": "1e3"],
        "quantity: \"1e3\" is not a decimal number; "
          + "write a number, digits and a point, like 0.15"
      ),
    ]
    for (change, expected) in cases {
      #expect(try findings(change) == [expected])
    }
  }

  @Test("every finding of a row is reported, in the order of the columns")
  func allFindings() throws {
    let found = try findings(["quantity": "x", "currency": "??", "trial": "maybe", "line_id": ""])
    #expect(found.map { $0.prefix { $0 != ":" } } == ["line_id", "quantity", "currency", "trial"])
  }

  @Test("the money of an order line adds up, or the numbers are named")
  func moneyAddsUp() throws {
    #expect(
      try findings(["cash_amount": "999"]) == [
        "sales_amount: 1485 is not voucher_amount 85 + cash_amount 999 + credit_amount 300 "
          + "+ cash_coupon_amount 100, which is 1484; correct the amounts so that they add up"
      ])
    let most = "9223372036854775807"
    #expect(
      try findings(["cash_amount": most, "credit_amount": most]) == [
        "sales_amount: 1485 is not voucher_amount 85 + cash_amount \(most) + credit_amount \(most) "
          + "+ cash_coupon_amount 100, which is 18446744073709551799; "
          + "correct the amounts so that they add up"
      ])
    #expect(try findings(["cash_amount": "many"]).count == 1, "no second finding on top")
  }

  @Test("a row of another width is reported with both numbers")
  func wrongWidth() throws {
    let text = "site,day,working\ncn,2026-10-01\ncn,2026-10-02,false\ncn,2026-10-03,true,\n"
    let outcome = try importing(table("calendar_day"), text.utf8)
    #expect(
      outcome.findings == [
        "calendar_day.csv:2: the row has 2 fields and the header 3; "
          + "write one field for each column, empty ones too",
        "calendar_day.csv:4: the row has 4 fields and the header 3; "
          + "write one field for each column, empty ones too",
      ])
    #expect(outcome.rows == [["cn", "2026-10-02", "false"]])
  }

  @Test("hostile text is refused, emoji and Chinese are taken")
  func texts() throws {
    let customer = try table("customer")
    func outcome(_ name: String) throws -> ReadOutcome {
      let header = customer.columns.map(\.name).joined(separator: ",")
      return try importing(
        customer, "\(header)\nC-1,\"\(name)\",cn,true,,,\"a\r\nb\",,CN\n".utf8)
    }
    for name in ["云商店 😀👨‍👩‍👧", "שלום", "é", "a\u{FFFD}b", "\u{10FFFF}", "ﷺ"] {
      let good = try outcome(name)
      #expect(good.findings == [])
      #expect(good.rows.first?[1] == name)
      #expect(good.rows.first?[6] == "a\r\nb")
    }
    let long = String(repeating: "x", count: 1001)
    let cases = [
      ("a\u{0}b", "\"a\\u{0}b\" contains a NUL byte; take the character out"),
      ("a\nb", "\"a\\u{A}b\" contains the control character U+000A; take the character out"),
      ("a\u{7F}", "\"a\\u{7F}\" contains the control character U+007F; take the character out"),
      (
        "a long word\u{7F} here",
        "\"a long word\\u{7F} here\" contains the control character U+007F; "
          + "take the character out"
      ),
      ("a\u{9B}b", "\"a\\u{9B}b\" contains the control character U+009B; take the character out"),
      (
        "a\u{202E}b",
        "\"a\\u{202E}b\" contains U+202E, which turns the direction of the text; "
          + "take the character out"
      ),
      (
        "\u{2066}b",
        "\"\\u{2066}b\" contains U+2066, which turns the direction of the text; "
          + "take the character out"
      ),
      (long, "\"\(long.prefix(60))…\" has 1001 bytes, the limit is 1000; shorten it"),
    ]
    for (name, expected) in cases {
      #expect(try outcome(name).findings == ["customer.csv:2: name: " + expected])
    }
  }

  @Test("a name of a megabyte is one finding, and the row after it is read")
  func megabyte() throws {
    let name = String(repeating: "商", count: 350_000)
    let outcome = try importing(
      table("agreement"),
      """
      agreement_id,site,kind,in_force_from,title
      A-1,cn,frame,2026-10-31T08:00:00+08:00,"\(name)"
      A-2,cn,frame,2026-10-31T08:00:00+08:00,Frame agreement
      """.utf8)
    #expect(
      outcome.findings == [
        "agreement.csv:2: title: \"商商商商商商商商商商商商商商商商商商商商…\" has 1050000 bytes, "
          + "the limit is 1000; shorten it"
      ])
    #expect(outcome.rows.map { $0[0] } == ["A-2"])
  }

  @Test("bytes that are not UTF-8 are refused with their place")
  func notUTF8() throws {
    let agreement = try table("agreement")
    let sequences: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xFF],
      [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xE4, 0xBD], [0xC3, 0x28],
    ]
    for sequence in sequences {
      let bytes =
        Array("agreement_id,site,kind,in_force_from,title\nA-1,cn,frame,".utf8)
        + Array("2026-10-31T08:00:00+08:00,12345678".utf8) + sequence + [0x0A]
      let outcome = try importing(agreement, bytes)
      #expect(outcome.rows == [])
      let finding = try #require(outcome.findings.first)
      #expect(finding.hasPrefix("agreement.csv:2: title: \"12345678"), "\(sequence)")
      #expect(finding.hasSuffix("is not UTF-8 at byte 9; save the file as UTF-8"), "\(sequence)")
    }
  }
}
