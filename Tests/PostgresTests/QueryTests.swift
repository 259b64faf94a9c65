import Postgres
import Testing

@Suite("Queries")
struct QueryTests {
  @Test("every type comes back from a query as it went in, NULL included")
  func roundTrip() throws {
    let session = try TestDatabase.session()
    // An instant, a day before the epoch, the empty and the longest forms.
    let cases: [[Parameter]] = [
      [
        .int16(-32_768), .int32(2_147_483_647), .int64(.min), .bool(true),
        .timestamp(1_793_439_296_000_001), .date(20_757), .text("grüße, 结算"), .bytes([0, 255]),
      ],
      [
        .int16(32_767), .int32(-2_147_483_648), .int64(.max), .bool(false), .timestamp(-1),
        .date(-1), .text(""), .bytes([]),
      ],
      [
        .int16(0), .int32(0), .int64(0), .bool(false), .timestamp(0), .date(0),
        .text(String(repeating: "长", count: 100_000)), .bytes(Array(repeating: 7, count: 300_000)),
      ],
      Array(repeating: .null, count: 8),
    ]
    try session.transaction { tx in
      try tx.run(script: Statements.createTemporary)
      for (id, values) in cases.enumerated() {
        let inserted = try tx.query(Statements.insertTemporary, [.int64(Int64(id))] + values)
        #expect(inserted.affectedRows == 1)
      }
      let rows = try tx.query(Statements.selectTemporary)
      #expect(rows.count == 4)
      #expect(
        rows.columnNames == ["id", "small", "middle", "large", "flag", "at", "day", "words", "raw"])
      for (row, values) in zip(rows, cases) {
        let read: [Parameter] = [
          row.optionalInt16(1).map { .int16($0) } ?? .null,
          row.optionalInt32(2).map { .int32($0) } ?? .null,
          row.optionalInt64(3).map { .int64($0) } ?? .null,
          row.optionalBool(4).map { .bool($0) } ?? .null,
          row.optionalMicroseconds(5).map { .timestamp($0) } ?? .null,
          row.optionalDays(6).map { .date($0) } ?? .null,
          row.optionalText(7).map { .text($0) } ?? .null,
          row.optionalBytes(8).map { .bytes($0) } ?? .null,
        ]
        #expect(read == values)
      }
    }
  }

  @Test("arrays come back as they went in, the empty one included")
  func arrays() throws {
    let session = try TestDatabase.session()
    let words = ["a", "", "b,c", "\"{}\"", "结"]
    let row = try session.query(
      Statements.arrays, [.textArray(words), .int64Array([1, -1, .max]), .textArray([])])[0]
    #expect(row.textArray(0) == words)
    #expect(row.int64Array(1) == [1, -1, .max])
    #expect(row.textArray(2) == [])
    #expect(row.int64(3) == 5)
  }

  @Test("an integer and a text suit any type that the statement takes them for")
  func conversion() throws {
    let session = try TestDatabase.session()
    #expect(try session.query(Statements.exact, [.text("0.15")])[0].text(0) == "0.30")
    #expect(try session.query(Statements.exact, [.int64(21)])[0].text(0) == "42")
    #expect(try session.query(Statements.tooLarge, [.int64(21)])[0].int32(0) == 21)
    #expect(try session.query(Statements.tooLarge, [.int16(-3)])[0].int32(0) == -3)
  }

  @Test("a text cannot become part of a statement")
  func injection() throws {
    let session = try TestDatabase.session(withPairs: "victim")
    let text = "'; DROP TABLE victim; --"
    let row = try session.query(
      Statements.arrays, [.textArray([text]), .int64Array([]), .textArray([])])[0]
    #expect(row.textArray(0) == [text])
    let error = try refusal { try session.query(Statements.setting, [.text(text)]) }
    #expect(error.sqlState == "42704")
    #expect(try session.query(Statements.countPairs("victim"))[0].int64(0) == 0)
  }

  @Test("a statement is parsed once for each session, whatever its parameters")
  func preparedOnce() throws {
    let session = try TestDatabase.session(withPairs: "repeated")
    for key in 0..<20 as Range<Int64> {
      try session.query(Statements.insertPair("repeated"), [.int64(key), .int64(0)])
    }
    _ = try refusal { try session.query(Statements.insertPair("repeated"), [.int64(99), .null]) }
    let count = try session.query(Statements.preparedCount, [.text("insert_repeated")])
    #expect(count[0].int64(0) == 1)
  }

  @Test("a statement that a migration made stale is retried, and then works")
  func stalePlan() throws {
    let session = try TestDatabase.session(withPairs: "migrated")
    let everything = Statements.everything("migrated")
    #expect(try session.query(everything).columnNames == ["key", "value"])
    try session.run(script: Statements.addColumn("migrated"))
    #expect(try refusal { try session.query(everything) }.class == .retry)
    #expect(try session.query(everything).columnNames == ["key", "value", "note"])
  }

  @Test("a script that fails leaves nothing of its earlier statements")
  func script() throws {
    let session = try TestDatabase.session()
    let error = try refusal { try session.run(script: Statements.brokenScript) }
    #expect(error.sqlState == "22012")
    #expect(error.query == "broken_script")
    #expect(
      try refusal { try session.query(Statements.everything("half_made")) }.sqlState == "42P01")
  }

  @Test("notices reach the handler with severity, state and text")
  func notices() throws {
    var settings = try TestDatabase.settings()
    let heard = Heard()
    settings.onNotice = { heard.append($0) }
    let session = try Session(connecting: settings)
    try session.query(Statements.notice)
    #expect(heard.notices.map(\.severity) == ["WARNING"])
    #expect(heard.notices.map(\.sqlState) == ["01000"])
    #expect(heard.notices.map(\.message) == ["the shelf is full"])
  }

  @Test("a session lock is held by one session at a time")
  func advisoryLock() throws {
    let first = try TestDatabase.session()
    let second = try TestDatabase.session()
    #expect(try first.tryAdvisoryLock(key: 2_026_11))
    #expect(try !second.tryAdvisoryLock(key: 2_026_11))
    try first.releaseAdvisoryLock(key: 2_026_11)
    #expect(try second.tryAdvisoryLock(key: 2_026_11))
  }
}
