import Glibc

/// Reads a file line after line, in blocks, without allocating anything for a line.
struct LogReader: ~Copyable {
  /// What came next.
  enum Step {
    /// A line; its bytes are at hand until the next step.
    case line
    /// A line that is longer than any call's; its beginning is at hand.
    case tooLong
    case end
  }

  /// Gateways cut what they log long before.
  static let lineLimit = 1024 * 1024

  /// The name of the file for findings, without its folder.
  let file: String
  /// The number of the line at hand, from 1.
  private(set) var number = 0
  /// How many bytes were read so far, for showing progress.
  private(set) var bytesRead = 0
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  /// Where the line at hand is, where the next one begins, and where the bytes end.
  private var start = 0
  private var end = 0
  private var next = 0
  private var filled = 0
  private var isWholeFileRead = false

  /// Opens a file.
  init(path: String) throws(UnreadableFile) {
    file = String(path.split(separator: "/").last ?? "")
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw UnreadableFile(file: file, reason: String(cString: strerror(errno)))
    }
    buffer = .allocate(byteCount: 2 * LogReader.lineLimit, alignment: 16)
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// Lends the line at hand, without its end.
  var line: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[start..<end])
  }

  /// Goes to the next line; empty lines are passed over.
  mutating func advance() throws(UnreadableFile) -> Step {
    while true {
      start = next
      if let feed = lineFeed() {
        number += 1
        (end, next) = (feed, feed + 1)
        if end > start, buffer[end - 1] == 0x0D { end -= 1 }
        if end > start { return end - start > LogReader.lineLimit ? .tooLong : .line }
        continue
      }
      if isWholeFileRead {
        guard filled > start else { return .end }
        number += 1
        (end, next) = (filled, filled)
        return end - start > LogReader.lineLimit ? .tooLong : .line
      }
      guard filled - start < buffer.count else { return try skipLine() }
      try readBlock()
    }
  }

  private func lineFeed() -> Int? {
    guard let base = buffer.baseAddress, filled > start,
      let found = memchr(base + start, 0x0A, filled - start)
    else { return nil }
    return found - UnsafeMutableRawPointer(base)
  }

  /// Passes over a line that fills the buffer, and keeps its beginning.
  private mutating func skipLine() throws(UnreadableFile) -> Step {
    number += 1
    let kept = min(1024, filled - start)
    (start, end) = (start, start + kept)
    // The beginning stays in front; the rest of the line is read over the space behind it.
    if let base = buffer.baseAddress { memmove(base, base + start, kept) }
    (start, end) = (0, kept)
    while !isWholeFileRead {
      filled = kept
      try read(at: kept)
      if let base = buffer.baseAddress, let found = memchr(base + kept, 0x0A, filled - kept) {
        next = found - UnsafeMutableRawPointer(base) + 1
        return .tooLong
      }
    }
    next = filled
    return .tooLong
  }

  private mutating func readBlock() throws(UnreadableFile) {
    let left = filled - start
    if start > 0, left > 0, let base = buffer.baseAddress { memmove(base, base + start, left) }
    (start, next, filled) = (0, 0, left)
    try read(at: left)
  }

  private mutating func read(at place: Int) throws(UnreadableFile) {
    var count: Int
    repeat {
      count = Glibc.read(
        descriptor, buffer.baseAddress.map { $0 + place }, min(buffer.count - place, 256 * 1024))
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      throw UnreadableFile(file: file, reason: String(cString: strerror(errno)))
    }
    isWholeFileRead = count == 0
    bytesRead += count
    filled = place + count
  }
}
