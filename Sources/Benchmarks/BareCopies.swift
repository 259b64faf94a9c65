import Dispatch
import Operations
import Postgres
import Store
import Synchronization

/// What a draft cannot do without: reading its columns and writing its lines, nothing between.
struct BareCopies {
  let settings: ConnectionSettings

  /// Drains the columns a run reads, order lines over two connections by pages, then what
  /// happens beside them.
  func out() throws {
    let pages = try pageCount()
    try each([0..<(pages / 2), (pages / 2)..<(Int64(UInt32.max) - 1)]) { range, session in
      try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
        try tx.query(
          Query.Facts.setScope,
          [
            .text("cn"), .timestamp(0), .timestamp(0), .text(""),
            .text("(\(range.lowerBound),0)"), .text("(\(range.upperBound),0)"), .text(""),
          ])
        _ = try tx.copyOut(
          Query.Benchmark.selectColumnsRead, appending: [Query.Facts.narrowToPlaces]
        ) { _ in }
      }
    }
    let session = try Session(connecting: settings)
    try session.transaction { (tx: borrowing Transaction) in
      _ = try tx.copyOut(Query.Benchmark.selectRefundsRead) { _ in }
      _ = try tx.copyOut(Query.Benchmark.selectSupervisionsRead) { _ in }
      _ = try tx.copyOut(Query.Benchmark.selectRepaymentsRead) { _ in }
    }
  }

  /// Writes as many lines as a draft did, over two connections, from rows a draft wrote.
  func `in`(lines: Int, sample: [[UInt8]]) throws {
    let session = try Session(connecting: settings)
    try session.query(Query.Benchmark.dropCopyTarget)
    try session.query(Query.Benchmark.createCopyTarget)
    try each([Int64(0)..<Int64(lines / 2), Int64(lines / 2)..<Int64(lines)]) { range, session in
      try session.transaction { (tx: borrowing Transaction) in
        try tx.copyIn(into: "settlement.benchmark_line", columns: Self.columns) {
          (writer: inout CopyWriter) in
          for number in range {
            try sample[Int(number) % sample.count].withUnsafeBytes { try writer.rawRow($0) }
          }
        }
      }
    }
    try session.query(Query.Benchmark.dropCopyTarget)
  }

  /// Rows of a draft in the binary form of COPY.
  func sample() throws -> [[UInt8]] {
    let session = try Session(connecting: settings)
    var rows: [[UInt8]] = []
    try session.transaction { (tx: borrowing Transaction) in
      _ = try tx.copyOut(Query.Benchmark.selectLinesWritten) { row in
        rows.append([0, UInt8(Self.columns.count)] + row.unreadBytes)
      }
    }
    return rows
  }

  private static let columns = [
    "run_no", "statement_no", "terms_no", "payee_terms_no", "source_kind", "role", "source_id",
    "order_line_id", "customer_id", "natural_period", "ready_at", "sales_amount",
    "voucher_amount", "rate", "increment", "amount", "tax_amount", "taxes", "platform",
  ]

  private func pageCount() throws -> Int64 {
    let session = try Session(connecting: settings)
    return try session.query(Query.Facts.describeOrderLines)[0].int64(1)
  }

  private func each(
    _ parts: [Range<Int64>], _ work: @Sendable (Range<Int64>, borrowing Session) throws -> Void
  ) throws {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: parts.count) { index in
      do {
        let session = try Session(connecting: settings)
        try work(parts[index], session)
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
