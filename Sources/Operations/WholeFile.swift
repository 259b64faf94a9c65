import Foundation

/// A file under construction beside its place, so that there is a whole one or none. Each has a name
/// of its own, so that several may be made for the same place: the last one stays.
package final class WholeFile {
  let path: String
  /// Where it lies until it is whole.
  let draft: String
  /// Open for writing.
  package let descriptor: Int32
  private var isOpen = true

  /// - Parameter mode: Who may read it.
  /// - Throws: `Refusal` `.failed` where the folder cannot be written to.
  package init(at path: String, mode: mode_t) throws(Refusal) {
    self.path = path
    draft = "\(path).\(UUID().uuidString.prefix(8)).incomplete"
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if descriptor < 0 { throw Self.unwritable(path, errno) }
  }

  /// Makes a folder with those around it; one that is there is left as it is.
  static func makeFolder(_ folder: String) throws(Refusal) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw unwritable(folder, errno)
    }
  }

  /// Writes a file of these bytes: it is there whole, or what was there before is.
  ///
  /// - Parameter isLasting: Whether it outlives a power cut; thousands that can be written again
  ///   need not.
  static func write(
    _ bytes: [UInt8], to path: String, isLasting: Bool = true
  ) throws(Refusal) {
    let file = try WholeFile(at: path, mode: 0o644)
    do throws(Refusal) {
      try file.append(bytes)
      try file.moveInPlace(isLasting: isLasting)
    } catch {
      file.remove()
      throw error
    }
  }

  func append(_ text: String) throws(Refusal) {
    try append(Array(text.utf8))
  }

  func append(_ bytes: [UInt8]) throws(Refusal) {
    let reason = bytes.withUnsafeBytes { bytes -> Int32? in
      var rest = bytes
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = Foundation.write(descriptor, start, rest.count)
        if count < 0, errno == EINTR { continue }
        if count < 0 { return errno }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return nil
    }
    if let reason { throw Self.unwritable(path, reason) }
  }

  /// Gives it its name once it is on the disk, and the name, too, where it is to last.
  ///
  /// - Throws: `Refusal` `.failed` where the disk or the folder refuses it.
  package func moveInPlace(isLasting: Bool = true) throws(Refusal) {
    guard !isLasting || fsync(descriptor) == 0 else { throw Self.unwritable(path, errno) }
    isOpen = false
    guard close(descriptor) == 0, rename(draft, path) == 0 else {
      throw Self.unwritable(path, errno)
    }
    if !isLasting { return }
    let folder = open(
      URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    defer { close(folder) }
    guard folder >= 0, fsync(folder) == 0 else { throw Self.unwritable(path, errno) }
  }

  /// Leaves nothing behind.
  package func remove() {
    // What is closed already may be another file by now.
    if isOpen { close(descriptor) }
    isOpen = false
    unlink(draft)
  }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  static func unwritable(_ path: String, _ reason: Int32) -> Refusal {
    Refusal(
      .failed, "file_not_writable",
      "\(path) cannot be written: \(String(cString: strerror(reason)))",
      remedy: reason == ENOSPC || reason == EDQUOT
        ? "free space on the disk of \(folder(of: path)), then run the same command again"
        : "name a folder that you may write to and that has room")
  }
}
