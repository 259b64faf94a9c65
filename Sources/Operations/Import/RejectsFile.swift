import Glibc

/// Writes findings with the rows they are about as CSV:
/// `file,line,column,reason,remedy,row`. Contract 2.
final class RejectsFile {
  private let file: WholeFile
  private let stream: UnsafeMutablePointer<FILE>
  private var isInPlace = false

  /// - Throws: `Refusal` `.failed` where it cannot be written, or is there and no file.
  init(_ path: String) throws(Refusal) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw Self.refusal(path, "it is there and no file", "name another file for the rejects")
    }
    file = try WholeFile(at: path, mode: 0o644)
    let copy = dup(file.descriptor)
    guard copy >= 0, let stream = fdopen(copy, "w") else {
      let reason = errno
      file.remove()
      throw WholeFile.unwritable(path, reason)
    }
    self.stream = stream
    fputs("file,line,column,reason,remedy,row\n", stream)
  }

  deinit {
    fclose(stream)
    if !isInPlace { file.remove() }
  }

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

  /// Gives the file its name once everything is written.
  func finish() throws(Refusal) {
    // What failed on the way is not told any more, and it is nearly always the room.
    let isWhole = ferror(stream) == 0
    guard fflush(stream) == 0, isWhole else {
      throw WholeFile.unwritable(file.path, isWhole ? errno : ENOSPC)
    }
    try file.moveInPlace()
    isInPlace = true
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

  private static func refusal(_ path: String, _ reason: String, _ remedy: String) -> Refusal {
    Refusal(
      .failed, "rejects_unwritable", "\(path) cannot be written: \(reason)", remedy: remedy)
  }
}
