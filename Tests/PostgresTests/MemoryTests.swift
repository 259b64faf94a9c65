import Glibc
import Postgres
import Testing

/// What a process keeps can only be measured in one that does nothing else: each of these runs in a
/// process of its own.
@Suite("Memory")
struct MemoryTests {
  @Test("a million rows go in and out while memory stays where it was")
  func million() async throws {
    let setup = try TestDatabase.session(withPairs: "million")
    await #expect(processExitsWith: .success) {
      let session = try Session(connecting: TestDatabase.settingsOfParent())
      // The first rows make what is made once: the buffer, libpq's own, the statements.
      try Self.write(session, 0..<10_000)
      #expect(try Self.read(session) == (10_000, 30_000))
      let before = Self.peakKibibytes()
      try Self.write(session, 10_000..<1_000_000)
      #expect(try Self.read(session) == (1_000_000, 3_000_000))
      // The rows have 26,000 KiB.
      #expect(Self.peakKibibytes() - before < 2_000)
    }
    #expect(try setup.query(Statements.countPairs("million"))[0].int64(1) == 3_000_000)
  }

  @Test("a thousand failures leak no memory, no socket and no open transaction")
  func failures() async throws {
    let setup = try TestDatabase.session(withPairs: "leaks")
    await #expect(processExitsWith: .success) {
      let session = try Session(connecting: TestDatabase.settingsOfParent())
      for index in 0..<100 { #expect(throws: (any Error).self) { try Self.fail(session, index) } }
      let (memory, files) = (Self.residentKibibytes(), Self.openFileCount())
      for index in 0..<1000 {
        do { try Self.fail(session, index) } catch { continue }
        Issue.record("failure \(index) did not fail")
      }
      // One forgotten answer of the server has a kilobyte or two.
      #expect(Self.residentKibibytes() - memory < 300)
      #expect(Self.openFileCount() == files)
      try session.query(Statements.insertPair("leaks"), [.int64(-1), .int64(0)])
    }
    #expect(try setup.query(Statements.countPairs("leaks"))[0].int64(0) == 1)
  }

  private static func write(_ session: borrowing Session, _ keys: Range<Int64>) throws {
    try session.transaction { tx in
      try tx.copyIn(into: "public.million", columns: ["key", "value"]) { writer in
        for key in keys {
          try writer.startRow(fields: 2)
          try writer.int64(key)
          try writer.int64(3)
        }
      }
    }
  }

  private static func read(_ session: borrowing Session) throws -> (count: Int, total: Int64) {
    var total: Int64 = 0
    let count = try session.transaction(.repeatableRead, readOnly: true) { tx in
      try tx.copyOut(Statements.selectPairs("million")) { row in
        try row.skip()
        total += try row.nextInt64()
      }
    }
    return (count, total)
  }

  /// Fails in one of five ways.
  private static func fail(_ session: borrowing Session, _ index: Int) throws {
    try session.transaction { tx in
      try tx.query(Statements.insertPair("leaks"), [.int64(Int64(index)), .int64(0)])
      switch index % 5 {
      case 0: throw Stop()
      case 1: try tx.query(Statements.division)
      case 2:
        try tx.copyIn(into: "public.leaks", columns: ["key", "value"]) { writer in
          try writer.startRow(fields: 2)
          throw Stop()
        }
      case 3: try tx.copyOut(Statements.selectPairs("leaks")) { _ in throw Stop() }
      default:
        var settings = try TestDatabase.settingsOfParent()
        settings.database = "no_such_database"
        _ = try Session(connecting: settings)
      }
    }
  }

  private static func residentKibibytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return -1 }
    defer { fclose(file) }
    var (size, resident) = (0, 0)
    return withUnsafeMutablePointer(to: &size) { size in
      withUnsafeMutablePointer(to: &resident) { resident in
        let count = withVaList([size, resident]) { vfscanf(file, "%ld %ld", $0) }
        return count == 2 ? resident.pointee * 4 : -1
      }
    }
  }

  private static func peakKibibytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }

  private static func openFileCount() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
  }
}
