import Amounts
import Bookkeeping
import CivilTime
import Testing

/// Entries by hand, after the rules as they are shipped.
struct JournalEntryTests {
  private static let rules = PostingRules([
    PostingRule(event: .seal, component: .merchantShare, debit: "1012", credit: "2202"),
    PostingRule(event: .seal, component: .providerShare, debit: "1012", credit: "2203"),
    PostingRule(event: .seal, component: .resellerShare, debit: "1012", credit: "2203"),
    PostingRule(event: .seal, component: .operatorShare, debit: "1012", credit: "2203"),
    PostingRule(event: .seal, component: .taxesWithheld, debit: "1012", credit: "2221.02"),
    PostingRule(event: .seal, component: .platformFee, debit: "1012", credit: "6001"),
    PostingRule(event: .seal, component: .platformMargin, debit: "1012", credit: "6002"),
    PostingRule(event: .seal, component: .payeeShare, debit: "2203", credit: "2202"),
    PostingRule(event: .seal, component: .incentive, debit: "6601", credit: "2202"),
    PostingRule(event: .seal, component: .adjustment, debit: "6711", credit: "2202"),
  ])

  private static func head(_ source: String, tab: String = "general") throws -> EntryHead {
    EntryHead(
      event: .seal, source: source, period: Period(year: 2026, month: 10), partnerID: "M-1",
      tab: tab, currency: try #require(Currency(code: "CNY")))
  }

  @Test("a merchant's statement: what customers paid, and who has it")
  func merchant() throws {
    // Paid 1,000.00: the merchant 850.00, a provider 50.00, taxes 30.00, the platform 70.00;
    // an adjustment takes 12.50 away.
    var figures = SealedFigures(isOfMerchant: true, isGeneral: true)
    figures.share = 85_000
    figures.providers = 5_000
    figures.taxes = 3_000
    figures.platform = 7_000
    figures.adjustments = -1_250
    let entry = try #require(
      try JournalEntry(Self.head("S-1"), figures.components, by: Self.rules))
    #expect(
      entry.postings == [
        Posting(account: "1012", debit: 100_000, credit: 0),
        Posting(account: "2202", debit: 0, credit: 83_750),
        Posting(account: "2203", debit: 0, credit: 5_000),
        Posting(account: "2221.02", debit: 0, credit: 3_000),
        Posting(account: "6001", debit: 0, credit: 7_000),
        Posting(account: "6711", debit: 0, credit: 1_250),
      ])
  }

  @Test("a month of refunds alone goes the other way, and a loss of the platform is a debit")
  func refunds() throws {
    // Given back 100.00: the merchant gives 110.00, the platform gets 10.00 too much.
    var figures = SealedFigures(isOfMerchant: true, isGeneral: false)
    figures.share = -11_000
    figures.platform = 1_000
    let entry = try #require(
      try JournalEntry(Self.head("S-2", tab: "joint"), figures.components, by: Self.rules))
    #expect(
      entry.postings == [
        Posting(account: "2202", debit: 11_000, credit: 0),
        Posting(account: "1012", debit: 0, credit: 10_000),
        Posting(account: "6002", debit: 0, credit: 1_000),
      ])
  }

  @Test("a provider's statement takes its share out of what was accrued, with its incentive")
  func provider() throws {
    var figures = SealedFigures(isOfMerchant: false, isGeneral: false)
    figures.share = 5_000
    figures.incentives = 700
    let entry = try #require(
      try JournalEntry(Self.head("S-3", tab: "csp"), figures.components, by: Self.rules))
    #expect(
      entry.postings == [
        Posting(account: "2203", debit: 5_000, credit: 0),
        Posting(account: "6601", debit: 700, credit: 0),
        Posting(account: "2202", debit: 0, credit: 5_700),
      ])
  }

  @Test("nothing is posted of nothing, and what cancels out leaves no posting")
  func nothing() throws {
    let none = SealedFigures(isOfMerchant: true, isGeneral: true)
    #expect(try JournalEntry(Self.head("S-4"), none.components, by: Self.rules) == nil)
    var cancelled = SealedFigures(isOfMerchant: true, isGeneral: true)
    cancelled.share = 400
    cancelled.platform = -400
    let entry = try #require(
      try JournalEntry(Self.head("S-5"), cancelled.components, by: Self.rules))
    #expect(
      entry.postings == [
        Posting(account: "6001", debit: 400, credit: 0),
        Posting(account: "2202", debit: 0, credit: 400),
      ])
  }

  @Test("a missing rule and a sum of more than 64 bits are refused by name")
  func refused() throws {
    let head = try Self.head("S-6")
    #expect(throws: BookkeepingError.ruleMissing(event: .seal, component: .outputVAT)) {
      try JournalEntry(head, [(.outputVAT, 1)], by: Self.rules)
    }
    #expect(throws: BookkeepingError.overflow(source: "S-6")) {
      try JournalEntry(
        head, [(.merchantShare, .max), (.platformFee, .max)], by: Self.rules)
    }
  }

  @Test("names of accounts are one for one, and no id opens a directive")
  func names() {
    func name(_ id: String) -> String {
      BookAccount(kind: .liability, code: "2202", site: "cn", partner: (id, "csp")).name
    }
    #expect(name("M-1") == "Liabilities:2202:Scn:PM-2D1:Tcsp")
    #expect(name("伙 伴;\n") == "Liabilities:2202:Scn:P-E4-BC-99-20-E4-BC-B4-3B-0A:Tcsp")
    #expect(name("A:B") != name("A-3AB"))
    #expect(
      BookAccount(kind: .expense, code: "2221.01", site: "eu", partner: nil).name
        == "Expenses:2221-2E01:Seu")
  }
}
