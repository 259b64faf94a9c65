import Foundation
import Marketplace
import Operations
import Postgres
import Synchronization
import TestKit
import Testing

/// The server itself dies, or its disk is full: what was not confirmed has not happened, and what is
/// done afterwards is what would have been done without.
@Suite("The server", .serialized)
struct ServerFaultTests {
  @Test("a server killed with everything it does, at any write, loses nothing and keeps no half")
  func killed() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let began = ContinuousClock.now
    let server = try OwnServer()
    let key = SealKeySource.passing()
    let undisturbed = try Steps.world(key)
    let struck = try Steps.world(key, cluster: server.url)
    let reference = try WriteProbe(in: undisturbed.database)
    let probe = try WriteProbe(in: struck.database)
    var passed = 0
    var kills = 0
    for step in try Steps().all(in: folder) {
      for world in [undisturbed, struck] { try step.prepare(world) }
      try reference.reset()
      try step.run(undisturbed)
      let before = try probe.digest()
      let sequences = try probe.sequences()
      let points = try reference.points()
      for point in 1...points {
        passed += 1
        // Every tenth point of all, and the last of each step, which is in its commit.
        guard passed % 10 == 0 || point == points else { continue }
        try probe.arm(point: point, .killed)
        try probe.killServer(server) { try step.run(struck) }
        kills += 1
        #expect(try probe.digest() == before, "\(step.name), point \(point)")
        try probe.set(sequences)
      }
      try probe.reset()
      try step.run(struck)
      let differing = try zip(reference.digest(), probe.digest()).filter { $0 != $1 }
      #expect(differing.isEmpty, "\(step.name): \(differing.map(\.0))")
    }
    try expectSound(struck)
    print("the server: killed \(kills) times at \(passed) points, \(ContinuousClock.now - began)")
    #expect(kills >= 25)
  }

  @Test(
    "a disk that is full refuses every step with 53100 and loses nothing; freed, all goes on",
    .enabled(if: SmallDisk.isPermitted, "mounting a file system is not permitted here"))
  func fullDisk() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try OwnServer()
    let disk = try SmallDisk(megabytes: 64)
    try server.useForTables(disk)
    let key = SealKeySource.passing()
    let undisturbed = try Steps.world(key)
    let struck = try Steps.world(key, cluster: server.url)
    let reference = try WriteProbe(in: undisturbed.database)
    let probe = try WriteProbe(in: struck.database)
    var refused: [String] = []
    for step in try Steps().all(in: folder) {
      for world in [undisturbed, struck] { try step.prepare(world) }
      try step.run(undisturbed)
      let before = try probe.digest()
      let sequences = try probe.sequences()
      try disk.fill()
      do {
        try step.run(struck)
      } catch let error as PostgresError {
        #expect(error.sqlState == "53100", "\(step.name): \(error)")
        #expect(Refusal(of: error).kind == .configuration)
        refused.append(step.name)
      }
      try disk.free()
      if refused.last == step.name {
        #expect(try probe.digest() == before, "\(step.name)")
        try probe.set(sequences)
        try step.run(struck)
      }
      let differing = try zip(reference.digest(), probe.digest()).filter { $0 != $1 }
      #expect(differing.isEmpty, "\(step.name): \(differing.map(\.0))")
    }
    try expectSound(struck)
    print("the server: its disk was full for \(refused.joined(separator: ", "))")
    // A step that finds room in pages that are there is done.
    #expect(refused.contains("seal") && refused.count >= 3)
    try planOnFullDisk(struck, undisturbed, disk)
  }

  @Test(
    "a full disk under what is written ahead stops the server; freed and started, all is as it was",
    .enabled(if: SmallDisk.isPermitted, "mounting a file system is not permitted here"))
  func fullJournal() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let disk = try SmallDisk(megabytes: 192)
    let server = try OwnServer(journal: disk)
    let key = SealKeySource.passing()
    let undisturbed = try Steps.world(key)
    let struck = try Steps.world(key, cluster: server.url)
    let reference = try WriteProbe(in: undisturbed.database)
    let probe = try WriteProbe(in: struck.database)
    for step in try Steps().all(in: folder) {
      for world in [undisturbed, struck] { try step.prepare(world) }
      try step.run(undisturbed)
      if step.name == "seal" {
        let before = try probe.digest()
        let sequences = try probe.sequences()
        try struck.database.session().query(Statements.checkpoint)
        // Otherwise the server goes round in the segments that it has.
        try struck.database.session().query(Statements.keepJournal)
        try disk.fill()
        try leaveJournal(of: struck.database, bytes: 65_536)
        let error = #expect(throws: (any Error).self) { try step.run(struck) }
        let kind = error.map { Refusal(of: $0).kind }
        #expect(kind == .unreachable || kind == .failed, "\(String(describing: error))")
        try server.awaitEnd()
        try disk.free()
        try server.start()
        #expect(try probe.digest() == before)
        try probe.set(sequences)
      }
      try step.run(struck)
      let differing = try zip(reference.digest(), probe.digest()).filter { $0 != $1 }
      #expect(differing.isEmpty, "\(step.name): \(differing.map(\.0))")
    }
    try expectSound(struck)
  }

  /// Writes ahead until so many bytes are left of the segments that are there.
  private func leaveJournal(of database: TestDatabase, bytes: Int64) throws {
    let session = try database.session()
    for _ in 0..<1_000 {
      let left = try session.query(Statements.journalLeft)[0].int64(0) - bytes
      if left <= 0 { return }
      try session.query(Statements.writeAhead, [.int64(min(left, 262_144))])
    }
    throw UnexpectedEnd(status: -1, said: "there is always more room to write ahead")
  }

  /// Plans August while the disk is full, and again when it is not.
  private func planOnFullDisk(
    _ struck: PayingWorld, _ undisturbed: PayingWorld, _ disk: SmallDisk
  ) throws {
    for world in [struck, undisturbed] {
      try world.load(
        "order_line",
        "line_id,product_id,customer_id,currency,sales_amount,paid_at\n"
          + "L-8,P-1,C-1,CNY,400000,2026-08-10T10:00:00+08:00\n")
      try world.database.setClock("2026-09-03T12:00:00+08:00")
    }
    try disk.fill()
    let error = #expect(throws: PostgresError.self) {
      try struck.database.plan(PayingWorld.july.next, site: .cn)
    }
    #expect(error?.sqlState == "53100")
    try disk.free()
    let plans = try [struck, undisturbed].map {
      try $0.database.plan(PayingWorld.july.next, site: .cn).run
    }
    #expect(plans[0].contentHash == plans[1].contentHash)
    #expect(plans[0].lines == 1 && plans[1].lines == 1)
    try expectSound(struck)
  }

  private func expectSound(_ world: PayingWorld) throws {
    #expect(try Ledger(world.database.workplace).check(site: nil) == [])
    #expect(try Steps.findings(in: world) == [])
    #expect(try Invoices(world.database.workplace).gaps().rows.isEmpty)
  }
}

