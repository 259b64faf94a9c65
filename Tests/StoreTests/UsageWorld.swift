import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit

/// A database with instances of usage, rated run by run.
///
/// Instance `I-1` costs 1.00 a unit, `I-2` is priced in steps of the month: 3 at 0.3, the rest at
/// 0.2. Both are of product `P-1` and customer `C-1`.
struct UsageWorld {
  let database: TestDatabase

  /// What a test looks at of a usage line.
  struct Line: Equatable {
    let id: String
    let amount: Int64
    let quantity: Int64
    let isLate: Bool
    let billed: UInt8

    init(_ row: UsageRow) {
      id = row.sourceID.text
      amount = row.fact.amount
      quantity = row.fact.quantity
      isLate = row.fact.lateReceivedAt != nil
      billed = row.payees.rawValue
    }
  }

  /// What rating came to.
  struct Rated {
    var lines: [Line] = []
    var refusals: [RefusedFact] = []
    var abnormal = 0

    /// Amounts by source id.
    var amounts: [String: Int64] {
      Dictionary(uniqueKeysWithValues: lines.map { ($0.id, $0.amount) })
    }
  }

  /// - Parameter more: Further tables, or others instead of those of the world.
  init(_ more: [String: String] = [:]) throws {
    database = try TestDatabase()
    var tables = [
      "price_plan": """
      price_plan_id,model,accumulate,currency
      PL-1,fixed,record,CNY
      PL-2,step,month,CNY

      """,
      "price_band": "price_plan_id,band,up_to,unit_price\nPL-1,1,,1\nPL-2,1,3,0.3\nPL-2,2,,0.2\n",
      "instance": Self.instances(["I-1,,P-1,C-1,PL-1", "I-2,,P-1,C-1,PL-2"]),
    ]
    tables.merge(more) { $1 }
    try database.load(csv: BriefFacts.completed(tables))
  }

  /// Instances open since 2020: `id,line,product,customer,plan` each.
  static func instances(_ rows: [String]) -> String {
    "instance_id,line_id,product_id,customer_id,price_plan_id,charge_item,opened_at,closed_at\n"
      + rows.map { "\($0),call,2020-01-01T00:00:00+08:00,\n" }.joined()
  }

  /// Loads records: `id instance begin received value package` each, days like `10-05`, of 2026.
  func use(_ rows: [String]) throws {
    let header =
      "usage_id,instance_id,metering_sn,begin_time,end_time,record_time,received_at,usage_value,"
      + "package_id\n"
    let lines = rows.map { row in
      let field = row.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      let begin = "2026-\(field[2])T08:00:00+08:00"
      let end = "2026-\(field[2])T09:00:00+08:00"
      let received = "2026-\(field[3])T10:00:00+08:00"
      let package = field.count > 5 ? field[5] : ""
      return "\(field[0]),\(field[1]),S-\(field[0]),\(begin),\(end),\(end),\(received),\(field[4]),"
        + "\(package)\n"
    }
    try database.load(csv: ["usage_record": header + lines.joined()])
  }

  /// Rates without writing, as a run that would be next in the chain.
  func rate(
    asOf: String, chainNumber: Int32 = 1, runNumber: Int32? = nil, shards: Int = 1,
    partitions: Int? = nil, site: Site = .cn
  ) throws -> Rated {
    let session = try database.session()
    return try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let stage = try UsageStage(
        settings: database.settings, cancelledBy: nil, snapshot: try tx.exportSnapshot(),
        site: site, asOf: try Instant(parsing: asOf), chainNumber: chainNumber,
        catalogue: try CatalogueReader.catalogue(of: site, in: tx), shards: shards,
        partitions: partitions, in: tx)
      let lines = try stage.rate(runNumber: runNumber)
      var rated = Rated()
      rated.refusals = lines.refusals
      rated.abnormal = lines.abnormalCount
      for shard in 0..<lines.shardCount {
        try lines.forEach(shard) { rated.lines.append(Line($0)) }
      }
      rated.lines.sort { $0.id < $1.id }
      return rated
    }
  }

  /// Plans a month, rates its usage, and seals it.
  @discardableResult
  func close(_ month: Int, asOf: String) throws -> (run: RunRecord, rated: Rated) {
    try database.setClock(asOf)
    let plan = try database.plan(Period(year: 2026, month: month), site: .cn)
    let isWritten = try written(by: plan.run.number)
    let rated = try rate(
      asOf: asOf, chainNumber: plan.run.chainNumber, runNumber: isWritten ? nil : plan.run.number)
    if plan.needsReview {
      _ = try ReviewRun(database.workplace, by: "approver")
        .acknowledge(plan.run.id, .all, reason: "known")
    }
    try ReviewRun(database.workplace, by: "settler").submit(plan.run.id)
    try ReviewRun(database.workplace, by: "approver").approve(plan.run.id)
    return (try SealRun(database.workplace, by: "settler")(plan.run.id), rated)
  }

  /// Whether planning wrote the usage by itself.
  private func written(by run: Int32) throws -> Bool {
    try database.session().query(Statements.countUsage, [.int32(run)])[0].int64(0) > 0
  }

  /// The codes that a run wrote, by usage id, each with its value.
  func abnormal(_ run: RunRecord) throws -> [String] {
    try database.session().query(Statements.listAbnormal, [.int32(run.number)]).map {
      "\($0.int64(0)) \($0.text(1)) \($0.text(2))"
    }
  }
}
