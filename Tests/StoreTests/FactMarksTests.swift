import CivilTime
import Operations
import Postgres
import Store
import TestKit
import Testing

struct FactMarksTests {
  @Test("few marks are few bytes, and each is found by the bits that are left")
  func marksAreFolded() throws {
    let hashes: [Int32] = [0, 7, -1, 123_456_789, .min, .max]
    let marks = FactMarks { mark in hashes.forEach(mark) }
    // Four differ in their last bits: one bit in 32 of 128 bits, which the last halving makes 64.
    try #require(marks.bytes.count == 8)
    for hash in hashes {
      let bit = Int(UInt32(bitPattern: hash)) & 63
      #expect(marks.bytes[bit / 8] >> UInt8(bit % 8) & 1 == 1, "\(hash)")
    }
    #expect(marks.bytes.reduce(0) { $0 + $1.nonzeroBitCount } <= 4)
    #expect(FactMarks { _ in }.text == "00")
  }

  @Test("many marks stay apart")
  func manyMarksAreKept() {
    let marks = FactMarks { mark in for hash in Int32(0)..<1_000_000 { mark(hash) } }
    #expect(marks.bytes.count == 1 << 20)
    #expect(marks.bytes.reduce(0) { $0 + $1.nonzeroBitCount } == 1_000_000)
  }

  @Test("a stream that looks up marked lines alone has the rows of one that looks up all")
  func streamsAreAlike() throws {
    let database = try TestDatabase()
    try database.load(
      csv: BriefFacts.completed(MixedMonth(seed: 20_260_501, cases: 1...400).files))
    let june = Period(year: 2026, month: 6)
    try database.session().transaction(.repeatableRead) { (tx: borrowing Transaction) in
      var scope = FactScope(site: .cn, horizon: june.end, start: june.start)
      scope.isSorted = true
      func rows() throws -> [(bytes: [UInt8], isRefunded: Bool)] {
        var rows: [(bytes: [UInt8], isRefunded: Bool)] = []
        _ = try scope.stream(in: tx) { row in
          let bytes = Array(row.allBytes)
          for _ in 0..<24 { try row.skip() }
          rows.append((bytes, try row.nextBytes() != nil))
        }
        return rows
      }
      let all = try rows()
      scope.marks = try FactMarks(before: scope.horizon, in: tx)
      let marked = try rows()
      #expect(all.count > 600)
      #expect(all.count(where: \.isRefunded) > 150, "about a third of them is refunded")
      #expect(marked.map(\.bytes) == all.map(\.bytes))
      // Without a mark a line has no company: the marks are looked at.
      scope.marks = FactMarks { _ in }
      #expect(try rows().count(where: \.isRefunded) == 0)
    }
  }
}
