import Foundation
import Testing

struct DemoTests {
  /// From this file to the top of the repository.
  private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Data/retail").path

  @Test("the demo seals 13 real months and leaves their documents; a second start finds it done")
  func demo() throws {
    let settled = try CommandDatabase("demo", isMigrated: false).settled
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try settled("demo", "--data", Self.data, "--output", folder.path)
    #expect(first.code == 0)
    // Summed from the files by another program: 85 % of each line rounded half away from zero, each
    // refund the difference of two cumulated proportions.
    #expect(
      first.err.contains(
        "GBP  paid 600,682.61 = merchants 510,620.00 + taxes 0.00 + platform 90,062.61"))
    #expect(first.err.contains("13 sealed months, 2,040 documents in \(folder.path)"))
    #expect(first.err.contains("settled explain 2011"))

    let month = folder.appending(path: "201112")
    let statements = try FileManager.default.contentsOfDirectory(
      atPath: month.appending(path: "statements").path)
    // PDF, CSV, JSON and proof.
    #expect(statements.count == 4 * 73)
    let invoices = try FileManager.default.contentsOfDirectory(
      atPath: month.appending(path: "invoices").path)
    #expect(invoices.count == 73)

    let begun = ContinuousClock.now
    let second = try settled("demo", "--data", Self.data, "--output", folder.path)
    #expect(second.code == 0)
    #expect(ContinuousClock.now - begun < .seconds(20))
    let rows = second.out.split(separator: "\n").dropFirst()
    #expect(rows.count == 13)
    #expect(rows.allSatisfy { $0.hasSuffix(" 0") }, "no file is written again")
  }
}
