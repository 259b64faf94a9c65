/// The drawing of one page. Places are counted from the top left corner.
struct Canvas {
  private var writer = ByteWriter()
  private var currentFont: (weight: FontWeight, size: Length)?
  private var currentColour: Colour?

  var content: [UInt8] { writer.bytes }

  mutating func fill(
    x: Length, y: Length, width: Length, height: Length, _ colour: Colour
  ) {
    set(colour)
    place(x, y + height)
    writer.text(" ")
    writer.length(width)
    writer.text(" ")
    writer.length(height)
    writer.text(" re f\n")
  }

  /// A horizontal line; lines are filled boxes, so that they keep their weight when printed.
  mutating func rule(
    from x: Length, to end: Length, y: Length, thickness: Length, _ colour: Colour
  ) {
    fill(x: x, y: y, width: end - x, height: thickness, colour)
  }

  /// Draws text with its baseline at `y`.
  mutating func show(
    _ text: ShapedText, x: Length, y: Length, size: Length, colour: Colour,
    font: inout DocumentFont
  ) {
    guard !text.glyphs.isEmpty else { return }
    set(colour)
    writer.text("BT ")
    if currentFont?.weight != text.weight || currentFont?.size != size {
      currentFont = (text.weight, size)
      writer.text("/F\(text.weight.rawValue) ")
      writer.length(size)
      writer.text(" Tf ")
    }
    place(x, y)
    writer.text(" Td [")
    showGlyphs(text, size: size, font: &font)
    writer.text("]TJ ET\n")
  }

  private mutating func showGlyphs(
    _ text: ShapedText, size: Length, font: inout DocumentFont
  ) {
    var isOpen = false
    // What the pen must still be moved, in thousandths of the size, to the left.
    var shift = 0
    for glyph in text.glyphs {
      let (cid, width) = font.number(of: glyph)
      shift -= glyph.xOffset
      if shift != 0 || glyph.yOffset != 0 {
        if isOpen { writer.text(">") }
        isOpen = false
        if shift != 0 { writer.integer(shift) }
      }
      if glyph.yOffset != 0 { rise(glyph.yOffset * size / 1000) }
      if !isOpen { writer.text("<") }
      isOpen = true
      writer.hex16(cid)
      if glyph.yOffset != 0 {
        writer.text(">")
        isOpen = false
        rise(0)
      }
      shift = width - glyph.advance + glyph.xOffset
    }
    if isOpen { writer.text(">") }
  }

  /// Raises what follows in the middle of a line: an accent over its letter.
  private mutating func rise(_ height: Length) {
    writer.text("]TJ ")
    writer.length(height)
    writer.text(" Ts [")
  }

  private mutating func place(_ x: Length, _ y: Length) {
    writer.length(x)
    writer.text(" ")
    writer.length(Measures.pageHeight - y)
  }

  private mutating func set(_ colour: Colour) {
    guard colour != currentColour else { return }
    currentColour = colour
    writer.text(colour.components)
    writer.text(" rg\n")
  }
}
