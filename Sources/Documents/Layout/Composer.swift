/// A document being laid out: its pages, the fonts it uses so far, and the place reached.
struct Composer: ~Copyable {
  let language: DocumentLanguage
  private let shelf: FontShelf
  private let shaper: Shaper
  private(set) var fonts: [DocumentFont]
  private(set) var pages: [Canvas] = [Canvas()]
  private(set) var bookmarks: [Bookmark] = []
  /// The first text that should have been whole and did not fit even in small print; see ``whole``.
  private(set) var cutText: String?
  /// The next free place on the current page, from its top.
  var cursor: Length = Measures.top
  private var currentPage = 0

  init(shelf: FontShelf, language: DocumentLanguage) {
    self.language = language
    self.shelf = shelf
    shaper = shelf.lendShaper()
    fonts = FontChoice.all.compactMap { choice in
      shelf[choice].map { DocumentFont($0, weight: choice.weight) }
    }
  }

  deinit {
    shelf.takeBack(shaper)
  }

  /// Whether content of that height still fits the page.
  func fits(_ height: Length) -> Bool {
    cursor + height <= Measures.contentBottom
  }

  mutating func breakPage() {
    pages.append(Canvas())
    currentPage = pages.count - 1
    cursor = Measures.laterTop
  }

  /// Goes back to draw on a finished page: heads and feet that tell the number of pages.
  mutating func revisit(page: Int) {
    currentPage = page
  }

  mutating func bookmark(_ title: String) {
    bookmarks.append(Bookmark(title: title, page: currentPage, top: cursor))
  }

  // MARK: Drawing

  mutating func rule(
    from x: Length = Measures.left, to end: Length = Measures.contentRight, y: Length,
    thickness: Length = 500, _ colour: Colour
  ) {
    pages[currentPage].rule(from: x, to: end, y: y, thickness: thickness, colour)
  }

  mutating func fill(
    x: Length, y: Length, width: Length, height: Length, _ colour: Colour
  ) {
    pages[currentPage].fill(x: x, y: y, width: width, height: height, colour)
  }

  mutating func fill(_ boxes: [Box], _ colour: Colour) {
    pages[currentPage].fill(boxes, colour)
  }

  /// Draws shaped text with its baseline at `y`; `x` is its left end, middle or right end.
  mutating func show(
    _ text: ShapedText, x: Length, y: Length, _ style: TextStyle, _ alignment: Alignment = .left
  ) {
    let width = text.width(atSize: style.size)
    let left =
      switch alignment {
      case .left: x
      case .centre: x - width / 2
      case .right: x - width
      }
    pages[currentPage].show(
      text, x: left, y: y, size: style.size, colour: style.colour, fonts: &fonts)
  }

  mutating func text(
    _ text: String, x: Length, y: Length, _ style: TextStyle, _ alignment: Alignment = .left
  ) throws(DocumentError) {
    show(try shaped(text, style), x: x, y: y, style, alignment)
  }

  /// Marks every page that there is; to be called when all are laid out.
  mutating func mark(_ mark: PageMark) throws(DocumentError) {
    let text = try shaped(
      mark.words.line(in: language), TextStyle(weight: .bold, size: 0, colour: .mark))
    // As large as half the page's diagonal allows, and no word larger than the page bears.
    let atHundred = text.width(atSize: 100_000)
    let size = min(130_000, 100_000 * Measures.pageHeight * 6 / 10 / max(atHundred, 1))
    for index in pages.indices {
      pages[index].underlay(text, size: size, colour: .mark, fonts: &fonts)
    }
  }

  // MARK: Measuring

  mutating func shaped(_ text: String, _ style: TextStyle) throws(DocumentError) -> ShapedText {
    try shaper.shaped(singleLine(text), style.weight, in: shelf)
  }

  mutating func width(_ text: String, _ style: TextStyle) throws(DocumentError) -> Length {
    try shaped(text, style).width(atSize: style.size)
  }

  /// The text, or as much of it as fits the width with an ellipsis after it.
  mutating func fitted(
    _ text: String, _ style: TextStyle, width: Length
  ) throws(DocumentError) -> ShapedText {
    let lines = try wrapped(text, style, width: width, atMost: 1)
    return lines.first ?? ShapedText(glyphs: [])
  }

  /// Text of which nothing may be missing, in that many lines at most: set smaller where it needs
  /// more. What is too long for the smallest print is cut, and ``cutText`` tells.
  mutating func whole(
    _ text: String, _ style: TextStyle, width: Length, atMost limit: Int
  ) throws(DocumentError) -> (lines: [ShapedText], style: TextStyle) {
    var style = style
    var isCut = isTooLong(text)
    if !isCut {
      let shaped = try shaped(text, style)
      while shaped.lineRanges(width: width, size: style.size).count > limit, !isCut {
        isCut = style.size <= 4_000
        if !isCut { style = style.with(size: style.size - 250) }
      }
    }
    if isCut { cutText = cutText ?? text }
    return (try wrapped(text, style, width: width, atMost: limit), style)
  }

  /// Sets such text from the left upper corner on, and returns where it ends. A line has that pitch,
  /// less where it is set smaller.
  mutating func whole(
    _ text: String, _ style: TextStyle, x: Length, y: Length, width: Length, pitch: Length
  ) throws(DocumentError) -> Length {
    let (lines, fitting) = try whole(text, style, width: width, atMost: 12)
    var y = y
    for line in lines {
      if y > Measures.contentBottom { cutText = cutText ?? text }
      show(line, x: x, y: y, fitting)
      y += pitch * fitting.size / style.size
    }
    return y
  }

  /// The text in lines of that width; where it needs more lines than may be, the last one ends
  /// with an ellipsis.
  mutating func wrapped(
    _ text: String, _ style: TextStyle, width: Length, atMost limit: Int
  ) throws(DocumentError) -> [ShapedText] {
    let isCut = limit < .max && isTooLong(text)
    let source = isCut ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(1_000))) : text
    let whole = try shaped(source, style)
    let ranges = whole.lineRanges(width: width, size: style.size)
    guard ranges.count > limit || isCut else { return ranges.map(whole.part) }
    let ellipsis = try shaped("…", style)
    let lastIndex = min(limit, ranges.count) - 1
    var lines = ranges.prefix(lastIndex).map(whole.part)
    var last = whole.part(ranges[lastIndex].lowerBound..<whole.glyphs.count)
    let room = width - ellipsis.width(atSize: style.size)
    last.glyphs.removeSubrange(last.prefixCount(width: room, size: style.size)...)
    last.glyphs += ellipsis.glyphs
    lines.append(last)
    return lines
  }

  /// Nothing shows more characters than this; text of a megabyte is not worth shaping.
  private func isTooLong(_ text: String) -> Bool {
    text.utf8.count > 1_000 && text.unicodeScalars.count > 1_000
  }

  /// Line feeds and tabs inside a text are spaces; other control characters have no glyph.
  private func singleLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 }) else { return text }
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar == "\t" || scalar == "\n" || scalar == "\r" ? " " : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
