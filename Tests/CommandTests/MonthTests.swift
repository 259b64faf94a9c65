import Foundation
import Postgres
import Testing

/// A month from the first plan to the seal, and every way to be refused on it.
struct MonthTests {
  private let october = "RUN-202610-cn-1"

  @Test("a month goes from plan to seal by exit codes alone")
  func month() throws {
    let settled = try CommandDatabase("month").settled
    let plan = try settled("run", "plan", "--period", "2026-10", "--site", "cn", "--as", "ann")
    #expect(plan.code == 0, "\(plan.err)")
    // 8,500.00 + 6,400.00 at 5 %; L-3 is not delivered.
    #expect(plan.out.contains("CNY 14,900.00 = merchant 14,155.00 + platform 745.00"))
    #expect(plan.out.contains("NOT_EFFECTIVE  1"))
    let hash = try shownHash(of: october, settled)

    #expect(try settled("run", "approve", october).code == 6, "a draft is not approved")
    #expect(try settled("run", "submit", october, "--as", "ann").code == 0)
    #expect(try settled("run", "approve", october, "--as", "ann").code == 4, "her own run")
    #expect(try settled("run", "seal", october).code == 6, "not approved")
    let stale = try settled("run", "approve", october, "--as", "bea", "--if-plan", "00000000")
    #expect(stale.code == 6)
    #expect(stale.err.hasPrefix("error: "))
    let approve = try settled(
      "run", "approve", october, "--as", "bea", "--if-plan", String(hash.prefix(8)).uppercased())
    #expect(approve.code == 0, "\(approve.err)")
    #expect(try settled("run", "seal", october, "--as", "bea").code == 0)
    #expect(
      try settled("run", "plan", "--period", "202610", "--site", "cn").code == 6, "sealed")

    // The platform bears 100,000 of voucher: a loss that a person must see.
    let november = try settled("run", "plan", "--period", "202611", "--site", "cn", "--as", "ann")
    #expect(november.code == 3, "\(november.err)")
    #expect(november.out.contains("PLATFORM_LOSS"))
    let run = "RUN-202611-cn-1"
    #expect(try settled("run", "diff", run).code == 7)
    #expect(try settled("run", "diff", run, "--against", run).code == 0)
    #expect(try settled("run", "submit", run, "--as", "ann").code == 0)
    #expect(try settled("run", "approve", run, "--as", "bea").code == 3, "an open exception")
    #expect(
      try settled("exception", "acknowledge", "--run", run, "99", "--reason", "r").code == 5)
    #expect(
      try settled("exception", "acknowledge", "--run", run, "--all", "--reason", "r").code == 0)
    #expect(try settled("run", "approve", run, "--as", "bea").code == 0)
  }

  @Test("what does not exist exits with 5, in words and as a problem object")
  func notFound() throws {
    let settled = try CommandDatabase("unknown").settled
    let calls = [
      ["run", "show", "R"], ["run", "lines", "R"], ["run", "diff", "R"], ["run", "submit", "R"],
      ["exception", "list", "--run", "R"], ["hold", "add", "M-9", "--reason", "r"],
      ["hold", "release", "9"], ["statement", "show", "S"], ["statement", "download", "S"],
      ["invoice", "show", "I"], ["explain", "L-9"], ["why-not", "L-9"],
    ]
    for call in calls {
      let outcome = try settled.run(call)
      #expect(outcome.code == 5, "\(call): \(outcome.err)")
      #expect(outcome.out == "", "\(call)")
      #expect(outcome.err.split(separator: "\n").count == 2, "\(call): \(outcome.err)")
    }
    let problem = try settled("run", "show", "R", "--format", "json")
    #expect(problem.code == 5)
    #expect(problem.out == "")
    let members = try #require(
      JSONSerialization.jsonObject(with: Data(problem.err.utf8)) as? [String: Any])
    #expect(members["code"] as? String == "run_not_found")
    #expect(members["status"] as? Int == 5)
    for member in ["type", "title", "detail", "next"] {
      #expect(members[member] is String, "\(member)")
    }
  }

  @Test("while another process plans for the site the exit code is 75")
  func busy() throws {
    let database = try CommandDatabase("busy")
    let session = try database.session()
    try session.query(Statements.lockSite, [.text("cn")])
    let outcome = try database.settled("run", "plan", "--period", "202610", "--site", "cn")
    #expect(outcome.code == 75, "\(outcome.err)")
    #expect(outcome.out == "")
  }

  @Test("terms that lack their fee exit with 65 and name the row")
  func badInput() throws {
    let database = try CommandDatabase("bad")
    try database.run(Statements.spoilTerms)
    let outcome = try database.settled("run", "plan", "--period", "202610", "--site", "eu")
    #expect(outcome.code == 65, "\(outcome.err)")
    #expect(outcome.err.contains("product_terms T-E"))
  }

  @Test("a database without the schema, or with another column, exits with 78 and says which")
  func configuration() throws {
    let bare = try CommandDatabase("bare", isMigrated: false)
    let outcome = try bare.settled("run", "list")
    #expect(outcome.code == 78)
    #expect(outcome.err.contains("run `settled db migrate`"))

    let adopted = try CommandDatabase("adopted")
    #expect(try adopted.settled("db", "check").code == 0)
    try adopted.run(Statements.widenColumn)
    let check = try adopted.settled("db", "check", "--format", "csv")
    #expect(check.code == 78)
    #expect(check.out.contains("voucher,face_amount,type_differs,bigint,\"numeric(20,2)\""))
    #expect(check.out.contains("voucher,colour,column_unknown,,text"))
  }

  private func shownHash(of run: String, _ settled: Command) throws -> String {
    try #require(
      try settled("run", "show", run, "--json").object()["content_hash"] as? String)
  }
}
