import BankFiles
import Banking
import Testing

struct MatchingTests {
  private let ids = [
    "202610-M-201-general-EUR", "202610-M-202-general-EUR", "202610-M-203-general-EUR",
  ]

  private func euros() throws -> [OutgoingPayment] {
    try zip(ids, ["11573.21", "932.10", "15.00"]).map { id, amount in
      OutgoingPayment(
        endToEndID: id, batchID: "PO-202610-eu-1", amount: try Sample.money(amount))
    }
  }

  private func out(_ id: String, _ amount: String, _ code: String = "EUR") throws
    -> OutgoingPayment
  {
    OutgoingPayment(endToEndID: id, batchID: "B", amount: try Sample.money(amount, code))
  }

  private func codes(_ result: Reconciliation) -> [String] {
    result.decisions.map(\.verdict.code)
  }

  private func unexplained(_ result: Reconciliation) -> [String] {
    result.unexplained.map { "\($0.currency) \($0.decimalText)" }
  }

  @Test("a statement is matched: batch paid, one back less a fee, a charge, a stranger's credit")
  func statement() throws {
    let entries = try BankFile(reading: Sample.bytes("statement.camt053.xml")).statements
      .flatMap(\.entries)
    let result = reconcile(entries, with: try euros())
    #expect(
      result.decisions.map(\.verdict) == [
        .returned(
          ids[1], ReturnReason(code: "AC04", information: "COMPTE CLOTURE"),
          fee: try Sample.money("3.50")),
        .paid(ids[0], fee: nil), .paid(ids[1], fee: nil), .paid(ids[2], fee: nil),
        .bankFee(endToEndID: nil), .unmatched(.unknown, candidates: []),
      ])
    #expect(unexplained(result) == ["EUR 250.00"])
    #expect(result.outstanding.isEmpty)
    #expect(
      result.decisions[0].verdict.sentence
        == "202610-M-202-general-EUR came back less 3.50 EUR. The account is closed.")
    #expect(
      result.decisions[0].verdict.remedy
        == "Ask the partner for new bank details, then pay the statement again.")
  }

  @Test("the same file a second time changes nothing, within a run and after it")
  func repeated() throws {
    let entries = try BankFile(reading: Sample.bytes("statement.camt053.xml")).statements
      .flatMap(\.entries)
    let once = reconcile(entries, with: try euros())
    let twice = reconcile(entries + entries, with: try euros())
    #expect(twice.decisions == once.decisions)
    #expect(twice.knownEntries == 4)
    let later = reconcile(entries, with: try euros(), known: Set(entries.map(\.identity)))
    #expect(later.decisions.isEmpty)
    #expect(later.unexplained.isEmpty)
  }

  @Test("a fee that the bank states explains the difference, and expected entries wait")
  func fee() throws {
    let entries = try BankFile(reading: Sample.bytes("notification.camt054.xml")).statements
      .flatMap(\.entries)
    let ids = ["202610-M-301-general-USD", "202610-M-302-general-USD", "202610-M-303-general-USD"]
    let payments = try zip(ids, ["1000.00", "70.00", "1.00"]).map { try out($0, $1, "USD") }
    let result = reconcile(entries, with: payments)
    #expect(
      result.decisions.map(\.verdict) == [
        .paid(ids[0], fee: try Sample.money("5.00", "USD")),
        .difference(ids[1], expected: try Sample.money("70.00", "USD"), isReturn: false),
      ])
    #expect(unexplained(result) == ["USD 0.25"])
    #expect(result.outstanding == [ids[2]])
    #expect(result.pendingEntries == 1)
  }

  @Test("one entry without details pays a batch where the sum is that of its payments")
  func batch() throws {
    let entry = try Sample.entry("-12520.31", batch: "PO-202610-eu-1", reference: "R")
    let result = reconcile([entry], with: try euros())
    #expect(
      result.decisions.map(\.verdict) == [
        .batchPaid(batchID: "PO-202610-eu-1", endToEndIDs: ids, fee: nil)
      ])
    #expect(unexplained(result) == ["EUR 0.00"])
    let less = try Sample.entry("-12520.30", batch: "PO-202610-eu-1", reference: "R")
    let differs = reconcile([less], with: try euros())
    #expect(codes(differs) == ["BATCH_DIFFERS"])
    #expect(unexplained(differs) == ["EUR 12520.30"])
    #expect(differs.outstanding == ids)
  }

  @Test("a payment has one entry: what comes a second time, too early or otherwise is left over")
  func once() throws {
    let payments = [try out("A", "10.00"), try out("B", "20.00"), try out("C", "30.00", "USD")]
    let entries = Sample.numbered([
      try Sample.entry("-10.00", id: "A", reference: "1"),
      try Sample.entry("-10.00", id: "A", reference: "2"),
      try Sample.entry("10.00", id: "A", reference: "3", reason: "AC01"),
      try Sample.entry("10.00", id: "A", reference: "4", reason: "AC01"),
      try Sample.entry("20.00", id: "B", reference: "5", reason: "AC01"),
      try Sample.entry("-30.00", id: "C", reference: "6"),
      try Sample.entry("-20.00", id: "X", reference: "7"),
    ])
    let result = reconcile(entries, with: payments)
    #expect(
      codes(result) == [
        "PAID", "ALREADY_PAID", "RETURNED", "ALREADY_RETURNED", "RETURNED_BEFORE_PAID",
        "CURRENCY_DIFFERS", "UNMATCHED",
      ])
    #expect(result.decisions[6].verdict == .unmatched(.unknown, candidates: ["B"]))
    // 10.00 + 10.00 + 20.00 + 30.00 + 20.00: both directions add up.
    #expect(unexplained(result) == ["EUR 90.00"])
    #expect(result.outstanding == ["B", "C"])
  }

  @Test("a return without a stated fee, or with another, is a difference")
  func returnDiffers() throws {
    let payments = [try out("A", "10.00"), try out("B", "10.00")]
    let entries = Sample.numbered([
      try Sample.entry("-10.00", id: "A", reference: "1"),
      try Sample.entry("-10.00", id: "B", reference: "2"),
      try Sample.entry("9.00", id: "A", reference: "3", reason: "AC04"),
      try Sample.entry("9.00", id: "B", reference: "4", charge: "-0.99", reason: "AC04"),
    ])
    let result = reconcile(entries, with: payments)
    #expect(codes(result) == ["PAID", "PAID", "DIFFERENCE", "DIFFERENCE"])
    #expect(unexplained(result) == ["EUR 2.00"])
  }

  @Test("entries that are alike in one statement are two, and a payment returned later is found")
  func alike() throws {
    let fees = Sample.numbered([try Sample.entry("-5.00"), try Sample.entry("-5.00")])
    let result = reconcile(fees + fees, with: [])
    #expect(result.decisions.count == 2)
    #expect(result.knownEntries == 2)
    #expect(unexplained(result) == ["EUR 10.00"])
    var paid = try out("A", "10.00")
    paid.progress = .paid
    let back = reconcile(
      [try Sample.entry("10.00", id: "A", reference: "9", reason: "XX99")], with: [paid])
    #expect(back.decisions[0].verdict == .returned("A", ReturnReason(code: "XX99"), fee: nil))
    #expect(
      back.decisions[0].verdict.sentence
        == "A came back. The bank gives the reason XX99, which is not known here.")
  }
}
