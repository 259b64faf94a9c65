import Foundation
import Testing

/// The books of a sealed month by commands.
struct LedgerCommandTests {
  private let run = "RUN-202610-cn-1"

  @Test("a sealed month is in the books, is exported, checked and closed, and stays closed")
  func books() throws {
    let settled = try CommandDatabase.sealedOctober("ledger")
    // 8,500.00 and 6,400.00 paid, the merchants have 95 %.
    let balance = try settled("ledger", "balance", "--period", "2026-10", "--format", "csv")
    #expect(
      balance.out.components(separatedBy: "\r\n").dropLast() == [
        "site,account,name,partner_id,tab,currency,brought_forward,debit,credit,balance",
        "cn,1012,Customer receipts in clearing,,,CNY,0.00,14900.00,0.00,14900.00",
        "cn,2202,Payable to partners,,,CNY,0.00,0.00,14155.00,-14155.00",
        "cn,6001,Platform fee,,,CNY,0.00,0.00,745.00,-745.00",
      ], "\(balance.err)")
    #expect(
      try settled("ledger", "balance", "--period", "2026-10").err.contains(
        "CNY: debit 14,900.00, credit 14,900.00, all balances together 0.00"))
    let partners = try settled(
      "ledger", "balance", "--period", "202611", "--account", "2202", "--format", "csv")
    #expect(
      partners.out.contains("2202,Payable to partners,M-1,general,CNY,-8075.00,0.00,0.00,-8075.00"))
    #expect(try settled("ledger", "balance", "--period", "202610", "--account", "9").code == 5)
    let journal = try settled("export", "journal", "--period", "202610")
    #expect(journal.out.components(separatedBy: "\r\n").count == 1 + 6 + 1, "\(journal.out)")
    let ledger = try settled("export", "journal", "--period", "202610", "--format", "hledger")
    #expect(ledger.out.contains("\n    Liabilities:2202:Scn:PM-2D1:Tgeneral  -8075.00 CNY\n"))
    #expect(try settled("ledger", "check").code == 0)
    #expect(try settled("ledger", "post", "--as", "ann").out == "0\n")

    let month = ["--period", "202610", "--site", "cn"]
    let check = try settled.run(["period", "check"] + month + ["--format", "csv"])
    #expect(check.code == 3 && check.out.contains("invoice_missing,2 fee invoices"))
    let close = ["period", "close"] + month + ["--reason", "month-end", "--as", "ann"]
    #expect(try settled.run(close).code == 6)
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    #expect(try settled.run(["period", "check"] + month).code == 0)
    #expect(try settled.run(close).code == 0)
    #expect(
      try settled.run(["period", "unlock"] + month + ["--reason", "x", "--as", "ann"]).code == 6)
    let shown = try settled.run(["period", "show"] + month + ["--format", "csv"])
    #expect(shown.out.contains("cn,202610,closed,4,ann,"), "\(shown.out)")
    // 6 % of 425.00 and of 320.00.
    #expect(
      try settled("ledger", "balance", "--period", "202610", "--account", "1122", "--json").out
        .contains("25.50"))
  }
}
