import Amounts
import CivilTime
import Documents
import Glibc
import Testing

@Suite("ZIP archive")
struct ArchiveTests {
  let time: Instant

  init() throws { time = try Instant(parsing: "2026-11-03T10:00:58+08:00") }

  @Test("what is put in comes out of unzip, byte for byte, with its name and the given time")
  func unzip() throws {
    let text = Array(String(repeating: "账单,100.00\r\n", count: 500).utf8)
    let noise = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 131 >> 3) }
    let archive = try archive { writer throws(DocumentError) in
      try writer.add("对账单/STM-1.pdf", noise, .stored)
      try writer.add("lines.csv", text, .deflated)
      try writer.add("empty.txt", [], .deflated)
    }
    #expect(archive.count < 3_000 + text.count / 4)
    let path = try temporaryFile(archive)
    defer { unlink(path) }
    #expect(try output("unzip -tqq \(path)") == [])
    #expect(try output("unzip -p \(path) lines.csv") == text)
    #expect(try output("unzip -p \(path) 'STM-1.pdf' '*/STM-1.pdf' 2>/dev/null; true") == noise)
    let list = String(decoding: try output("LC_ALL=C.UTF-8 unzip -Z -T -l \(path)"), as: UTF8.self)
    #expect(list.contains("对账单/STM-1.pdf"))
    #expect(list.contains("20261103.100058"))
    #expect(list.contains("-rw-r--r--"))
    #expect(list.contains("3 files"))
    #expect(list.contains("stor"))
    #expect(list.contains("def"))
  }

  @Test("the same files make the same bytes, and other times other bytes")
  func deterministic() throws {
    let fill = { (writer: inout ArchiveWriter) throws(DocumentError) in
      try writer.add("a.txt", Array("aaaaaaaaaaaaaaaa".utf8), .deflated)
    }
    let first = try archive(fill)
    #expect(try archive(fill) == first)
    let later = try Instant(parsing: "2026-11-03T10:01:00+08:00")
    #expect(try archive(at: later, fill) != first)
  }

  @Test("an archive of one stored file is these bytes")
  func bytes() throws {
    let archive = try archive { writer throws(DocumentError) in
      try writer.add("a", [0x31, 0x32], .stored)
    }
    // 2026-11-03 is 46 << 9 | 11 << 5 | 3 = 0x5D63; 10:00:58 is 10 << 11 | 29 = 0x501D. The
    // check sum of "12" is 0x4F5344CD.
    let shared: [UInt8] = [
      0x14, 0, 0, 0x08, 0, 0, 0x1D, 0x50, 0x63, 0x5D, 0xCD, 0x44, 0x53, 0x4F, 2, 0, 0, 0, 2, 0, 0,
      0, 1, 0, 0, 0,
    ]
    let local: [UInt8] = [0x50, 0x4B, 3, 4] + shared + [0x61, 0x31, 0x32]
    let table: [UInt8] =
      [0x50, 0x4B, 1, 2, 0x2D, 3] + shared + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81, 0, 0, 0, 0, 0x61]
    let end: [UInt8] = [
      0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 33, 0, 0, 0, 0, 0,
    ]
    #expect(archive == local + table + end)
  }

  @Test("a name that is there, leads elsewhere or cannot be a name is refused")
  func names() throws {
    for name in [
      "", "/etc/passwd", "../a", "a/../b", "a/..", "./a", "a//b", "a/", "..", "a\\b", "C:a",
      "a\u{0}b",
      "a\nb", String(repeating: "a", count: 1_001),
    ] {
      #expect(throws: DocumentError.self, "\(name)") {
        try archive { writer throws(DocumentError) in try writer.add(name, [], .stored) }
      }
    }
    for (first, second) in [("a.pdf", "a.pdf"), ("a.pdf", "A.PDF"), ("é", "e\u{301}")] {
      #expect(
        throws: DocumentError.archiveEntry(
          name: second, reason: "the archive has a file of that name")
      ) {
        try archive { writer throws(DocumentError) in
          try writer.add(first, [], .stored)
          try writer.add(second, [], .stored)
        }
      }
    }
    #expect(throws: Never.self) {
      try archive { writer throws(DocumentError) in try writer.add("a..b/...c", [], .stored) }
    }
    #expect(throws: DocumentError.self) {
      try archive(at: Instant(parsing: "1979-12-31T23:59:59+08:00")) {
        _ throws(DocumentError) in
      }
    }
  }

  @Test("more than 65,534 files are counted by ZIP64, and a reader finds them all")
  func manyFiles() throws {
    for (count, hasZIP64) in [(65_534, false), (65_536, true)] {
      let archive = try archive { writer throws(DocumentError) in
        for number in 1...count { try writer.add("f\(number)", [], .stored) }
      }
      let path = try temporaryFile(archive)
      defer { unlink(path) }
      let names = try output("unzip -Z1 \(path)").split(separator: 0x0A)
      #expect(names.count == count)
      #expect(names.last == Array("f\(count)".utf8)[...])
      let locator = archive.suffix(22 + 20).prefix(4)
      #expect((Array(locator) == [0x50, 0x4B, 6, 7]) == hasZIP64)
    }
  }

  @Test("beyond 4 GiB a file's place is written in 64 bits, and nothing is held in memory")
  func farFiles() throws {
    let piece = [UInt8](repeating: 0x61, count: 1 << 26)
    var tail: [UInt8] = []
    var total = 0
    var writer = try ArchiveWriter(modified: time) { bytes throws(DocumentError) in
      total += bytes.count
      if bytes.count < 1 << 20 { tail += bytes }
    }
    for number in 10...74 { try writer.add("f\(number)", piece, .stored) }
    try writer.finish()
    // 65 pieces of 64 MiB with local headers of 33 bytes; the last one begins at
    // 64 × (2^26 + 33) = 2^32 + 2112, which is 0x1_0000_0840.
    #expect(total > 1 << 32)
    let place: [UInt8] = [0x66, 0x37, 0x34, 1, 0, 8, 0, 0x40, 0x08, 0, 0, 1, 0, 0, 0]
    let found = tail.indices.dropLast(place.count).contains { tail[$0...].starts(with: place) }
    #expect(found)
    #expect(Array(tail.suffix(42).prefix(4)) == [0x50, 0x4B, 6, 7])
  }

  @Test("what the sink refuses ends the archive")
  func sinkRefuses() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var writer = try ArchiveWriter(modified: time, to: descriptorSink(descriptor, name: "disk"))
    #expect(
      throws: DocumentError.writingFailed(target: "disk", reason: "No space left on device")
    ) { try writer.add("a", [1], .stored) }
  }

  private func archive(
    at instant: Instant? = nil,
    _ fill: (inout ArchiveWriter) throws(DocumentError) -> Void
  ) throws -> [UInt8] {
    let collected = Collected()
    var writer = try ArchiveWriter(modified: instant ?? time, to: collected.sink)
    try fill(&writer)
    try writer.finish()
    return collected.bytes
  }
}
