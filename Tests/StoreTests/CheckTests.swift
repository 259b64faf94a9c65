import Operations
import Postgres
import Store
import TestKit
import Testing

@Suite("The second calculation")
struct CheckTests {
  @Test("every model, refund, usage and adjustment agrees with what was computed by hand")
  func agrees() throws {
    let month = try CheckedMonth()
    let outcome = try CheckRun(month.database.workplace)("RUN-1")
    #expect(outcome.differences == [])
    #expect(outcome.oneIn == 1)
    #expect(outcome.lines == 21)
    #expect(try month.differences(run: "RUN-2") == [])
  }

  @Test("one minor unit in a line of any kind is found and named")
  func oneMinorUnit() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    let places: [(id: String, role: Int32, column: String, expected: String, found: String)] = [
      ("L-CSP", 0, "amount", "4275000", "4275001"), ("L-CSP", 1, "amount", "280000", "280001"),
      ("L-V", 0, "amount", "768000", "768001"), ("L-V", 0, "increment", "10000", "10001"),
      ("L-W", 0, "amount", "145500000", "145500001"), ("L-D", 0, "amount", "148400", "148401"),
      ("L-D", 0, "tax_amount", "8400", "8401"), ("L-DM", 3, "amount", "6360", "6361"),
      ("L-F", 0, "amount", "96000", "96001"), ("L-S", 0, "amount", "180800", "180801"),
      ("L-S", 2, "amount", "38160", "38161"), ("L-S", 0, "platform", "7040", "7041"),
      ("R-2", 0, "amount", "-739200", "-739199"), ("R-D", 3, "tax_amount", "-119", "-118"),
      ("R-S", 2, "amount", "-5628", "-5627"), ("R-S", 0, "platform", "-1039", "-1038"),
      ("I-S/202605", 0, "amount", "180500", "180501"),
      ("I-T/202605", 1, "sales_amount", "160000", "160001"),
      ("I-F/202605", 0, "rate", "950000", "950001"), ("ADJ-1", 0, "amount", "-5000", "-4999"),
      ("L-I", 0, "taxes", "32000", "32001"), ("L-V", 0, "natural_period", "202605", "202606"),
    ]
    for place in places {
      let change = Statements.add(to: place.column)
      try session.query(change, [.text(place.id), .int32(place.role), .int32(1)])
      let found = try month.differences(run: place.id == "L-I" ? "RUN-2" : "RUN-1")
      try session.query(change, [.text(place.id), .int32(place.role), .int32(-1)])
      #expect(found.count == 1, "\(place): \(found)")
      #expect(found.first?.sourceID == place.id)
      #expect(found.first?.column == place.column)
      #expect(found.first?.expected == place.expected)
      #expect(found.first?.found == place.found)
    }
    #expect(try month.differences() == [])
  }

  @Test("other terms than the rules choose are found, though no amount differs")
  func wrongTerms() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    for (id, role, terms, payeeTerms) in [("L-D", Int32(0), "T-1", ""), ("L-S", 2, "T-S", "CT-1")] {
      try session.query(
        Statements.followTerms, [.text(id), .int32(role), .text(terms), .text(payeeTerms)])
    }
    let found = try month.differences()
    #expect(found.map(\.sourceID) == ["L-D", "L-S"])
    #expect(found.map(\.column) == ["terms_id", "payee_terms_id"])
    #expect(found.map(\.expected) == ["T-D", "CT-2"])
    #expect(found.map(\.found) == ["T-1", "CT-1"])
  }

  @Test("a line that is missing, should not be there, or is there twice is found")
  func wrongLines() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    try session.query(
      Statements.repeatLine, [.text("L-D"), .int32(0), .text("L-NOBODY")])
    try session.query(Statements.repeatLine, [.text("L-F"), .int32(0), .text("L-F")])
    try session.query(Statements.deleteLine, [.text("L-DM"), .int32(3)])
    let found = try month.differences()
    #expect(found.map(\.problem) == [.missing, .twice, .surplus])
    #expect(found.map(\.sourceID) == ["L-DM", "L-F", "L-NOBODY"])
    #expect(found.first?.partnerID == "OP-1")
    #expect(found.first?.role == "operator")
  }

  @Test("the smallest failing fact comes first: one order before a refund of it and a waiver")
  func smallestFirst() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    for (id, column) in [("R-2", "amount"), ("L-V", "amount"), ("L-S", "platform")] {
      try session.query(Statements.add(to: column), [.text(id), .int32(0), .int32(1)])
    }
    // L-V hangs on its product's total of the month: itself and two refunds. R-2 on that, and on
    // the two refunds up to it.
    let found = try month.differences()
    #expect(found.map(\.sourceID) == ["L-S", "L-V", "R-2"])
    #expect(found.map(\.facts) == [1, 3, 5])
  }

  @Test("a figure of a statement that does not follow from its lines is found")
  func wrongFigure() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    try session.query(Statements.raiseStatement, [.text("M-2"), .text("general")])
    let found = try month.differences()
    #expect(Set(found.map(\.problem)) == [.figure])
    #expect(Set(found.map(\.sourceID)) == ["202605-M-2-general-CNY"])
    #expect(
      found.map(\.column) == ["net", "payable", "lines_total", "order_amount", "conservation"])
    #expect(found.first?.expected == "361000")
    #expect(found.first?.found == "361001")
  }

  @Test("a sample finds what is wrong with a fact that it picks, and every total")
  func sample() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    let sample = CheckRun(month.database.workplace, wholeUpTo: 0, oneIn: 2)
    let before = try sample("RUN-1")
    #expect(before.differences == [])
    #expect(before.oneIn == 2)
    #expect(before.lines > 0 && before.lines < 21)
    for line in ["L-CSP", "L-V", "L-W", "L-D", "L-DM", "L-F", "L-S"] {
      try session.query(Statements.add(to: "amount"), [.text(line), .int32(0), .int32(1)])
    }
    let found = try sample("RUN-1").differences
    #expect(found.contains { $0.problem == .different })
    #expect(found.filter { $0.problem == .figure && $0.column == "lines_total" }.count == 3)
  }

  @Test("a run that differs is refused by naming the smallest failing fact")
  func refusal() throws {
    let month = try CheckedMonth()
    let session = try month.database.session()
    try session.query(Statements.add(to: "amount"), [.text("L-S"), .int32(2), .int32(1)])
    let refusal = #expect(throws: Refusal.self) {
      try CheckRun(month.database.workplace).requireAgreement("RUN-1")
    }
    #expect(refusal?.kind == .differencesFound)
    #expect(
      refusal?.sentence
        == "RUN-1: the second calculation differs: amount of the reseller line of order L-S for RS-1"
        + " is 381.61 CNY and should be 381.60 CNY")
  }

  @Test("a difference is an exception that nobody can acknowledge, and the run is not approved")
  func blocks() throws {
    let month = try CheckedMonth()
    let workplace = month.database.workplace
    let session = try month.database.session()
    try session.query(Statements.add(to: "amount"), [.text("L-D"), .int32(0), .int32(1)])
    try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      try CheckRun(workplace).keepDifference(of: 1, in: tx)
    }
    let review = ReviewRun(workplace, by: "settler")
    #expect(try review.acknowledge("RUN-1", reason: "looked at") == 0)
    for choice in [ExceptionChoice.number(1), .code("CHECK_DIFFERS")] {
      let stands = #expect(throws: Refusal.self) {
        try review.acknowledge("RUN-1", choice, reason: "looked at")
      }
      #expect(stands?.kind == .conflict)
      #expect(
        stands?.sentence.hasPrefix(
          "exception 1 of RUN-1 is CHECK_DIFFERS, which can be neither acknowledged nor resolved")
          == true)
      #expect(stands?.remedy.contains("plan 202605 of site cn again") == true)
    }
    try review.submit("RUN-1")
    let refusal = #expect(throws: Refusal.self) {
      try ReviewRun(workplace, by: "approver").approve("RUN-1")
    }
    #expect(refusal?.kind == .reviewNeeded)
    #expect(refusal?.sentence.contains("amount of the merchant line of order L-D") == true)
  }
}
