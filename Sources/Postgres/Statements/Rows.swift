internal import CLibpq

/// The rows a statement returned, all in memory; for many rows use
/// ``Transaction/copyOut(_:appending:within:row:)``, or with parameters
/// ``Transaction/queryInBatches(_:_:of:within:_:)``.
package struct Rows: Sendable, RandomAccessCollection {
  let result: ResultHandle
  let query: String

  init(_ result: ResultHandle, query: String) {
    self.result = result
    self.query = query
  }

  /// Rows count from zero.
  package var startIndex: Int { 0 }
  /// The number of rows.
  package var endIndex: Int { Int(PQntuples(result.pointer)) }

  /// The row at a position; one that is not there is a bug of ours.
  package subscript(index: Int) -> Row {
    precondition(indices.contains(index), "\(query) returned \(count) rows; row \(index) was read")
    return Row(rows: self, index: Int32(index))
  }

  /// How many rows an INSERT, UPDATE, DELETE or MERGE touched; for a SELECT the number of rows.
  package var affectedRows: Int {
    Int(String(cString: PQcmdTuples(result.pointer))) ?? 0
  }

  /// The names of the columns, in order.
  package var columnNames: [String] { (0..<result.columnCount).map(result.name(ofColumn:)) }
}

/// One row. Columns count from zero; reading one as another type than it has, or NULL as a value,
/// is a bug of ours and stops the process with the names.
package struct Row: Sendable {
  let rows: Rows
  private let index: Int32

  fileprivate init(rows: Rows, index: Int32) {
    self.rows = rows
    self.index = index
  }

  /// Whether a column is NULL.
  package func isNull(_ column: Int) -> Bool {
    PQgetisnull(rows.result.pointer, index, checked(column)) == 1
  }

  /// Text, varchar, char, name or json.
  package func text(_ column: Int) -> String { present(optionalText(column), column) }
  /// The same, nil for NULL.
  package func optionalText(_ column: Int) -> String? {
    let type = rows.result.type(ofColumn: column)
    return bytes(column, TypeID.textual.contains(type) ? type : TypeID.text)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// A boolean.
  package func bool(_ column: Int) -> Bool { present(optionalBool(column), column) }
  /// A boolean, nil for NULL.
  package func optionalBool(_ column: Int) -> Bool? {
    bytes(column, TypeID.bool).map { $0[0] != 0 }
  }

  /// A smallint.
  package func int16(_ column: Int) -> Int16 { present(optionalInt16(column), column) }
  /// A smallint, nil for NULL.
  package func optionalInt16(_ column: Int) -> Int16? { integer(column, TypeID.int2) }

  /// An integer.
  package func int32(_ column: Int) -> Int32 { present(optionalInt32(column), column) }
  /// An integer, nil for NULL.
  package func optionalInt32(_ column: Int) -> Int32? { integer(column, TypeID.int4) }

  /// A bigint.
  package func int64(_ column: Int) -> Int64 { present(optionalInt64(column), column) }
  /// A bigint, nil for NULL.
  package func optionalInt64(_ column: Int) -> Int64? { integer(column, TypeID.int8) }

  /// A bytea.
  package func bytes(_ column: Int) -> [UInt8] { present(optionalBytes(column), column) }
  /// A bytea, nil for NULL.
  package func optionalBytes(_ column: Int) -> [UInt8]? {
    bytes(column, TypeID.bytea).map { Array($0) }
  }

  /// A timestamptz in microseconds since 1970-01-01T00:00:00Z; infinity is a bug of ours.
  package func microseconds(_ column: Int) -> Int64 {
    present(optionalMicroseconds(column), column)
  }
  /// The same, nil for NULL.
  package func optionalMicroseconds(_ column: Int) -> Int64? {
    integer(column, TypeID.timestamptz).map { (value: Int64) in
      precondition(value != .max && value != .min, "\(place(column)) is infinite")
      return value + Epoch.microseconds
    }
  }

  /// A date in days since 1970-01-01; infinity is a bug of ours.
  package func days(_ column: Int) -> Int32 { present(optionalDays(column), column) }
  /// The same, nil for NULL.
  package func optionalDays(_ column: Int) -> Int32? {
    integer(column, TypeID.date).map { (value: Int32) in
      precondition(value != .max && value != .min, "\(place(column)) is infinite")
      return value + Epoch.days
    }
  }

  /// A text[] of one dimension without NULL elements.
  package func textArray(_ column: Int) -> [String] { present(optionalTextArray(column), column) }
  /// The same, nil for NULL.
  package func optionalTextArray(_ column: Int) -> [String]? {
    bytes(column, TypeID.textArray).map { array in
      elements(of: array, column) { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// A bigint[] of one dimension without NULL elements.
  package func int64Array(_ column: Int) -> [Int64] { present(optionalInt64Array(column), column) }
  /// The same, nil for NULL.
  package func optionalInt64Array(_ column: Int) -> [Int64]? {
    bytes(column, TypeID.int8Array).map { array in
      elements(of: array, column) { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
    }
  }

  // MARK: How a value is found

  private func checked(_ column: Int) -> Int32 {
    precondition(
      (0..<rows.result.columnCount).contains(column),
      "\(rows.query) returns \(rows.result.columnCount) columns; column \(column) was read")
    return Int32(column)
  }

  private func place(_ column: Int) -> String {
    "column \(column) \"\(rows.result.name(ofColumn: column))\" of \(rows.query)"
  }

  private func present<Value>(_ value: Value?, _ column: Int) -> Value {
    guard let value else { preconditionFailure("\(place(column)) is NULL") }
    return value
  }

  /// The bytes of a value, which live as long as the rows; nil for NULL.
  private func bytes(_ column: Int, _ expected: UInt32) -> UnsafeRawBufferPointer? {
    _ = checked(column)
    let type = rows.result.type(ofColumn: column)
    precondition(
      type == expected,
      "\(place(column)) is \(TypeID.name(of: type)), read as \(TypeID.name(of: expected))")
    return rawBytes(column)
  }

  /// The bytes of a value of any type, which live as long as the rows; nil for NULL.
  func rawBytes(_ column: Int) -> UnsafeRawBufferPointer? {
    let position = checked(column)
    let pointer = rows.result.pointer
    guard PQgetisnull(pointer, index, position) == 0 else { return nil }
    return UnsafeRawBufferPointer(
      start: PQgetvalue(pointer, index, position),
      count: Int(PQgetlength(pointer, index, position)))
  }

  private func integer<Value: FixedWidthInteger>(_ column: Int, _ expected: UInt32) -> Value? {
    bytes(column, expected).map { Value(bigEndian: $0.loadUnaligned(as: Value.self)) }
  }

  private func elements<Element>(
    of array: UnsafeRawBufferPointer, _ column: Int,
    _ read: (UnsafeRawBufferPointer) -> Element
  ) -> [Element] {
    func integer(at offset: Int) -> Int {
      Int(Int32(bigEndian: array.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }
    guard integer(at: 0) > 0 else { return [] }
    precondition(integer(at: 0) == 1, "\(place(column)) has \(integer(at: 0)) dimensions")
    var offset = 20
    return (0..<integer(at: 12)).map { _ in
      let length = integer(at: offset)
      precondition(length >= 0, "\(place(column)) has a NULL element")
      defer { offset += 4 + length }
      return read(UnsafeRawBufferPointer(rebasing: array[(offset + 4)..<(offset + 4 + length)]))
    }
  }
}
