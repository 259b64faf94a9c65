/// A connection for a program of PostgreSQL's own, such as `pg_dump`.
package struct ProgramConnection: Sendable {
  /// What `--dbname` takes; everybody on the machine may read it, so there is no secret in it.
  package let words: String
  /// What the program finds in its environment, which only its own user may read.
  package let environment: [String: String]

  /// - Throws: `08001`, class ``ErrorClass/askOperator``, where the key of a client's certificate has
  ///   a pass phrase: no program takes that but in its words.
  package init(_ settings: ConnectionSettings) throws(PostgresError) {
    if settings["sslpassword"] != nil {
      throw PostgresError(
        "08001", "a pass phrase of a key cannot be handed to pg_dump and pg_restore unseen",
        class: .askOperator, hint: "Name a key without one, readable to nobody else, with sslkey")
    }
    var words = settings.entries.filter { !$0.isSecret }.map { ($0.keyword, $0.value) }
    if settings["connect_timeout"] == nil {
      words.append(("connect_timeout", String(settings.connectTimeout.components.seconds)))
    }
    words.append(("fallback_application_name", settings.applicationName))
    self.words = words.map { "\($0.0)=\(Self.quoted($0.1))" }.joined(separator: " ")
    environment = settings["password"].map { ["PGPASSWORD": $0] } ?? [:]
  }

  private static func quoted(_ value: String) -> String {
    var text = "'"
    for character in value {
      if character == "'" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "'"
  }
}
