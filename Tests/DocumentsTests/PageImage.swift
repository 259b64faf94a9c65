import Testing

/// A page as poppler draws it, in grey.
struct PageImage {
  let width: Int
  let height: Int
  /// From 0, black, to 255, row by row from the top.
  let grey: [UInt8]
  private let file: [UInt8]

  init(of pdf: [UInt8], page: Int = 1, dotsPerInch: Int) throws {
    let options = "-gray -r \(dotsPerInch) -f \(page) -l \(page)"
    file = try PageText.output(of: "pdftoppm \(options)", on: pdf, outputOption: "")
    // A head of three lines: P5, width and height, 255.
    let parts = file.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
    try #require(parts.count == 4 && parts[0] == Array("P5".utf8)[...])
    let size = String(decoding: parts[1], as: UTF8.self).split(separator: " ").compactMap {
      Int($0)
    }
    try #require(size.count == 2 && parts[3].count == size[0] * size[1])
    (width, height, grey) = (size[0], size[1], Array(parts[3]))
  }

  /// The columns and rows that anything dark reaches, within some rows.
  func darkArea(rows: Range<Int>) -> (columns: Range<Int>, rows: Range<Int>) {
    var (left, right, top, bottom) = (width, 0, height, 0)
    for row in rows {
      for column in 0..<width where grey[row * width + column] < 128 {
        (left, right) = (min(left, column), max(right, column + 1))
        (top, bottom) = (min(top, row), max(bottom, row + 1))
      }
    }
    return (left..<max(left, right), top..<max(top, bottom))
  }

  /// How many dots of an area have a grey of that range.
  func count(of greys: ClosedRange<Int>, columns: Range<Int>, rows: Range<Int>) -> Int {
    rows.reduce(0) { sum, row in
      sum + columns.count { greys.contains(Int(grey[row * width + $0])) }
    }
  }

  /// What zbarimg reads from the code on the page.
  func code() throws -> String {
    let output = try PageText.output(
      of: "zbarimg --quiet --nodbus --raw --oneshot", on: file, outputOption: "")
    // Some versions end the text with a line feed, some do not.
    return String(decoding: output.last == 0x0A ? output.dropLast() : output[...], as: UTF8.self)
  }
}
