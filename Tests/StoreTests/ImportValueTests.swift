import CivilTime
import Operations
import TestKit
import Testing

/// The number with zeros before it.
private func padded(_ number: Int64, to width: Int) -> String {
  String(repeating: "0", count: width - String(number).count) + String(number)
}

@Suite("values of contract files")
struct ImportValueTests {
  private func table(_ name: String) throws -> Table {
    try #require(MarketplaceTables.named(name))
  }

  @Test("terms end after they begin and have the rates of their share model")
  func terms() throws {
    let terms = try table("product_terms")
    let good = [
      "terms_id": "T-1", "product_id": "P-1", "valid_from": "2026-01-01T00:00:00+08:00",
      "share_model": "platform_fee", "fee_rate": "0.15",
    ]
    let outcome = try importing(
      terms,
      csv(
        terms, good,
        changes: [
          ["valid_to": "2026-01-01T00:00:00.000001+08:00"],
          ["valid_to": "2025-12-31T16:00:00Z"], ["fee_rate": "1.000001"],
          ["fee_rate": "-0.1"], ["fee_rate": ""], ["share_model": "floor_share"],
          ["fee_rate": "1"], ["fee_rate": "-0"], ["fee_rate": "1000"],
        ]
      ).utf8)
    #expect(
      outcome.findings == [
        "product_terms.csv:3: valid_to: 2026-01-01T00:00:00+08:00 is not later than valid_from "
          + "2026-01-01T00:00:00+08:00; write a later instant",
        "product_terms.csv:4: fee_rate: \"1.000001\" is not between 0 and 1; "
          + "write a proportion, 0.15 for 15 %",
        "product_terms.csv:5: fee_rate: \"-0.1\" is not between 0 and 1; "
          + "write a proportion, 0.15 for 15 %",
        "product_terms.csv:6: fee_rate: is empty where share_model is platform_fee; fill it in",
        "product_terms.csv:7: share_rate: is empty where share_model is floor_share; fill it in",
        "product_terms.csv:7: floor_discount: is empty where share_model is floor_share; "
          + "fill it in",
        "product_terms.csv:10: fee_rate: \"1000\" does not fit into numeric(9,6); "
          + "write a number within the limits of the column",
      ])
    #expect(outcome.rows.map { $0[5] } == ["0.150000", "1.000000", "0.000000"])
  }

  @Test("a repayment names its month by the 1st, and a completed refund says when")
  func monthsAndRefunds() throws {
    let repayments = try importing(
      table("repayment"),
      """
      customer_id,month,repaid_at
      C-1,2026-05-01,2026-06-30T00:00:00Z
      C-1,2026-05-31,2026-06-30T00:00:00Z
      C-1,2026-02-30,2026-06-30T00:00:00Z
      """.utf8)
    #expect(repayments.rows == [["C-1", "2026-05-01", "2026-06-30T08:00:00+08:00"]])
    #expect(
      repayments.findings == [
        "repayment.csv:3: month: \"2026-05-31\" is not the 1st of a month; "
          + "write it like 2026-10-01",
        "repayment.csv:4: month: \"2026-02-30\" is not a day: the month does not have this day; "
          + "write it like 2026-10-31",
      ])
    let refunds = try importing(
      table("refund"),
      """
      refund_id,line_id,kind,status,paid_refunded,voucher_returned,handling_fee,requested_at,\
      completed_at
      R-1,L-1,five_day,completed,30000,0,0,2026-06-30T00:00:00Z,
      R-2,L-1,five_day,requested,30000,0,0,2026-06-30T00:00:00Z,
      R-3,L-1,five_day,completed,-1,0,0,2026-06-30T00:00:00Z,2026-06-30T00:00:00Z
      """.utf8)
    #expect(refunds.rows.map { $0[0] } == ["R-2"])
    #expect(
      refunds.findings == [
        "refund.csv:2: completed_at: is empty where status is completed; fill it in",
        "refund.csv:4: paid_refunded: \"-1\" is below zero; write zero or a number above it",
      ])
  }

  @Test("usage of any value and order of times is taken, the sku of an offer item may be empty")
  func lenient() throws {
    let usage = try importing(
      table("usage_record"),
      """
      usage_id,instance_id,metering_sn,begin_time,end_time,record_time,received_at,usage_value,\
      package_id
      -7,I-1,M-1,2026-06-30T00:00:00Z,2026-05-30T00:00:00Z,2026-04-30T00:00:00Z,\
      2026-03-30T00:00:00Z,-999999999999.9999,
      """.utf8)
    #expect(usage.findings == [])
    #expect(usage.rows.first?[7] == "-999999999999.9999")
    #expect(usage.rows.first?[8] == .some(nil))
    let items = try importing(
      table("offer_item"), "offer_id,product_id,sku,discount_rate,quantity\nO,P,,0.9,\n".utf8)
    #expect(items.findings == [])
    #expect(items.rows == [["O", "P", "", "0.900000", nil]])
  }

  @Test("numbers of every size arrive as they were written")
  func numerics() throws {
    let bands = try table("price_band")
    var generator = Generator()
    var text = "price_plan_id,band,up_to,unit_price\n"
    var expected: [[String?]] = []
    for band in 0..<5_000 {
      let upTo = generator.integer(in: 1...9_999_999_999_999_999)
      let whole = generator.integer(in: 0...9_999_999_999)
      let fraction = generator.once(in: 3) ? 0 : generator.integer(in: 0...9_999_999_999)
      let price = "\(whole)." + padded(fraction, to: 10)
      let bound = "\(upTo / 10_000)." + padded(upTo % 10_000, to: 4)
      let shortPrice = fraction == 0 ? "\(whole)" : price
      text += "PP,\(band),\(bound),\(shortPrice)\n"
      expected.append(["PP", "\(band)", bound, price])
    }
    let outcome = try importing(bands, text.utf8)
    #expect(outcome.findings == [], "seed \(generator.seed)")
    #expect(outcome.rows == expected, "seed \(generator.seed)")
  }

  @Test("a line number can be led through to the database")
  func lineNumbers() throws {
    let calendar = try table("calendar_day")
    let file = try ImportFile(calendar, "site,day,working\n\ncn,2026-10-01,f\n")
    var reader = try TableReader(calendar, path: file.path, writesLine: true)
    #expect(try reader.readHeader() == [])
    var encoder = FieldEncoder()
    let step = try reader.next(appendingTo: &encoder) { Issue.record("\($0)") }
    #expect(step == .row)
    #expect(reader.line == 3)
    // Four fields; eight bytes of line number 3; two of cn; four of day 9770; one of false.
    let bytes: [UInt8] = [
      0, 4, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2, 0x63, 0x6E,
      0, 0, 0, 4, 0, 0, 0x26, 0x2A, 0, 0, 0, 1, 0,
    ]
    #expect(encoder.withBytes { Array($0) } == bytes)
    #expect(reader.withRecord { String(decoding: $0, as: UTF8.self) } == "cn,2026-10-01,f")
  }
}
