import Operations
import TestKit
import Testing

@Suite("reading comma separated files")
struct CSVReadingTests {
  /// The records of a file, as one text each with the fields between bars, and what broke them.
  private func records(_ bytes: some Sequence<UInt8>, blockSize: Int = 64) throws -> [String] {
    let table = try #require(MarketplaceTables.named("calendar_day"))
    let file = try ImportFile(table, bytes)
    var reader = try CSVReader(path: file.path, blockSize: blockSize)
    var found: [String] = []
    while true {
      switch try reader.next() {
      case .record:
        let fields = reader.fieldTexts()
        found.append("\(reader.line): " + fields.joined(separator: "|"))
      case .malformed(let flaw): found.append("\(reader.line): malformed \(flaw)")
      case .broken(let flaw): found.append("\(reader.line): broken \(flaw)")
      case .end: return found
      }
    }
  }

  @Test("lines end with LF or CRLF, and the last one need not end")
  func lineEnds() throws {
    let expected = ["1: a|b", "2: c|d"]
    #expect(try records("a,b\nc,d\n".utf8) == expected)
    #expect(try records("a,b\r\nc,d\r\n".utf8) == expected)
    #expect(try records("a,b\nc,d".utf8) == expected)
    #expect(try records("\u{FEFF}a,b\r\nc,d".utf8) == expected)
    #expect(try records("a,b\n\n\r\nc,d\n\n".utf8) == ["1: a|b", "4: c|d"])
    #expect(try records("".utf8) == [])
    #expect(try records("\u{FEFF}".utf8) == [])
    #expect(try records(",\n,".utf8) == ["1: |", "2: |"])
  }

  @Test("a field in quotes may hold commas, quotes and line ends")
  func quotes() throws {
    #expect(try records("\"a,b\",c\n".utf8) == ["1: a,b|c"])
    #expect(try records("\"say \"\"yes\"\"\",c\n".utf8) == ["1: say \"yes\"|c"])
    #expect(try records("\"\",\"\"\"\"\n".utf8) == ["1: |\""])
    #expect(try records("\"a\nb\r\nc\",d\ne,f\n".utf8) == ["1: a\nb\r\nc|d", "4: e|f"])
    #expect(try records("x,\"a\"".utf8) == ["1: x|a"])
    #expect(try records("\"\"\n".utf8) == ["1: "])
  }

  @Test("what is no record is reported and the next line is read")
  func malformed() throws {
    #expect(
      try records("a\"b,c\nd,e\n".utf8) == ["1: malformed quoteInBareField", "2: d|e"])
    #expect(try records("\"a\"b,c\nd,e\n".utf8) == ["1: malformed textAfterQuote", "2: d|e"])
    #expect(try records("\"a\" ,c\nd,e".utf8) == ["1: malformed textAfterQuote", "2: d|e"])
    #expect(
      try records("a\rb,c\nd,e\n".utf8) == ["1: malformed bareCarriageReturn", "2: d|e"])
    #expect(try records("a,b\r".utf8) == ["1: malformed bareCarriageReturn"])
    #expect(try records("a,b\nc,\"d\ne,f\n".utf8) == ["1: a|b", "2: broken unterminatedQuote"])
    #expect(try records("\"".utf8) == ["1: broken unterminatedQuote"])
    #expect(try records("a,\"b\"\"\n".utf8) == ["1: broken unterminatedQuote"])
  }

  @Test("whatever is written reads back, wherever the blocks end")
  func roundTrip() throws {
    var generator = Generator()
    let pieces = ["a", "7", ",", "\"", "\n", "\r\n", "商", "😀", "", "long enough for a word", " "]
    for _ in 0..<200 {
      var text = ""
      var line = 1
      var expected: [String] = []
      for _ in 0..<generator.pick(1...20) {
        let fields = (0..<generator.pick(2...5)).map { _ in
          (0..<generator.pick(0...6)).map { _ in generator.pick(pieces) }.joined()
        }
        expected.append("\(line): " + fields.joined(separator: "|"))
        let written = fields.map { field in
          let needsQuotes = field.utf8.contains { [0x0A, 0x0D, 0x22, 0x2C].contains($0) }
          return needsQuotes || generator.once(in: 4)
            ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
        }
        text += written.joined(separator: ",") + (generator.once(in: 2) ? "\n" : "\r\n")
        line += 1 + fields.reduce(0) { $0 + $1.utf8.count { $0 == 0x0A } }
      }
      let found = try records(text.utf8, blockSize: generator.pick(64...200))
      #expect(found == expected, "seed \(generator.seed)")
    }
  }

  @Test("no bytes make the reader fail in any other way than by reporting")
  func hostileBytes() throws {
    var generator = Generator()
    let letters = Array("ab,\"\"\n\r\u{0}".utf8)
    for _ in 0..<500 {
      let bytes = (0..<generator.pick(0...300)).map { _ in generator.pick(letters) }
      let small = try records(bytes, blockSize: 64)
      let large = try records(bytes, blockSize: 4096)
      #expect(small == large, "seed \(generator.seed)")
    }
  }

  @Test("a file that is not there, or is a folder, is refused with the system's reason")
  func unreadable() throws {
    #expect(throws: UnreadableFile(file: "none.csv", reason: "No such file or directory")) {
      _ = try CSVReader(path: "/none/none.csv")
    }
    #expect(throws: UnreadableFile(file: "", reason: "it is a folder")) {
      _ = try CSVReader(path: "/")
    }
  }
}
