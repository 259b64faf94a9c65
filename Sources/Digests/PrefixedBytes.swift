extension [UInt8] {
  /// Appends a text behind the number of its bytes, so that what is hashed cannot be cut elsewhere:
  /// two different lists of texts never have the same bytes.
  ///
  /// The number has four bytes with the most significant first, as `int4send` of PostgreSQL.
  package mutating func append(prefixed text: String) {
    guard let count = Int32(exactly: text.utf8.count) else {
      preconditionFailure("\(text.utf8.count) bytes do not fit a length of four bytes")
    }
    append(bigEndian: count)
    append(contentsOf: text.utf8)
  }

  /// Appends an integer, the most significant byte first.
  package mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
