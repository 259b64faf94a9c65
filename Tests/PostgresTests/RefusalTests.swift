import Dispatch
import Postgres
import Testing

@Suite("Refusals by a real server")
struct RefusalTests {
  @Test("a broken constraint is reported with its name, its table and the key")
  func duplicateKey() throws {
    let session = try TestDatabase.session(withPairs: "duplicate")
    try session.query(Statements.insertPair("duplicate"), [.int64(1), .int64(10)])
    let error = try refusal {
      try session.query(Statements.insertPair("duplicate"), [.int64(1), .int64(11)])
    }
    #expect(error.sqlState == "23505")
    #expect(error.class == .giveUp)
    #expect(error.constraint == "duplicate_one_value_a_key")
    #expect(error.table == "public.duplicate")
    #expect(error.query == "insert_duplicate")
    #expect(error.detail == "Key (key)=(1) already exists.")
    #expect(
      error.description == """
        duplicate key value violates unique constraint "duplicate_one_value_a_key": \
        Key (key)=(1) already exists (23505, statement insert_duplicate). \
        Correct the data or the statement; trying again gives the same answer.
        """)
  }

  @Test("a number out of range, a division by zero and a missing table are given up")
  func data() throws {
    let session = try TestDatabase.session()
    let cases: [(SQL, [Parameter], String)] = [
      (Statements.tooLarge, [.int64(2_147_483_648)], "22003"),
      (Statements.division, [], "22012"),
      (Statements.missingTable, [], "42P01"),
      (Statements.setting, [.text("a\u{0}b")], "22021"),
    ]
    for (sql, parameters, state) in cases {
      let error = try refusal { try session.query(sql, parameters) }
      #expect(error.sqlState == state)
      #expect(error.class == .giveUp)
      #expect(try session.query(Statements.one)[0].int64(0) == 1, "the session goes on")
    }
  }

  @Test("two serializable transactions that each miss the other's work end in a retry")
  func serialization() throws {
    let first = try TestDatabase.session(withPairs: "skew")
    let second = try TestDatabase.session()
    let error = try refusal {
      try first.transaction(.serializable) { one in
        try one.query(Statements.countPairs("skew"))
        try second.transaction(.serializable) { two in
          try two.query(Statements.countPairs("skew"))
          try two.query(Statements.insertPair("skew"), [.int64(2), .int64(0)])
          try one.query(Statements.insertPair("skew"), [.int64(1), .int64(0)])
        }
      }
    }
    #expect(error.sqlState == "40001")
    #expect(error.class == .retry)
    #expect(try first.query(Statements.countPairs("skew"))[0].int64(0) == 1)
  }

  @Test("of two transactions that wait for each other one ends in a retry")
  func deadlock() async throws {
    let setup = try TestDatabase.session(withPairs: "crossing")
    for key in [1, 2] as [Int64] {
      try setup.query(Statements.insertPair("crossing"), [.int64(key), .int64(0)])
    }
    let settings = try TestDatabase.settings()
    let (left, right) = (Connection(settings), Connection(settings))
    let (leftHolds, rightHolds) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

    @Sendable func cross(
      _ session: borrowing Session, _ keys: [Int64], _ holds: DispatchSemaphore,
      _ other: DispatchSemaphore
    ) throws -> String? {
      do {
        try session.transaction { tx in
          try tx.query(Statements.increasePair("crossing"), [.int64(keys[0])])
          holds.signal()
          #expect(other.wait(timeout: .now() + 10) == .success)
          try tx.query(Statements.increasePair("crossing"), [.int64(keys[1])])
        }
        return nil
      } catch let error as PostgresError {
        #expect(error.class == .retry)
        return error.sqlState
      }
    }

    async let one = left.perform { try cross($0, [1, 2], leftHolds, rightHolds) }
    async let two = right.perform { try cross($0, [2, 1], rightHolds, leftHolds) }
    let states = try await [one, two]
    #expect(states.compactMap { $0 } == ["40P01"])
    #expect(try setup.query(Statements.countPairs("crossing"))[0].int64(1) == 2)
  }

  @Test("a lock that does not come in time ends in a retry")
  func lockTimeout() throws {
    let holder = try TestDatabase.session(withPairs: "locked")
    let waiter = try TestDatabase.session(deadline: .seconds(10), lockTimeout: .milliseconds(50))
    try holder.transaction { tx in
      try tx.query(Statements.lockTable("locked"))
      let error = try refusal { try waiter.query(Statements.countPairs("locked")) }
      #expect(error.sqlState == "55P03")
      #expect(error.class == .retry)
    }
    #expect(try waiter.query(Statements.countPairs("locked"))[0].int64(0) == 0)
  }

  @Test("a server that turns us away is the operator's, with its own reason")
  func connecting() throws {
    let setup = try TestDatabase.session()
    try setup.run(script: Statements.createRole)
    let url = try TestDatabase.cluster()
    func connect(_ keyword: String, _ value: String) throws -> PostgresError {
      var settings = url
      settings[keyword] = value
      return try refusal { _ = try Session(connecting: settings) }
    }
    let cases = [
      ("dbname", "no_such_database", "3D000", "database \"no_such_database\" does not exist"),
      ("user", "no_such_role", "28000", "role \"no_such_role\" does not exist"),
      ("user", "settled_test_full", "53300", "too many connections for role"),
    ]
    for (keyword, value, state, reason) in cases {
      let error = try connect(keyword, value)
      #expect(error.sqlState == state, "\(error)")
      #expect(error.class == .askOperator)
      #expect(error.message.contains(reason), "\(error)")
      #expect(!error.message.contains(state), "the state is told once: \(error)")
    }
  }
}
