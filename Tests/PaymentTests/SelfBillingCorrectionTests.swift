import CivilTime
import Dispatch
import Documents
import Foundation
import Marketplace
import Operations
import Settlement
import Store
import Synchronization
import TestKit
import Testing

/// Self-billed invoices with a wrong detail. M-3 of site eu sells P-19 at 70 % and 19 % of tax, P-7 at 7 %.
///
/// July: 1,190.00 of P-19 are 700.00 and 133.00 of tax, 1,070.00 of P-7 are 700.00 and 49.00.
@Suite("Corrected self-billed invoices")
struct SelfBillingCorrectionTests {
  private let july = PayingWorld.july
  private let joint = "202607-M-3-joint-EUR"
  private let first = "M3-SBI-2026-000002"

  private func billed() throws -> PayingWorld {
    let world = try PayingWorld.closedJuly()
    #expect(try bill(world, joint).map(\.id) == ["M3-SBI-2026-000001", first])
    return world
  }

  private func bill(_ world: PayingWorld, _ id: String) throws -> [InvoiceRecord] {
    try SelfBilling(world.database.workplace, by: "ann")(of: id).issued
  }

  private func move(to city: String, _ world: PayingWorld) throws {
    var entry = TradeParties.Entry(country: "DE")
    (entry.city, entry.taxNumber) = (city, "DE123456789")
    entry.electronicAddress = "9930:DE123456789"
    entry.validFrom = CivilDate(year: 2026, month: 1, day: 1)
    try TradeParties(world.database.workplace, by: "ann").enter(entry, of: .partner("M-3"))
  }

  private func correct(_ id: String, _ world: PayingWorld) throws -> [InvoiceRecord] {
    try CorrectInvoice(world.database.workplace, by: "ann")(id, reason: "搬迁 moved")
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    #expect(throws: Refusal.self) { try body() }?.code
  }

  private func left(of world: PayingWorld) throws -> [Int64?] {
    try Invoices(world.database.workplace).records(partner: "M-3")
      .filter { !$0.isCredit }.map(\.left)
  }

  private func expectSound(_ world: PayingWorld) throws {
    let workplace = world.database.workplace
    #expect(try Invoices(workplace).gaps().rows.isEmpty)
    #expect(try Ledger(workplace).check(site: nil) == [])
    #expect(try world.database.count("settlement.journal_entry WHERE event = 'invoice'") == 0)
    #expect(try SelfBilling(workplace, by: "ann").waiting(of: .eu).leftOut.isEmpty)
  }

  @Test("a credit note of the whole makes way for a new invoice in the partner's series")
  func whole() async throws {
    let world = try billed()
    #expect(refusal { _ = try correct(first, world) } == "nothing_to_correct")
    try move(to: "Harburg", world)
    let documents = try correct(first, world)
    #expect(documents.map(\.id) == ["M3-SBI-2026-000003", "M3-SBC-2026-000001"])
    #expect(documents.map(\.net) == [70_000, 70_000])
    #expect(documents.map(\.tax) == [13_300, 13_300])
    #expect(documents.map(\.originalID) == [first, first])
    #expect(documents.map { $0.items.map(\.description) } == [["Backup"], ["Backup"]])
    #expect(documents[0].cancellingID == documents[1].id)
    #expect(documents[1].replacementID == documents[0].id)
    #expect(documents.map { $0.parties?.seller.address.city } == ["Harburg", "Sample"])
    #expect(try left(of: world) == [70_000, 0, 70_000])
    #expect(try world.statements(july, .eu).map(\.state) == [.paymentRequested])
    // Asked again for the statement there are all four, and none is new.
    #expect(try bill(world, joint).count == 4)
    #expect(refusal { _ = try correct(first, world) } == "invoice_replaced")
    #expect(refusal { _ = try correct(documents[1].id, world) } == "not_an_invoice")
    let verify = try VerifyDocument(world.database.workplace)
    defer { verify.close() }
    guard case .genuine(let replaced) = try await verify(first, key: nil),
      case .genuine(let current) = try await verify("M3-SBI-2026-000003", key: nil)
    else {
      Issue.record("both are ours")
      return
    }
    #expect(replaced.standing == .replaced(by: "M3-SBI-2026-000003"))
    #expect(current.standing == .current)
    try read(documents, of: world)
    try expectSound(world)
  }

