import Postgres
import Testing

@Suite("Settings")
struct SettingsTests {
  @Test("a session speaks UTC, UTF-8 and ISO, with the server's limits behind ours")
  func sessionSettings() throws {
    var settings = try TestDatabase.settings()
    settings["options"] = "-c search_path=pg_catalog -c TimeZone=Asia/Shanghai"
    settings.statementDeadline = .seconds(7)
    settings.lockTimeout = .milliseconds(1500)
    settings.idleInTransactionTimeout = .seconds(90)
    let session = try Session(connecting: settings)
    let expected = [
      ("TimeZone", "UTC"), ("client_encoding", "UTF8"), ("DateStyle", "ISO, MDY"),
      ("statement_timeout", "10s"), ("lock_timeout", "1500ms"),
      ("idle_in_transaction_session_timeout", "90s"), ("client_connection_check_interval", "5s"),
      ("application_name", "settled-tests"), ("search_path", "pg_catalog"),
    ]
    for (name, value) in expected {
      let row = try session.query(Statements.setting, [.text(name)])[0]
      // The server writes 90 s as 90s and 600 s as 10min.
      #expect(row.text(0).replacing("1min30s", with: "90s") == value, "\(name)")
    }
    let version = session.serverVersion
    #expect(version >= 150_000)
  }

  @Test("a password is never printed, by no way of printing")
  func password() throws {
    let urls = [
      "postgres://ledger:s3cr%21t@db.example:5433/books?sslmode=verify-full&sslpassword=s3cr!t",
      "host=db.example port=5433 user=ledger password=s3cr!t dbname=books sslmode=verify-full",
    ]
    for url in urls {
      var settings = try ConnectionSettings(url: url)
      settings["sslpassword"] = "s3cr!t"
      var dumped = ""
      dump(settings, to: &dumped)
      for text in ["\(settings)", String(reflecting: settings), dumped] {
        #expect(!text.contains("s3cr"), "\(text)")
        #expect(text.contains("password=•••"))
        #expect(text.contains("host=db.example"))
        #expect(text.contains("sslmode=verify-full"))
      }
    }
  }

  @Test("a URL that cannot be read is refused without quoting it")
  func unreadable() throws {
    let urls = [
      "postgres://ledger:s3cr%zzt@host/books", "password=s3cr t=1", "host=a s3cr",
      "postgres://host:port/books?s3cr=1",
    ]
    for url in urls {
      let error = try refusal { try ConnectionSettings(url: url) }
      #expect(error.sqlState == "08001")
      #expect(error.class == .askOperator)
      #expect(!"\(error)".contains("s3cr"), "\(error)")
      #expect("\(error)".contains("the database URL cannot be read"))
    }
  }

  @Test("TLS settings reach libpq unchanged")
  func tls() throws {
    // A server that agrees to TLS; what follows is between libpq and the certificates it is given.
    let server = FakeServer(replying: [Array("S".utf8)])
    let error = try refusal {
      let settings = try ConnectionSettings(
        url: server.url + "?sslmode=verify-full&sslrootcert=/nowhere/root.crt")
      _ = try Session(connecting: settings)
    }
    #expect(error.sqlState == "08001")
    #expect(error.message.contains(#"root certificate file "/nowhere/root.crt" does not exist"#))
    #expect("\(error)".contains("Check the database URL, its TLS settings and the server"))
    let refusing = FakeServer(replying: [Array("N".utf8)])
    let plain = try refusal {
      _ = try Session(connecting: ConnectionSettings(url: refusing.url + "?sslmode=require"))
    }
    #expect(plain.message.contains("server does not support SSL, but SSL was required"))
  }

  @Test("a server that is too old, or quotes in the old way, is the operator's")
  func wrongServer() throws {
    func connect(_ version: String, _ conforming: String) throws -> PostgresError {
      let server = FakeServer(
        replying: [
          FakeServer.welcome([
            ("server_version", version), ("standard_conforming_strings", conforming),
          ])
        ])
      return try refusal {
        let settings = try ConnectionSettings(url: server.url + "?sslmode=disable")
        _ = try Session(connecting: settings)
      }
    }
    let old = try connect("14.9", "on")
    #expect(old.class == .askOperator)
    #expect(old.message == "the server is PostgreSQL 14, and settled needs 15 or newer")
    let quoting = try connect("15.18", "off")
    #expect(quoting.class == .askOperator)
    #expect(quoting.message == "the server has standard_conforming_strings switched off")
  }

  @Test("a server that does not answer, and one that is not there, keep nobody waiting")
  func silence() throws {
    let server = FakeServer(replying: [])
    var settings = try ConnectionSettings(url: server.url + "?sslmode=disable")
    settings.connectTimeout = .milliseconds(200)
    let clock = ContinuousClock()
    let time = try clock.measure {
      let error = try refusal { _ = try Session(connecting: settings) }
      #expect(error.message == "no connection to the server within 200 ms")
      #expect(error.class == .retry)
    }
    #expect(time > .milliseconds(190) && time < .milliseconds(2200))
    let absent = try refusal {
      _ = try Session(connecting: ConnectionSettings(url: "postgres:///x?host=/nowhere"))
    }
    #expect(absent.sqlState == "08001")
    #expect(absent.class == .retry)
    #expect(try ConnectionSettings(url: "connect_timeout=3").connectTimeout == .seconds(3))
  }
}
