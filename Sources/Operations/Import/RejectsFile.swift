import Glibc

/// Writes findings with the rows they are about as CSV:
/// `file,line,column,reason,remedy,row`. Contract 2.
struct RejectsFile: ~Copyable {
  private let path: String
  private let stream: UnsafeMutablePointer<FILE>

  /// Creates the file, or empties the one that is there.
  init(_ path: String) throws(Refusal) {
    guard let stream = fopen(path, "we") else {
      throw Self.refusal(path, String(cString: strerror(errno)))
    }
    self.path = path
    self.stream = stream
    fputs("file,line,column,reason,remedy,row\n", stream)
  }

  deinit { fclose(stream) }

  /// Appends a finding; the row's bytes as they stand in its file.
  func append(_ finding: Finding, row: UnsafeRawBufferPointer) {
    let column = finding.columnName ?? finding.columnNumber.map { "\($0)" } ?? ""
    for text in [finding.file, "\(finding.line)", column, finding.reason, finding.remedy] {
      let bytes = Array(text.utf8)
      bytes.withUnsafeBytes { write($0) }
      putc(Int32(UInt8(ascii: ",")), stream)
    }
    write(row)
    putc(Int32(UInt8(ascii: "\n")), stream)
  }

  /// Makes sure that everything was written.
  func finish() throws(Refusal) {
    guard fflush(stream) == 0, ferror(stream) == 0 else {
      throw Self.refusal(path, String(cString: strerror(errno)))
    }
  }

  /// A field, in quotes where its content needs them.
  private func write(_ bytes: UnsafeRawBufferPointer) {
    let quote = UInt8(ascii: "\"")
    let special: [UInt8] = [quote, UInt8(ascii: ","), 0x0A, 0x0D]
    guard bytes.contains(where: { special.contains($0) }) else {
      fwrite(bytes.baseAddress, 1, bytes.count, stream)
      return
    }
    putc(Int32(quote), stream)
    for byte in bytes {
      if byte == quote { putc(Int32(quote), stream) }
      putc(Int32(byte), stream)
    }
    putc(Int32(quote), stream)
  }

  private static func refusal(_ path: String, _ reason: String) -> Refusal {
    Refusal(
      .failed, "rejects_unwritable", "\(path) cannot be written: \(reason)",
      remedy: "name another file for the rejects")
  }
}
