/// Reads Swift source byte by byte and sorts it into code, literals and comments.
struct SwiftReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private(set) var code: [UInt8] = []
  private(set) var literals: [SwiftFile.Passage] = []
  private(set) var comments: [SwiftFile.Passage] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
    code.reserveCapacity(bytes.count)
  }

  /// Reads to the end, or of an interpolation to the parenthesis that closes it.
  mutating func readCode(inInterpolation: Bool = false) {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      if starts("//") {
        readLineComment()
      } else if starts("/*") {
        readBlockComment()
      } else if byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "#") && startsRawLiteral) {
        readLiteral()
      } else if starts("#/") {
        readRegex(closing: "/#", opening: 2)
      } else if byte == UInt8(ascii: "/"), startsRegex {
        readRegex(closing: "/", opening: 1)
      } else {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") {
          if inInterpolation, depth == 0 { return }
          depth -= 1
        }
        take()
      }
    }
  }

  private func starts(_ text: StaticString, at offset: Int = 0) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + offset + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[position + offset + $0] == text.utf8Start[$0] }
  }

  /// Passes one byte on to the code.
  private mutating func take() {
    code.append(bytes[position])
    if bytes[position] == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  /// Leaves one byte out of the code; a line end stays, so that lines keep their numbers.
  private mutating func skip() {
    if bytes[position] == UInt8(ascii: "\n") {
      code.append(bytes[position])
      line += 1
    }
    position += 1
  }

  private mutating func readLineComment() {
    let (start, first) = (position, line)
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    comments.append(.init(line: first, text: text(from: start)))
  }

  private mutating func readBlockComment() {
    let (start, first) = (position, line)
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        position += 2
      } else if starts("*/") {
        depth -= 1
        position += 2
      } else {
        skip()
      }
    } while depth > 0 && position < bytes.count
    comments.append(.init(line: first, text: text(from: start)))
  }

  private func text(from start: Int) -> String {
    String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private var startsRawLiteral: Bool {
    let next = bytes[position...].first { $0 != UInt8(ascii: "#") }
    return next == UInt8(ascii: "\"")
  }

  /// A slash begins a regex where an operand is due and something follows at once.
  private var startsRegex: Bool {
    guard position + 1 < bytes.count else { return false }
    let next = bytes[position + 1]
    guard next != UInt8(ascii: " "), next != UInt8(ascii: "\n"), next != UInt8(ascii: ")") else {
      return false
    }
    let before = code.last { $0 != UInt8(ascii: " ") }
    return before.map { "(,=:[{!&|?\n".utf8.contains($0) } ?? true
  }

  private mutating func readRegex(closing: StaticString, opening: Int) {
    position += opening
    while position < bytes.count, !starts(closing) {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { skip() }
      skip()
    }
    position = min(position + closing.utf8CodeUnitCount, bytes.count)
    code += "//".utf8.map { _ in UInt8(ascii: "_") }
  }

  private mutating func readLiteral() {
    let first = line
    var hashes = 0
    while bytes[position] == UInt8(ascii: "#") {
      hashes += 1
      position += 1
    }
    let quotes = starts("\"\"\"") ? 3 : 1
    position += quotes
    code.append(UInt8(ascii: "\""))
    var content: [UInt8] = []
    while position < bytes.count, !closesLiteral(quotes: quotes, hashes: hashes) {
      if escapes(hashes: hashes) {
        position += 1 + hashes
        guard position < bytes.count else { break }
        if bytes[position] == UInt8(ascii: "(") {
          content += "\\()".utf8
          take()
          readCode(inInterpolation: true)
          if position < bytes.count { take() }
          continue
        }
        if bytes[position] == UInt8(ascii: "n") {
          content.append(UInt8(ascii: "\n"))
          position += 1
          continue
        }
      }
      content.append(bytes[position])
      skip()
    }
    position = min(position + quotes + hashes, bytes.count)
    code.append(UInt8(ascii: "\""))
    literals.append(.init(line: first, text: String(decoding: content, as: UTF8.self)))
  }

  private func escapes(hashes: Int) -> Bool {
    bytes[position] == UInt8(ascii: "\\") && repeats("#", hashes, at: 1)
  }

  private func closesLiteral(quotes: Int, hashes: Int) -> Bool {
    repeats("\"", quotes, at: 0) && repeats("#", hashes, at: quotes)
  }

  private func repeats(_ character: Unicode.Scalar, _ count: Int, at offset: Int) -> Bool {
    guard position + offset + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[position + offset + $0] == UInt8(ascii: character) }
  }
}
