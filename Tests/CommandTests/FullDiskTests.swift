import Foundation
import TestKit
import Testing

/// The disk that a command writes to is full: the command says so and what to do, there is a whole
/// file or none, and what it does once there is room is what it would have done before.
@Suite("A full disk", .serialized)
struct FullDiskTests {
  private static let month = ["--period", "202610", "--site", "cn"]
  private static let enabled: ConditionTrait = .enabled(
    if: SmallDisk.isPermitted, "mounting a file system is not permitted here")

  /// A command that writes to a path, by the name of what it writes.
  private struct Writing: Sendable {
    let name: String
    let arguments: @Sendable (String) -> [String]
    /// Whether the same command writes the same bytes again.
    var isRepeatable = true

    init(
      _ name: String, isRepeatable: Bool = true,
      _ arguments: @escaping @Sendable (String) -> [String]
    ) {
      self.name = name
      self.isRepeatable = isRepeatable
      self.arguments = arguments
    }
  }

  private static let writings = [
    Writing("lines.csv") { ["export", "lines"] + month + ["-O", $0] },
    Writing("lines.xlsx") { ["export", "lines"] + month + ["-O", $0] },
    Writing("statements.json") { ["export", "statements"] + month + ["-O", $0] },
    Writing("journal.csv") { ["export", "journal"] + month + ["-O", $0] },
    Writing("statements") { ["statement", "download"] + month + ["-O", $0] },
    Writing("statements.zip") { ["statement", "download"] + month + ["--archive", $0] },
    Writing("invoices") { ["invoice", "download"] + month + ["-O", $0] },
    Writing("invoices.zip") { ["invoice", "download"] + month + ["--archive", $0] },
    Writing("units") {
      [
        "service", "write", $0, "--binary", "/usr/local/bin/settled", "--database-url-file",
        "/etc/settled/database-url",
      ]
    },
    // Each backup has its own time in it.
    Writing("settled.backup", isRepeatable: false) { ["db", "backup", $0] },
  ]

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Every file below a path, or the file that it is, with its bytes.
  private func contents(of path: String) throws -> [String: Data] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [:] }
    if !isFolder.boolValue { return ["": try Data(contentsOf: URL(fileURLWithPath: path))] }
    let names = try FileManager.default.subpathsOfDirectory(atPath: path)
    return Dictionary(
      uniqueKeysWithValues: try names.map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: "\(path)/\($0)")))
      })
  }

  @Test("every command that writes files leaves whole ones or none, says why, and goes on", enabled)
  func files() throws {
    let settled = try CommandDatabase.sealedOctober("full_disk")
    #expect(try settled("invoice", "issue", "RUN-202610-cn-1", "--as", "ann").code == 0)
    let disk = try SmallDisk(megabytes: 4)
    try withFolder { folder in
      for writing in Self.writings {
        let undisturbed = try settled.run(writing.arguments("\(folder)/\(writing.name)"))
        #expect(undisturbed.code == 0, "\(writing.name): \(undisturbed.err)")
        let whole = try contents(of: "\(folder)/\(writing.name)")
        #expect(!whole.isEmpty)
        let path = "\(disk.path)/\(writing.name)"
        // Nothing fits, or the file begins and breaks off.
        for pages in [0, 1] {
          try disk.fill(leaving: pages)
          let refused = try settled.run(writing.arguments(path))
          let left = try contents(of: path)
          let isDone = refused.code == 0
          // What fits into a page is done.
          #expect(!isDone || pages > 0, "\(writing.name) is told to be done")
          if !isDone {
            #expect(refused.code == 1, "\(writing.name): \(refused.err)")
            #expect(refused.err.contains("No space left on device"), "\(refused.err)")
            #expect(
              refused.err.contains("room") || refused.err.contains("space on")
                || refused.err.contains("free space"), "\(writing.name): \(refused.err)")
          }
          #expect(left.allSatisfy { whole[$0.key] == $0.value }, "\(writing.name): half a file")
          #expect(try !disk.files.contains { $0.contains("incomplete") }, "\(writing.name)")
          try disk.free()
          try? FileManager.default.removeItem(atPath: path)
        }
        let again = try settled.run(writing.arguments(path))
        #expect(again.code == 0, "\(writing.name): \(again.err)")
        let written = try contents(of: path)
        #expect(
          writing.isRepeatable ? written == whole : written.keys == whole.keys, "\(writing.name)")
        try FileManager.default.removeItem(atPath: path)
      }
    }
    #expect(try settled("ledger", "check").code == 0)
  }

  @Test("a file that was there before stays as it was", enabled)
  func earlierFile() throws {
    let settled = try CommandDatabase.sealedOctober("full_disk_before")
    let disk = try SmallDisk(megabytes: 1)
    let path = "\(disk.path)/lines.csv"
    try Data("before".utf8).write(to: URL(fileURLWithPath: path))
    try disk.fill()
    #expect(try settled.run(["export", "lines"] + Self.month + ["-O", path]).code == 1)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
  }

  @Test("results that stdout does not take are not told to be shown")
  func stdout() throws {
    let settled = try CommandDatabase.sealedOctober("full_disk_stdout")
    for command in [
      ["run", "list", "--format", "csv"], ["period", "list", "--json"],
      ["export", "lines"] + Self.month,
    ] {
      let outcome = try settled.run(command, isStdoutFull: true)
      #expect(outcome.code == 1, "\(command): \(outcome.err)")
      #expect(outcome.err.contains("No space left on device"), "\(command): \(outcome.err)")
    }
  }

  @Test("rejects that find no room load nothing, and leave no file", enabled)
  func rejects() throws {
    let settled = try CommandDatabase("full_disk_rejects").settled
    let disk = try SmallDisk(megabytes: 1)
    try withFolder { folder in
      // One customer is good, and a hundred have a site that there is not.
      let bad = (1...100).map { "C-\($0),moon,Bad,false,CN\n" }.joined()
      try Data("customer_id,site,name,postpaid,country\nC-801,cn,Good,false,CN\n\(bad)".utf8)
        .write(to: URL(fileURLWithPath: "\(folder)/customer.csv"))
      let path = "\(disk.path)/rejects.csv"
      for pages in [0, 1] {
        try disk.fill(leaving: pages)
        let refused = try settled(
          "import", folder, "--accept-rejects", "--rejects", path, "--as", "ann")
        #expect(refused.code == 1, "\(refused.err)")
        #expect(refused.err.contains("No space left on device"), "\(refused.err)")
        #expect(refused.err.contains("free space on the disk of \(disk.path)"), "\(refused.err)")
        #expect(try disk.files == [], "\(pages)")
        try disk.free()
      }
      let loaded = try settled(
        "import", folder, "--accept-rejects", "--rejects", path, "--as", "ann", "--format", "csv")
      #expect(loaded.out.contains("customer,101,1,"), "nothing was loaded before: \(loaded.out)")
      #expect(try disk.files == ["rejects.csv"])
    }
  }

  @Test("a payment file that finds no room was not sent", enabled)
  func paymentFile() throws {
    let settled = try CommandDatabase.sealedOctober("full_disk_payout")
    try settled.openAccount()
    try settled.propose("M-1", "6217000011112222")
    try settled.propose("M-2", "6217000033334444")
    for state in ["countersigning", "payment_requested"] {
      _ = try settled.run(["statement", "move", "--to", state] + Self.month + ["--as", "ann"])
    }
    _ = try settled("payout", "plan", "--site", "cn", "--as", "ann")
    #expect(try settled("payout", "approve", "PB-1", "--as", "bea").code == 0)
    let disk = try SmallDisk(megabytes: 1)
    let path = "\(disk.path)/PB-1.xml"
    try disk.fill()
    let refused = try settled("payout", "export", "PB-1", "-O", path, "--as", "ann")
    #expect(refused.code == 1 && refused.err.contains("No space left on device"))
    #expect(try settled("payout", "list", "--format", "csv").out.contains(",approved,"))
    #expect(try disk.files == [])
    try disk.free()
    #expect(try settled("payout", "export", "PB-1", "-O", path, "--as", "ann").code == 0)
    let again = try settled("payout", "export", "PB-1", "-O", "-", "--as", "ann")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == again.out)
  }
}
