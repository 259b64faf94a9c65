import Dispatch
import Postgres
import Testing

@Suite("Streams")
struct CopyTests {
  private static let columns = [
    "id", "small", "middle", "large", "flag", "at", "day", "words", "raw",
  ]

  @Test("every type comes back from a binary COPY as it went in, NULL included")
  func roundTrip() throws {
    let session = try TestDatabase.session()
    try session.transaction { tx in
      try tx.run(script: Statements.createTemporary)
      try tx.copyIn(into: "pg_temp.every_type", columns: Self.columns) { writer in
        for id in 0..<30_000 as Range<Int64> {
          try writer.startRow(fields: 9)
          try writer.int64(id)
          if id % 3 == 0 {
            for _ in 0..<8 { try writer.null() }
          } else {
            try writer.int16(Int16(id % 1000))
            try writer.int32(Int32(-id))
            try writer.int64(id * id)
            try writer.bool(id % 2 == 0)
            try writer.microseconds(id * 1_000_001 - 1)
            try writer.days(Int32(id) - 15_000)
            try writer.text("row \(id) 行")
            try writer.bytes([UInt8](repeating: UInt8(id % 256), count: Int(id % 7)))
          }
        }
        #expect(writer.rowCount == 30_000)
      }
      var expected: Int64 = 0
      let count = try tx.copyOut(Statements.selectTemporary) { row in
        let id = try row.nextInt64()
        var isEqual = row.fieldCount == 9 && id == expected
        expected += 1
        if id % 3 == 0 {
          isEqual = try row.nextOptionalInt16() == nil && isEqual
          isEqual = try row.nextOptionalInt32() == nil && isEqual
          isEqual = try row.nextOptionalInt64() == nil && isEqual
          isEqual = try row.nextOptionalBool() == nil && isEqual
          isEqual = try row.nextOptionalMicroseconds() == nil && isEqual
          isEqual = try row.nextOptionalDays() == nil && isEqual
          isEqual = try row.nextText() == nil && isEqual
          isEqual = try row.nextBytes() == nil && isEqual
        } else {
          isEqual = try row.nextInt16() == Int16(id % 1000) && isEqual
          isEqual = try row.nextInt32() == Int32(-id) && isEqual
          isEqual = try row.nextInt64() == id * id && isEqual
          isEqual = try row.nextBool() == (id % 2 == 0) && isEqual
          isEqual = try row.nextMicroseconds() == id * 1_000_001 - 1 && isEqual
          isEqual = try row.nextDays() == Int32(id) - 15_000 && isEqual
          isEqual = try row.nextText() == "row \(id) 行" && isEqual
          isEqual = try row.nextBytes()?.count == Int(id % 7) && isEqual
        }
        if !isEqual { Issue.record("row \(id) changed on its way") }
      }
      #expect(count == 30_000)
    }
  }

  @Test("rows kept in a batch are what they were, a row larger than the batch as well")
  func batches() throws {
    let session = try TestDatabase.session()
    /// Some rows have more bytes than a batch, many fill it together.
    func size(_ id: Int64) -> Int { id % 97 == 0 ? 5_000 : Int(id % 300) }
    try session.transaction { tx in
      try tx.run(script: Statements.createTemporary)
      try tx.copyIn(into: "pg_temp.every_type", columns: ["id", "raw"]) { writer in
        for id in 0..<2_000 as Range<Int64> {
          try writer.startRow(fields: 2)
          try writer.int64(id)
          try writer.bytes([UInt8](repeating: UInt8(id % 251), count: size(id)))
        }
      }
      var batch = CopyBatch(capacity: 16, bytes: 2_048)
      var expected: Int64 = 0
      func empty() throws {
        #expect(batch.count > 0 && batch.count <= 16)
        for index in 0..<batch.count {
          let id = try batch[index].nextInt64()
          for _ in 0..<7 { try batch[index].skip() }
          let raw = try batch[index].nextBytes()
          let isEqual =
            id == expected && raw?.count == size(id)
            && raw?.allSatisfy { $0 == UInt8(id % 251) } ?? false
          if !isEqual { Issue.record("row \(id) changed in the batch") }
          expected += 1
        }
        batch.removeAll()
      }
      try tx.copyOut(Statements.selectTemporary) { row in
        // What was read of a row before does not matter.
        _ = try row.nextInt64()
        while try !batch.append(row) { try empty() }
      }
      try empty()
      #expect(expected == 2_000)
    }
  }

  @Test("a value larger than the buffer goes through whole")
  func largeValue() throws {
    let session = try TestDatabase.session()
    let large = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try session.transaction { tx in
      try tx.run(script: Statements.createTemporary)
      try tx.copyIn(into: "pg_temp.every_type", columns: ["id", "raw"]) { writer in
        for id in 1...3 as ClosedRange<Int64> {
          try writer.startRow(fields: 2)
          try writer.int64(id)
          try writer.bytes(large)
        }
      }
      let rows = try tx.query(Statements.selectTemporary)
      #expect(rows.map { $0.bytes(8) == large } == [true, true, true])
    }
  }

