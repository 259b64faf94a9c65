/// Parameters in the form PQsendQueryPrepared takes: one run of bytes, and where each value begins.
struct EncodedParameters {
  private var bytes: [UInt8] = []
  /// Nil is NULL.
  private var offsets: [Int?] = []
  private var lengths: [Int32] = []
  /// 0 is text, 1 is binary.
  private var formats: [Int32] = []

  /// Converts each value to the type the server expects.
  ///
  /// - Throws: `22021` for a text with U+0000, which PostgreSQL cannot hold.
  init(_ parameters: [Parameter], for types: [UInt32], of query: String) throws(PostgresError) {
    for (index, parameter) in parameters.enumerated() {
      try append(parameter, types[index], "$\(index + 1) of \(query)")
    }
  }

  private mutating func append(
    _ parameter: Parameter, _ type: UInt32, _ place: String
  ) throws(PostgresError) {
    func require(_ types: UInt32...) {
      precondition(
        types.contains(type), "\(place) is \(TypeID.name(of: type)) and was given \(parameter)")
    }
    switch parameter {
    case .null:
      offsets.append(nil)
      lengths.append(0)
      formats.append(1)
    case .bool(let value):
      require(TypeID.bool)
      binary { $0.append(value ? 1 : 0) }
    case .int16(let value): integer(Int64(value), type)
    case .int32(let value): integer(Int64(value), type)
    case .int64(let value): integer(value, type)
    case .text(let value): try text(value, type, place)
    case .bytes(let value):
      require(TypeID.bytea)
      binary { $0 += value }
    case .timestamp(let microseconds):
      require(TypeID.timestamptz)
      binary { $0.append(bigEndian: microseconds - Epoch.microseconds) }
    case .date(let days):
      require(TypeID.date)
      binary { $0.append(bigEndian: days - Epoch.days) }
    case .textArray(let values):
      require(TypeID.textArray, TypeID.varcharArray)
      let element = type == TypeID.textArray ? TypeID.text : TypeID.varchar
      array(values, of: element) { $0 += Array($1.utf8) }
    case .int64Array(let values):
      require(TypeID.int8Array)
      array(values, of: TypeID.int8) { $0.append(bigEndian: $1) }
    }
  }

  /// An integer fits its own type in binary, and any other numeric type as digits; a value that is
  /// out of range is the server's to refuse (`22003`).
  private mutating func integer(_ value: Int64, _ type: UInt32) {
    switch type {
    case TypeID.int8: binary { $0.append(bigEndian: value) }
    case TypeID.int4 where Int32(exactly: value) != nil:
      binary { $0.append(bigEndian: Int32(truncatingIfNeeded: value)) }
    case TypeID.int2 where Int16(exactly: value) != nil:
      binary { $0.append(bigEndian: Int16(truncatingIfNeeded: value)) }
    default: characters("\(value)")
    }
  }

  /// Text goes as it is to textual types, and through its own reader to any other type.
  private mutating func text(
    _ value: String, _ type: UInt32, _ place: String
  ) throws(PostgresError) {
    guard !value.utf8.contains(0) else {
      throw PostgresError("22021", "the text for \(place) contains U+0000")
    }
    if TypeID.textual.contains(type) {
      binary { $0 += Array(value.utf8) }
    } else {
      characters(value)
    }
  }

  private mutating func characters(_ value: String) {
    offsets.append(bytes.count)
    lengths.append(0)
    formats.append(0)
    bytes += Array(value.utf8)
    bytes.append(0)
  }

  private mutating func binary(_ write: (inout [UInt8]) -> Void) {
    let start = bytes.count
    write(&bytes)
    offsets.append(start)
    lengths.append(Int32(bytes.count - start))
    formats.append(1)
  }

  /// One dimension, lower bound 1, no NULL among the elements.
  private mutating func array<Element>(
    _ values: [Element], of type: UInt32, _ write: (inout [UInt8], Element) -> Void
  ) {
    binary { bytes in
      bytes.append(bigEndian: Int32(values.isEmpty ? 0 : 1))
      bytes.append(bigEndian: Int32(0))
      bytes.append(bigEndian: type)
      guard !values.isEmpty else { return }
      bytes.append(bigEndian: Int32(values.count))
      bytes.append(bigEndian: Int32(1))
      for value in values {
        let mark = bytes.count
        bytes.append(bigEndian: Int32(0))
        write(&bytes, value)
        let length = UInt32(bytes.count - mark - 4)
        for byte in 0..<4 {
          bytes[mark + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte))
        }
      }
    }
  }

  /// Lends the three parallel arrays of the C interface.
  func withPointers<R>(
    _ body: (
      UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> R
  ) -> R {
    // A NULL pointer means NULL, so even an empty value needs an address.
    let padded = bytes + [0]
    return padded.withUnsafeBytes { buffer in
      let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = offsets.map { offset in
        offset.flatMap { offset in base.map { UnsafePointer($0 + offset) } }
      }
      return body(values, lengths, formats)
    }
  }
}

extension [UInt8] {
  /// Appends an integer in network order.
  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
