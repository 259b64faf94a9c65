import CDeflate
import Foundation

/// The first sheet of a workbook, read back by what ZIP and SpreadsheetML say about themselves.
struct Workbook {
  struct Unreadable: Error {
    let reason: String
  }

  /// The cells of each row that have a value, as text.
  let rows: [[String]]

  init(_ bytes: [UInt8]) throws {
    let strings = try Self.text(of: "xl/sharedStrings.xml", in: bytes).map { shared in
      shared.matches(of: /<si>(.*?)<\/si>/).map { Self.content(String($0.output.1)) }
    }
    guard let sheet = try Self.text(of: "xl/worksheets/sheet1.xml", in: bytes) else {
      throw Unreadable(reason: "it has no first sheet")
    }
    rows = sheet.matches(of: /<row [^>]*>(.*?)<\/row>/).map { row in
      row.output.1.matches(of: /<c ([^>]*)>(.*?)<\/c>/).map { cell in
        let content = Self.content(String(cell.output.2))
        guard cell.output.1.contains("t=\"s\""), let place = Int(content) else { return content }
        return strings?[place] ?? ""
      }
    }
  }

  /// The text between tags.
  private static func content(_ xml: String) -> String {
    xml.replacing(/<[^>]*>/, with: "")
      .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
  }

  /// A file of the archive, found by the directory at its end.
  private static func text(of name: String, in bytes: [UInt8]) throws -> String? {
    func number(_ place: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let end = bytes.count - 22
    guard end > 0, number(end, 4) == 0x0605_4B50 else { throw Unreadable(reason: "it is no ZIP") }
    var entry = number(end + 16, 4)
    for _ in 0..<number(end + 10, 2) {
      let nameLength = number(entry + 28, 2)
      let isWanted = bytes[(entry + 46)..<(entry + 46 + nameLength)].elementsEqual(name.utf8)
      if isWanted {
        let (method, packed, size) = (
          number(entry + 10, 2), number(entry + 20, 4), number(entry + 24, 4)
        )
        let local = number(entry + 42, 4)
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
        let content = Array(bytes[start..<start + packed])
        return String(
          decoding: method == 0 ? content : try inflated(content, to: size), as: UTF8.self)
      }
      entry += 46 + nameLength + number(entry + 30, 2) + number(entry + 32, 2)
    }
    return nil
  }

  private static func inflated(_ bytes: [UInt8], to size: Int) throws -> [UInt8] {
    guard let decompressor = libdeflate_alloc_decompressor() else {
      throw Unreadable(reason: "libdeflate has no memory")
    }
    defer { libdeflate_free_decompressor(decompressor) }
    var result = [UInt8](repeating: 0, count: size)
    let status = libdeflate_deflate_decompress(
      decompressor, bytes, bytes.count, &result, size, nil)
    guard status == LIBDEFLATE_SUCCESS else { throw Unreadable(reason: "it cannot be inflated") }
    return result
  }
}
