/// A part of the page, from its left upper corner.
struct Box {
  var x: Length
  var y: Length
  var width: Length
  var height: Length
}

/// The drawing of one page. Places are counted from the top left corner.
struct Canvas {
  private var writer = ByteWriter()
  private var currentFont: (choice: FontChoice, size: Length)?
  private var currentColour: Colour?

  var content: [UInt8] { writer.bytes }

  mutating func fill(
    x: Length, y: Length, width: Length, height: Length, _ colour: Colour
  ) {
    fill([Box(x: x, y: y, width: width, height: height)], colour)
  }

  /// Fills boxes as one path, so that no seam shows where two of them meet.
  mutating func fill(_ boxes: [Box], _ colour: Colour) {
    set(colour)
    for box in boxes {
      place(box.x, box.y + box.height)
      writer.text(" ")
      writer.length(box.width)
      writer.text(" ")
      writer.length(box.height)
      writer.text(" re\n")
    }
    writer.text("f\n")
  }

  /// A horizontal line; lines are filled boxes, so that they keep their weight when printed.
  mutating func rule(
    from x: Length, to end: Length, y: Length, thickness: Length, _ colour: Colour
  ) {
    fill(x: x, y: y, width: end - x, height: thickness, colour)
  }

  /// Draws text on the rising diagonal of the page, its middle on the page's middle, under
  /// everything that is there already.
  ///
  /// Opaque and first, not transparent and last: PDF/A then needs no blending.
  mutating func underlay(
    _ text: ShapedText, size: Length, colour: Colour, fonts: inout [DocumentFont]
  ) {
    var under = Canvas()
    // A4 is 1 to the root of 2, so its diagonal rises by 54.74 degrees.
    under.writer.text("q 0.5774 0.8165 -0.8165 0.5774 ")
    under.writer.length(Measures.pageWidth / 2)
    under.writer.text(" ")
    under.writer.length(Measures.pageHeight / 2)
    under.writer.text(" cm\n")
    // Places are counted from the top of a page that stands on the middle of this one. Capitals
    // and ideographs are some 0.7 of the size high.
    under.show(
      text, x: -text.width(atSize: size) / 2, y: Measures.pageHeight + size * 35 / 100, size: size,
      colour: colour, fonts: &fonts)
    // What follows begins with its own font and colour, as it did without this.
    under.writer.text("Q\n")
    under.writer.append(writer.bytes)
    writer = under.writer
  }

  /// Draws text with its baseline at `y`.
  mutating func show(
    _ text: ShapedText, x: Length, y: Length, size: Length, colour: Colour,
    fonts: inout [DocumentFont]
  ) {
    guard let first = text.glyphs.first else { return }
    set(colour)
    writer.text("BT ")
    set(first.font, size: size)
    place(x, y)
    writer.text(" Td [")
    showGlyphs(text, size: size, fonts: &fonts)
    writer.text("]TJ ET\n")
  }

  private mutating func set(_ font: FontChoice, size: Length) {
    guard currentFont?.choice != font || currentFont?.size != size else { return }
    currentFont = (font, size)
    writer.text("/F\(font.index) ")
    writer.length(size)
    writer.text(" Tf ")
  }

  private mutating func showGlyphs(
    _ text: ShapedText, size: Length, fonts: inout [DocumentFont]
  ) {
    var isOpen = false
    // What the pen must still be moved, in thousandths of the size, to the left.
    var shift = 0
    for glyph in text.glyphs {
      let (cid, width) = fonts[glyph.font.index].number(of: glyph)
      shift -= Int(glyph.xOffset)
      if glyph.font != currentFont?.choice {
        writer.text(isOpen ? ")]TJ " : "]TJ ")
        isOpen = false
        set(glyph.font, size: size)
        writer.text("[")
      }
      if shift != 0 || glyph.yOffset != 0 {
        if isOpen { writer.text(")") }
        isOpen = false
        if shift != 0 { writer.integer(shift) }
      }
      if glyph.yOffset != 0 { rise(Int(glyph.yOffset) * size / 1000) }
      if !isOpen { writer.text("(") }
      isOpen = true
      writer.stringCode(cid)
      if glyph.yOffset != 0 {
        writer.text(")")
        isOpen = false
        rise(0)
      }
      shift = width - Int(glyph.advance) + Int(glyph.xOffset)
    }
    if isOpen { writer.text(")") }
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
