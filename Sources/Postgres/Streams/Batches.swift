internal import CLibpq

extension Transaction {
  /// Runs a SELECT that has parameters and may have many rows, and hands them over in batches: no more
  /// than one is in memory. Planned for all of its rows.
  ///
  /// - Parameters:
  ///   - count: Of rows in a batch, at least 1.
  ///   - limit: For each batch, the first included; else the statement deadline.
  ///   - batch: Not empty. It must not run another of these: there is one cursor at a time.
  /// - Throws: What `batch` throws; the transaction can go on then.
  package borrowing func queryInBatches(
    _ select: SQL, _ parameters: [Parameter] = [], of count: Int = 10_000,
    within limit: Duration? = nil, _ batch: (Rows) throws -> Void
  ) throws {
    try wire.run("SET LOCAL cursor_tuple_fraction = 1", name: nil)
    let declaration = SQL(
      name: "\(select.name) in batches",
      text: "DECLARE batches NO SCROLL CURSOR FOR\n\(select.text)")
    _ = try wire.query(declaration, parameters, within: limit)
    do {
      while true {
        let rows = try wire.fetch("FETCH \(count) FROM batches", select.name, within: limit)
        if rows.isEmpty { break }
        try batch(rows)
      }
    } catch {
      if wire.transactionStatus == PQTRANS_INTRANS { try wire.run("CLOSE batches", name: nil) }
      throw error
    }
    try wire.run("CLOSE batches", name: nil)
  }
}

extension Wire {
  /// Fetches from a cursor, in binary.
  fileprivate func fetch(
    _ text: String, _ query: String, within limit: Duration?
  ) throws(PostgresError) -> Rows {
    try withServerTimeout(for: limit) { () throws(PostgresError) in
      let pointer = try begin(within: limit)
      guard PQsendQueryParams(pointer, text, 0, nil, nil, nil, nil, 1) == 1 else {
        throw refusedToSend(pointer)
      }
      return Rows(try complete(query, mayCommit: false), query: query)
    }
  }
}
