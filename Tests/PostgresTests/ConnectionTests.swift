import Dispatch
import Postgres
import Testing

@Suite("Connections and cancelling")
struct ConnectionTests {
  @Test("work is done in the order it was asked for, one piece after another")
  func order() async throws {
    let connection = Connection(try TestDatabase.settings())
    try await connection.perform { try $0.run(script: Statements.createPairs("ordered")) }
    async let first = connection.perform { session in
      try session.query(Statements.nap)
      return try session.query(Statements.insertPair("ordered"), [.int64(1), .int64(0)])
    }
    try await Task.sleep(for: .milliseconds(100))
    let rows = try await connection.perform { try $0.query(Statements.countPairs("ordered")) }
    #expect(rows[0].int64(0) == 1)
    #expect(try await first.affectedRows == 1)
    let again = try connection.performAndWait { session in
      try session.query(Statements.countPairs("ordered"))[0].int64(0)
    }
    #expect(again == 1)
  }

  @Test("a lost session is replaced at the next piece of work, one that throws is kept")
  func reconnects() async throws {
    let connection = Connection(try TestDatabase.settings())
    let first = try await connection.perform { $0.backendID }
    await #expect(throws: Stop.self) { try await connection.perform { _ in throw Stop() } }
    #expect(try await connection.perform { $0.backendID } == first)
    let other = try TestDatabase.session()
    try other.query(Statements.terminate, [.int32(first)])
    await #expect(throws: PostgresError.self) {
      try await connection.perform { try $0.query(Statements.one) }
    }
    let second = try await connection.perform { session in
      try session.query(Statements.one)
      return session.backendID
    }
    #expect(second != first)
  }

  @Test("a closed connection does no more work and leaves the server")
  func close() async throws {
    let connection = Connection(try TestDatabase.settings())
    let backend = try await connection.perform { $0.backendID }
    connection.close()
    await #expect {
      try await connection.perform { try $0.query(Statements.one) }
    } throws: { error in
      (error as? PostgresError)?.sqlState == "08003"
    }
    let other = try TestDatabase.session()
    // A process that is gone cannot be terminated.
    #expect(try !other.query(Statements.terminate, [.int32(backend)])[0].bool(0))
  }

  @Test("cancelling from another thread ends statements under way and all later ones")
  func cancel() async throws {
    let source = CancelSource()
    let settings = try TestDatabase.settings()
    let connections = (0..<2).map { _ in Connection(settings, cancelledBy: source) }
    for connection in connections { try await connection.perform { try $0.query(Statements.one) } }
    let clock = ContinuousClock()
    let start = clock.now
    async let first = connections[0].perform { session in
      try refusal { try session.transaction { try $0.query(Statements.sleep) } }
    }
    async let second = connections[1].perform { session in
      try refusal { try session.query(Statements.sleep) }
    }
    DispatchQueue(label: "canceller").asyncAfter(deadline: .now() + 0.15) { source.cancel() }
    for error in try await [first, second] {
      #expect(error.sqlState == "57014")
      #expect(error.class == .cancelled)
    }
    #expect(start.duration(to: clock.now) < .seconds(2))
    #expect(source.isCancelled)
    let later = try await connections[0].perform { session in
      try refusal { try session.query(Statements.one) }
    }
    #expect(later.class == .cancelled)
  }

  @Test("cancelling ends a stream in either direction and leaves nothing written")
  func cancelStreams() throws {
    let setup = try TestDatabase.session(withPairs: "cancelled")
    let readers = CancelSource()
    let reader = try TestDatabase.session(cancelledBy: readers)
    var count = 0
    let reading = try refusal {
      try reader.transaction { tx in
        try tx.copyOut(Statements.millionNumbers) { _ in
          count += 1
          if count == 1000 { readers.cancel() }
        }
      }
    }
    #expect(reading.class == .cancelled)
    #expect(count < 1_000_000)
    let writers = CancelSource()
    let writer = try TestDatabase.session(cancelledBy: writers)
    let writing = try refusal {
      try writer.transaction { tx in
        try tx.copyIn(into: "public.cancelled", columns: ["key", "value"]) { copy in
          for key in 0..<1_000_000 as Range<Int64> {
            try copy.startRow(fields: 2)
            try copy.int64(key)
            try copy.int64(0)
            if key == 50_000 { writers.cancel() }
          }
        }
      }
    }
    #expect(writing.class == .cancelled)
    #expect(try setup.query(Statements.countPairs("cancelled"))[0].int64(0) == 0)
  }

  @Test("a transaction that is cancelled before its commit is rolled back")
  func cancelBeforeCommit() throws {
    let setup = try TestDatabase.session(withPairs: "undone")
    let source = CancelSource()
    let session = try TestDatabase.session(cancelledBy: source)
    let error = try refusal {
      try session.transaction { tx in
        try tx.query(Statements.insertPair("undone"), [.int64(1), .int64(0)])
        source.cancel()
      }
    }
    #expect(error.class == .cancelled)
    #expect(try setup.query(Statements.countPairs("undone"))[0].int64(0) == 0)
    #expect(
      try setup.query(Statements.isInTransaction, [.int32(session.backendID)])[0].int64(0) == 0)
  }
}
