import Testing

struct UsageTests {
  @Test("what cannot be understood exits with 64, says so on stderr, and prints nothing")
  func usage() throws {
    let calls = [
      "run plan --site cn", "run plan --period 2026-13 --site cn", "run plan --period 202610",
      "run plan --period 202610 --site mars", "run plan --period 202610 --site cn --as-of today",
      "run approve R --if-plan 7f3c", "run approve R --if-plan 7f3c91zz", "run show",
      "run reject R", "exception acknowledge --run R --reason r",
      "exception acknowledge --run R --reason r --all 3", "run list --format xml",
      "exception resolve --run R --reason r", "exception assign --run R 3",
      "exception assign --run R --to bea", "adjust approve", "adjust refuse ADJ-1",
      "adjust add --partner P --tab general --currency CNY --amount 5 --code C",
      "run list --json --format csv", "run lines R --limit -1", "run diff R --limit 0",
      "export lines", "export lines --period 202610 --format table", "statement download",
      "job run month-start --site cn", "serve --port 70000", "serve --interval 0", "import",
      "demo", "frobnicate",
    ]
    for call in calls {
      let outcome = try Command().run(call.split(separator: " ").map(String.init))
      #expect(outcome.code == 64, "\(call): \(outcome.err)")
      #expect(outcome.out == "", "\(call)")
      #expect(outcome.err.hasPrefix("Error: "), "\(call)")
    }
  }

  @Test("without a database's name the exit code is 78, and the remedy names the variable")
  func noDatabase() throws {
    let outcome = try Command()("run", "list")
    #expect(outcome.code == 78)
    #expect(outcome.out == "")
    #expect(outcome.err.hasPrefix("error: no database is named\n  set SETTLED_DATABASE_URL"))
  }

  @Test("a database URL that cannot be read exits with 78 and shows no piece of it")
  func unreadableURL() throws {
    let outcome = try Command()("run", "list", "--database-url", "postgresql://u:s3cret@[::1/x")
    #expect(outcome.code == 78)
    #expect(!outcome.err.contains("s3cret"))
  }

  @Test("a database that does not answer exits with 69")
  func unreachable() throws {
    let url = "postgresql://nobody@/none?host=/nonexistent"
    for call in ["run list", "db status", "export lines --period 202610"] {
      let outcome = try Command(databaseURL: url).run(
        call.split(separator: " ").map(String.init))
      #expect(outcome.code == 69, "\(call): \(outcome.err)")
      #expect(outcome.out == "")
    }
  }

  @Test("a doctor without a database says what is missing and exits with 78")
  func doctor() throws {
    let outcome = try Command(databaseURL: "postgresql://nobody@/none?host=/nonexistent")("doctor")
    #expect(outcome.code == 78)
    #expect(outcome.out.contains("MISSING database: "))
  }
}