  private func read(_ documents: [InvoiceRecord], of world: PayingWorld) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-corrected-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let papers = try WritePapers(world.database.workplace, language: .en)
    let new = try papers.invoices(
      [documents[0]], formats: InvoiceFormat.allCases, into: folder)
    let page = try Tool.run("pdftotext", ["-layout", new[0], "-"])
    for words in [
      "SELF-BILLED INVOICE", "Self-billing", "\(first) (2026-08-10)", "M3-SBC-2026-000001",
      "搬迁 moved", "Harburg", "The buyer pays EUR 833.00 with the statement named above; what was",
    ] { #expect(page.contains(words), "\(words) is not in \(page)") }
    let json = try String(contentsOfFile: new[1], encoding: .utf8)
    #expect(
      json.contains(
        #""kind":"invoice","corrects":"M3-SBI-2026-000002","corrects_issue_date":"2026-08-10","#
          + #""reason":"搬迁 moved","credit_note":"M3-SBC-2026-000001""#), "\(json)")
    let old = try papers.invoices(
      [documents[1]], formats: InvoiceFormat.allCases, into: folder)
    let cancelled = try Tool.run("pdftotext", ["-layout", old[0], "-"])
    for words in ["SELF-BILLED CREDIT NOTE", first, "nothing is to be paid", "−833.00", "Sample"] {
      #expect(cancelled.contains(words), "\(words) is not in \(cancelled)")
    }
    for (path, parts) in [
      (new[2], ["<ram:TypeCode>389</", ">\(first)<", ">M3-SBC-2026-000001<"]),
      (new[3], [">389</cbc:InvoiceTypeCode>", "poacc:selfbilling:3.0<", ">\(first)<"]),
      (old[2], ["<ram:TypeCode>261</", ">\(first)<", "Self-billing. 搬迁 moved<"]),
      (old[3], [">261</cbc:CreditNoteTypeCode>", ">Set off against M3-SBI-2026-000003.<"]),
    ] {
      let xml = try String(contentsOfFile: path, encoding: .utf8)
      for part in parts { #expect(xml.contains(part), "\(part) is not in \(xml)") }
    }
  }

  /// In August all of P-19 comes back, -833.00, which the new invoice is credited with. September: 2,380.00
  /// are 1,400.00 and 266.00, less 833.00 set off. In October 595.00 of them come back: -416.50, 350.00
  /// without tax, so that 1,050.00 and 199.50 are left.
  @Test("later months credit what stands, set off once, and a correction in part has what is left")
  func later() throws {
    let world = try billed()
    try move(to: "Harburg", world)
    _ = try correct(first, world)
    try world.load(
      "refund",
      "refund_id,line_id,paid_refunded,requested_at,completed_at\n"
        + "R-1,L-19,119000,2026-08-11T10:00:00+08:00,2026-08-12T10:00:00+08:00\n")
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    let credit = try #require(try bill(world, "202608-M-3-joint-EUR").first)
    #expect(credit.id == "M3-SBC-2026-000002" && credit.originalID == "M3-SBI-2026-000003")
    #expect([credit.net, credit.gross] == [70_000, 83_300])
    try move(to: "Altona", world)
    #expect(refusal { _ = try correct("M3-SBI-2026-000003", world) } == "credited_in_whole")

    try world.sold("L-9,P-19,C-3,EUR,238000,2026-09-10T10:00:00+08:00")
    try world.close(july.next.next, at: "2026-10-12T12:00:00+08:00")
    let september = try #require(try bill(world, "202609-M-3-joint-EUR").first)
    #expect([september.net, september.gross, september.setOff] == [140_000, 166_600, 83_300])
    try move(to: "Eimsbüttel", world)
    let again = try correct(september.id, world)
    #expect(again.map(\.id) == ["M3-SBI-2026-000005", "M3-SBC-2026-000003"])
    #expect(again.map(\.setOff) == [83_300, 83_300])

    try world.load(
      "refund",
      "refund_id,line_id,paid_refunded,requested_at,completed_at\n"
        + "R-2,L-9,59500,2026-10-13T10:00:00+08:00,2026-10-13T10:00:00+08:00\n")
    try world.close(july.next.next.next, at: "2026-11-09T12:00:00+08:00")
    let october = try #require(try bill(world, "202610-M-3-joint-EUR").first)
    #expect(october.originalID == "M3-SBI-2026-000005" && october.net == 35_000)
    try move(to: "Bergedorf", world)
    let rest = try correct("M3-SBI-2026-000005", world)
    #expect(rest.map(\.net) == [105_000, 105_000] && rest.map(\.tax) == [19_950, 19_950])
    #expect(rest.map(\.setOff) == [83_300, 83_300])
    #expect(rest[0].items.map(\.description) == ["M3-SBI-2026-000005 余额 What is left"])
    #expect(try left(of: world) == [70_000, 0, 0, 0, 0, 105_000])
    // November sells nothing of M-3's: 595.00 more would be credited to what stands last.
    try expectSound(world)
  }

  @Test("of eight who correct one at once one does, and a credit note beside them waits")
  func atOnce() throws {
    let world = try billed()
    try world.load(
      "refund",
      "refund_id,line_id,paid_refunded,requested_at,completed_at\n"
        + "R-1,L-19,119000,2026-08-11T10:00:00+08:00,2026-08-12T10:00:00+08:00\n")
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    try move(to: "Harburg", world)
    let workplace = world.database.workplace
    let outcomes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { person in
      let outcome: String
      do {
        if person == 4 {
          let credit = try SelfBilling(workplace, by: "p")(of: "202608-M-3-joint-EUR").issued
          outcome = "credit of \(credit[0].originalID ?? "none")"
        } else {
          outcome = try CorrectInvoice(workplace, by: "p\(person)")(first, reason: "moved")[0].id
        }
      } catch {
        outcome = (error as? Refusal)?.code ?? "\(error)"
      }
      outcomes.withLock { $0.append(outcome) }
    }
    let told = outcomes.withLock { $0.sorted() }
    let corrected =
      ["M3-SBI-2026-000003", "credit of M3-SBI-2026-000003"]
      + [String](repeating: "invoice_replaced", count: 6)
    let credited =
      ["credit of \(first)"] + [String](repeating: "credited_in_whole", count: 7)
    #expect([corrected.sorted(), credited.sorted()].contains(told), "\(told)")
    try expectSound(world)
  }
}
