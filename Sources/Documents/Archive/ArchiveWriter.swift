import CDeflate
import CivilTime

/// How a file lies in an archive.
package enum ArchiveMethod: Hashable, Sendable {
  /// As it is: what is compressed already, like PDF and XLSX.
  case stored
  /// Compressed where that makes it smaller.
  case deflated
}

/// Writes a ZIP archive, file after file. PKWARE APPNOTE 6.3.10.
///
/// Nothing but the table of contents is kept until `finish`, so an archive of any number of files
/// needs some hundred bytes for each. The same files with the same time give the same bytes. Names
/// are UTF-8; ZIP64 is used from 65,535 files or 4 GiB on, and not before, since not every reader
/// has it. Used by one thread.
package struct ArchiveWriter: ~Copyable {
  private let sink: ByteSink
  private let deflater = Deflater()
  private let stamp: DOSTime
  private var names = ArchiveNames()
  private var contents = ByteWriter()
  private var fileCount = 0
  private var offset: UInt64 = 0

  /// Begins an archive.
  ///
  /// - Parameters:
  ///   - modified: The time that all its files bear, in settlement time, to two seconds.
  ///   - sink: Where the bytes go.
  /// - Throws: `archiveEntry` where ZIP has no such time: before 1980 and after 2107.
  package init(modified: Instant, to sink: @escaping ByteSink) throws(DocumentError) {
    stamp = try DOSTime(modified)
    self.sink = sink
  }

  /// Adds a file.
  ///
  /// - Parameter name: Its path in the archive, with slashes.
  /// - Throws: `archiveEntry` for a name that is there already or leads out of the folder it is
  ///   unpacked to, and for 4 GiB or more; or what the sink throws.
  package mutating func add(
    _ name: String, _ content: [UInt8], _ method: ArchiveMethod
  ) throws(DocumentError) {
    guard content.count < UInt32.max else {
      throw .archiveEntry(name: name, reason: "a file may have less than 4 GiB")
    }
    try names.insert(name)
    let compressed: [UInt8]? =
      switch method {
      case .stored: nil
      case .deflated: deflater.rawCompressed(content)
      }
    let entry = ArchiveEntry(
      name: Array(name.utf8), stamp: stamp, isDeflated: compressed != nil,
      checksum: libdeflate_crc32(0, content, content.count),
      compressedSize: UInt32(compressed?.count ?? content.count), size: UInt32(content.count),
      offset: offset)
    try send(entry.localHeader)
    try send(compressed ?? content)
    contents.append(entry.tableRecord)
    fileCount += 1
  }

  /// Writes the table of contents and ends the archive.
  package consuming func finish() throws(DocumentError) {
    let start = offset
    try send(contents.bytes)
    try send(
      ArchiveEnd(fileCount: fileCount, tableStart: start, tableSize: offset - start).bytes)
  }

  private mutating func send(_ bytes: [UInt8]) throws(DocumentError) {
    offset += UInt64(bytes.count)
    let outcome = bytes.withUnsafeBytes { piece in
      Result { () throws(DocumentError) in try sink(piece) }
    }
    try outcome.get()
  }
}

/// The names of an archive, each of them safe to unpack and different from the others.
private struct ArchiveNames {
  private var known: Set<String> = []

  mutating func insert(_ name: String) throws(DocumentError) {
    if let reason = Self.objection(to: name) { throw .archiveEntry(name: name, reason: reason) }
    // Where a file system knows no capitals, two names that differ by them overwrite each other.
    guard known.insert(name.lowercased()).inserted else {
      throw .archiveEntry(name: name, reason: "the archive has a file of that name")
    }
  }

  private static func objection(to name: String) -> String? {
    guard (1...1_000).contains(name.utf8.count) else { return "a name has 1 to 1,000 bytes" }
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      scalar.properties.generalCategory != .control && scalar != "\\" && scalar != ":"
    }
    guard isPlain else { return "a name has no control character, backslash or colon" }
    for part in name.split(separator: "/", omittingEmptySubsequences: false)
    where part.isEmpty || part == "." || part == ".." {
      return "a name is a path from the folder where it is unpacked, and stays below it"
    }
    return nil
  }
}

/// A time as ZIP writes it.
struct DOSTime {
  let date: UInt16
  let time: UInt16

  init(_ instant: Instant) throws(DocumentError) {
    let day = CivilDate(at: instant)
    guard (1980...2107).contains(day.year) else {
      throw .archiveEntry(name: instant.text(), reason: "ZIP knows the years 1980 to 2107")
    }
    let seconds = (instant.microseconds - day.startInstant.microseconds) / 1_000_000
    date = UInt16((day.year - 1980) << 9 | day.month << 5 | day.day)
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    time = UInt16(hours << 11 | minutes << 5 | seconds % 60 / 2)
  }
}

extension Deflater {
  /// The bytes without the frame of zlib, as ZIP takes them; nil where that is not smaller.
  func rawCompressed(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count > 1 else { return nil }
    var isSmaller = false
    // One byte less than the content is room enough: what does not fit is not smaller.
    let compressed = [UInt8](unsafeUninitializedCapacity: bytes.count - 1) { buffer, count in
      count = deflate(bytes, into: buffer)
      isSmaller = count > 0
    }
    return isSmaller ? compressed : nil
  }
}
