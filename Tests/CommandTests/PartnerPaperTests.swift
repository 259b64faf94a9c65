import Foundation
import TestKit
import Testing

/// What partners are told: what to invoice for a statement, and what was paid to them.
struct PartnerPaperTests {
  private let month = ["--period", "202610", "--site", "cn"]

  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-partner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// 8,500.00 were sold at 6 %, of which 70 % are 5,950.00: 5,613.21 and 336.79 of tax.
  @Test("the invoicing list says what `statement invoice` then takes, and nothing else")
  func invoicingList() throws {
    let settled = try CommandDatabase.sealedOctober("invoicing", after: Statements.jointOperation)
    let statement = "202610-M-1-joint-CNY"
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let general = try settled(
      "statement", "download", "202610-M-2-general-CNY", "--type", "invoicing-list")
    #expect(general.code == 6 && general.out == "")
    #expect(general.err.contains("the merchant invoices its customers"), "\(general.err)")
    let own = try settled.run(["statement", "download", statement, "-O", folder.path])
    #expect(
      own.out
        == ["pdf", "csv", "json", "proof.json"].map { "\(folder.path)/\(statement).\($0)\n" }
        .joined(), "a list is written where it is asked for")
    let path = { (form: String) in "\(folder.path)/\(statement).invoicing-list.\(form)" }
    let written = try settled.run(
      ["statement", "download", "--type", "invoicing-list", "-O", folder.path] + month)
    #expect(written.out == ["pdf", "csv", "json"].map { path($0) + "\n" }.joined())
    #expect(written.err.contains("1 statement without an invoicing list"), "\(written.err)")
    let page = try Tool.run("pdftotext", ["-layout", path("pdf"), "-"])
    for part in [
      "开票清单", "增值税专用发票", "示例云市场有限公司", "91310115MA1K34567F", "\(statement) 202610",
      "=1+1", "5,613.21", "6.00 %", "336.79", "5,950.00", "伍仟玖佰伍拾圆整",
    ] { #expect(page.contains(part), "\(part) is not on the page: \(page)") }
    let table = try String(contentsOfFile: path("csv"), encoding: .utf8)
    let hash = try Tool.run("sha256sum", [path("json")]).prefix(64)
    #expect(
      table.hasSuffix(
        "\r\n\(statement),1,1,product,P-1,'=1+1,CNY,5613.21,0.060000,336.79,5950.00,"
          + "示例云市场有限公司,91310115MA1K34567F,\(statement) 202610,\(hash)\r\n"), "\(table)")
    let first = try Data(contentsOf: URL(fileURLWithPath: path("pdf")))
    _ = try settled.run(
      ["statement", "download", statement, "--type", "invoicing-list", "-O", folder.path])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path("pdf"))) == first)
    try invoice(statement, with: settled)
  }

  private func invoice(_ statement: String, with settled: Command) throws {
    for state in ["countersigning", "pending_invoice"] {
      let moved = try settled(
        "statement", "move", "--to", state, statement, "--as", "ann")
      #expect(moved.code == 0, "\(moved.err)")
    }
    func send(_ amount: String, _ rate: String, _ title: String) throws -> Command.Outcome {
      try settled(
        "statement", "invoice", statement, "--number", "25312000000012345678", "--issued-on",
        "2026-11-01", "--amount", amount, "--tax-rate", rate, "--title", title, "--remark",
        "\(statement) 202610", "--as", "ann")
    }
    let wrong = try send("5950.01", "0.13", "云商店平台")
    #expect(wrong.code == 3)
    #expect(
      wrong.out == """
        the amount is 5950.01 CNY, the statement has 5950.00 CNY
        the tax rate is 0.130000, 0.060000 was agreed
        it is made out to "云商店平台" and not to "示例云市场有限公司" (Sample Cloud Market Ltd)

        """)
    let right = try send("5950.00", "0.06", "示例云市场有限公司")
    #expect(right.code == 0 && right.err.contains("is invoice_review"), "\(right.out)\(right.err)")
  }

  @Test("a statement that is not sealed has no invoicing list")
  func draft() throws {
    let database = try CommandDatabase("invoicing_draft")
    try database.run(Statements.jointOperation)
    _ = try database.settled("run", "plan", "--period", "202610", "--site", "cn", "--as", "ann")
    let refused = try database.settled(
      "statement", "download", "202610-M-1-joint-CNY", "--type", "invoicing-list")
    #expect(refused.code == 6 && refused.err.contains("its amounts may change"), "\(refused.err)")
  }

  /// M-1 is paid 8,075.00, for which the bank takes 12.00; M-2's 6,080.00 come back.
  @Test("an advice says what is paid, from where to where, and what came back with the reason")
  func advice() throws {
    let settled = try CommandDatabase.sealedOctober("advice")
    try settled.openAccount()
    try settled.propose("M-1", "6217000011112222")
    try settled.propose("M-2", "6217000033334444")
    for state in ["countersigning", "payment_requested"] {
      _ = try settled.run(["statement", "move", "--to", state] + month + ["--as", "ann"])
    }
    let unsent = try settled("payout", "advice", "--statement", "202610-M-1-general-CNY")
    #expect(unsent.code == 6 && unsent.err.contains("is payment_requested"), "\(unsent.err)")
    _ = try settled("payout", "plan", "--site", "cn", "--as", "ann")
    #expect(try settled("payout", "advice", "PB-1").code == 6, "planned")
    #expect(try settled("payout", "advice", "PB-9").code == 5)
    #expect(try settled("payout", "advice").code == 64)
    _ = try settled("payout", "approve", "PB-1", "--as", "bea")
    _ = try settled("payout", "export", "PB-1", "-O", "-", "--as", "ann")
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(settled, folder, state: "sent")
    try hear(settled, folder)
    try write(settled, folder, state: "paid")
    let page = try Tool.run("pdftotext", ["-layout", "\(folder.path)/PB-1-M-1.pdf", "-"])
    for part in [
      "付款通知", "PB-1-M-1", "CNY 8,075.00", "人民币捌仟零柒拾伍元整", "…2233", "…2222", "中国工商银行",
      "2026-11-26", "12.00", "CN-1-1", "202610-M-1-general-CNY", "2026-10",
    ] { #expect(page.contains(part), "\(part) is not on the page: \(page)") }
    let back = try Tool.run("pdftotext", ["-layout", "\(folder.path)/PB-1-M-2.pdf", "-"])
    for part in [
      "CNY 0.00", "−6,080.00", "2026-11-30", "AC04：账户已销户。 AC04: The account is closed.",
    ] { #expect(back.contains(part), "\(part) is not on the page: \(back)") }
    try archive(settled, folder)
  }

  /// Writes the advices of the batch and reads the table of M-1 and the data of M-2.
  private func write(_ settled: Command, _ folder: URL, state: String) throws {
    let written = try settled("payout", "advice", "PB-1", "-O", folder.path)
    let names = ["M-1", "M-2"].flatMap { partner in
      ["pdf", "csv", "json"].map { "\(folder.path)/PB-1-\(partner).\($0)\n" }
    }
    #expect(written.out == names.joined(), "\(written.err)")
    let table = try String(contentsOfFile: "\(folder.path)/PB-1-M-1.csv", encoding: .utf8)
    let (reference, booked, fee) =
      state == "paid" ? ("CN-1-1", "2026-11-26", "12.00") : ("", "", "")
    let hash = try Tool.run("sha256sum", ["\(folder.path)/PB-1-M-1.json"]).prefix(64)
    let row =
      "PB-1-M-1,M-1,莲花云科技有限公司,CNY,202610-M-1-general-CNY,202610,general,"
      + "202610-M-1-general-CNY,\(reference),\(state),\(booked),,,\(fee),8075.00,\(hash)\r\n"
    #expect(table.hasSuffix("\r\n" + row), "\(table)")
    let json = try String(contentsOfFile: "\(folder.path)/PB-1-M-2.json", encoding: .utf8)
    let returned = state == "paid" ? "6080.00" : "0.00"
    #expect(json.contains(#""total":"6080.00","returned":"\#(returned)""#), "\(json)")
    for name in names {
      let file = try Data(contentsOf: URL(fileURLWithPath: String(name.dropLast())))
      #expect(file.range(of: Data("621700001111".utf8)) == nil, "accounts are masked")
    }
  }

  private func hear(_ settled: Command, _ folder: URL) throws {
    let bank = BankSays(
      account: "6222020200112233", currency: "CNY",
      entries: [
        BankSays.Entry(
          day: "2026-11-26", amount: -808_700, endToEndID: "202610-M-1-general-CNY",
          charge: 1_200),
        BankSays.Entry(day: "2026-11-26", amount: -608_000, endToEndID: "202610-M-2-general-CNY"),
        BankSays.Entry(
          day: "2026-11-30", amount: 608_000, endToEndID: "202610-M-2-general-CNY",
          returnReason: "AC04"),
      ])
    let path = folder.appending(path: "bank.xml")
    try Data(bank.file("CN-1")).write(to: path)
    let imported = try settled("payout", "import-bank", path.path, "--as", "ann")
    #expect(imported.out.contains("2 paid, 1 returned, 0 unexplained"), "\(imported.err)")
  }

  private func archive(_ settled: Command, _ folder: URL) throws {
    var archives: [Data] = []
    for name in ["1.zip", "2.zip"] {
      let path = folder.appending(path: name).path
      let written = try settled.run(["payout", "advice", "--archive", path] + month)
      #expect(written.out == path + "\n", "\(written.err)")
      archives.append(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
    #expect(archives[0] == archives[1])
    let manifest = try Tool.run("unzip", ["-p", "\(folder.path)/1.zip", "manifest.json"])
    #expect(
      manifest.contains(
        #""kind":"remittance_advice","currency":"CNY","files":2,"amount":"8075.00""#),
      "\(manifest)")
    let one = try settled(
      "payout", "advice", "--statement", "202610-M-2-general-CNY", "--type", "json", "-O",
      folder.path)
    #expect(one.out == "\(folder.path)/PB-1-M-2.json\n", "\(one.err)")
    let none = try settled("payout", "advice", "--period", "202611", "--partner", "M-1")
    #expect(none.code == 5 && none.err.contains("nothing that is asked for"), "\(none.err)")
  }
}
