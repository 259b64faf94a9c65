import Glibc

/// A field of the record at hand: where its bytes are and where it began in the file.
package struct CSVField: Sendable {
  /// Where the content begins in the reader's buffer, quotes taken off.
  var start: Int
  /// How many bytes of content there are.
  var count: Int
  /// The line on which the field begins, from 1.
  package var line: Int
  /// Whether doubled quotes are still to be made single.
  var hasDoubledQuotes: Bool
}

/// What came next in a file.
package enum CSVStep: Sendable, Equatable {
  /// A record; its fields are at hand until the next step.
  case record
  /// Something that is no record; reading goes on with the next line.
  case malformed(CSVFlaw)
  /// Something after which the rest of the file cannot be told apart.
  case broken(CSVFlaw)
  /// The end of the file.
  case end
}

/// Reads the records of a comma separated file (RFC 4180) one after another, in blocks.
///
/// Lines end with LF or CRLF, a byte order mark at the start is skipped, and so are empty lines.
/// Memory is one block, or the longest record where that is longer.
package struct CSVReader: ~Copyable {
  /// The name of the file for findings, without its folder.
  package let file: String
  /// The size of the file in bytes; nil where it is no plain file.
  package let size: Int?
  /// How many bytes were read so far, for showing progress.
  package private(set) var bytesRead = 0
  /// The line on which the record at hand begins, from 1.
  package private(set) var line = 1
  /// The fields of the record at hand.
  package internal(set) var fields: [CSVField] = []

  /// A record longer than this is taken for a lost quote.
  package static let recordLimit = 16 * 1024 * 1024

  private let descriptor: Int32
  var buffer: UnsafeMutableRawBufferPointer
  /// Where the record at hand begins and where the bytes in the buffer end.
  var start = 0
  var filled = 0
  private(set) var isWholeFileRead = false
  private var nextStart = 0
  private var nextLine = 1
  private var isBroken = false
  /// Holds the content of a field whose quotes were doubled.
  private var scratch: UnsafeMutableRawBufferPointer

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: As the operating system takes it.
  ///   - blockSize: How much is read at once.
  /// - Throws: ``UnreadableFile``.
  package init(path: String, blockSize: Int = 1024 * 1024) throws(UnreadableFile) {
    let name = String(path.split(separator: "/").last ?? "")
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw UnreadableFile(file: name, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    let isKnown = fstat(opened, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw UnreadableFile(file: name, reason: "it is a folder")
    }
    file = name
    size = isKnown && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    descriptor = opened
    buffer = .allocate(byteCount: max(blockSize, 64), alignment: 16)
    scratch = .allocate(byteCount: 0, alignment: 16)
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
    scratch.deallocate()
  }

  /// Goes to the next record. After something broken there is only the end.
  package mutating func next() throws(UnreadableFile) -> CSVStep {
    guard !isBroken else { return .end }
    while true {
      (start, line) = (nextStart, nextLine)
      var scan = CSVScan(bytes: UnsafeRawBufferPointer(rebasing: buffer[..<filled]), start: start)
      scan.line = line
      scan.isWholeFile = isWholeFileRead
      let outcome = scan.record(into: &fields)
      if case .needsMore = outcome {
        if filled - start < CSVReader.recordLimit {
          try readBlock()
          continue
        }
        isBroken = true
        guard scan.quoteLine > 0 else { return .broken(.recordTooLong) }
        fields.append(
          CSVField(start: start, count: 0, line: scan.quoteLine, hasDoubledQuotes: false))
        return .broken(.unterminatedQuote)
      }
      (nextStart, nextLine) = (scan.place, scan.line)
      switch outcome {
      case .needsMore, .emptyLine:
        continue
      case .end:
        return .end
      case .record:
        return .record
      case .flaw(.unterminatedQuote):
        isBroken = true
        return .broken(.unterminatedQuote)
      case .flaw(let flaw):
        return .malformed(flaw)
      }
    }
  }

  /// Lends the content of a field of the record at hand, until the next one is lent.
  @inline(__always)
  mutating func content(_ index: Int) -> UnsafeRawBufferPointer {
    let field = fields[index]
    if field.hasDoubledQuotes { return halvedQuotes(field) }
    return UnsafeRawBufferPointer(rebasing: buffer[field.start..<field.start &+ field.count])
  }

  /// Lends the bytes of the record at hand as they stand in the file, without the line's end, for
  /// a file of rejects.
  package func withRecord<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value
  {
    var end = nextStart
    while end > start,
      buffer[end - 1] == CSVScan.lineFeed
        || buffer[end - 1] == CSVScan.carriageReturn
    {
      end -= 1
    }
    return try body(UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
  }

  private mutating func halvedQuotes(_ field: CSVField) -> UnsafeRawBufferPointer {
    if scratch.count < field.count {
      scratch.deallocate()
      scratch = .allocate(byteCount: field.count, alignment: 16)
    }
    var count = 0
    var from = field.start
    while from < field.start + field.count {
      scratch[count] = buffer[from]
      from += buffer[from] == CSVScan.quote ? 2 : 1
      count += 1
    }
    return UnsafeRawBufferPointer(rebasing: scratch[..<count])
  }

  /// Moves what is left to the front and fills the rest of the buffer, which grows where a record
  /// takes all of it.
  private mutating func readBlock() throws(UnreadableFile) {
    let left = filled - start
    if start > 0, left > 0, let base = buffer.baseAddress {
      base.copyMemory(from: base + start, byteCount: left)
    }
    (start, nextStart, filled) = (0, 0, left)
    if filled == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * buffer.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    var count: Int
    repeat {
      count = read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      throw UnreadableFile(file: file, reason: String(cString: strerror(errno)))
    }
    if bytesRead == 0, count >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF {
      nextStart = 3
    }
    isWholeFileRead = count == 0
    bytesRead += count
    filled += count
  }
}

extension CSVReader {
  /// The contents of the record at hand as strings, for headers and small files.
  package mutating func fieldTexts() -> [String] {
    var texts: [String] = []
    for index in fields.indices {
      texts.append(String(decoding: content(index), as: UTF8.self))
    }
    return texts
  }
}
