import Postgres
import Testing

@Suite("Queries", .serialized)
struct QueryTests {
  let database: TestDatabase

  init() throws {
    database = try TestDatabase("query")
  }

  @Test("every type comes back from a query as it went in, NULL included")
  func roundTrip() throws {
    let session = try database.session()
    try session.run(script: Statements.createAll)
    try session.query(
      Statements.insertAll,
      [
        .int64(1), .int16(-32768), .int32(2_147_483_647), .int64(.min), .bool(true),
        .timestamp(1_793_439_296_000_001), .date(20_757), .text("grüße, 结算"), .bytes([0, 255]),
      ])
    try session.query(
      Statements.insertAll, [.int64(2), .null, .null, .null, .null, .null, .null, .null, .null])
    let rows = try session.query(Statements.selectAll)
    #expect(rows.count == 2)
    let row = rows[0]
    #expect(row.int64(0) == 1)
    #expect(row.int16(1) == -32768)
    #expect(row.int32(2) == 2_147_483_647)
    #expect(row.int64(3) == .min)
    #expect(row.bool(4))
    #expect(row.microseconds(5) == 1_793_439_296_000_001)
    #expect(row.days(6) == 20_757)
    #expect(row.text(7) == "grüße, 结算")
    #expect(row.bytes(8) == [0, 255])
    #expect((1...8).allSatisfy { rows[1].isNull($0) })
  }

  @Test("every type comes back from a binary COPY as it went in, NULL included")
  func copyRoundTrip() throws {
    let session = try database.session()
    try session.run(script: Statements.createAll)
    let columns = ["id", "small", "middle", "large", "flag", "at", "day", "words", "raw"]
    let rows = try session.transaction { tx in
      try tx.copyIn(into: "public.every_type", columns: columns) { writer in
        for id in 0..<100_000 as Range<Int64> {
          try writer.startRow(fields: 9)
          try writer.int64(id)
          if id % 3 == 0 {
            for _ in 0..<8 { try writer.null() }
          } else {
            try writer.int16(Int16(id % 1000))
            try writer.int32(Int32(-id))
            try writer.int64(id * id)
            try writer.bool(id % 2 == 0)
            try writer.microseconds(id * 1_000_001)
            try writer.days(Int32(id))
            try writer.text("row \(id)")
            try writer.bytes([UInt8](repeating: UInt8(id % 256), count: Int(id % 7)))
          }
        }
      }
      var expected: Int64 = 0
      return try tx.copyOut(Statements.selectAll) { row throws in
        #expect(row.fieldCount == 9)
        let id = try row.nextInt64()
        #expect(id == expected)
        expected += 1
        if id % 3 == 0 {
          for _ in 0..<8 { #expect(try row.nextBytes() == nil) }
          return
        }
        #expect(try row.nextInt16() == Int16(id % 1000))
        #expect(try row.nextInt32() == Int32(-id))
        #expect(try row.nextOptionalInt64() == id * id)
        #expect(try row.nextBool() == (id % 2 == 0))
        #expect(try row.nextMicroseconds() == id * 1_000_001)
        #expect(try row.nextDays() == Int32(id))
        #expect(try row.nextText() == "row \(id)")
        #expect(try row.nextBytes()?.count == Int(id % 7))
      }
    }
    #expect(rows == 100_000)
  }
}
