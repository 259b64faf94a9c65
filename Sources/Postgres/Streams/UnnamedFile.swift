internal import Glibc

/// A temporary file that has no name, so that it is gone with the process that made it.
struct UnnamedFile: ~Copyable, Sendable {
  let descriptor: Int32

  /// - Parameter folder: Where the file lives; it takes as much room as what is written.
  /// - Throws: Class ``ErrorClass/askOperator`` (`58030`) when there is no place for it.
  init(in folder: String) throws(PostgresError) {
    var template = Array("\(folder)/settled-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Self.failure("made in \(folder)") }
    unlink(template)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// What to throw when something could not be done with the file; `errno` says why.
  static func failure(_ what: String) -> PostgresError {
    PostgresError(
      "58030", "a temporary file could not be \(what): \(String(cString: strerror(errno)))",
      class: .askOperator, hint: "Free some room, or name another folder in TMPDIR")
  }
}
