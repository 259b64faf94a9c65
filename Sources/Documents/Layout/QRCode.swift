import CQREncode
import CivilTime

/// A text as a square of dark and light modules that a telephone reads: ISO/IEC 18004.
///
/// Level M, which repairs some 15 % of the symbol: enough for a fold or a stamp.
package struct QRCode: Hashable, Sendable {
  /// How many modules a side has: 21 to 65.
  package let side: Int
  private let modules: [Bool]

  /// Version 12 is the largest whose modules are a third of a millimetre on 22 mm; smaller ones
  /// are not read from paper.
  private static let largestSide = 65

  /// The smallest code that holds the text as UTF-8. The same text gives the same code.
  ///
  /// - Throws: `codeUnreadable` for an empty text and above 287 bytes.
  package init(_ text: String) throws(DocumentError) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty,
      let code = QRcode_encodeData(Int32(clamping: bytes.count), bytes, 0, QR_ECLEVEL_M)
    else { throw .codeUnreadable(text: text) }
    defer { QRcode_free(code) }
    side = Int(code.pointee.width)
    guard side <= Self.largestSide, let data = code.pointee.data else {
      throw .codeUnreadable(text: text)
    }
    // The lowest bit is the colour, the others are the library's own.
    modules = (0..<side * side).map { data[$0] & 1 == 1 }
  }

  /// Whether the module is dark; row and column count from 0 at the top left.
  package func isDark(row: Int, column: Int) -> Bool {
    modules[row * side + column]
  }

  /// The dark modules of a row that lie together, as ranges of columns.
  func darkRuns(row: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for column in 0..<side {
      if isDark(row: row, column: column) {
        start = start ?? column
      } else if let begun = start {
        runs.append(begun..<column)
        start = nil
      }
    }
    if let begun = start { runs.append(begun..<side) }
    return runs
  }
}

extension Composer {
  /// Draws a code and the words under it, all black on the blank page.
  ///
  /// - Parameters:
  ///   - x: The left end of the modules. Four modules around them must stay blank.
  ///   - y: Their upper end.
  ///   - size: Their width and height.
  /// - Returns: Where the words end.
  mutating func qrCode(
    _ code: QRCode, x: Length, y: Length, size: Length = Measures.millimetres(22)
  ) throws(DocumentError) -> Length {
    // Edges are rounded, never widths, so that rows and columns meet everywhere.
    func edge(_ module: Int) -> Length { size * module / code.side }
    let boxes = (0..<code.side).flatMap { row in
      code.darkRuns(row: row).map { run in
        Box(
          x: x + edge(run.lowerBound), y: y + edge(row),
          width: edge(run.upperBound) - edge(run.lowerBound),
          height: edge(row + 1) - edge(row))
      }
    }
    fill(boxes, .ink)
    var end = y + size + edge(Self.quietModules)
    for line in Words.scanToCheck.lines(in: language) {
      end += TextStyle.note.size
      try text(line, x: x + size / 2, y: end, .note, .centre)
      end += 2_000
    }
    return end
  }

  /// What must stay blank around a code, in modules. ISO/IEC 18004.
  static let quietModules = 4
}

extension Typesetter {
  /// A page with nothing but a code, for trying printers and readers.
  ///
  /// - Throws: `codeUnreadable`, or `characterMissing`.
  package func pdf(
    ofCode text: String, issued: Instant, language: DocumentLanguage
  ) throws(DocumentError) -> [UInt8] {
    var composer = Composer(shelf: shelf, language: language)
    _ = try composer.qrCode(
      QRCode(text), x: Measures.left + Measures.millimetres(4), y: Measures.top)
    return try composer.assembly(
      Metadata(title: text, languageTag: language.tag, issued: issued, dataHash: nil),
      attachments: []
    ).bytes()
  }
}
