import CivilTime
import Dispatch
import Marketplace
import Operations
import Postgres
import Store
import Synchronization
import TestKit
import Testing

/// Invoices that replace one with a wrong detail. The fee of M-1 in May is 240.00, with 6 % of tax
/// 14.40 on it.
@Suite("Corrected invoices")
struct CorrectionTests {
  private let first = "CN-FEE-2026-000001"

  /// May sealed and invoiced, with both parties in a country.
  private func invoiced(
    in country: String, facts: [String: String] = ReplayedMonths.facts
  ) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts))
    try database.seal(ReplayedMonths.may, site: .cn)
    try know(.issuer(.cn), country, "Adlershof", in: database)
    try know(.partner("M-1"), country, "Altona", in: database)
    let issued = try IssueFeeInvoices(database.workplace, by: "finance")(of: "RUN-202605-cn-1")
    #expect(issued.map(\.id) == [first])
    return database
  }

  private func know(
    _ holder: TradeParties.Holder, _ country: String, _ city: String, in database: TestDatabase
  ) throws {
    var entry = TradeParties.Entry(country: country)
    (entry.city, entry.taxNumber) = (city, country == "DE" ? "DE123456789" : "IE6388047V")
    entry.validFrom = CivilDate(year: 2026, month: 1, day: 1)
    try TradeParties(database.workplace, by: "ann").enter(entry, of: holder)
  }

  private func correct(_ id: String, in database: TestDatabase) throws -> [InvoiceRecord] {
    try CorrectInvoice(database.workplace, by: "finance")(id, reason: "moved")
  }

  private func credit(
    _ id: String, _ amount: String?, in database: TestDatabase
  ) throws -> InvoiceRecord {
    try CreditInvoice(database.workplace, by: "finance")(id, amount: amount, reason: "too much")
  }

  private func expectRefusal(_ code: String, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("\(code) was expected")
    } catch {
      #expect((error as? Refusal)?.code == code, "\(error)")
    }
  }

  /// What must hold whatever was corrected: no gap, nothing left to post, sound books and seals.
  private func expectSound(_ database: TestDatabase) throws {
    #expect(try Invoices(database.workplace).gaps().rows.isEmpty)
    #expect(try PostJournal(database.workplace, by: "finance")(site: nil) == 0)
    #expect(try Ledger(database.workplace).check(site: nil) == [])
    #expect(try AuditSeals(database.workplace)().findings == [])
  }

  @Test("between two German parties one document of the whole replaces the invoice")
  func german() throws {
    let database = try invoiced(in: "DE")
    expectRefusal("nothing_to_correct") { _ = try correct(first, in: database) }
    // 40.00 and 2.40 of tax are given back before; that stays as it is.
    _ = try credit(first, "40.00", in: database)
    let entries = try database.count("settlement.journal_entry")
    try know(.partner("M-1"), "DE", "Harburg", in: database)
    let corrected = try correct(first, in: database)
    #expect(corrected.map(\.id) == ["CN-COR-2026-000001"])
    #expect(corrected[0].net == 24_000 && corrected[0].tax == 1_440)
    #expect(corrected[0].base == 600_000)
    #expect(
      corrected[0].originalID == first && corrected[0].parties?.buyer.address.city == "Harburg")
    let replaced = try Invoices(database.workplace).record(first)
    #expect(replaced.replacedBy == "CN-COR-2026-000001")
    #expect(replaced.parties?.buyer.address.city == "Altona")
    // Asked again for the run, the list has what replaced it, and not the credit note of a person.
    let again = try IssueFeeInvoices(database.workplace, by: "finance")(of: "RUN-202605-cn-1")
    #expect(
      again.map { "\($0.id) \($0.replacedBy ?? "current")" } == [
        "\(first) CN-COR-2026-000001", "CN-COR-2026-000001 current",
      ])
    #expect(try database.count("settlement.journal_entry") == entries)

    expectRefusal("invoice_replaced") { _ = try credit(first, "1.00", in: database) }
    expectRefusal("invoice_replaced") { _ = try correct(first, in: database) }
    try know(.partner("M-1"), "DE", "Wandsbek", in: database)
    #expect(try correct("CN-COR-2026-000001", in: database).map(\.id) == ["CN-COR-2026-000002"])
    // Of 240.00 there are 200.00 left, whichever document bears them.
    let latest = "CN-COR-2026-000002"
    expectRefusal("credit_too_large") { _ = try credit(latest, "200.01", in: database) }
    let rest = try credit(latest, nil, in: database)
    #expect(rest.net == 20_000 && rest.tax == 1_200 && rest.originalID == latest)
    try know(.partner("M-1"), "DE", "Eimsbüttel", in: database)
    expectRefusal("credited_in_whole") { _ = try correct(latest, in: database) }
    try expectSound(database)
  }

  @Test("elsewhere a credit note cancels what is left of the invoice, and a new one has that")
  func elsewhere() throws {
    let database = try invoiced(in: "IE")
    _ = try credit(first, "40.00", in: database)
    let entries = try database.count("settlement.journal_entry")
    // A German buyer of an Irish seller takes no corrected invoice.
    try know(.partner("M-1"), "DE", "Harburg", in: database)
    let documents = try correct(first, in: database)
    #expect(documents.map(\.id) == ["CN-FEE-2026-000002", "CN-CRN-2026-000002"])
    #expect(documents.map(\.net) == [20_000, 20_000])
    #expect(documents.map(\.tax) == [1_200, 1_200])
    #expect(documents.map(\.originalID) == [first, first])
    #expect(documents[0].cancellingID == documents[1].id)
    #expect(documents[1].replacementID == documents[0].id)
    let asked = try IssueFeeInvoices(database.workplace, by: "finance")(of: "RUN-202605-cn-1")
    #expect(asked.map(\.id) == [first] + documents.map(\.id))
    #expect(documents.map { $0.parties?.buyer.address.city } == ["Harburg", "Altona"])
    #expect(try database.count("settlement.journal_entry") == entries)

    expectRefusal("invoice_replaced") { _ = try credit(first, "1.00", in: database) }
    expectRefusal("not_an_invoice") { _ = try correct("CN-CRN-2026-000002", in: database) }
    expectRefusal("credit_too_large") {
      _ = try credit("CN-FEE-2026-000002", "200.01", in: database)
    }
    // 6 % of 150.00 are 9.00.
    let part = try credit("CN-FEE-2026-000002", "150.00", in: database)
    #expect(part.id == "CN-CRN-2026-000003" && part.tax == 900)
    try know(.partner("M-1"), "IE", "Cork", in: database)
    let again = try correct("CN-FEE-2026-000002", in: database)
    #expect(again.map(\.id) == ["CN-FEE-2026-000003", "CN-CRN-2026-000004"])
    #expect(again.map(\.net) == [5_000, 5_000])
    #expect(try database.count("settlement.journal_entry") == entries + 1)
    try expectSound(database)
  }

  @Test("an invoice without an electronic form has one after its correction, by another number")
  func firstForm() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    _ = try IssueFeeInvoices(database.workplace, by: "finance")(of: "RUN-202605-cn-1")
    expectRefusal("nothing_to_correct") { _ = try correct(first, in: database) }
    try know(.issuer(.cn), "IE", "Dublin", in: database)
    try know(.partner("M-1"), "DE", "Altona", in: database)
    let documents = try correct(first, in: database)
    #expect(documents.map { $0.parties != nil } == [true, false])
    try expectSound(database)
  }

  @Test("what breaks a rule, or is no invoice, is refused and uses no number")
  func refused() throws {
    let database = try invoiced(in: "IE")
    expectRefusal("invoice_not_found") { _ = try correct("CN-FEE-2026-000009", in: database) }
    expectRefusal("reason_missing") {
      _ = try CorrectInvoice(database.workplace, by: "finance")(first, reason: " ")
    }
    var entry = TradeParties.Entry(country: "IE")
    entry.name = "\u{1FAE8} Ltd"
    entry.validFrom = CivilDate(year: 2026, month: 1, day: 1)
    try TradeParties(database.workplace, by: "ann").enter(entry, of: .partner("M-1"))
    #expect(throws: Refusal.self) { try correct(first, in: database) }
    try know(.partner("M-1"), "IE", "Cork", in: database)
    #expect(
      try correct(first, in: database).map(\.id) == ["CN-FEE-2026-000002", "CN-CRN-2026-000001"])
    try expectSound(database)
  }

  @Test("of eight who correct an invoice at once one does", arguments: ["DE", "IE"])
  func atOnce(country: String) throws {
    let database = try invoiced(in: country)
    try know(.partner("M-1"), country, "Moved", in: database)
    let workplace = database.workplace
    let outcomes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { person in
      let outcome: String
      do {
        outcome = try CorrectInvoice(workplace, by: "p\(person)")(first, reason: "moved")[0].id
      } catch {
        outcome = (error as? Refusal)?.code ?? "\(error)"
      }
      outcomes.withLock { $0.append(outcome) }
    }
    let number = country == "DE" ? "CN-COR-2026-000001" : "CN-FEE-2026-000002"
    #expect(
      outcomes.withLock { $0.sorted() } == [number]
        + [String](repeating: "invoice_replaced", count: 7))
    try expectSound(database)
  }

  /// Four credit 10.00 each while one corrects: who comes before counts, who comes after is refused,
  /// and the new invoice is of what is left of 240.00.
  @Test("credits and a correction of one invoice at once wait for each other")
  func besideCredits() throws {
    let database = try invoiced(in: "IE")
    try know(.partner("M-1"), "IE", "Moved", in: database)
    let workplace = database.workplace
    let outcomes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 5) { person in
      let outcome: String
      do {
        if person == 2 {
          let made = try CorrectInvoice(workplace, by: "p")(first, reason: "moved")
          outcome = made.map(\.id).contains("CN-FEE-2026-000002") ? "corrected" : "\(made)"
        } else {
          _ = try CreditInvoice(workplace, by: "p\(person)")(
            first, amount: "10.00", reason: "too much")
          outcome = "credited"
        }
      } catch {
        outcome = (error as? Refusal)?.code ?? "\(error)"
      }
      outcomes.withLock { $0.append(outcome) }
    }
    let told = outcomes.withLock { $0 }
    let credits = told.count { $0 == "credited" }
    #expect(told.count { $0 == "corrected" } == 1, "\(told)")
    #expect(told.count { $0 == "invoice_replaced" } == 4 - credits, "\(told)")
    let new = try Invoices(workplace).record("CN-FEE-2026-000002")
    #expect(new.net == 24_000 - Int64(credits) * 1_000)
    try expectSound(database)
  }

  @Test("what the next month gives back refers to the invoice that stands")
  func nextMonth() throws {
    // The fee of June is 1 % of 4,000.00 less the 5 % of 3,000.00 that come back: 110.00 are given back.
    let database = try invoiced(in: "DE", facts: LedgerTests.givenBack)
    try know(.partner("M-1"), "DE", "Harburg", in: database)
    _ = try correct(first, in: database)
    try database.setClock("2026-07-03T12:00:00+08:00")
    _ = try database.seal(ReplayedMonths.june, site: .cn)
    let issued = try IssueFeeInvoices(database.workplace, by: "finance")(of: "RUN-202606-cn-1")
    #expect(issued.map(\.id) == ["CN-CRN-2026-000001"])
    #expect(issued.map(\.originalID) == ["CN-COR-2026-000001"])
    #expect(issued.map(\.net) == [11_000])
    try expectSound(database)
  }
}
