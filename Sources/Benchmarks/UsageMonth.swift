import CivilTime
import Postgres
import Store

/// Fills the contract tables with a month of usage: 70,000 instances under all price models, a third
/// with a package, records of an hour in the order they came in, one in a hundred late or abnormal.
struct UsageMonth {
  static let period = Period(year: 2026, month: 10)
  private static let instances = 70_000
  private static let columns = [
    "usage_id", "instance_id", "metering_sn", "begin_time", "end_time", "record_time",
    "received_at", "usage_value", "package_id",
  ]

  let records: Int

  /// Fills an empty marketplace.
  func fill(_ session: borrowing Session) throws {
    try session.transaction { (tx: borrowing Transaction) in
      try tx.query(Query.Benchmark.insertParties, [.int32(3_000), .int32(12_000)])
    }
    try add(session)
  }

  /// Adds to a marketplace whose parties are there.
  func add(_ session: borrowing Session) throws {
    try session.query(Query.Benchmark.dropUsageIndex)
    try session.transaction { (tx: borrowing Transaction) in
      try tx.query(
        Query.Benchmark.insertUsageWorld,
        [.int32(Int32(Self.instances)), .int32(12_000), .int32(20_000)])
      try tx.copyIn(into: "marketplace.usage_record", columns: Self.columns) {
        (writer: inout CopyWriter) in
        var random = SplitMix(state: 20_261_002)
        for number in 0..<records { try write(number, &random, &writer) }
      }
    }
    try session.query(Query.Benchmark.analyzeUsage, within: .seconds(3600))
  }

  private func write(
    _ number: Int, _ random: inout SplitMix, _ writer: inout CopyWriter
  ) throws {
    let month = Self.period
    let length = month.end.microseconds - month.start.microseconds
    let begin = month.start.microseconds + Int64(number) * (length / Int64(records))
    let hour: Int64 = 3_600_000_000
    let instance = random.below(Self.instances) + 1
    try writer.startRow(fields: Self.columns.count)
    try writer.int64(Int64(number) + 1)
    try writer.text("I-\(instance)")
    try writer.text("SN-\(number)")
    try writer.microseconds(begin)
    try writer.microseconds(begin + (random.below(500) == 0 ? 2 * hour : hour))
    try writer.microseconds(begin + hour + 300_000_000)
    try writer.microseconds(begin + hour + 600_000_000)
    try writer.bytes(Self.numeric(random.below(9_999_999) + 1))
    if instance % 3 == 0, random.below(20) == 0 {
      try writer.text("PK-\(instance)")
    } else {
      try writer.null()
    }
  }

  /// Ten-thousandths in PostgreSQL's binary form: digits of base 10,000.
  private static func numeric(_ tenThousandths: Int) -> [UInt8] {
    let whole = tenThousandths / 10_000
    let fraction = tenThousandths % 10_000
    let words = [2, 0, 0, 4, whole, fraction]
    return words.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  }
}
