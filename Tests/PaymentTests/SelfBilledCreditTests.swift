import CivilTime
import Dispatch
import Documents
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import Synchronization
import TestKit
import Testing

/// Self-billed credit notes keep to the invoices that they give back. M-3 of site eu sells P-19 at 70 %
/// and 19 % of tax.
///
/// July: 1,190.00 are 700.00 and 133.00 of tax. August: 595.00 are 350.00 and 66.50. September: all of
/// July and half of August come back: -833.00 and -208.25, without tax 875.00. October: the other half,
/// 175.00.
@Suite("Self-billed credit notes")
struct SelfBilledCreditTests {
  private let july = PayingWorld.july
  private let september = "202609-M-3-joint-EUR"

  private func bill(_ world: PayingWorld, _ month: String) throws -> [InvoiceRecord] {
    try SelfBilling(world.database.workplace, by: "ann")(of: "\(month)-M-3-joint-EUR").issued
  }

  /// Three sealed months, of which August is invoiced, and July where that is wanted.
  private func threeMonths(julyIsBilled: Bool = true) throws -> PayingWorld {
    let world = try PayingWorld.selfBilled()
    try world.sold("L-1,P-19,C-3,EUR,119000,2026-07-10T10:00:00+08:00")
    try world.close(july, at: "2026-08-10T12:00:00+08:00")
    if julyIsBilled { _ = try bill(world, "202607") }
    try world.sold("L-2,P-19,C-3,EUR,59500,2026-08-10T10:00:00+08:00")
    try world.close(july.next, at: "2026-09-08T12:00:00+08:00")
    _ = try bill(world, "202608")
    try world.givenBack("R-1,L-1,119000,2026-09-12", "R-2,L-2,29750,2026-09-13")
    try world.close(july.next.next, at: "2026-10-12T12:00:00+08:00")
    return world
  }

  private func left(of world: PayingWorld) throws -> [String] {
    try Invoices(world.database.workplace).records(partner: "M-3").compactMap { record in
      record.left.map { "\(record.id) \($0)" }
    }
  }

  // 350.00 of August and 525.00 of July; 175.00 of July are left. 875.00 x 19 % = 166.25.
  @Test("a credit note gives back the newest invoice first, each up to what is left of it")
  func parts() throws {
    let world = try threeMonths()
    #expect(try left(of: world) == ["M3-SBI-2026-000001 70000", "M3-SBI-2026-000002 35000"])
    let credit = try #require(try bill(world, "202609").first)
    #expect([credit.net, credit.tax, credit.gross] == [87_500, 16_625, 104_125])
    #expect(
      credit.credited.map { "\($0.invoiceID) \($0.net)" } == [
        "M3-SBI-2026-000002 35000", "M3-SBI-2026-000001 52500",
      ])
    #expect(try left(of: world) == ["M3-SBI-2026-000001 17500", "M3-SBI-2026-000002 0"])
    try read(credit, of: world)

