import Foundation
import Operations
import Testing
import TestKit

/// `import gateway-log`: what counts, whose it is, and what happens when it comes again.
@Suite("Gateway log")
struct GatewayLogTests {
  private static let map = """
    prefix,user,instance_id
    /v1,,I-1
    /v1/admin,,I-2
    /v1/admin/,root,I-3
    ,alice,I-4
    """

  /// Four instances: the first opened at 10:30 UTC on 17 May 2015, and closed a day later.
  private func database() throws -> TestDatabase {
    let database = try TestDatabase(now: "2015-06-03T12:00:00+08:00")
    var instances =
      "instance_id,product_id,customer_id,price_plan_id,charge_item,opened_at,closed_at\n"
    instances += "I-1,P-1,C-1,PP,calls,2015-05-17T10:30:00Z,2015-05-18T10:15:00Z\n"
    for number in 2...4 { instances += "I-\(number),P-1,C-1,PP,calls,2015-01-01T00:00:00Z,\n" }
    try load(
      [
        "price_plan": "price_plan_id,model,accumulate,currency\nPP,fixed,record,CNY\n",
        "price_band": "price_plan_id,band,up_to,unit_price\nPP,1,,0.01\n",
        "instance": instances,
      ], into: database)
    return database
  }

  private func line(
    _ path: String, _ status: Int = 200, size: String = "123", user: String = "-",
    at time: String = "17/May/2015:11:05:03 +0000"
  ) -> String {
    "10.0.0.1 - \(user) [\(time)] \"GET \(path) HTTP/1.1\" \(status) \(size) \"-\" \"agent \\\"x\\\"\"\n"
  }

  private func outcome(
    _ log: String, map: String = GatewayLogTests.map, in database: TestDatabase,
    _ change: (inout ImportGatewayLog.Request, Folder) -> Void = { _, _ in }
  ) throws -> GatewayOutcome {
    let folder = try Folder(["access.log": log, "map.csv": map])
    var request = ImportGatewayLog.Request(
      log: folder.path("access.log"), map: folder.path("map.csv"))
    change(&request, folder)
    return try ImportGatewayLog(database.workplace, by: "importer")(request)
  }

  private func records(_ database: TestDatabase) throws -> [String] {
    try database.session().query(Statements.listRecords).map { $0.text(0) }
  }

  @Test("401, 403 and 429 are refusals, 503 only without a body or with the gateway's own page")
  func statuses() throws {
    let database = try database()
    let log = [200, 301, 304, 400, 404, 416, 500, 502, 504, 401, 403, 429].map { line("/v1", $0) }
    let busy = ["-", "0", "197", "198"].map { line("/v1", 503, size: $0) }
    let all = try outcome((log + busy).joined(), in: database) { request, _ in
      request.isDryRun = true
    }
    #expect(all.equation == "16 calls = 11 forwarded + 5 refused + 0 unmapped + 0 bad")
    let own = try outcome((log + busy).joined(), in: database) { request, _ in
      request.ownPageSize = 197
    }
    #expect(own.equation == "16 calls = 10 forwarded + 6 refused + 0 unmapped + 0 bad")
    // A dry run stored nothing, so that this one is new.
    #expect(own.new == 1 && own.isLoaded && !all.isLoaded)
    #expect(try records(database) == ["I-1 2015-05-17 11:00 12:00 10"])
  }

