import Dispatch
import Glibc
import Postgres
import Testing

@Suite("Deadlines and lost servers")
struct DeadlineTests {
  private let clock = ContinuousClock()

  @Test("a statement that takes too long is cancelled, and the session goes on")
  func statement() throws {
    let session = try TestDatabase.session(deadline: .milliseconds(200))
    let time = try clock.measure {
      let error = try refusal { try session.query(Statements.sleep) }
      #expect(error.sqlState == "57014")
      #expect(error.class == .retry)
      #expect(error.message == "the statement took longer than 200 ms and was cancelled")
      #expect(error.query == "sleep")
    }
    #expect(time > .milliseconds(190) && time < .milliseconds(2200))
    #expect(try session.query(Statements.one)[0].int64(0) == 1)
  }

  @Test("a statement may be given more or less time than the others")
  func ownLimit() throws {
    let hasty = try TestDatabase.session(deadline: .milliseconds(100))
    #expect(try refusal { try hasty.query(Statements.nap) }.sqlState == "57014")
    try hasty.query(Statements.nap, within: .seconds(5))
    func serverLimit(_ session: borrowing Session) throws -> String {
      try session.query(Statements.setting, [.text("statement_timeout")])[0].text(0)
    }
    #expect(try serverLimit(hasty) == "3100ms", "the session's own limit is back")
    try hasty.transaction { tx in
      try tx.query(Statements.nap, within: .seconds(5))
      let limit = try tx.query(Statements.setting, [.text("statement_timeout")])[0].text(0)
      #expect(limit == "8s")
    }
    #expect(try serverLimit(hasty) == "3100ms")
    let patient = try TestDatabase.session()
    let error = try refusal { try patient.query(Statements.sleep, within: .milliseconds(50)) }
    #expect(error.class == .retry)
  }

  @Test("a stream may wait for its first row as long as it is told, and no longer")
  func slowStream() throws {
    let hasty = try TestDatabase.session(deadline: .milliseconds(100))
    let late = try refusal { try hasty.transaction { try $0.copyOut(Statements.nap) { _ in } } }
    #expect(late.class == .retry)
    #expect(late.message == "the statement took longer than 100 ms and was cancelled")
    let count = try hasty.transaction { tx in
      try tx.copyOut(Statements.nap, within: .seconds(5)) { _ in }
    }
    #expect(count == 1)
  }

  @Test("a server that hangs is left after the deadline and two seconds")
  func hangingServer() throws {
    let session = try TestDatabase.session(deadline: .milliseconds(300))
    try session.query(Statements.one)
    let backend = session.backendID
    try #require(kill(backend, SIGSTOP) == 0, "the tests may not signal the server's processes")
    defer { kill(backend, SIGCONT) }
    let time = try clock.measure {
      let error = try refusal { try session.query(Statements.one) }
      // Outside a transaction nobody can say whether the statement was committed.
      #expect(error.class == .outcomeUnknown)
      #expect(error.sqlState == "08007")
      #expect(error.message.contains("did not answer within 300 ms"))
    }
    #expect(time > .milliseconds(2200) && time < .milliseconds(4000))
    let isOpen = session.isOpen
    #expect(!isOpen)
    let after = try clock.measure {
      let error = try refusal { try session.query(Statements.one) }
      #expect(error.sqlState == "08003")
      #expect(error.class == .retry)
    }
    #expect(after < .milliseconds(500))
  }

  @Test("a server that hangs inside a transaction has not committed")
  func hangingInTransaction() throws {
    let session = try TestDatabase.session(deadline: .milliseconds(100))
    let backend = session.backendID
    defer { kill(backend, SIGCONT) }
    let error = try refusal {
      try session.transaction { tx in
        try #require(kill(backend, SIGSTOP) == 0)
        return try tx.query(Statements.one)
      }
    }
    #expect(error.class == .retry)
    #expect(error.sqlState == "08006")
  }

  @Test("a session that the server ended while it idled says why, and may retry")
  func terminatedIdle() throws {
    let session = try TestDatabase.session()
    // Parsed before, so that the next use could be the one that commits.
    try session.query(Statements.one)
    try terminate(session.backendID)
    let error = try refusal { try session.query(Statements.one) }
    #expect(error.sqlState == "57P01")
    #expect(error.class == .retry)
    let isOpen = session.isOpen
    #expect(!isOpen)
  }

  @Test("a session that the server ends in the middle of a transaction may retry")
  func terminatedInTransaction() async throws {
    let settings = try TestDatabase.settings()
    let (connection, started) = (Connection(settings), Announcement())
    async let failure = connection.perform { session in
      started.tell(session.backendID)
      return try refusal { try session.transaction { try $0.query(Statements.sleep) } }
    }
    let backend = try await started.heard()
    try terminate(backend)
    let error = try await failure
    #expect(error.sqlState == "57P01")
    #expect(error.class == .retry)
  }

