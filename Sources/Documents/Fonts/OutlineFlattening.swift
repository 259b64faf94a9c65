/// An outline that calls no routines.
struct FlatOutline {
  let bytes: [UInt8]
  /// The part of the font that it belongs to.
  let part: Int
}

/// Copies an outline with the routines it calls put in their places.
///
/// An outline that calls nothing can stand in another font alone, so a document carries the
/// glyphs it shows and no routine of the other 65,000. Adobe Technical Note 5177.
struct OutlineFlattening {
  private let font: CompactFont
  private let part: CompactFont.Part
  private var copy: [UInt8] = []
  /// Where the operands on the stack begin in the copy.
  private var operandStarts: [Int] = []
  private var lastNumber = 0
  private var hintCount = 0
  private var isEnded = false

  private init(font: CompactFont, part: CompactFont.Part) {
    self.font = font
    self.part = part
  }

  static func outline(
    ofGlyph glyph: Int, in font: CompactFont
  ) throws(DocumentError) -> FlatOutline {
    let part = try font.part(ofGlyph: glyph)
    var flattening = OutlineFlattening(font: font, part: font.parts[part])
    try flattening.run(font.outlines.range(glyph, in: font.bytes), depth: 0)
    return FlatOutline(bytes: flattening.copy, part: part)
  }

  private mutating func run(_ range: Range<Int>, depth: Int) throws(DocumentError) {
    guard depth <= 10 else { throw font.bytes.damaged("its routines call each other too deep") }
    let code = try font.bytes.part(range)
    var place = 0
    while place < code.count, !isEnded {
      let first = code[place]
      switch first {
      case 10, 29:
        place += 1
        try call(isShared: first == 29, depth: depth)
      case 11:
        return
      case 28, 32...255:
        place = try number(code, at: place)
      default:
        place = try operation(code, at: place)
      }
    }
  }

  private mutating func call(isShared: Bool, depth: Int) throws(DocumentError) {
    guard let operandStart = operandStarts.popLast() else {
      throw font.bytes.damaged("an outline calls no routine in particular")
    }
    copy.removeSubrange(operandStart...)
    guard let routines = isShared ? font.sharedRoutines : part.routines else {
      throw font.bytes.damaged("an outline calls a routine that is not there")
    }
    // The numbers are shifted so that most of them fit one byte. Technical Note 5176, 16.
    let bias = routines.count < 1240 ? 107 : routines.count < 33_900 ? 1131 : 32_768
    try run(routines.range(lastNumber + bias, in: font.bytes), depth: depth + 1)
  }

  private mutating func number(
    _ code: UnsafeRawBufferPointer, at place: Int
  ) throws(DocumentError) -> Int {
    let first = code[place]
    let length =
      switch first {
      case 28: 3
      case 255: 5
      case 247...254: 2
      default: 1
      }
    guard place + length <= code.count else { throw font.bytes.damaged("a number is cut") }
    switch first {
    case 28:
      lastNumber = Int(Int16(truncatingIfNeeded: Int(code[place + 1]) << 8 | Int(code[place + 2])))
    case 32...246: lastNumber = Int(first) - 139
    case 247...250: lastNumber = (Int(first) - 247) << 8 + Int(code[place + 1]) + 108
    case 251...254: lastNumber = -((Int(first) - 251) << 8) - Int(code[place + 1]) - 108
    default: lastNumber = 0
    }
    operandStarts.append(copy.count)
    for offset in 0..<length { copy.append(code[place + offset]) }
    return place + length
  }

  private mutating func operation(
    _ code: UnsafeRawBufferPointer, at place: Int
  ) throws(DocumentError) -> Int {
    let first = code[place]
    var length = 1
    switch first {
    case 1, 3, 18, 23:
      hintCount += operandStarts.count / 2
    case 19, 20:
      // Operands before a mask are vertical hints without their operator.
      hintCount += operandStarts.count / 2
      length = 1 + (hintCount + 7) / 8
    case 12:
      length = 2
    case 14:
      isEnded = true
    default:
      break
    }
    guard place + length <= code.count else { throw font.bytes.damaged("an operator is cut") }
    for offset in 0..<length { copy.append(code[place + offset]) }
    operandStarts.removeAll(keepingCapacity: true)
    return place + length
  }
}