  @Test("a row made elsewhere is copied as it is")
  func rawRow() throws {
    let session = try TestDatabase.session(withPairs: "raw_rows")
    // Two fields of eight bytes: key 1 and value 2.
    let bytes: [UInt8] =
      [0, 2] + [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 2]
    try session.transaction { tx in
      try tx.copyIn(into: "public.raw_rows", columns: ["key", "value"]) { writer in
        try bytes.withUnsafeBytes { try writer.rawRow($0) }
      }
    }
    let row = try session.query(Statements.everything("raw_rows"))[0]
    #expect(row.int64(0) == 1)
    #expect(row.int64(1) == 2)
  }

  @Test("a select is continued by the texts that are appended, comments and all")
  func appending() throws {
    let session = try TestDatabase.session(withPairs: "sharded")
    try session.transaction { tx in
      try tx.copyIn(into: "public.sharded", columns: ["key", "value"]) { writer in
        for key in 1...10 as ClosedRange<Int64> {
          try writer.startRow(fields: 2)
          try writer.int64(key)
          try writer.int64(0)
        }
      }
      var keys: [Int64] = []
      let select = Statements.selectPairs("sharded")
      try tx.copyOut(select, appending: [Statements.oddKeys]) { keys.append(try $0.nextInt64()) }
      #expect(keys.sorted() == [1, 3, 5, 7, 9])
      #expect(try tx.copyOut(Statements.nothing) { _ in } == 0)
      #expect(try tx.copyOut(select) { _ in } == 10, "rows that are not read are counted")
    }
  }

  @Test("a field that is not what was read is refused with its column")
  func wrongField() throws {
    let session = try TestDatabase.session()
    func read(_ sql: SQL, _ row: (inout CopyRow) throws -> Void) throws -> PostgresError {
      try refusal { _ = try session.transaction { try $0.copyOut(sql, row: row) } }
    }
    let infinite = try read(Statements.infinite) { row in
      try row.skip()
      _ = try row.nextMicroseconds()
    }
    #expect(infinite.sqlState == "22008")
    #expect(infinite.column == "paid_at")
    #expect(infinite.class == .giveUp)
    let minusInfinite = try read(Statements.minusInfinite) { row in
      try row.skip()
      _ = try row.nextOptionalMicroseconds()
    }
    #expect(minusInfinite.message == infinite.message)
    let narrow = try read(Statements.narrow) { row in
      try row.skip()
      _ = try row.nextInt64()
    }
    #expect(narrow.message == #"column 2 "quantity" is of type integer, and 8 bytes are needed"#)
    let absent = try read(Statements.absent) { row in
      try row.skip()
      _ = try row.nextInt64()
    }
    #expect(absent.message == #"column 2 "quantity" is NULL, and a value is needed"#)
    let exhausted = try read(Statements.narrow) { row in for _ in 0..<3 { try row.skip() } }
    #expect(exhausted.message == "the rows have only 2 columns, and one more was read")
    #expect(try session.query(Statements.one)[0].int64(0) == 1, "the session goes on")
  }

  @Test("a reader that stops in the middle leaves the session usable and the server idle")
  func readerStops() throws {
    let session = try TestDatabase.session()
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(throws: Stop.self) {
        try session.transaction { tx in
          try tx.copyOut(Statements.millionNumbers) { row in
            if try row.nextInt64() == 10 { throw Stop() }
          }
        }
      }
    }
    #expect(time < .seconds(2))
    #expect(try session.query(Statements.one)[0].int64(0) == 1)
  }

  @Test("a server that fails in the middle of a stream says why")
  func serverFails() throws {
    let session = try TestDatabase.session()
    var count = 0
    let error = try refusal {
      try session.transaction { try $0.copyOut(Statements.failsLate) { _ in count += 1 } }
    }
    #expect(error.sqlState == "22012")
    #expect(error.query == "fails_late")
    #expect(count < 5000)
    #expect(try session.query(Statements.one)[0].int64(0) == 1)
  }

  @Test("a writer that stops, and a row that the server refuses, leave nothing")
  func writerStops() throws {
    let session = try TestDatabase.session(withPairs: "stopped")
    func write(_ keys: [Int64], thenStop: Bool) throws {
      try session.transaction { tx in
        try tx.copyIn(into: "public.stopped", columns: ["key", "value"]) { writer in
          for key in keys {
            try writer.startRow(fields: 2)
            try writer.int64(key)
            try writer.int64(0)
          }
          if thenStop { throw Stop() }
        }
      }
    }
    #expect(throws: Stop.self) { try write(Array(1...50_000), thenStop: true) }
    #expect(try session.query(Statements.countPairs("stopped"))[0].int64(0) == 0)
    let error = try refusal { try write([1, 2, 2] + Array(3...50_000), thenStop: false) }
    #expect(error.sqlState == "23505")
    #expect(error.constraint == "stopped_one_value_a_key")
    #expect(try session.query(Statements.countPairs("stopped"))[0].int64(0) == 0)
    // Where both fail, the server's reason came first.
    #expect(try refusal { try write([7] + Array(1...50_000), thenStop: true) }.sqlState == "23505")
    try write([1, 2], thenStop: false)
    #expect(try session.query(Statements.countPairs("stopped"))[0].int64(0) == 2)
  }

  @Test("names with quotes and capitals are quoted")
  func names() throws {
    let session = try TestDatabase.session()
    let error = try refusal {
      try session.transaction { tx in
        try tx.copyIn(into: "public.No \"such\" table", columns: ["x\"y"]) { _ in }
      }
    }
    #expect(error.sqlState == "42P01")
    #expect(error.message == #"relation "public.No "such" table" does not exist"#)
  }
}
