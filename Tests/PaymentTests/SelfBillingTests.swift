import CivilTime
import Dispatch
import Foundation
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import Synchronization
import TestKit
import Testing

/// What the platform invoices in a partner's name. M-3 of site eu sells at 70 % in joint operation:
/// `P-19` at 19 %, `P-7` at 7 %.
///
/// July: 1,190.00 of P-19 are 700.00 and 133.00 of tax, 833.00; 1,070.00 of P-7 are 700.00 and 49.00,
/// 749.00; together 1,582.00.
@Suite("Self-billing")
struct SelfBillingTests {
  private let july = PayingWorld.july
  private let joint = "202607-M-3-joint-EUR"

  private func bill(_ world: PayingWorld, _ id: String) throws -> [InvoiceRecord] {
    try SelfBilling(world.database.workplace, by: "ann")(of: id).issued
  }

  private func state(_ id: String, of world: PayingWorld) throws -> StatementState? {
    let period = try #require(Int32(id.prefix(6)).flatMap(Period.init(yyyymm:)))
    return try world.statements(period, .eu).first { $0.id == id }?.state
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    #expect(throws: Refusal.self) { try body() }?.code
  }

  @Test(
    "a document for each rate, by number, and the statement is paid next; asked again, the same")
  func twoRates() throws {
    let world = try PayingWorld.closedJuly()
    let issued = try bill(world, joint)
    #expect(
      issued.map { "\($0.id) \($0.taxRate) \($0.net) \($0.tax) \($0.gross) \($0.rounding)" } == [
        "M3-SBI-2026-000001 0.070000 70000 4900 74900 0",
        "M3-SBI-2026-000002 0.190000 70000 13300 83300 0",
      ])
    #expect(issued.map(\.items.count) == [1, 1] && issued[0].items[0].productID == "P-7")
    #expect(issued[0].seller.id == "M-3" && issued[0].buyer.id == nil)
    #expect(try state(joint, of: world) == .paymentRequested)
    #expect(try bill(world, joint).map(\.id) == issued.map(\.id))
    let workplace = world.database.workplace
    #expect(try Invoices(workplace).gaps().rows.isEmpty)
    #expect(try SelfBilling(workplace, by: "ann").waiting(of: .eu).issued.isEmpty)
    // The books have what the seal posted, and no tax of the platform's.
    #expect(try world.database.count("settlement.journal_entry WHERE event = 'invoice'") == 0)
    #expect(try Ledger(workplace).check(site: nil) == [])
    #expect(
      refusal {
        _ = try PartnerInvoices(workplace, by: "ann").receive(
          PartnerInvoices.Received(
            number: "RE-1", issuedOn: CivilDate(at: world.database.now), gross: "749.00",
            taxRate: "0.07", title: "The marketplace", remark: joint), for: joint)
      } == "no_invoice_expected")
    #expect(
      refusal {
        _ = try CreditInvoice(workplace, by: "ann")("M3-SBI-2026-000001", reason: "wrong")
      } == "self_billed")
  }

  /// August: 1,190.00 of P-19 come back, -833.00, and 214.00 of P-7 are sold, 149.80: -683.20. Without
  /// tax at 19 % the first are -700.00, the second 125.88. September: 2,380.00 of P-19, 1,400.00 and
  /// 266.00 of tax, of which 982.80 are paid.
  @Test("less than nothing is a credit note, and the next invoice is not less for it but set off")
  func creditNote() throws {
    let world = try PayingWorld.closedJuly()
    _ = try bill(world, joint)
    try world.refundJuly()
    try world.sold("L-8,P-7,C-3,EUR,21400,2026-08-13T10:00:00+08:00")
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    let august = "202608-M-3-joint-EUR"
    #expect(try state(august, of: world) == .settledZero)
    let outcome = try SelfBilling(world.database.workplace, by: "settled").waiting(of: .eu)
    #expect(outcome.leftOut.isEmpty)
    let credit = try #require(outcome.issued.first)
    #expect(credit.id == "M3-SBC-2026-000001" && credit.originalID == "M3-SBI-2026-000002")
    // 574.12 x 19 % = 109.08.
    #expect(
      [credit.net, credit.tax, credit.gross, credit.rounding] == [57_412, 10_908, 68_320, 0])
    #expect(credit.items.map { "\($0.description) \($0.net)" } == ["Backup 70000", "Atlas -12588"])
    #expect(try state(august, of: world) == .settledZero)
    try world.sold("L-9,P-19,C-3,EUR,238000,2026-09-10T10:00:00+08:00")
    try world.close(july.next.next, at: "2026-10-12T12:00:00+08:00")
    let september = try #require(try bill(world, "202609-M-3-joint-EUR").first)
    #expect(september.id == "M3-SBI-2026-000003")
    #expect(
      [september.net, september.tax, september.gross, september.setOff]
        == [140_000, 26_600, 166_600, 68_320])
    #expect(try world.statements(july.next.next, .eu)[0].payable.decimalText == "982.80")
    #expect(try state("202609-M-3-joint-EUR", of: world) == .paymentRequested)
    #expect(try Invoices(world.database.workplace).gaps().rows.isEmpty)
  }

  /// August: -833.00, credited. September: 595.00 of P-19 are 416.50, and nothing is paid. October:
  /// 1,190.00 are 833.00, of which 416.50 are paid: 833.00 + 416.50 - 833.00.
  private func threeMonths(septemberIsBilled: Bool) throws -> [InvoiceRecord] {
    let world = try PayingWorld.closedJuly()
    _ = try bill(world, joint)
    try world.refundJuly()
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    let credit = try #require(try bill(world, "202608-M-3-joint-EUR").first)
    #expect([credit.net, credit.tax, credit.gross] == [70_000, 13_300, 83_300])
    try world.sold("L-9,P-19,C-3,EUR,59500,2026-09-10T10:00:00+08:00")
    try world.close(july.next.next, at: "2026-10-12T12:00:00+08:00")
    if septemberIsBilled {
      let small = try #require(try bill(world, "202609-M-3-joint-EUR").first)
      #expect([small.net, small.gross, small.setOff] == [35_000, 41_650, 41_650])
    }
    try world.sold("L-10,P-19,C-3,EUR,119000,2026-10-12T10:00:00+08:00")
    try world.close(july.next.next.next, at: "2026-11-09T12:00:00+08:00")
    #expect(try world.statements(july.next.next.next, .eu)[0].payable.decimalText == "416.50")
    return try bill(world, "202610-M-3-joint-EUR")
  }

  @Test("what is sold while credit notes are set off is invoiced in its month")
  func setOffInParts() throws {
    let record = try #require(try threeMonths(septemberIsBilled: true).first)
    #expect([record.net, record.gross, record.setOff] == [70_000, 83_300, 41_650])
    #expect(record.items.count == 1)
  }

  @Test("what was not invoiced in its month is on the next invoice, and credited once all the same")
  func caughtUp() throws {
    let record = try #require(try threeMonths(septemberIsBilled: false).first)
    // 1,249.50 / 1.19 = 1,050.00.
    #expect([record.net, record.gross, record.setOff] == [105_000, 124_950, 83_300])
    #expect(record.items.map(\.net) == [70_000, 35_000])
  }

  /// In August 1,190.00 come back that were sold in July: -833.00.
  @Test("a credit note needs an earlier self-billed invoice at its rate, and an agreement")
  func nothingToCredit() throws {
    let world = try PayingWorld.closedJuly(hasAgreed: false)
    #expect(refusal { _ = try bill(world, joint) } == "no_agreement")
    try world.agree()
    try world.refundJuly()
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    let august = "202608-M-3-joint-EUR"
    #expect(refusal { _ = try bill(world, august) } == "nothing_to_credit")
    #expect(try Invoices(world.database.workplace).gaps().rows.isEmpty)
    #expect(try bill(world, joint).count == 2)
    #expect(try bill(world, august).map(\.originalID) == ["M3-SBI-2026-000002"])
  }

  @Test("what a later statement takes off is credited no more")
  func takenOffLater() throws {
    let world = try PayingWorld.closedJuly()
    _ = try bill(world, joint)
    try world.refundJuly()
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    try world.sold("L-9,P-19,C-3,EUR,238000,2026-09-10T10:00:00+08:00")
    try world.close(july.next.next, at: "2026-10-12T12:00:00+08:00")
    #expect(refusal { _ = try bill(world, "202608-M-3-joint-EUR") } == "taken_off_later")
    // 1,666.00 less 833.00; without tax 1,400.00 less 700.00.
    let record = try #require(try bill(world, "202609-M-3-joint-EUR").first)
    #expect([record.net, record.tax, record.gross, record.setOff] == [70_000, 13_300, 83_300, 0])
    #expect(record.items.map(\.net) == [140_000, -70_000])
  }

  /// 1,000.00 at 70 % without tax.
  @Test("what bears no tax is of the category that the agreement says")
  func reverseCharge() throws {
    let world = try PayingWorld.selfBilled(hasAgreed: false)
    try world.agree(untaxedAs: "AE")
    try world.database.change("product", "tax_rate", to: "0", where: "product_id", is: "P-19")
    try world.sold("L-1,P-19,C-3,EUR,100000,2026-07-10T10:00:00+08:00")
    try world.close(july, at: "2026-08-10T12:00:00+08:00")
    let record = try #require(try bill(world, joint).first)
    #expect([record.net, record.tax, record.gross] == [70_000, 0, 70_000])
    #expect(record.parties?.untaxedAs.rawValue == "AE")
  }

  /// Two times 0.12 at 70 % are 0.07 and 0.01 of tax each: 0.16 are owed. Without tax that is 0.13, and
  /// 19 % of it 0.02: a cent is rounded.
  @Test("tax is rounded once, and what the statement owes more is the rounding amount")
  func roundingAmount() throws {
    let world = try PayingWorld.selfBilled()
    try world.sold(
      "L-1,P-19,C-3,EUR,12,2026-07-10T10:00:00+08:00",
      "L-2,P-19,C-3,EUR,12,2026-07-11T10:00:00+08:00")
    try world.close(july, at: "2026-08-10T12:00:00+08:00")
    let record = try #require(try bill(world, joint).first)
    #expect([record.net, record.tax, record.gross, record.rounding] == [13, 2, 15, 1])
    #expect(try state(joint, of: world) == .paymentRequested)
  }

  @Test("of eight who issue at once one does, and the others are told what was issued")
  func atOnce() throws {
    let world = try PayingWorld.closedJuly()
    let workplace = world.database.workplace
    let outcomes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { person in
      let outcome: String
      do {
        outcome = try SelfBilling(workplace, by: "p\(person)")(of: joint).issued.map(\.id)
          .joined(separator: " ")
      } catch {
        outcome = (error as? Refusal)?.code ?? "\(error)"
      }
      outcomes.withLock { $0.append(outcome) }
    }
    #expect(
      outcomes.withLock { Set($0) } == ["M3-SBI-2026-000001 M3-SBI-2026-000002"])
    #expect(try world.database.count("settlement.partner_invoice") == 2)
    #expect(try Invoices(workplace).gaps().rows.isEmpty)
  }

  @Test("a statement for which the partner has sent an invoice is left to the partner")
  func partnerSent() throws {
    let world = try PayingWorld.closedJuly()
    let workplace = world.database.workplace
    func send(_ gross: String, _ rate: String) throws {
      _ = try PartnerInvoices(workplace, by: "ann").receive(
        PartnerInvoices.Received(
          number: "RE-\(rate)", issuedOn: CivilDate(at: world.database.now), gross: gross,
          taxRate: rate, title: "The marketplace", remark: joint), for: joint)
    }
    try send("749.00", "0.07")
    #expect(refusal { _ = try bill(world, joint) } == "partner_sent_invoice")
    let outcome = try SelfBilling(workplace, by: "ann")(of: "RUN-202607-eu-1")
    #expect(outcome.issued.isEmpty && outcome.leftOut.map(\.statement) == [joint])
    try send("833.00", "0.19")
    #expect(refusal { _ = try bill(world, joint) } == "no_invoice_expected")
    #expect(try Invoices(workplace).records().filter(\.isSelfBilled).isEmpty)
    #expect(try Invoices(workplace).gaps().rows.isEmpty)
  }

  @Test("an agreement that ended before the seal counts no more, and a disputed statement waits")
  func endedOrDisputed() throws {
    let world = try PayingWorld.closedJuly()
    _ = try Disputes(world.database.workplace, by: "M-3").add(
      joint, reason: "order 7 is missing", evidence: "")
    #expect(refusal { _ = try bill(world, joint) } == "statement_disputed")
    let other = try PayingWorld.closedJuly()
    try other.agree(until: CivilDate(year: 2026, month: 8, day: 9))
    #expect(refusal { _ = try bill(other, joint) } == "no_agreement")
    try other.agree(until: CivilDate(year: 2026, month: 8, day: 10))
    #expect(try bill(other, joint).count == 2)
  }
}

extension PayingWorld {
  /// All of P-19 that was sold in July comes back in August: 1,190.00.
  fileprivate func refundJuly() throws {
    try load(
      "refund",
      "refund_id,line_id,paid_refunded,requested_at,completed_at\n"
        + "R-1,L-19,119000,2026-08-11T10:00:00+08:00,2026-08-12T10:00:00+08:00\n")
  }
}
