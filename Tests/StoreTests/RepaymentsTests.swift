import CivilTime
import Postgres
import Store
import TestKit
import Testing

struct RepaymentsTests {
  private static let may = Period(year: 2026, month: 5)

  /// C-1 repaid May on 10 June. It bought on credit in the last microsecond of May and in the first of
  /// June, and in cash; C-10 bought on credit and repaid nothing.
  private func month() throws -> TestDatabase {
    let database = try TestDatabase()
    try database.load(
      csv: BriefFacts.completed([
        "customer": "customer_id\nC-1\nC-10\n",
        "repayment": "customer_id,month,repaid_at\nC-1,2026-05-01,2026-06-10T10:00:00+08:00\n",
        "order_line": "line_id,customer_id,sales_amount,credit_amount,cash_amount,paid_at\n"
          + "L-1,C-1,10000,10000,0,2026-05-31T23:59:59.999999+08:00\n"
          + "L-2,C-1,10000,10000,0,2026-06-01T00:00:00+08:00\n"
          + "L-3,C-1,10000,0,10000,2026-05-20T10:00:00+08:00\n"
          + "L-4,C-10,10000,10000,0,2026-05-20T10:00:00+08:00\n",
      ]))
    return database
  }

  @Test("a repayment is found by customer and month, and only by both")
  func found() throws {
    let database = try month()
    try database.session().transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let repayments = try #require(try Repayments.few(in: tx))
      func instant(_ customer: String, _ month: Period) -> String? {
        Array(customer.utf8).withUnsafeBytes {
          repayments.instant(of: $0, in: month)?.text()
        }
      }
      #expect(instant("C-1", Self.may) == "2026-06-10T10:00:00+08:00")
      #expect(instant("C-1", Self.may.next) == nil)
      #expect(instant("C-10", Self.may) == nil)
      #expect(instant("C-", Self.may) == nil)
      #expect(instant("C-1", Period(year: 1, month: 5)) == nil)
    }
  }

  @Test("beyond a limit the query joins the repayments, and each line has the same one")
  func joined() throws {
    let database = try month()
    try database.session().transaction(.repeatableRead) { (tx: borrowing Transaction) in
      #expect(try Repayments.few(atMost: 0, in: tx) == nil)
      var scope = FactScope(site: .cn, horizon: Self.may.next.next.start, start: Self.may.start)
      scope.isSorted = true
      func rows() throws -> [String?] {
        var rows: [String?] = []
        _ = try scope.stream(in: tx) { row in
          for _ in 0..<23 { try row.skip() }
          rows.append(
            try row.nextOptionalMicroseconds().map { Instant(microseconds: $0).text() })
        }
        return rows
      }
      #expect(try rows() == ["2026-06-10T10:00:00+08:00", nil, nil, nil])
      // Whoever has them looks them up: the rows say nothing.
      scope.repayments = try Repayments.few(atMost: 1, in: tx)
      #expect(scope.repayments != nil)
      #expect(try rows() == [nil, nil, nil, nil])
    }
  }
}
