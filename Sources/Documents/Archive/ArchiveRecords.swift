/// What a ZIP archive says about one of its files. APPNOTE 4.3.7 and 4.3.12.
struct ArchiveEntry {
  let name: [UInt8]
  let stamp: DOSTime
  let isDeflated: Bool
  let checksum: UInt32
  let compressedSize: UInt32
  let size: UInt32
  /// Where its local header begins.
  let offset: UInt64

  /// Stands before the content.
  var localHeader: [UInt8] {
    var record = ByteWriter()
    record.little(0x0403_4B50 as UInt32)
    writeShared(to: &record, version: Self.baseVersion)
    record.little(0 as UInt16)
    record.append(name)
    return record.bytes
  }

  /// Stands in the table of contents.
  var tableRecord: [UInt8] {
    var record = ByteWriter()
    let isFar = offset >= UInt64(UInt32.max)
    record.little(0x0201_4B50 as UInt32)
    // Made by: the version that is needed, on a system with the permissions of Unix.
    record.little(3 << 8 | Self.wideVersion)
    writeShared(to: &record, version: isFar ? Self.wideVersion : Self.baseVersion)
    record.little(UInt16(isFar ? 12 : 0))
    // No comment, the first disk, no internal attributes.
    for _ in 0..<3 { record.little(0 as UInt16) }
    // A plain file that its owner writes and everybody reads: 0644.
    record.little(UInt32(0o100644 << 16))
    record.little(isFar ? UInt32.max : UInt32(offset))
    record.append(name)
    if isFar {
      record.little(1 as UInt16)
      record.little(8 as UInt16)
      record.little(offset)
    }
    return record.bytes
  }

  /// What both records say in the same order, up to the length of the name.
  private func writeShared(to record: inout ByteWriter, version: UInt16) {
    record.little(version)
    // Bit 11: the name is UTF-8.
    record.little(0x0800 as UInt16)
    record.little(UInt16(isDeflated ? 8 : 0))
    record.little(stamp.time)
    record.little(stamp.date)
    record.little(checksum)
    record.little(compressedSize)
    record.little(size)
    record.little(UInt16(name.count))
  }

  /// 2.0: deflate and folders.
  private static let baseVersion: UInt16 = 20
  /// 4.5: ZIP64.
  static let wideVersion: UInt16 = 45
}

/// What ends a ZIP archive. APPNOTE 4.3.14 to 4.3.16.
struct ArchiveEnd {
  let fileCount: Int
  let tableStart: UInt64
  let tableSize: UInt64

  var bytes: [UInt8] {
    var record = ByteWriter()
    if needsZIP64 { writeZIP64(to: &record) }
    record.little(0x0605_4B50 as UInt32)
    // This disk, and the disk of the table: the only one.
    record.little(0 as UInt32)
    for _ in 0..<2 { record.little(UInt16(min(fileCount, Int(UInt16.max)))) }
    record.little(UInt32(min(tableSize, UInt64(UInt32.max))))
    record.little(UInt32(min(tableStart, UInt64(UInt32.max))))
    record.little(0 as UInt16)
    return record.bytes
  }

  /// The largest values of the short record mean that the long one counts.
  private var needsZIP64: Bool {
    fileCount >= Int(UInt16.max) || tableSize >= UInt64(UInt32.max)
      || tableStart >= UInt64(UInt32.max)
  }

  private func writeZIP64(to record: inout ByteWriter) {
    record.little(0x0606_4B50 as UInt32)
    // The length of what follows.
    record.little(44 as UInt64)
    record.little(3 << 8 | ArchiveEntry.wideVersion)
    record.little(ArchiveEntry.wideVersion)
    record.little(0 as UInt64)
    for _ in 0..<2 { record.little(UInt64(fileCount)) }
    record.little(tableSize)
    record.little(tableStart)
    // Where the long record is, for readers that come from the end.
    record.little(0x0706_4B50 as UInt32)
    record.little(0 as UInt32)
    record.little(tableStart + tableSize)
    record.little(1 as UInt32)
  }
}

extension ByteWriter {
  /// An integer with its lowest byte first.
  mutating func little<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { append($0) }
  }
}