    try world.givenBack("R-3,L-2,29750,2026-10-13")
    try world.close(july.next.next.next, at: "2026-11-09T12:00:00+08:00")
    let last = try #require(try bill(world, "202610").first)
    #expect([last.net, last.gross] == [17_500, 20_825])
    #expect(last.credited.map(\.invoiceID) == ["M3-SBI-2026-000001"])
    #expect(try left(of: world) == ["M3-SBI-2026-000001 0", "M3-SBI-2026-000002 0"])
    #expect(try Invoices(world.database.workplace).gaps().rows.isEmpty)
  }

  /// Page, data, both electronic forms and the list name both invoices, the first three of ours with
  /// what of each.
  private func read(_ credit: InvoiceRecord, of world: PayingWorld) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-credited-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let paths = try WritePapers(world.database.workplace, language: .en)
      .invoices([credit], formats: InvoiceFormat.allCases, into: folder)
    let page = try Tool.run("pdftotext", ["-layout", paths[0], "-"])
    #expect(
      page.contains("M3-SBI-2026-000002 (−350.00), M3-SBI-2026-000001 (−525.00)"), "\(page)")
    let json = try String(contentsOfFile: paths[1], encoding: .utf8)
    #expect(
      json.contains(
        #""corrects_in_parts":[{"invoice_number":"M3-SBI-2026-000002","net":"-350.00"},"#
          + #"{"invoice_number":"M3-SBI-2026-000001","net":"-525.00"}]"#), "\(json)")
    for path in paths.dropFirst(2) {
      let xml = try String(contentsOfFile: path, encoding: .utf8)
      let places = ["M3-SBI-2026-000002", "M3-SBI-2026-000001"].map {
        xml.range(of: ">\($0)<")?.lowerBound
      }
      let (first, second) = (try #require(places[0]), try #require(places[1]))
      #expect(first < second, "\(path)")
    }
    let listing = Invoices.listing([credit])
    #expect(
      listing.rows[0].contains(.text("M3-SBI-2026-000002 M3-SBI-2026-000001")), "\(listing.rows)")
  }

  // July is sold, but not invoiced by the platform: of 875.00 August's 350.00 can be given back.
  @Test("more than all invoices before it is refused with what is left, and draws no number")
  func tooLarge() throws {
    let world = try threeMonths(julyIsBilled: false)
    let refusal = #expect(throws: Refusal.self) { _ = try bill(world, "202609") }
    #expect(refusal?.code == "credit_too_large")
    #expect(
      refusal?.sentence
        == "\(september) gives back 875.00 EUR without tax at 0.190000, 525.00 EUR more than is left"
        + " of the self-billed invoices before it: M3-SBI-2026-000001 350.00")
    #expect(try Invoices(world.database.workplace).gaps().rows.isEmpty)
    #expect(try left(of: world) == ["M3-SBI-2026-000001 35000"])
    // Once July is invoiced as well there is enough.
    _ = try bill(world, "202607")
    #expect(try bill(world, "202609").first?.credited.map(\.net) == [35_000, 52_500])
  }

  /// November sells 170.00, 100.00 without tax, of which two credit notes want 60.00 each, behind our
  /// back.
  @Test("the server refuses more than the invoice, also of two at once")
  func server() throws {
    let world = try threeMonths()
    _ = try bill(world, "202609")
    try world.givenBack("R-3,L-2,29750,2026-10-13")
    try world.close(july.next.next.next, at: "2026-11-09T12:00:00+08:00")
    _ = try bill(world, "202610")
    let database = world.database
    @Sendable func answer(
      _ credit: String, _ invoice: String, _ net: Int64, wait: Bool = false
    ) -> String? {
      do {
        try database.session().transaction { (tx: borrowing Transaction) in
          try tx.query(
            Statements.insertCreditedPart, [.text(credit), .text(invoice), .int64(net)])
          if wait { try tx.query(Statements.pause) }
        }
        return nil
      } catch {
        return (error as? PostgresError)?.sqlState ?? "\(error)"
      }
    }
    #expect(answer("M3-SBC-2026-000002", "M3-SBI-2026-000002", 1) == "23001")
    try world.sold("L-3,P-19,C-3,EUR,17000,2026-11-10T10:00:00+08:00")
    try world.close(july.next.next.next.next, at: "2026-12-08T12:00:00+08:00")
    let invoice = try #require(try bill(world, "202611").first)
    #expect(invoice.id == "M3-SBI-2026-000003" && invoice.net == 10_000)
    let answers = Mutex<[String?]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { place in
      let said = answer("M3-SBC-2026-00000\(place + 1)", invoice.id, 6_000, wait: true)
      answers.withLock { $0.append(said) }
    }
    #expect(answers.withLock { Set($0) } == [nil, "23001"])
    #expect(
      try database.session().query(Statements.leftOfInvoice, [.text(invoice.id)])[0].int64(0)
        == 4_000)
  }
}

extension PayingWorld {
  /// Refunds: id, order line, minor units, day.
  fileprivate func givenBack(_ rows: String...) throws {
    let refunds = rows.map { row in
      let parts = row.split(separator: ",")
      let at = "\(parts[3])T10:00:00+08:00"
      return "\(parts[0]),\(parts[1]),\(parts[2]),\(at),\(at)\n"
    }
    try load(
      "refund",
      "refund_id,line_id,paid_refunded,requested_at,completed_at\n" + refunds.joined())
  }
}
