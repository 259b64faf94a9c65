/// Rows of a COPY kept for a moment, so that several can be looked at before the first is worked on:
/// what each of them names in memory can then be fetched for all at once.
package struct CopyBatch: ~Copyable {
  /// How many rows it takes.
  package let capacity: Int
  /// Rows that it has.
  package private(set) var count = 0
  private var bytes: UnsafeMutableRawBufferPointer
  private var used = 0
  private let rows: UnsafeMutablePointer<CopyRow>
  /// Rows whose memory was ever written.
  private var initialized = 0

  /// - Parameters:
  ///   - capacity: How many rows it takes.
  ///   - bytes: How many bytes they may have together; a longer row is taken alone.
  package init(capacity: Int, bytes size: Int = 32768) {
    self.capacity = capacity
    bytes = .allocate(byteCount: size, alignment: 8)
    rows = .allocate(capacity: capacity)
  }

  deinit {
    rows.deinitialize(count: initialized)
    rows.deallocate()
    bytes.deallocate()
  }

  /// Keeps a row whole, whatever was read of it.
  ///
  /// - Returns: False when there is no room: work on the others and take them out first.
  package mutating func append(_ row: borrowing CopyRow) throws(PostgresError) -> Bool {
    let whole = row.wholeBytes
    if count == capacity || (count > 0 && whole.count > bytes.count - used) { return false }
    if whole.count > bytes.count {
      bytes.deallocate()
      bytes = .allocate(byteCount: whole.count, alignment: 8)
    }
    let place = UnsafeMutableRawBufferPointer(rebasing: bytes[used..<(used + whole.count)])
    place.copyMemory(from: whole)
    if count == initialized {
      (rows + count).initialize(to: try CopyRow(UnsafeRawBufferPointer(place), row.columns))
      initialized += 1
    } else {
      try rows[count].start(UnsafeRawBufferPointer(place))
    }
    used += whole.count
    count += 1
    return true
  }

  /// One of the rows; what was read of it stays read. Its bytes are valid until rows are taken out.
  package subscript(index: Int) -> CopyRow {
    _read {
      precondition(index < count, "the batch has \(count) rows")
      yield rows[index]
    }
    _modify {
      precondition(index < count, "the batch has \(count) rows")
      yield &rows[index]
    }
  }

  /// Takes all rows out.
  package mutating func removeAll() {
    count = 0
    used = 0
  }
}
