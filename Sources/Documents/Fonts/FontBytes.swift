/// The bytes of a font table, read big-endian; a place outside the table is an error, not a crash.
struct FontBytes {
  let base: UnsafeRawBufferPointer
  let path: String

  var count: Int { base.count }

  func byte(_ place: Int) throws(DocumentError) -> UInt8 {
    guard place >= 0, place < base.count else { throw damaged("byte \(place) is outside") }
    return base[place]
  }

  func integer(_ place: Int, size: Int) throws(DocumentError) -> Int {
    var value = 0
    for offset in 0..<size { value = try value << 8 | Int(byte(place + offset)) }
    return value
  }

  func part(_ range: Range<Int>) throws(DocumentError) -> UnsafeRawBufferPointer {
    guard range.lowerBound >= 0, range.upperBound <= base.count else {
      throw damaged("bytes \(range.lowerBound) to \(range.upperBound) are outside")
    }
    return UnsafeRawBufferPointer(rebasing: base[range])
  }

  func damaged(_ reason: String) -> DocumentError {
    .fontUnusable(path: path, reason: "its CFF table is damaged, \(reason)")
  }
}

/// An INDEX of a CFF table: variable-length objects, one after the other.
/// Adobe Technical Note 5176, 5.
struct FontIndex {
  let count: Int
  /// The first byte after the whole index.
  let end: Int
  private let offsetSize: Int
  private let offsetStart: Int

  init(_ bytes: FontBytes, at start: Int) throws(DocumentError) {
    count = try bytes.integer(start, size: 2)
    offsetStart = start + 3
    guard count > 0 else {
      offsetSize = 0
      end = start + 2
      return
    }
    offsetSize = Int(try bytes.byte(start + 2))
    guard (1...4).contains(offsetSize) else { throw bytes.damaged("an offset has no size") }
    let dataStart = offsetStart + (count + 1) * offsetSize - 1
    end = try dataStart + bytes.integer(offsetStart + count * offsetSize, size: offsetSize)
  }

  /// Where an object lies.
  func range(_ index: Int, in bytes: FontBytes) throws(DocumentError) -> Range<Int> {
    guard index >= 0, index < count else { throw bytes.damaged("object \(index) is not there") }
    let dataStart = offsetStart + (count + 1) * offsetSize - 1
    let place = offsetStart + index * offsetSize
    let lower = try dataStart + bytes.integer(place, size: offsetSize)
    let upper = try dataStart + bytes.integer(place + offsetSize, size: offsetSize)
    guard lower <= upper, upper <= bytes.count else {
      throw bytes.damaged("object \(index) has no extent")
    }
    return lower..<upper
  }
}

/// A DICT of a CFF table: operators, each with its operands before it. Technical Note 5176, 4.
struct FontDictionary {
  /// One operator; two-byte ones are 12 × 256 + the second byte.
  struct Entry {
    let operation: Int
    let operands: [Int]
    /// Operands and operator as they stand in the file.
    let range: Range<Int>
  }

  let entries: [Entry]

  init(_ bytes: FontBytes, in range: Range<Int>) throws(DocumentError) {
    var entries: [Entry] = []
    var operands: [Int] = []
    var place = range.lowerBound
    var start = place
    while place < range.upperBound {
      let first = Int(try bytes.byte(place))
      place += 1
      switch first {
      case 0...21:
        var operation = first
        if first == 12 {
          operation = try 12 << 8 | Int(bytes.byte(place))
          place += 1
        }
        entries.append(Entry(operation: operation, operands: operands, range: start..<place))
        operands = []
        start = place
      case 28:
        operands.append(Int(Int16(truncatingIfNeeded: try bytes.integer(place, size: 2))))
        place += 2
      case 29:
        operands.append(Int(Int32(truncatingIfNeeded: try bytes.integer(place, size: 4))))
        place += 4
      case 30:
        // A real number: nibbles up to one that is 15. No operator that we read has one.
        while try bytes.byte(place) & 15 != 15 { place += 1 }
        place += 1
        operands.append(0)
      case 32...246:
        operands.append(first - 139)
      case 247...250:
        operands.append(try (first - 247) << 8 + Int(bytes.byte(place)) + 108)
        place += 1
      case 251...254:
        operands.append(try -((first - 251) << 8) - Int(bytes.byte(place)) - 108)
        place += 1
      default:
        throw bytes.damaged("byte \(first) opens no operand")
      }
    }
    self.entries = entries
  }

  func operands(_ operation: Int) -> [Int]? {
    entries.last { $0.operation == operation }?.operands
  }
}
