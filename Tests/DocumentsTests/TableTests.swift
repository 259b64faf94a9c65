import Amounts
import CivilTime
import Documents
import TestKit
import Testing

@Suite("Exports")
struct TableTests {
  private let table = Table(
    name: "sample",
    columns: [
      TableColumn("id", .text), TableColumn("count", .integer), TableColumn("rate", .rate),
      TableColumn("on", .date), TableColumn("at", .instant), TableColumn("amount", .amount),
    ])

  private func rows() throws -> [[TableCell]] {
    [
      [
        .text("ORD-1"), .integer(-3), .rate(try Rate(parsing: "0.15")),
        .date(try CivilDate(parsing: "2026-10-31")),
        .instant(try Instant(parsing: "2026-10-31T16:00:00.25+00:00")),
        .amount(try Sample.money("-1234.56")),
      ],
      [
        .text("a \"b\", c\nd"), .empty, .empty, .empty, .empty,
        .amount(try Sample.money("1000", "JPY")),
      ],
    ]
  }

  private func written(
    _ format: TableFormat, _ rows: [[TableCell]]? = nil
  ) throws -> [UInt8] {
    let collected = Collected()
    var writer = try format.writer(for: table, to: collected.sink)
    for row in try rows ?? self.rows() { try writer.append(row) }
    try writer.finish()
    return collected.bytes
  }

  @Test(
    "a workbook of which a row found no room is refused, though there is room when it ends",
    .enabled(if: SmallDisk.isPermitted, "mounting a file system is not permitted here"))
  func workbookOnFullDisk() throws {
    let disk = try SmallDisk(megabytes: 4)
    let collected = Collected()
    let writer = try WorkbookWriter(
      table, temporaryFolder: disk.path, to: collected.sink)
    let row = try rows()[0]
    for _ in 0..<1_000 { try writer.append(row) }
    try disk.fill()
    for _ in 0..<1_000 { try writer.append(row) }
    try disk.free()
    let error = #expect(throws: DocumentError.self) { try writer.finish() }
    #expect(error?.sentence.contains("No space left on device") == true)
    #expect(collected.bytes.isEmpty)
  }

  @Test("CSV is RFC 4180 with plain numbers and ISO dates; nothing is empty")
  func csv() throws {
    let expected =
      "id,count,rate,on,at,amount\r\n"
      + "ORD-1,-3,0.150000,2026-10-31,2026-11-01T00:00:00.25+08:00,-1234.56\r\n"
      + "\"a \"\"b\"\", c\nd\",,,,,1000\r\n"
    #expect(String(decoding: try written(.csv), as: UTF8.self) == expected)
  }

  @Test("CSV text that a spreadsheet would run gets an apostrophe; numbers never do")
  func formulas() throws {
    let words = Table(name: "words", columns: [TableColumn("text", .text)])
    let collected = Collected()
    var writer = try CSVWriter(words, to: collected.sink)
    let texts = ["=1+1", "+49", "-5", "@x", "\tx", "\rx", "a=b", "'q", "", "负5"]
    for text in texts { try writer.append([.text(text)]) }
    try writer.finish()
    let expected =
      "text\r\n'=1+1\r\n'+49\r\n'-5\r\n'@x\r\n'\tx\r\n\"'\rx\"\r\na=b\r\n'q\r\n\r\n负5\r\n"
    #expect(collected.text == expected)
  }

  @Test("a byte order mark is written only when asked for")
  func byteOrderMark() throws {
    let collected = Collected()
    var writer = try CSVWriter(table, hasByteOrderMark: true, to: collected.sink)
    try writer.finish()
    #expect(collected.bytes.prefix(5) == [0xEF, 0xBB, 0xBF, UInt8(ascii: "i"), UInt8(ascii: "d")])
    #expect(try written(.csv).first == UInt8(ascii: "i"))
  }

  @Test("JSON keeps the columns' order, and the digits of money as text")
  func json() throws {
    let first =
      #"{"id":"ORD-1","count":-3,"rate":"0.150000","on":"2026-10-31","#
      + #""at":"2026-11-01T00:00:00.25+08:00","amount":"-1234.56"}"#
    let second =
      #"{"id":"a \"b\", c\nd","count":null,"rate":null,"on":null,"at":null,"amount":"1000"}"#
    #expect(String(decoding: try written(.json), as: UTF8.self) == "[\n\(first),\n\(second)\n]\n")
    #expect(String(decoding: try written(.ndjson), as: UTF8.self) == "\(first)\n\(second)\n")
    #expect(String(decoding: try written(.json, []), as: UTF8.self) == "[]\n")
    #expect(try written(.ndjson, []).isEmpty)
    let control: [TableCell] = [
      .text("\u{1}\u{7F}\\/😀\t"), .empty, .empty, .empty, .empty, .empty,
    ]
    let line = String(decoding: try written(.ndjson, [control]), as: UTF8.self)
    #expect(line.hasPrefix(#"{"id":"\u0001\u007f\\/😀\t","count":null"#))
  }

  @Test("a workbook is a ZIP file of the same bytes each time")
  func workbook() throws {
    let bytes = try written(.xlsx)
    #expect(bytes.prefix(2) == [UInt8(ascii: "P"), UInt8(ascii: "K")])
    #expect(try written(.xlsx) == bytes)
    #expect(try written(.xlsx, []) != bytes)
  }

  @Test("a row of the wrong length, or with a cell of another kind, is refused")
  func mismatch() throws {
    for format in TableFormat.allCases {
      #expect(throws: DocumentError.self) { try written(format, [[.text("x")]]) }
      #expect(throws: DocumentError.self) {
        try written(
          format, [[.integer(1), .integer(1), .empty, .empty, .empty, .empty]])
      }
    }
  }

  @Test("rows reach the sink in pieces, long before the last one")
  func streaming() throws {
    for format in [TableFormat.csv, .json, .ndjson, .table] {
      var pieces = 0
      var largest = 0
      var writer = try format.writer(for: table) { piece throws(DocumentError) in
        pieces += 1
        largest = max(largest, piece.count)
      }
      let row = try rows()[0]
      for _ in 0..<10_000 { try writer.append(row) }
      #expect(pieces >= 4, "\(format)")
      try writer.finish()
      #expect(largest < 300_000, "\(format)")
    }
  }

  @Test("what the sink throws stops the writer")
  func failingSink() throws {
    let failure = DocumentError.writingFailed(target: "out.csv", reason: "no space left")
    var writer = try CSVWriter(table) { _ throws(DocumentError) in throw failure }
    #expect(throws: failure) { try writer.finish() }
  }
}
