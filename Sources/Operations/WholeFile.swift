import Foundation

/// A file under construction beside its place, so that there is a whole one or none.
struct WholeFile {
  let path: String
  /// Where it lies until it is whole.
  let draft: String
  /// Open for writing.
  let descriptor: Int32

  /// - Parameter mode: Who may read it.
  /// - Throws: `Refusal` `.failed` where the folder cannot be written to.
  init(at path: String, mode: mode_t) throws(Refusal) {
    self.path = path
    draft = "\(path).\(UUID().uuidString.prefix(8)).incomplete"
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if descriptor < 0 { throw Self.unwritable(path, errno) }
  }

  func append(_ text: String) throws(Refusal) {
    var text = text
    let reason = text.withUTF8 { bytes -> Int32? in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = write(descriptor, start, rest.count)
        if count < 0, errno == EINTR { continue }
        if count < 0 { return errno }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return nil
    }
    if let reason { throw Self.unwritable(path, reason) }
  }

  /// Gives it its name once it is on the disk, and the name, too.
  func moveInPlace() throws(Refusal) {
    let isSafe = fsync(descriptor) == 0
    guard close(descriptor) == 0, isSafe, rename(draft, path) == 0 else {
      throw Self.unwritable(path, errno)
    }
    let folder = open(
      URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    defer { close(folder) }
    guard folder >= 0, fsync(folder) == 0 else { throw Self.unwritable(path, errno) }
  }

  /// Leaves nothing behind.
  func remove() {
    close(descriptor)
    unlink(draft)
  }

  static func unwritable(_ path: String, _ reason: Int32) -> Refusal {
    Refusal(
      .failed, "file_not_writable",
      "\(path) cannot be written: \(String(cString: strerror(reason)))",
      remedy: "name a folder that you may write to and that has room")
  }
}
