import CivilTime
import Documents
import Foundation
import Operations
import Testing
import TestKit

/// The real log of `Tests/Data/gateway`. The figures were counted by awk, which knows no code of ours:
///
///     awk '!/"$/ {bad++; next} {p = $7; sub(/\?.*/, "", p) ...} END {...}' access.log
@Suite("Real gateway log")
struct RealLogTests {
  static let log = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Data/gateway/access.log").path

  static let map = """
    prefix,user,instance_id
    /presentations,,INS-1
    /blog,,INS-2
    /blog/tags,,INS-3
    """

  /// Three instances of a product that is charged by call.
  static let facts: [String: String] = [
    "product": "product_id,access_type,charging_mode\nP-1,api,usage\n",
    "product_terms": "terms_id,valid_from\nT-1,2010-01-01T00:00:00+08:00\n",
    "partner": "partner_id,certified_at\nM-1,2010-01-01T00:00:00+08:00\n",
    "price_plan": "price_plan_id,model,accumulate,currency\nPP,fixed,record,CNY\n",
    "price_band": "price_plan_id,band,up_to,unit_price\nPP,1,,1\n",
    "instance": """
    instance_id,product_id,customer_id,price_plan_id,charge_item,opened_at
    INS-1,P-1,C-1,PP,calls,2015-01-01T00:00:00+08:00
    INS-2,P-1,C-1,PP,calls,2015-01-01T00:00:00+08:00
    INS-3,P-1,C-1,PP,calls,2015-01-01T00:00:00+08:00
    """,
  ]

  static func imported(into database: TestDatabase) throws -> GatewayOutcome {
    let folder = try Folder(["map.csv": Self.map])
    var request = ImportGatewayLog.Request(log: Self.log, map: folder.path("map.csv"))
    request.acceptsRejects = true
    return try ImportGatewayLog(database.workplace, by: "importer")(request)
  }

  @Test("10,000 calls in, each of them in one column, and the sum adds up per hour and instance")
  func counts() throws {
    let database = try TestDatabase(now: "2015-06-03T12:00:00+08:00")
    try load(Self.facts, into: database)
    let outcome = try Self.imported(into: database)
    #expect(
      outcome.equation == "10,000 calls = 4,263 forwarded + 2 refused + 5,734 unmapped + 1 bad")
    // Line 8,899 breaks off within its agent.
    #expect(outcome.findings.map(\.line) == [8899])
    #expect(outcome.new == 251)
    #expect(
      try database.session().query(Statements.sumRecords).map { String($0.text(0).prefix(10)) }
        == ["INS-1 2304", "INS-2 937 ", "INS-3 1022"])
    let first = outcome.hours.prefix { $0.begin == outcome.hours[0].begin }
    #expect(first.map(\.calls).reduce(0, +) == 74)
    #expect(first.map(\.instance) == ["INS-1", "INS-2", "INS-3", nil])
    #expect(first.map(\.forwarded) == [23, 5, 13, 0])
    let again = try Self.imported(into: database)
    #expect(again.new == 0 && again.unchanged == 251)
  }

  @Test("what a month charges per instance adds up to the calls that were forwarded")
  func charged() throws {
    let database = try TestDatabase(now: "2015-06-03T12:00:00+08:00")
    try load(Self.facts, into: database)
    let forwarded = try Self.imported(into: database).forwarded
    try database.plan(.init(year: 2015, month: 5), site: .cn)
    var csv: [UInt8] = []
    var writer = try TableFormat.csv.writer(for: ExportLines.table) { csv.append(contentsOf: $0) }
    _ = try ExportLines(database.workplace)(
      period: .init(year: 2015, month: 5), site: .cn, to: &writer)
    let lines = String(decoding: csv, as: UTF8.self).split(separator: "\r\n").dropFirst()
    // A unit costs 1.00, of which the merchant has 95 %.
    #expect(
      lines.map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return "\(fields[3]) \(fields[13]) \(fields[20])"
      } == [
        "INS-1/201505 2304.00 2188.80", "INS-2/201505 937.00 890.15",
        "INS-3/201505 1022.00 970.90",
      ])
    // 2,304 + 937 + 1,022.
    #expect(forwarded == 4_263)
  }
}
