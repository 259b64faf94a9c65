import CivilTime
import Documents
import Operations
import TestKit

/// What an export writes, as lines of CSV without the head.
enum Exported {
  static func rows(
    _ table: Documents.Table, _ write: (inout any TableWriter) throws -> Int
  ) throws -> [String] {
    var count = 0
    let text = try exportedText(table) { writer in count = try write(&writer) }
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    precondition(rows.count == count, "\(count) rows were counted, \(rows.count) written")
    return rows
  }

  static func performance(_ yyyymm: Int32, of database: TestDatabase) throws -> [String] {
    try rows(ExportPerformance.table) { writer in
      try ExportPerformance(database.workplace)(
        period: month(yyyymm), site: nil, to: &writer)
    }
  }

  static func discounts(_ yyyymm: Int32, of database: TestDatabase) throws -> [String] {
    try rows(ExportDiscounts.table) { writer in
      try ExportDiscounts(database.workplace)(period: month(yyyymm), site: nil, to: &writer)
    }
  }

  static func offers(_ yyyymm: Int32, of database: TestDatabase) throws -> [String] {
    try rows(ExportOffers.table) { writer in
      try ExportOffers(database.workplace)(period: month(yyyymm), site: nil, to: &writer)
    }
  }

  static func month(_ yyyymm: Int32) -> Period {
    Period(year: Int(yyyymm) / 100, month: Int(yyyymm) % 100)
  }
}
