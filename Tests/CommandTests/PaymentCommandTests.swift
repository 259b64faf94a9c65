import Foundation
import TestKit
import Testing

/// From a sealed month to the bank and back, by commands.
struct PaymentCommandTests {
  private let run = "RUN-202610-cn-1"
  private let month = ["--period", "202610", "--site", "cn"]
  private let merchant = "202610-M-1-general-CNY"

  @Test("statements are countersigned, paid with two signatures, and booked as the bank says")
  func paid() throws {
    let settled = try CommandDatabase.sealedOctober("payments")
    let states = try settled.run(["statement", "states"] + month + ["--format", "csv"])
    #expect(states.out.contains("\(merchant),M-1,8075.00,pending_countersign,"), "\(states.err)")
    #expect(try settled("payout", "plan", "--site", "cn", "--as", "ann").code == 5, "no account")
    try settled.openAccount()
    #expect(try settled("bank", "accounts", "--format", "csv").out.contains(",…2233,"))
    try settled.propose("M-1", "6217000011112222")
    try settled.propose("M-2", "6217000033334444")
    for state in ["countersigning", "payment_requested"] {
      let moved = try settled.run(["statement", "move", "--to", state] + month + ["--as", "ann"])
      #expect(moved.err.contains("2 statements moved to \(state)"), "\(moved.err)")
    }
    let planned = try settled("payout", "plan", "--site", "cn", "--as", "ann")
    #expect(planned.out.hasPrefix("PB-1 is planned: 2 payouts, CNY 14,155.00,"), "\(planned.err)")
    #expect(try settled("payout", "approve", "PB-1", "--as", "ann").code == 4)
    #expect(
      try settled("payout", "approve", "PB-1", "--if-plan", "00000000", "--as", "bea").code == 6)
    #expect(try settled("payout", "approve", "PB-1", "--as", "bea").code == 0)
    let file = try settled("payout", "export", "PB-1", "-O", "-", "--as", "ann")
    #expect(file.out.contains("<CtrlSum>14155.00</CtrlSum>"), "\(file.err)")
    #expect(try settled("payout", "cancel", "PB-1", "--reason", "late", "--as", "ann").code == 6)
    let listed = try settled("payout", "show", "PB-1", "--format", "csv")
    #expect(listed.out.contains("M-1,8075.00,\(merchant),"), "\(listed.out)")
    #expect(try settled("payout", "list", "--json").out.contains("\"exported\""))
    try answer(settled)
    try hear(settled)
  }

  /// The bank takes the first payment and refuses the second, before it books anything.
  private func answer(_ settled: Command) throws {
    let other = "202610-M-2-general-CNY"
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xml")
    let report = BankAnswers(
      "PB-1", "CNY", group: "PART", at: "2026-11-25T09:00:00+08:00",
      [.init(merchant, "ACSP"), .init(other, "RJCT", reason: "BE04", amount: 608_000)])
    try Data(report.file("R-1")).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let imported = try settled("payout", "import-bank", path.path, "--as", "ann")
    #expect(imported.code == 0, "\(imported.err)")
    #expect(
      imported.out == "2 new answers, 0 known; 1 refused, 1 for information, 0 unexplained\n")
    #expect(imported.err.contains("refused: \(other): BE04: The creditor's address is missing"))
    #expect(imported.err.contains("Complete the partner's address, then pay the statement again."))
    let listed = try settled("payout", "show", "PB-1", "--format", "csv")
    #expect(listed.out.contains(",cancelled,,,BE04: The creditor's address is missing.,RJCT,"))
    #expect(listed.out.contains(",sent,,,,ACSP,2026-11-25T09:00:00+08:00"), "\(listed.out)")
    let states = try settled("statement", "states", "--state", "payment_info_error")
    #expect(states.out.contains(other), "\(states.out)")
    let again = try settled("payout", "import-bank", path.path, "--as", "ann")
    #expect(
      again.out == "0 new answers, 2 known; 0 refused, 0 for information, 0 unexplained\n")
    try Data(report.file("R-1").dropLast(40)).write(to: path)
    let broken = try settled("payout", "import-bank", path.path, "--as", "ann")
    #expect(broken.code == 5 || broken.code == 65, "\(broken.code)")
    #expect(broken.err.contains("The file breaks off or is not XML"), "\(broken.err)")
  }

  private func hear(_ settled: Command) throws {
    let bank = BankSays(
      account: "6222020200112233", currency: "CNY",
      entries: [
        BankSays.Entry(day: "2026-11-26", amount: -807_500, endToEndID: merchant),
        BankSays.Entry(day: "2026-11-26", amount: -1_200, information: "account fee"),
      ])
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xml")
    try Data(bank.file("CN-1")).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let imported = try settled("payout", "import-bank", path.path, "--as", "ann")
    #expect(imported.code == 3)
    #expect(
      imported.out
        == "2 new bookings, 0 known, 0 only expected; 1 paid, 0 returned, 1 unexplained\n")
    let unmatched = try settled("payout", "unmatched", "--site", "cn")
    #expect(unmatched.err.contains("unexplained: CNY 12.00"), "\(unmatched.err)")
    #expect(
      try settled(
        "payout", "match", "BE-2", "--to", merchant, "--reason", "the same day", "--as", "ann"
      ).code == 6)
    #expect(
      try settled(
        "payout", "explain", "BE-2", "--kind", "charge", "--reason", "fee", "--as", "ann"
      ).code == 0)
    #expect(try settled("payout", "import-bank", path.path, "--as", "ann").code == 0)
    let other = "202610-M-2-general-CNY"
    #expect(try settled("payout", "fail", other, "--reason", "refused", "--as", "ann").code == 6)
    let steps = try settled("statement", "steps", merchant, "--format", "csv")
    #expect(steps.out.contains("paying,paid,ann,\(merchant) booked on 2026-11-26"), "\(steps.out)")
    #expect(try settled("ledger", "check").code == 0)
    let balance = try settled("ledger", "balance", "--period", "202611", "--format", "csv")
    #expect(balance.out.contains("cn,1002,Bank,,,CNY,0.00,0.00,8087.00,-8087.00"), "\(balance.out)")
  }

  @Test("disputes, invoices that are not expected, changes that are refused, months that reopen")
  func exceptions() throws {
    let settled = try CommandDatabase.sealedOctober("disputes")
    #expect(
      try settled("dispute", "add", merchant, "--reason", "an order is missing", "--as", "ann").out
        == "1\n")
    #expect(try settled("dispute", "list", "--open", "--format", "csv").out.contains(merchant))
    #expect(
      try settled("dispute", "answer", "1", "--answer", "it is in May", "--as", "bea").code == 0)
    #expect(try settled("dispute", "answer", "1", "--answer", "again", "--as", "bea").code == 6)
    let invoice = try settled(
      "statement", "invoice", merchant, "--number", "RE-1", "--issued-on", "2026-11-12", "--amount",
      "8075.00", "--tax-rate", "0.06", "--title", "The marketplace", "--remark", merchant)
    #expect(invoice.code == 6 && invoice.err.contains("expects no invoice"))
    let proposal = try settled(
      "bank", "propose", "M-1", "--account", "6217000011112222", "--reason", "a mail", "--as", "ann"
    )
    #expect(proposal.out == "1\n", "\(proposal.err)")
    #expect(try settled("bank", "details", "--open", "--format", "csv").out.contains("…2222"))
    #expect(
      try settled("bank", "refuse", "1", "--reason", "they know nothing of it", "--as", "bea").code
        == 0)
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let early = try settled.run(
      ["period", "reopen"] + month + ["--hours", "24", "--reason", "late", "--as", "ann"])
    #expect(early.code == 6 && early.err.contains("202610 of site cn is open"))
    _ = try settled.run(["period", "close"] + month + ["--reason", "month-end", "--as", "ann"])
    let asked = try settled.run(
      ["period", "reopen"] + month + ["--hours", "24", "--reason", "late fee", "--as", "ann"])
    #expect(asked.out == "1\n", "\(asked.err)")
    #expect(try settled("period", "approve", "1", "--as", "ann").code == 4)
    #expect(try settled("period", "approve", "1", "--as", "bea").code == 0)
    #expect(try settled("period", "reopenings", "--format", "csv").out.contains(",in force,"))
    #expect(try settled("period", "end", "1", "--as", "ann").code == 0)
    #expect(try settled("period", "differences", "1").err.contains("nothing changed"))
  }
}

extension Command {
  /// Opens the account that pays site cn.
  func openAccount() throws {
    let opened = try self(
      "bank", "open", "CNY1", "--site", "cn", "--currency", "CNY", "--profile", "chinese",
      "--holder", "云商店平台", "--account", "6222 0202 0011 2233", "--bank-name", "中国银行", "--as",
      "ann")
    #expect(opened.code == 0, "\(opened.err)")
  }

  /// Proposes where a partner is paid, and signs it as another person.
  func propose(_ partner: String, _ account: String) throws {
    let proposed = try self(
      "bank", "propose", partner, "--account", account, "--bank-name", "中国工商银行", "--reason",
      "letter, called back", "--as", "ann")
    let number = proposed.out.trimmingCharacters(in: .newlines)
    #expect(try self("bank", "approve", number, "--as", "ann").code == 4)
    #expect(try self("bank", "approve", number, "--as", "bea").code == 0)
  }
}