extension OwnServer {
  /// Lets the tables of every database that is made from now on lie on a disk; what is written ahead
  /// of them stays where it is, for the server cannot live without.
  func useForTables(_ disk: SmallDisk) throws {
    let place = "\(disk.path)/tables"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    if geteuid() == 0 { try Tool.run("chown", ["postgres:", disk.path, place]) }
    try own("chmod", ["0700", place])
    let session = try Session(connecting: ConnectionSettings(url: url))
    try session.query(Statements.createTablespace("small", at: place))
    try session.query(Statements.makeDefault(tablespace: "small"))
    try session.query(Statements.reload)
  }
}

extension WriteProbe {
  /// Lets a step run until its statement reaches the armed point, kills the server there and starts
  /// it again.
  func killServer(_ server: OwnServer, under step: @escaping () throws -> Void) throws {
    let session = try database.session()
    // The session that strikes waits for this lock.
    try session.query(Statements.holdStrike)
    let ended = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let body = Unchecked(step)
    Thread.detachNewThread {
      let result = Result { try body.value() }
      outcome.withLock { $0 = result }
      ended.signal()
    }
    while try session.query(Statements.countStruck)[0].int64(0) == 0 {
      if let early = outcome.withLock({ $0 }) {
        throw UnexpectedEnd(status: -1, said: "never came to its point: \(early)")
      }
      usleep(1_000)
    }
    try server.kill()
    ended.wait()
    try server.start()
    guard case .failure(let error) = outcome.withLock({ $0 }) else {
      throw UnexpectedEnd(status: 0, said: "the step was told that it is done")
    }
    guard [.unreachable, .failed].contains(Refusal(of: error).kind) else { throw error }
  }
}

/// A step is run by one thread at a time.
private struct Unchecked: @unchecked Sendable {
  let value: () throws -> Void

  init(_ value: @escaping () throws -> Void) { self.value = value }
}
