import Banking
import CivilTime
import Testing

/// What a bank's answers mean for payments of 10.00 EUR: A and B in batch PB-1, C in PB-2.
struct AnsweringTests {
  private func payments(_ stand: ReportedPayment.Stand = .sent) throws -> [ReportedPayment] {
    try [("A", "PB-1"), ("B", "PB-1"), ("C", "PB-2")].map { id, batch in
      ReportedPayment(
        endToEndID: id, batchID: batch, amount: try Sample.money("10.00"),
        stand: id == "A" ? stand : .sent)
    }
  }

  private func answer(_ code: String) throws -> StatusAnswer {
    StatusAnswer(try #require(PaymentStatus(code: code)))
  }

  private func report(
    _ batch: String?, group: String? = nil, _ blocks: [StatusReport.Block] = [],
    at time: String = "2026-11-20T11:00:00Z"
  ) throws -> StatusReport {
    StatusReport(
      answeredAt: try Instant(parsing: time), batchID: batch,
      answer: try group.map { try answer($0) },
      blocks: blocks)
  }

  private func said(_ id: String?, _ code: String, _ amount: String? = nil) throws
    -> AnsweredPayment
  {
    AnsweredPayment(
      endToEndID: id, amount: try amount.map { try Sample.money($0) }, answer: try answer(code))
  }

  /// Decisions as `payment: what is done`.
  private func decided(
    _ report: StatusReport, _ payments: [ReportedPayment]
  ) -> [String] {
    decide(report, on: payments).map { decision in
      switch decision.verdict {
      case .kept: "\(decision.subject): kept \(decision.answer.status.code)"
      case .refused: "\(decision.subject): refused"
      case .unmatched(let cause): "\(decision.subject): \(cause.rawValue)"
      }
    }
  }

  @Test("a file that is refused refuses every payment of it, and nothing of another file")
  func group() throws {
    #expect(
      try decided(report("PB-1", group: "RJCT"), payments()) == ["A: refused", "B: refused"])
    #expect(
      try decided(report("PB-1", group: "ACTC"), payments()) == ["A: kept ACTC", "B: kept ACTC"])
  }

  @Test("what is nearest to a payment counts: its own status, its block's, the file's")
  func nearest() throws {
    let block = StatusReport.Block(
      batchID: "PB-1", answer: try answer("RJCT"), payments: [try said("B", "ACSP")])
    #expect(
      try decided(report("PB-1", group: "PART", [block]), payments()) == [
        "B: kept ACSP", "A: refused",
      ])
    let partly = StatusReport.Block(batchID: "PB-1", payments: [try said("B", "RJCT")])
    #expect(
      try decided(report("PB-1", group: "PART", [partly]), payments()) == [
        "B: refused", "A: kept PART",
      ])
    #expect(
      try decided(report("PB-1", [partly]), payments()) == ["B: refused"], "nothing is said of A")
  }

  @Test("ids that the bank leaves out are not needed, ids that do not agree match nothing")
  func names() throws {
    let nameless = StatusReport.Block(batchID: nil, payments: [try said("C", "RJCT", "10.00")])
    #expect(try decided(report(nil, [nameless]), payments()) == ["C: refused"])
    #expect(try decided(report("PB-1", [nameless]), payments()) == ["C: BATCH_DIFFERS"])
    let other = StatusReport.Block(batchID: "PB-2", payments: [try said("A", "RJCT")])
    #expect(try decided(report(nil, [other]), payments()) == ["A: BATCH_DIFFERS"])
    let dear = StatusReport.Block(batchID: "PB-2", payments: [try said("C", "RJCT", "10.01")])
    #expect(try decided(report("PB-2", [dear]), payments()) == ["C: AMOUNT_DIFFERS"])
    let unnamed = StatusReport.Block(batchID: nil, payments: [try said(nil, "RJCT")])
    #expect(try decided(report(nil, [unnamed]), payments()) == [": ANSWER_UNMATCHED"])
  }

  @Test("a file or block of which nothing is ours is one finding, however much it holds")
  func others() throws {
    let wages = StatusReport.Block(
      batchID: "WAGES-11", payments: try ["X", "Y", "Z"].map { try said($0, "RJCT") })
    #expect(try decided(report("WAGES", [wages]), payments()) == ["WAGES-11: ANSWER_UNMATCHED"])
    #expect(
      try decided(report("WAGES", group: "RJCT"), payments()) == ["WAGES: ANSWER_UNMATCHED"])
    let mixed = StatusReport.Block(
      batchID: "PB-1", payments: [try said("A", "RJCT"), try said("X", "RJCT")])
    #expect(
      try decided(report("PB-1", [mixed]), payments()) == ["A: refused", "X: ANSWER_UNMATCHED"])
  }

  @Test("only what was sent and not booked is given up; what contradicts us is left to a person")
  func stands() throws {
    let refused = Instant(microseconds: 0)
    let cases: [(ReportedPayment.Stand, refusal: String, acceptance: String)] = [
      (.notSent, "NOT_SENT", "NOT_SENT"), (.sent, "refused", "kept ACSC"),
      (.paid, "REFUSED_AFTER_PAID", "kept ACSC"), (.returned, "kept RJCT", "kept ACSC"),
      (.cancelled(refusedAt: nil), "kept RJCT", "ACCEPTED_AFTER_REFUSED"),
      (.cancelled(refusedAt: refused), "kept RJCT", "ACCEPTED_AFTER_REFUSED"),
    ]
    for (stand, refusal, acceptance) in cases {
      for (code, expected) in [("RJCT", refusal), ("ACSC", acceptance)] {
        let block = StatusReport.Block(batchID: "PB-1", payments: [try said("A", code)])
        #expect(
          try decided(report("PB-1", [block]), payments(stand)) == ["A: \(expected)"], "\(stand)")
      }
    }
  }

  @Test("reports are taken by when the bank wrote them, in whatever order they come")
  func order() throws {
    let block = StatusReport.Block(batchID: nil, payments: [try said("A", "ACTC")])
    let later = ReportedPayment.Stand.cancelled(
      refusedAt: try Instant(parsing: "2026-11-20T12:00:00Z"))
    #expect(try decided(report("PB-1", [block]), payments(later)) == ["A: kept ACTC"])
    let accepted = ReportedPayment(
      endToEndID: "A", batchID: "PB-1", amount: try Sample.money("10.00"), stand: .sent,
      acceptedAt: try Instant(parsing: "2026-11-20T12:00:00Z"))
    #expect(
      try decided(report("PB-1", group: "RJCT"), [accepted]) == ["A: REFUSED_BEFORE_ACCEPTED"])
    #expect(
      try decided(report("PB-1", group: "RJCT", at: "2026-11-20T12:00:01Z"), [accepted])
        == ["A: refused"])
  }

  @Test("what is booked after a refusal is left over, and names the payment")
  func bookedAfterRefusal() throws {
    let payment = OutgoingPayment(
      endToEndID: "A", batchID: "PB-1", amount: try Sample.money("10.00"), progress: .cancelled)
    let entry = BankEntry(
      bookedOn: try Sample.day("2026-11-25"), amount: try Sample.money("-10.00"),
      details: [BankTransfer(endToEndID: "A", amount: try Sample.money("-10.00"))])
    let decision = try #require(reconcile([entry], with: [payment]).decisions.first)
    #expect(decision.verdict == .unmatched(.cancelled("A"), candidates: ["A"]))
    #expect(decision.verdict.code == "BOOKED_AFTER_REFUSED")
    #expect(decision.unexplained.decimalText == "10.00")
  }
}
