/// Writes a CFF table with the glyphs of one document, numbered from zero in the order given.
///
/// Glyph zero is the font's mark for a missing character; PDF/A wants it in every font, though it
/// is never shown. CID and glyph number are the same. Adobe Technical Note 5176.
struct CompactFontSubset {
  let name: String
  /// Glyph numbers of the whole font.
  let glyphs: [Int]
  let font: FontFile
  let outlines: CompactFont

  func bytes() throws(DocumentError) -> [UInt8] {
    var usedParts: [Int] = []
    var places: [Int: UInt8] = [:]
    var selection: [UInt8] = []
    let outlines = try font.outlines(ofGlyphs: glyphs, in: self.outlines)
    for part in outlines.lazy.map(\.part) {
      if places[part] == nil {
        places[part] = UInt8(usedParts.count)
        usedParts.append(part)
      }
      selection.append(places[part, default: 0])
    }
    var hints: [[UInt8]] = []
    for part in usedParts { hints.append(try self.outlines.hintBytes(ofPart: part)) }
    return assembled(selection: selection, outlines: outlines.map(\.bytes), hints: hints)
  }

  private func assembled(
    selection: [UInt8], outlines: [[UInt8]], hints: [[UInt8]]
  ) -> [UInt8] {
    var head = ByteWriter()
    head.append([1, 0, 4, 4])
    head.append(index(of: [Array(name.utf8)]))
    // Every place in it is written with five bytes, so its length is known before the places are.
    let topLength = index(of: [topDictionary(Places())]).count
    var tail = ByteWriter()
    tail.append(index(of: [Array("Adobe".utf8), Array("Identity".utf8)]))
    tail.append([0, 0])
    let tailStart = head.bytes.count + topLength
    var places = Places()
    places.characters = tailStart + tail.bytes.count
    // One range of CIDs from 1.
    tail.byte(2)
    tail.bigEndian16(1)
    tail.bigEndian16(max(0, glyphs.count - 2))
    places.selection = tailStart + tail.bytes.count
    tail.byte(0)
    tail.append(selection)
    places.outlines = tailStart + tail.bytes.count
    tail.append(index(of: outlines))
    var dictionaries: [[UInt8]] = []
    for hint in hints {
      dictionaries.append(
        operand(hint.count) + operand(tailStart + tail.bytes.count) + [18])
      tail.append(hint)
    }
    places.parts = tailStart + tail.bytes.count
    tail.append(index(of: dictionaries))
    head.append(index(of: [topDictionary(places)]))
    precondition(head.bytes.count == tailStart, "the length of the top DICT was not foreseen")
    head.append(tail.bytes)
    return head.bytes
  }

  private struct Places {
    var characters = 0
    var selection = 0
    var outlines = 0
    var parts = 0
  }

  private func topDictionary(_ places: Places) -> [UInt8] {
    // The first two strings of our own, "Adobe" and "Identity", have the numbers 391 and 392.
    var bytes = operand(391) + operand(392) + operand(0) + [12, 30]
    bytes += font.boundingBox.flatMap(operand) + [5]
    bytes += operand(glyphs.count) + [12, 34]
    bytes += operand(places.characters) + [15]
    bytes += operand(places.selection) + [12, 37]
    bytes += operand(places.outlines) + [17]
    bytes += operand(places.parts) + [12, 36]
    return bytes
  }

  /// A whole number in five bytes.
  private func operand(_ value: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.byte(29)
    writer.bigEndian32(value)
    return writer.bytes
  }

  /// Objects behind a list of where each begins, in two bytes a place where they are enough.
  private func index(of objects: [[UInt8]]) -> [UInt8] {
    var writer = ByteWriter()
    writer.bigEndian16(objects.count)
    let end = objects.reduce(1) { $0 + $1.count }
    let isShort = end <= UInt16.max
    writer.byte(isShort ? 2 : 4)
    func place(_ offset: Int) {
      if isShort { writer.bigEndian16(offset) } else { writer.bigEndian32(offset) }
    }
    var offset = 1
    place(offset)
    for object in objects {
      offset += object.count
      place(offset)
    }
    for object in objects { writer.append(object) }
    return writer.bytes
  }
}
