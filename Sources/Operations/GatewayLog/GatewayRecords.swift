import CivilTime
import Digests
import Postgres
import Store

/// Hourly usage records of a gateway's log, in columns.
///
/// The id is made of instance and begin, so that the same hour is the same record in every import;
/// what may differ is the count.
struct GatewayRecords {
  private(set) var ids: [Int64] = []
  private(set) var instances: [String] = []
  private(set) var begins: [String] = []
  private(set) var ends: [String] = []
  private(set) var counts: [Int64] = []
  /// The lines of the log that they begin with.
  private(set) var lines: [Int] = []

  /// What is known of a record by the same id.
  struct Known {
    /// From 0.
    let place: Int
    let isSame: Bool
    let value: String
    let isSealed: Bool
  }

  /// One record for each bucket with forwarded calls.
  init(_ buckets: [CallTally.Bucket], of named: [String]) {
    for bucket in buckets where bucket.forwarded > 0 {
      guard let place = bucket.instance else { continue }
      let instance = named[Int(place)]
      ids.append(Self.id(instance, bucket.begin))
      instances.append(instance)
      begins.append(Instant(microseconds: bucket.begin).text())
      ends.append(Instant(microseconds: bucket.end).text())
      counts.append(Int64(bucket.forwarded))
      lines.append(bucket.line)
    }
  }

  private init() {}

  /// Some of the records.
  func selected(_ places: [Int]) -> GatewayRecords {
    var some = GatewayRecords()
    for place in places {
      some.ids.append(ids[place])
      some.instances.append(instances[place])
      some.begins.append(begins[place])
      some.ends.append(ends[place])
      some.counts.append(counts[place])
      some.lines.append(lines[place])
    }
    return some
  }

  /// Those that the database has already.
  func known(in tx: borrowing Transaction) throws -> [Known] {
    try tx.query(Query.Gateway.compareRecords, columns).map { row in
      Known(
        place: Int(row.int64(0)) - 1, isSame: row.bool(1), value: row.text(2),
        isSealed: row.bool(3))
    }
  }

  func insert(at now: Instant, in tx: borrowing Transaction) throws {
    guard !ids.isEmpty else { return }
    try tx.query(Query.Gateway.insertRecords, whole(now), within: .seconds(3600))
  }

  func replace(at now: Instant, in tx: borrowing Transaction) throws {
    guard !ids.isEmpty else { return }
    try tx.query(Query.Gateway.replaceRecords, whole(now), within: .seconds(3600))
  }

  private var columns: [Parameter] {
    [
      .int64Array(ids), .textArray(instances), .textArray(begins), .textArray(ends),
      .int64Array(counts),
    ]
  }

  private func whole(_ now: Instant) -> [Parameter] {
    let numbers = zip(instances, begins).map { "gateway/\($0)/\($1)" }
    return columns + [.textArray(numbers), .timestamp(now.microseconds)]
  }

  /// 62 bits of a digest with the bit above them set: far from the ids that a counter reaches.
  private static func id(_ instance: String, _ begin: Int64) -> Int64 {
    let digest = SHA256.digest(of: Array("settled gateway-log\n\(instance)\n\(begin)".utf8))
    let bits = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int64(bits >> 2 | 1 << 62)
  }
}
