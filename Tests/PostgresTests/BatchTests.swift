import Postgres
import Testing

@Suite("Rows in batches")
struct BatchTests {
  @Test("every row is handed over once, in order, in batches of the size wanted")
  func batches() throws {
    let session = try TestDatabase.session()
    try session.transaction { tx in
      var sizes: [Int] = []
      var sum: Int64 = 0
      var last: Int64 = 0
      try tx.queryInBatches(Statements.countdown, [.int32(25_000), .int32(0)]) { rows in
        sizes.append(rows.count)
        for row in rows {
          #expect(row.int64(0) == last + 1)
          last = row.int64(0)
          sum += last
        }
      }
      #expect(sizes == [10_000, 10_000, 5_000])
      // 25,000 x 25,001 / 2.
      #expect(sum == 312_512_500)
      try tx.queryInBatches(Statements.countdown, [.int32(0), .int32(0)]) { _ in
        Issue.record("a batch of no rows")
      }
    }
  }

  @Test("what throws in a batch ends the cursor; the transaction goes on")
  func thrown() throws {
    let session = try TestDatabase.session()
    try session.transaction { tx in
      var batches = 0
      #expect(throws: CancellationError.self) {
        try tx.queryInBatches(Statements.countdown, [.int32(100), .int32(0)], of: 10) { _ in
          batches += 1
          if batches == 3 { throw CancellationError() }
        }
      }
      #expect(batches == 3)
      var rest = 0
      try tx.queryInBatches(Statements.countdown, [.int32(100), .int32(0)], of: 30) {
        rest += $0.count
      }
      #expect(rest == 100)
    }
  }

  @Test("what the server refuses in a later batch is thrown, with the statement's name")
  func refused() throws {
    let session = try TestDatabase.session()
    var seen = 0
    let failure = #expect(throws: PostgresError.self) {
      try session.transaction { tx in
        try tx.queryInBatches(Statements.countdown, [.int32(100), .int32(25)], of: 10) {
          seen += $0.count
        }
      }
    }
    #expect(failure?.sqlState == "22012")
    #expect(failure?.query == "countdown")
    #expect(seen == 20)
    #expect(try session.query(Statements.one).count == 1)
  }
}
