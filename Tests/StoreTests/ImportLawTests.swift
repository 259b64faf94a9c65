import CivilTime
import Operations
import Store
import TestKit
import Testing

/// How facts come in and who reads them decides nothing.
@Suite("Laws of a month, 10,000 cases each: order, shards, parts of an import (1.2, 8.1)")
struct ImportLawTests {
  @Test("the order of facts, the number of shards and a second plan change nothing")
  func orderAndShards() throws {
    let files = try LawMonth.files.get()
    let database = try LawMonth.database()
    let expected = try LawMonth.outcome()
    #expect(expected["lines"]?.contains("late") == false)
    for shards in [1, 2, 7] {
      LawMonth.expect(
        try LawMonth.outcome(of: database, shards: shards), toBe: expected, "\(shards) shards")
    }

    var generator = Generator(seed: LawMonth.seed)
    let shuffled = files.mapValues { text in
      let rows = Self.rows(text)
      return rows[0] + rows.dropFirst().shuffled(using: &generator).joined()
    }
    let other = try LawMonth.database(shuffled)
    let places = try [database, other].map { try $0.session().query(Statements.firstPlaces) }
    let areSame = places[0].map { $0.text(0) } == places[1].map { $0.text(0) }
    #expect(!areSame || !LawMonth.isWhole, "stored in one order")
    LawMonth.expect(try LawMonth.outcome(of: other, shards: 2), toBe: expected, "in another order")
  }

  @Test("a month imported in parts, cut at random and loaded twice in part, is the same month")
  func parts() throws {
    let files = try LawMonth.files.get()
    let expected = try LawMonth.outcome()
    var generator = Generator(seed: LawMonth.seed &+ 1)
    let database = try TestDatabase(now: "2026-05-03T12:00:00+08:00")
    // What others refer to comes first; what refers to order lines with the last part of them.
    let divided: Set = ["order_line", "usage_record"]
    let referring: Set = ["refund", "supervision", "instance", "package", "usage_record"]
    try LawMonth.load(
      files.filter { !divided.contains($0.key) && !referring.contains($0.key) }, into: database)
    try load("order_line", of: files, into: database, &generator)
    for table in ["supervision", "instance", "package", "refund", "usage_record"] {
      try load(table, of: files, into: database, &generator)
    }
    try LawMonth.closeApril(of: database)
    LawMonth.expect(try LawMonth.outcome(of: database), toBe: expected, "in parts")
  }

  /// Loads a file in up to 6 parts; each repeats some rows of the part before it.
  private func load(
    _ table: String, of files: [String: String], into database: TestDatabase,
    _ generator: inout Generator
  ) throws {
    let rows = Self.rows(try #require(files[table]))
    let count = rows.count
    let cuts = (0..<5).map { _ in Int.random(in: 1...count, using: &generator) }.sorted()
    for (start, end) in zip([1] + cuts, cuts + [count]) {
      let repeated = Swift.max(1, start - 20)
      try LawMonth.load([table: rows[0] + rows[repeated..<end].joined()], into: database)
    }
  }

  /// The rows of a file with their line ends, its head first.
  private static func rows(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0 + "\n" }
  }
}