  @Test("a connection lost while committing leaves the outcome unknown")
  func lostCommit() async throws {
    let settings = try TestDatabase.settings()
    let setup = try TestDatabase.session(withPairs: "uncertain")
    try setup.run(script: Statements.slowCommit("uncertain"))
    let (connection, started) = (Connection(settings), Announcement())
    async let failure = connection.perform { session in
      try refusal {
        try session.transaction { tx in
          started.tell(session.backendID)
          return try tx.query(Statements.insertPair("uncertain"), [.int64(1), .int64(0)])
        }
      }
    }
    let backend = try await started.heard()
    try await Task.sleep(for: .milliseconds(150))
    try terminate(backend)
    let error = try await failure
    #expect(error.class == .outcomeUnknown)
    #expect(error.sqlState == "08007")
    #expect("\(error)".hasSuffix("Look up what was written before doing it again."))
  }

  @Test("a connection cut without a word is noticed, and a cut commit leaves the outcome unknown")
  func cutConnection() throws {
    let begin = [FakeServer.welcome(), FakeServer.done("BEGIN", "T")]
    func cut(
      after replies: [[UInt8]], _ body: (borrowing Transaction) throws -> Void
    ) throws -> PostgresError {
      let server = FakeServer(replying: begin + replies, thenLeaves: true)
      let settings = try ConnectionSettings(url: server.url + "?sslmode=disable")
      let session = try Session(connecting: settings)
      return try refusal { try session.transaction { try body($0) } }
    }
    let commit = try cut(after: [[]]) { _ in }
    #expect(commit.sqlState == "08007")
    #expect(commit.class == .outcomeUnknown)
    let statement = try cut(after: [[]]) { try $0.query(Statements.one) }
    #expect(statement.sqlState == "08006")
    #expect(statement.class == .retry)
    // Parsed, described as a statement without columns, and then one row of a stream.
    let row = CopyBytes.header + [0, 1, 0, 0, 0, 2, 0, 7]
    let stream = [
      FakeServer.done("SET", "T"),
      FakeServer.message("1", []) + FakeServer.message("Z", Array("T".utf8)),
      FakeServer.message("t", [0, 0]) + FakeServer.message("n", [])
        + FakeServer.message("Z", Array("T".utf8)),
      FakeServer.message("H", [1, 0, 1, 0, 1]) + FakeServer.message("d", row),
    ]
    var values: [Int16] = []
    let copy = try cut(after: stream) { tx in
      try tx.copyOut(Statements.one) { values.append(try $0.nextInt16()) }
    }
    #expect(values == [7])
    #expect(copy.sqlState == "08006")
    #expect(copy.class == .retry)
  }

  @Test("a commit that takes too long and is cancelled has not happened")
  func lateCommit() throws {
    let session = try TestDatabase.session(withPairs: "late_commit")
    try session.run(script: Statements.slowCommit("late_commit"))
    let hasty = try TestDatabase.session(deadline: .milliseconds(150))
    let error = try refusal {
      try hasty.transaction { tx in
        try tx.query(Statements.insertPair("late_commit"), [.int64(1), .int64(0)])
      }
    }
    #expect(error.sqlState == "57014")
    #expect(error.class == .retry)
    #expect(try hasty.query(Statements.countPairs("late_commit"))[0].int64(0) == 0)
  }

  @Test("a writer that the server keeps waiting holds a bounded buffer, and ends in time")
  func backPressure() throws {
    let holder = try TestDatabase.session(withPairs: "paused")
    let writer = try TestDatabase.session(deadline: .milliseconds(300))
    var written: Int64 = 0
    let time = try clock.measure {
      try holder.transaction { tx in
        // The writer's first key waits for this transaction.
        try tx.query(Statements.insertPair("paused"), [.int64(0), .int64(0)])
        let error = try refusal {
          try writer.transaction { tx in
            try tx.copyIn(into: "public.paused", columns: ["key", "value"]) { copy in
              while written < 5_000_000 {
                try copy.startRow(fields: 2)
                try copy.int64(written)
                try copy.int64(0)
                written += 1
              }
            }
          }
        }
        #expect(error.sqlState == "57014")
        #expect(error.message == "the statement took longer than 300 ms and was cancelled")
      }
    }
    #expect(time < .milliseconds(4000))
    // A row has 26 bytes: what was not taken by the server was not written by us.
    #expect(written < 100_000)
    #expect(try writer.query(Statements.countPairs("paused"))[0].int64(0) == 1)
  }

  private func terminate(_ backend: Int32) throws {
    let session = try TestDatabase.session()
    let isTerminated = try session.query(Statements.terminate, [.int32(backend)])[0].bool(0)
    try #require(isTerminated)
  }
}

enum CopyBytes {
  /// The signature, no flags, no extension.
  static let header: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xFF] + Array("\r\n".utf8) + [0] + Array(repeating: 0, count: 8)
}

/// Tells a test from another thread which server process to act on.
final class Announcement: Sendable {
  private let stream: AsyncStream<Int32>
  private let continuation: AsyncStream<Int32>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func tell(_ backend: Int32) { continuation.yield(backend) }

  func heard() async throws -> Int32 {
    var iterator = stream.makeAsyncIterator()
    return try #require(await iterator.next())
  }
}
