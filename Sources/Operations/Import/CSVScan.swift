/// Why a stretch of a file is no record of RFC 4180.
package enum CSVFlaw: Hashable, Sendable {
  /// A quote opens a field and none closes it.
  case unterminatedQuote
  /// A quote stands inside a field that does not begin with one.
  case quoteInBareField
  /// Something stands between a closing quote and the next comma.
  case textAfterQuote
  /// A carriage return without a line feed.
  case bareCarriageReturn
  /// More bytes than a record may have.
  case recordTooLong
}

/// One pass over the bytes at hand, up to the end of a record.
struct CSVScan {
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D

  enum Outcome {
    case record
    case emptyLine
    case flaw(CSVFlaw)
    /// The bytes end before the record does, and the file goes on.
    case needsMore
    case end
  }

  let bytes: UnsafeRawBufferPointer
  var place: Int
  var line = 1
  var isWholeFile = false
  /// The line of the quote that is open, or 0.
  private(set) var quoteLine = 0

  init(bytes: UnsafeRawBufferPointer, start: Int) {
    self.bytes = bytes
    place = start
  }

  /// Collects the fields of the record that begins here; `place` and `line` move behind it.
  mutating func record(into fields: inout [CSVField]) -> Outcome {
    fields.removeAll(keepingCapacity: true)
    guard place < bytes.count else { return isWholeFile ? .end : .needsMore }
    let start = place
    while true {
      let isQuoted = place < bytes.count && bytes[place] == CSVScan.quote
      if let outcome = isQuoted ? quotedField(&fields) : bareField(&fields) { return outcome }
      // A field ends at a comma, at a line's end or at the end of the file.
      guard place < bytes.count else { return .record }
      let byte = bytes[place]
      place += 1
      if byte == CSVScan.comma { continue }
      if byte == CSVScan.carriageReturn {
        guard place < bytes.count else {
          return isWholeFile ? skipLine(.bareCarriageReturn) : .needsMore
        }
        guard bytes[place] == CSVScan.lineFeed else { return skipLine(.bareCarriageReturn) }
        place += 1
      }
      line += 1
      let isEmpty = fields.count == 1 && fields[0].count == 0 && bytes[start] != CSVScan.quote
      return isEmpty ? .emptyLine : .record
    }
  }

  /// Reads up to what ends a field without quotes; nil when the field is complete.
  @inline(__always)
  private mutating func bareField(_ fields: inout [CSVField]) -> Outcome? {
    let start = place
    while true {
      skipOrdinary()
      guard place < bytes.count else {
        guard isWholeFile else { return .needsMore }
        break
      }
      let byte = bytes[place]
      if byte == CSVScan.comma || byte == CSVScan.lineFeed || byte == CSVScan.carriageReturn {
        break
      }
      if byte == CSVScan.quote {
        addField(start, to: &fields)
        return skipLine(.quoteInBareField)
      }
      place += 1
    }
    addField(start, to: &fields)
    return nil
  }

  /// Moves over bytes above the comma, which end nothing, eight at a time.
  @inline(__always)
  private mutating func skipOrdinary() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while place &+ 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      // Marks the bytes below 0x2D; a byte of 0x80 and more is none of them.
      let marks = (word &- ones &* 0x2D) & ~word & highs
      if marks != 0 {
        // The lowest mark is the first in the file; carries reach only above it.
        place &+= marks.trailingZeroBitCount / 8
        return
      }
      place &+= 8
    }
    while place < bytes.count, bytes[place] > CSVScan.comma { place &+= 1 }
  }

  @inline(__always)
  private func addField(_ start: Int, to fields: inout [CSVField]) {
    fields.append(
      CSVField(start: start, count: place &- start, line: line, hasDoubledQuotes: false))
  }

  /// Reads a field in quotes and stops behind the closing one; nil when the field is complete.
  private mutating func quotedField(_ fields: inout [CSVField]) -> Outcome? {
    var field = CSVField(start: place + 1, count: 0, line: line, hasDoubledQuotes: false)
    quoteLine = line
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      if byte == CSVScan.lineFeed { line += 1 }
      guard byte == CSVScan.quote else {
        place += 1
        continue
      }
      if place + 1 < bytes.count, bytes[place + 1] == CSVScan.quote {
        field.hasDoubledQuotes = true
        place += 2
        continue
      }
      quoteLine = 0
      field.count = place - field.start
      fields.append(field)
      place += 1
      guard place < bytes.count else { return isWholeFile ? nil : .needsMore }
      switch bytes[place] {
      case CSVScan.comma, CSVScan.lineFeed, CSVScan.carriageReturn: return nil
      default: return skipLine(.textAfterQuote)
      }
    }
    guard isWholeFile else { return .needsMore }
    field.count = place - field.start
    fields.append(field)
    return .flaw(.unterminatedQuote)
  }

  /// Goes behind the end of this line, where reading can begin anew.
  private mutating func skipLine(_ flaw: CSVFlaw) -> Outcome {
    while place < bytes.count, bytes[place] != CSVScan.lineFeed { place += 1 }
    guard place < bytes.count else { return isWholeFile ? .flaw(flaw) : .needsMore }
    place += 1
    line += 1
    return .flaw(flaw)
  }
}
