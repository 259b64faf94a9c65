import Postgres
import Testing

struct ProgramConnectionTests {
  @Test("a program gets the URL's words without a secret, and the password in its environment")
  func secrets() throws {
    let settings = try ConnectionSettings(
      url: "postgresql://ann:ge%27heim@db.example.org:5433/books?sslmode=verify-full")
    let connection = try ProgramConnection(settings)
    #expect(connection.environment == ["PGPASSWORD": "ge'heim"])
    #expect(!connection.words.contains("heim"))
    for word in [
      "user='ann'", "host='db.example.org'", "port='5433'", "dbname='books'",
      "sslmode='verify-full'", "connect_timeout='10'",
    ] { #expect(connection.words.contains(word), "\(connection.words)") }
  }

  @Test("a quote and a backslash in a name stay what they are")
  func quoting() throws {
    var settings = try ConnectionSettings(url: "")
    settings.database = #"o'neill\x"#
    let words = try ProgramConnection(settings).words
    #expect(try ConnectionSettings(url: words).database == #"o'neill\x"#)
    #expect(try ProgramConnection(settings).environment == [:])
  }

  @Test("a pass phrase of a key is refused, for it could be seen")
  func passPhrase() throws {
    let settings = try ConnectionSettings(url: "postgresql:///books?sslpassword=geheim")
    #expect(throws: PostgresError.self) { try ProgramConnection(settings) }
  }
}
