import Foundation

/// Where a command finds the URL of its database.
package enum DatabaseAddress {
  /// The URL: as it was given; the first line of the file that was named; `SETTLED_DATABASE_URL`; the
  /// service manager's credential `settled-database-url`.
  ///
  /// - Throws: `Refusal` `.configuration` when nothing names one, or the file cannot be read.
  package static func url(
    given: String?, file: String?, environment: [String: String]
  ) throws(Refusal) -> String {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let given, !given.isEmpty { return given }
    if let file { return try firstLine(of: file) }
    if let url = value("SETTLED_DATABASE_URL") { return url }
    if let folder = value("CREDENTIALS_DIRECTORY") {
      let path = "\(folder)/settled-database-url"
      if FileManager.default.fileExists(atPath: path) { return try firstLine(of: path) }
    }
    throw Refusal(
      .configuration, "database_not_named", "no database is named",
      remedy: "set SETTLED_DATABASE_URL, or give --database-url postgresql://user@host/database or"
        + " --database-url-file FILE")
  }

  private static func firstLine(of path: String) throws(Refusal) -> String {
    let bytes = FileManager.default.contents(atPath: path)
    let line = bytes.map { String(decoding: $0, as: UTF8.self) }?
      .split(whereSeparator: \.isNewline).first?.trimmingCharacters(in: .whitespaces)
    if let line, !line.isEmpty { return line }
    throw Refusal(
      .configuration, "database_url_unreadable",
      bytes == nil ? "\(path) cannot be read" : "\(path) has no database's URL in it",
      remedy: "write postgresql://user@host/database into its first line, and let the user who runs"
        + " settled read it, and nobody else")
  }
}
