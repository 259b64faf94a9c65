import Postgres
import Testing

@Suite("Transactions")
struct TransactionTests {
  @Test("what a body did is kept when it returns and undone when it throws")
  func commitAndRollBack() throws {
    let session = try TestDatabase.session(withPairs: "kept")
    let insert = Statements.insertPair("kept")
    let result = try session.transaction { tx in
      try tx.query(insert, [.int64(1), .int64(0)])
      return "done"
    }
    #expect(result == "done")
    #expect(throws: Stop.self) {
      try session.transaction { tx in
        try tx.query(insert, [.int64(2), .int64(0)])
        throw Stop()
      }
    }
    #expect(try session.query(Statements.countPairs("kept"))[0].int64(0) == 1)
  }

  @Test("a body that hides the error of a statement cannot commit")
  func hiddenError() throws {
    let session = try TestDatabase.session(withPairs: "hidden")
    let error = try refusal {
      try session.transaction { tx in
        try tx.query(Statements.insertPair("hidden"), [.int64(1), .int64(0)])
        #expect(throws: PostgresError.self) { try tx.query(Statements.division) }
      }
    }
    #expect(error.sqlState == "25P02")
    #expect(try session.query(Statements.countPairs("hidden"))[0].int64(0) == 0)
  }

  @Test("a savepoint undoes its own body only, at any depth")
  func savepoint() throws {
    let session = try TestDatabase.session(withPairs: "partly")
    let insert = Statements.insertPair("partly")
    try session.transaction { tx in
      try tx.query(insert, [.int64(1), .int64(1)])
      try tx.savepoint { inner in
        try inner.query(insert, [.int64(2), .int64(10)])
        #expect(throws: PostgresError.self) {
          try inner.savepoint { innermost in
            try innermost.query(insert, [.int64(3), .int64(100)])
            try innermost.query(insert, [.int64(3), .int64(100)])
          }
        }
      }
      #expect(throws: Stop.self) {
        try tx.savepoint { inner in
          try inner.query(insert, [.int64(4), .int64(1000)])
          throw Stop()
        }
      }
    }
    #expect(try session.query(Statements.countPairs("partly"))[0].int64(1) == 11)
  }

  @Test("a read-only transaction cannot write")
  func readOnly() throws {
    let session = try TestDatabase.session(withPairs: "read_only")
    let error = try refusal {
      try session.transaction(.repeatableRead, readOnly: true) { tx in
        try tx.query(Statements.insertPair("read_only"), [.int64(1), .int64(0)])
      }
    }
    #expect(error.sqlState == "25006")
    #expect(error.class == .giveUp)
  }

  @Test("three sessions see the rows of one snapshot while another commits more")
  func sharedSnapshot() throws {
    let leader = try TestDatabase.session(withPairs: "shared")
    let writer = try TestDatabase.session()
    let one = try TestDatabase.session()
    let two = try TestDatabase.session()
    func insert(_ key: Int64) throws {
      try writer.query(Statements.insertPair("shared"), [.int64(key), .int64(5)])
    }
    func count(_ tx: borrowing Transaction) throws -> Int64 {
      try tx.query(Statements.countPairs("shared"))[0].int64(0)
    }
    try insert(1)
    let counts = try leader.transaction(.repeatableRead, readOnly: true) { first in
      let snapshot = try first.exportSnapshot()
      try insert(2)
      return try one.transaction(.repeatableRead, readOnly: true, snapshot: snapshot) { second in
        try insert(3)
        return try two.transaction(.repeatableRead, readOnly: true, snapshot: snapshot) { third in
          try insert(4)
          return [try count(first), try count(second), try count(third)]
        }
      }
    }
    #expect(counts == [1, 1, 1])
    #expect(try writer.query(Statements.countPairs("shared"))[0].int64(0) == 4)
    let gone = try #require(SnapshotID("00000003-0000001B-1"))
    let error = try refusal {
      try one.transaction(.repeatableRead, snapshot: gone) { _ in }
    }
    #expect(error.class == .giveUp)
    #expect(try one.query(Statements.one)[0].int64(0) == 1, "the transaction is not left open")
    #expect(SnapshotID("1'; DROP TABLE x") == nil)
    #expect(SnapshotID("") == nil)
  }
}
