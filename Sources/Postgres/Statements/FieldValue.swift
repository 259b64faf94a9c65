internal import CLibpq

/// A field of a statement that this project did not write, read by the type it has.
package enum FieldValue: Sendable, Hashable {
  case null
  case text(String)
  case integer(Int64)
  /// Digits with an ASCII minus and a point, without zeros at the end: `-12.5`.
  case decimal(String)
  /// Microseconds since 1970-01-01T00:00:00Z.
  case instant(Int64)
  /// Days since 1970-01-01.
  case date(Int32)
  /// A value that has no counterpart here: infinity, not a number, or a type that is not read.
  case unreadable(String)
}

extension Row {
  /// The value of a column, whatever its type. Never stops the process.
  package func value(_ column: Int) -> FieldValue {
    let type = rows.result.type(ofColumn: column)
    guard let bytes = rawBytes(column) else { return .null }
    func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value {
      Value(bigEndian: bytes.loadUnaligned(as: Value.self))
    }
    switch type {
    case _ where TypeID.textual.contains(type): return .text(String(decoding: bytes, as: UTF8.self))
    case TypeID.int2: return .integer(Int64(integer(Int16.self)))
    case TypeID.int4: return .integer(Int64(integer(Int32.self)))
    case TypeID.int8: return .integer(integer(Int64.self))
    case TypeID.date:
      let days = integer(Int32.self)
      let (shifted, overflow) = days.addingReportingOverflow(Epoch.days)
      return overflow || days == .min ? .unreadable("infinity") : .date(shifted)
    case TypeID.timestamptz:
      let count = integer(Int64.self)
      let (shifted, overflow) = count.addingReportingOverflow(Epoch.microseconds)
      return overflow || count == .min ? .unreadable("infinity") : .instant(shifted)
    case TypeID.numeric: return Self.decimal(bytes)
    default: return .unreadable("a value of type \(TypeID.name(of: type))")
    }
  }

  /// Groups of four digits, the power of 10,000 of the first, a sign, how many decimals to show.
  private static func decimal(_ bytes: UnsafeRawBufferPointer) -> FieldValue {
    func word(_ index: Int) -> UInt16 {
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    }
    let (count, sign) = (Int(word(0)), word(2))
    let weight = Int(Int16(bitPattern: word(1)))
    guard sign == 0 || sign == 0x4000 else {
      return .unreadable(sign == 0xC000 ? "not a number" : "infinity")
    }
    func group(_ power: Int) -> String {
      let index = weight - power
      let digits = index >= 0 && index < count ? String(word(4 + index)) : "0"
      return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
    var whole = weight < 0 ? "" : (0...weight).map { group(weight - $0) }.joined()
    whole = String(whole.drop { $0 == "0" })
    let last = weight - count + 1
    var fraction = last < 0 ? stride(from: -1, through: last, by: -1).map(group).joined() : ""
    while fraction.last == "0" { fraction.removeLast() }
    let text = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    return .decimal((sign == 0x4000 ? "-" : "") + text)
  }
}
