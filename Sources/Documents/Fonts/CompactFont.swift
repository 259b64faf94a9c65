/// The glyph outlines of one face: a CID-keyed CFF table. Adobe Technical Note 5176.
struct CompactFont {
  let bytes: FontBytes
  let outlines: FontIndex
  let sharedRoutines: FontIndex
  let parts: [Part]
  private let partStart: Int

  /// Glyphs drawn alike share hints, widths and routines.
  struct Part {
    /// The Private DICT.
    let hints: FontDictionary
    let routines: FontIndex?
  }

  private enum Operation {
    static let charStrings = 17
    static let hints = 18
    static let routines = 19
    static let registry = 12 << 8 | 30
    static let parts = 12 << 8 | 36
    static let partSelect = 12 << 8 | 37
  }

  init(_ bytes: FontBytes) throws(DocumentError) {
    self.bytes = bytes
    let names = try FontIndex(bytes, at: Int(bytes.byte(2)))
    let tops = try FontIndex(bytes, at: names.end)
    let strings = try FontIndex(bytes, at: tops.end)
    sharedRoutines = try FontIndex(bytes, at: strings.end)
    let top = try FontDictionary(bytes, in: tops.range(0, in: bytes))
    guard top.operands(Operation.registry) != nil,
      let outlineStart = top.operands(Operation.charStrings)?.first,
      let partsStart = top.operands(Operation.parts)?.first,
      let selectStart = top.operands(Operation.partSelect)?.first
    else { throw bytes.damaged("it is not keyed by CID") }
    outlines = try FontIndex(bytes, at: outlineStart)
    partStart = selectStart
    let partIndex = try FontIndex(bytes, at: partsStart)
    var parts: [Part] = []
    for index in 0..<partIndex.count {
      parts.append(try Self.part(partIndex.range(index, in: bytes), in: bytes))
    }
    self.parts = parts
  }

  private static func part(
    _ range: Range<Int>, in bytes: FontBytes
  ) throws(DocumentError) -> Part {
    let dictionary = try FontDictionary(bytes, in: range)
    guard let place = dictionary.operands(Operation.hints), place.count == 2 else {
      throw bytes.damaged("a part has no hints")
    }
    let hints = try FontDictionary(bytes, in: place[1]..<place[1] + place[0])
    guard let routines = hints.operands(Operation.routines)?.first else {
      return Part(hints: hints, routines: nil)
    }
    return Part(hints: hints, routines: try FontIndex(bytes, at: place[1] + routines))
  }

  /// The Private DICT of a part as it stands, but without its routines: the outlines no longer
  /// call any.
  func hintBytes(ofPart index: Int) throws(DocumentError) -> [UInt8] {
    var copy: [UInt8] = []
    for entry in parts[index].hints.entries where entry.operation != Operation.routines {
      copy.append(contentsOf: try bytes.part(entry.range))
    }
    return copy
  }

  /// The part a glyph belongs to. Technical Note 5176, 19.
  func part(ofGlyph glyph: Int) throws(DocumentError) -> Int {
    let found: Int
    switch try bytes.byte(partStart) {
    case 0:
      found = Int(try bytes.byte(partStart + 1 + glyph))
    case 3:
      found = try partInRanges(glyph)
    case let format:
      throw bytes.damaged("its part table has the unknown format \(format)")
    }
    guard found < parts.count else { throw bytes.damaged("part \(found) is not there") }
    return found
  }

  private func partInRanges(_ glyph: Int) throws(DocumentError) -> Int {
    var low = 0
    var high = try bytes.integer(partStart + 1, size: 2)
    // The last range that begins at or before the glyph.
    while high - low > 1 {
      let middle = (low + high) / 2
      if try bytes.integer(partStart + 3 + 3 * middle, size: 2) <= glyph {
        low = middle
      } else {
        high = middle
      }
    }
    return Int(try bytes.byte(partStart + 3 + 3 * low + 2))
  }
}