  @Test("the longest prefix of whole segments wins, then the row that names the user")
  func mapping() throws {
    let database = try database()
    let log =
      line("/v1") + line("/v1/") + line("/v1?a=/v1/admin") + line("/v1/administrator")
      + line("/v1/admin/x") + line("/v1/admin", user: "root") + line("/v1/admin", user: "alice")
      + line("/v1/x", user: "root") + line("/v10", user: "alice") + line("/", user: "alice")
      + line("/v10") + line("/") + line("http://host/v1/a") + line("http://host")
      + "10.0.0.1 - - [17/May/2015:11:05:03 +0000] \"-\" 408 - \"-\" \"-\"\n"
    let outcome = try outcome(log, in: database)
    #expect(outcome.equation == "15 calls = 11 forwarded + 0 refused + 4 unmapped + 0 bad")
    #expect(
      try records(database) == [
        "I-1 2015-05-17 11:00 12:00 6", "I-2 2015-05-17 11:00 12:00 2",
        "I-3 2015-05-17 11:00 12:00 1", "I-4 2015-05-17 11:00 12:00 2",
      ])
  }

  @Test("hours are those of the instant, cut where the instance is opened and closed")
  func hours() throws {
    let database = try database()
    let times = [
      "17/May/2015:10:29:59 +0000", "17/May/2015:10:30:00 +0000", "17/May/2015:18:59:59 +0800",
      "17/May/2015:11:00:00 +0000", "18/May/2015:10:14:59 +0000", "18/May/2015:10:15:00 +0000",
      "17/May/2015:06:59:00 -0400",
    ]
    let outcome = try outcome(times.map { line("/v1", at: $0) }.joined(), in: database)
    #expect(outcome.new == 5)
    #expect(
      try records(database) == [
        "I-1 2015-05-17 10:00 10:30 1", "I-1 2015-05-17 10:30 11:00 3",
        "I-1 2015-05-17 11:00 12:00 1", "I-1 2015-05-18 10:00 10:15 1",
        "I-1 2015-05-18 10:15 11:00 1",
      ])
  }

  @Test("the same log changes nothing; an hour with another count is refused unless it may replace")
  func again() throws {
    let database = try database()
    let log = line("/v1") + line("/v1/admin")
    #expect(try outcome(log, in: database).new == 2)
    try database.setClock("2015-06-03T13:00:00+08:00")
    let same = try outcome(log, in: database)
    #expect(same.isLoaded && same.new == 0 && same.unchanged == 2)
    let longer = log + line("/v1") + line("/v1", at: "17/May/2015:12:00:00 +0000")
    let refused = try outcome(longer, in: database)
    #expect(!refused.isLoaded && refused.findingCount == 1)
    #expect(
      refused.findings.first?.text
        == "access.log:1: instance I-1 has 2 forwarded calls here from 2015-05-17T19:00:00+08:00 on, "
        + "and 1 in the database; give --replace if this log is the whole of that hour")
    #expect(try records(database).count == 2)
    let replaced = try outcome(longer, in: database) { request, _ in request.replaces = true }
    #expect(replaced.new == 1 && replaced.replaced == 1 && replaced.unchanged == 1)
    #expect(
      try records(database) == [
        "I-1 2015-05-17 11:00 12:00 2", "I-1 2015-05-17 12:00 13:00 1",
        "I-2 2015-05-17 11:00 12:00 1",
      ])
  }

  @Test(
    "hours and bad lines that were left out keep a month open until they come or are acknowledged")
  func leftOut() throws {
    let database = try database()
    #expect(try outcome(line("/v1"), in: database).isLoaded)
    let longer = line("/v1") + line("/v1") + "nonsense\nmore\n"
    let accepted = try outcome(longer, in: database) { request, folder in
      request.acceptsRejects = true
      request.rejectsFile = folder.path("rejects.csv")
    }
    #expect(accepted.isLoaded && accepted.findingCount == 3)
    func blockers(_ month: Int) throws -> [String] {
      try AccountingPeriods(database.workplace, by: "").blockers(
        of: .init(year: 2015, month: month), site: .cn
      ).filter { $0.code == "rows_left_out" }.map(\.sentence)
    }
    #expect(
      try blockers(5).map { $0.contains("left out 3 rows: access.log:1: instance I-1") } == [true])
    // The hour is of May; the lines may be of any month.
    #expect(
      try blockers(4).map { $0.contains("left out 2 rows: access.log:3: the line ends") } == [true])
    #expect(
      try outcome(line("/v1") + line("/v1"), in: database) { request, _ in request.replaces = true }
        .replaced == 1)
    #expect(try blockers(5) == blockers(4), "the hour has come")
    let imports = Imports(database.workplace, by: "ann")
    #expect(try imports.acknowledge("IMP-3", reason: "the probe of the load balancer") == 2)
    #expect(try blockers(5).isEmpty)
    let events = try database.session().query(Statements.listReplacements).map { $0.text(0) }
    #expect(
      events == [
        "IMP-4 usage_record, 1 row: I-1 from 2015-05-17T19:00:00+08:00: "
          + "I-1 from 2015-05-17T19:00:00+08:00: usage_value=1.0000 > "
          + "I-1 from 2015-05-17T19:00:00+08:00: usage_value=2"
      ])
  }

  @Test("an hour that a sealed month used is never replaced")
  func sealed() throws {
    let database = try database()
    let june = line("/v1/admin", at: "01/Jun/2015:11:05:03 +0000")
    #expect(try outcome(line("/v1") + june, in: database).isLoaded)
    try database.seal(.init(year: 2015, month: 5), site: .cn)
    let refused = try outcome(line("/v1") + line("/v1"), in: database) { request, _ in
      request.replaces = true
    }
    #expect(!refused.isLoaded)
    #expect(refused.findings.first?.reason.hasSuffix("which a sealed month used") == true)
    // So is one of a later month that was received before the run: it rated that one too.
    try database.setClock("2015-06-04T12:00:00+08:00")
    let early = try outcome(june + june, in: database) { request, _ in request.replaces = true }
    #expect(early.findings.first?.reason.hasSuffix("which a sealed month used") == true)
    // A new hour of the sealed month is late usage, which the next run bills (rule 4.3).
    #expect(try outcome(line("/v1", at: "17/May/2015:12:00:00 +0000"), in: database).isLoaded)
  }

  @Test("a bad line is told with its place and keeps everything out, unless rejects are accepted")
  func badLines() throws {
    let database = try database()
    let good = line("/v1")
    let bad: [(line: String, reason: String)] = [
      ("nonsense", "the line ends before its time"),
      (line("/v1", at: "17/Mai/2015:11:05:03 +0000"), "the time is not like"),
      (line("/v1", at: "31/Apr/2015:11:05:03 +0000"), "the time is not like"),
      (line("/v1", at: "17/May/2015:24:05:03 +0000"), "the time is not like"),
      (line("/v1", 99), "the status is not 100 to 599"),
      (line("/v1", size: "12x"), "the size is neither digits nor -"),
      (
        good.replacingOccurrences(of: " \"-\" \"agent \\\"x\\\"\"", with: " "),
        "the referrer is missing"
      ),
      (
        good.replacingOccurrences(of: "\\\"x\\\"\"", with: "x"),
        "the quote of the agent is not closed"
      ),
    ]
    for (line, reason) in bad {
      let text = good + "\r\n" + (line.hasSuffix("\n") ? line : line + "\n") + good
      let folder = try Folder()
      let outcome = try outcome(text, in: database) { request, _ in
        request.rejectsFile = folder.path("rejects.csv")
      }
      #expect(!outcome.isLoaded && outcome.findingCount == 1, "\(line)")
      #expect(
        outcome.equation == "3 calls = 2 forwarded + 0 refused + 0 unmapped + 1 bad", "\(line)")
      #expect(outcome.findings[0].text.hasPrefix("access.log:3: \(reason)"), "\(outcome.findings)")
      let rejects = try String(contentsOfFile: folder.path("rejects.csv"), encoding: .utf8)
      #expect(rejects.split(separator: "\n").count == 2, "\(line)")
    }
    #expect(try records(database).isEmpty)
    let accepted = try outcome(good + "x\n" + good, in: database) { request, _ in
      request.acceptsRejects = true
    }
    #expect(accepted.isLoaded && accepted.bad == 1)
    #expect(try records(database) == ["I-1 2015-05-17 11:00 12:00 2"])
  }

  @Test("of many bad lines the first hundred are kept, all are in the rejects file")
  func manyBadLines() throws {
    let database = try database()
    let folder = try Folder()
    let long = String(repeating: "y", count: 3 * 1024 * 1024)
    let log = String(repeating: "x\n", count: 250) + long + "\n" + line("/v1") + "z"
    let outcome = try outcome(log, in: database) { request, _ in
      request.rejectsFile = folder.path("rejects.csv")
    }
    #expect(outcome.findingCount == 252 && outcome.findings.count == 100)
    #expect(outcome.equation == "253 calls = 1 forwarded + 0 refused + 0 unmapped + 252 bad")
    let rejects = try String(contentsOfFile: folder.path("rejects.csv"), encoding: .utf8)
    #expect(rejects.split(separator: "\n").count == 253)
    #expect(rejects.contains("access.log,251,,the line has more than 1024 KiB,"))
  }

  @Test("a map that cannot be used is told with its place, and nothing is counted")
  func badMaps() throws {
    let database = try database()
    let maps: [(text: String, finding: String)] = [
      ("prefix,instance\n/,I-1\n", "map.csv:1: the header is prefix,instance"),
      ("prefix,instance_id\nv1,I-1\n", "map.csv:2: prefix: \"v1\" is no beginning of a path"),
      ("prefix,instance_id\n/a?b,I-1\n", "map.csv:2: prefix: \"/a?b\" is no beginning of a path"),
      ("prefix,user,instance_id\n,,I-1\n", "map.csv:2: prefix: is empty, and so is user"),
      ("prefix,instance_id\n/a,I-1\n/a/,I-2\n", "map.csv:3: prefix: the same prefix and user"),
      ("prefix,instance_id\n/a,\n", "map.csv:2: instance_id: is empty"),
      ("prefix,instance_id\n/a,I-9\n", "map.csv:2: instance_id: there is no instance \"I-9\""),
      ("prefix,instance_id\n", "map.csv:1: names no instance"),
    ]
    for (text, finding) in maps {
      let outcome = try outcome(line("/a"), map: text, in: database)
      #expect(!outcome.isLoaded && outcome.calls == 0, "\(text)")
      #expect(outcome.findings.first?.text.hasPrefix(finding) == true, "\(outcome.findings)")
    }
  }
}
