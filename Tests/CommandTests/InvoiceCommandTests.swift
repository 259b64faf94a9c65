import Foundation
import TestKit
import Testing

/// Fee invoices from the commands that say who the parties are to the files of the documents.
struct InvoiceCommandTests {
  private let run = "RUN-202610-cn-1"
  private let number = "CN-FEE-2026-000001"

  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-invoices-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func name(_ settled: Command) throws {
    let issuer = try settled(
      "invoice", "party", "--site", "cn", "--country", "CN", "--line", "世纪大道100号", "--city",
      "上海市", "--post-code", "200120", "--tax-number", "CN91310115MA1K34567F", "--from",
      "2026-01-01", "--as", "ann")
    #expect(issuer.code == 0, "\(issuer.err)")
    let partner = try settled(
      "invoice", "party", "M-1", "--country", "cn", "--city", "北京市", "--electronic-address",
      "EM:ap@example.cn", "--from", "2026-01-01", "--as", "ann")
    #expect(partner.code == 0, "\(partner.err)")
  }

  /// 8,500.00 were sold and 5 % of them kept: 425.00, 6 % of tax on it 25.50.
  @Test("page, data and both forms of the XML say the same; without details there is no XML")
  func files() throws {
    let settled = try CommandDatabase.sealedOctober("invoices")
    try name(settled)
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let written = try settled.run(["invoice", "download", number, "-O", folder.path])
    let path = { (suffix: String) in "\(folder.path)/\(number).\(suffix)" }
    #expect(
      written.out
        == ["pdf", "json", "cii.xml", "ubl.xml", "chinese.xml"].map { path($0) + "\n" }.joined(),
      "\(written.err)")
    let cii = try String(contentsOfFile: path("cii.xml"), encoding: .utf8)
    for part in [
      "<ram:TypeCode>380</ram:TypeCode>", "<ram:GrandTotalAmount>450.50</ram:GrandTotalAmount>",
      "<ram:TotalPrepaidAmount>425.00</ram:TotalPrepaidAmount>",
      "<ram:DuePayableAmount>25.50</ram:DuePayableAmount>", ">CN91310115MA1K34567F<",
      "<ram:CityName>北京市</ram:CityName>",
    ] { #expect(cii.contains(part), "\(part) is not in \(cii)") }
    let ubl = try String(contentsOfFile: path("ubl.xml"), encoding: .utf8)
    for part in [
      ">425.00</cbc:LineExtensionAmount>", ">25.50</cbc:TaxAmount>",
      ">450.50</cbc:TaxInclusiveAmount>", ">25.50</cbc:PayableAmount>",
    ] { #expect(ubl.contains(part), "\(part) is not in \(ubl)") }
    let json = try String(contentsOfFile: path("json"), encoding: .utf8)
    #expect(json.contains(#""net":"425.00","tax_rate":"0.060000","tax":"25.50","gross":"450.50""#))
    let page = try Tool.run("pdftotext", ["-layout", path("pdf"), "-"])
    for part in ["425.00", "25.50", "450.50", "世纪大道100号", "200120 上海市", "非增值税发票"] {
      #expect(page.contains(part), "\(part) is not on the page: \(page)")
    }
    let hash = try Tool.run("sha256sum", [path("json")]).prefix(64)
    for form in ["cii.xml", "ubl.xml"] {
      let text = try String(contentsOfFile: path(form), encoding: .utf8)
      #expect(text.contains(">sha256:\(hash)<"), "\(form): \(text)")
    }
    let attached = try Tool.run("pdfdetach", ["-list", path("pdf")])
    #expect(attached.contains("factur-x.xml"), "\(attached)")
    let other = try settled.run(
      ["invoice", "download", "--period", "202610", "--partner", "M-2", "--type", "cii"]
        + ["-O", folder.path])
    #expect(other.out == "" && other.err.contains("1 document without an electronic form"))
  }

  @Test("what is known of a party later changes no document, and the archive is the same again")
  func frozen() throws {
    let settled = try CommandDatabase.sealedOctober("frozen_invoices")
    try name(settled)
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var archives: [Data] = []
    for round in 1...2 {
      let path = "\(folder.path)/\(round).zip"
      let written = try settled.run(
        ["invoice", "download", "--period", "202610", "--site", "cn", "--archive", path])
      #expect(written.out == path + "\n", "\(written.err)")
      archives.append(try Data(contentsOf: URL(fileURLWithPath: path)))
      let moved = try settled(
        "invoice", "party", "M-1", "--country", "DE", "--city", "Berlin", "--from", "2026-01-01",
        "--as", "ann")
      #expect(moved.code == 0, "\(moved.err)")
    }
    #expect(archives[0] == archives[1])
    let listed = try Tool.run("unzip", ["-Z1", "\(folder.path)/1.zip"])
    #expect(
      listed
        == ["pdf", "json", "cii.xml", "ubl.xml", "chinese.xml"].map { "\(number).\($0)\n" }
        .joined() + "CN-FEE-2026-000002.pdf\nCN-FEE-2026-000002.json\nmanifest.json\n")
    let manifest = try Tool.run("unzip", ["-p", "\(folder.path)/1.zip", "manifest.json"])
    #expect(manifest.contains(#""kind":"platform_fee_invoice","currency":"CNY","files":2,"#))
    let known = try settled("invoice", "parties", "M-1", "--format", "csv")
    #expect(known.out.components(separatedBy: "partner,M-1,").count == 4, "\(known.out)")
    #expect(try settled("audit", "list", "--format", "csv").out.contains("trade_details_entered"))
    let statements = "\(folder.path)/statements.zip"
    #expect(
      try settled.run(
        ["statement", "download", "--period", "202610", "--site", "cn", "--archive", statements]
      ).code == 0)
    let sums = try Tool.run("unzip", ["-p", statements, "manifest.json"])
    #expect(
      sums.contains(#""kind":"statement","currency":"CNY","files":2,"amount":"14155.00""#),
      "\(sums)")
    // What the lines, whose columns are fixed, cannot say of their record.
    let lines = try #require(sums.split(separator: "{").first { $0.contains(#""kind":"lines""#) })
    let data = try Tool.run("unzip", ["-p", statements, "*.json"])
    let hash = try #require(lines.split(separator: #""data_hash":""#).last?.prefix(64))
    #expect(data.contains(#""content_hash":"\#(hash)""#), "\(lines)")
  }

  @Test("a file of parties is entered whole or not at all, and what the list writes can be loaded")
  func fileOfParties() throws {
    let settled = try CommandDatabase.sealedOctober("parties")
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = "\(folder.path)/parties.csv"
    func load(_ text: String) throws -> Command.Outcome {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      return try settled("invoice", "load-parties", file, "--as", "ann")
    }
    let wrong = try load(
      """
      role,party,country,address,tax_number,valid_from,electronic_address
      issuer,cn,CN,世纪大道100号,CN91310115MA1K34567F,2026-01-01,
      partner,M-1,ZZ,,,2026-01-01,
      partner,M-1,CN,,,2026-13-01,
      partner,M-404,CN,,,,
      partner,M-1,CN,,,,ap@example.cn
      boss,M-1,CN,,,,
      """)
    #expect(wrong.code == 65)
    for part in [
      "parties.csv:3: ", "parties.csv:4: valid_from: \"2026-13-01\" is no day",
      "parties.csv:5: there is no partner M-404", "parties.csv:6: the electronic address",
      "parties.csv:7: role: \"boss\" is no role", "5 findings; nothing was entered",
    ] { #expect(wrong.err.contains(part), "\(part) is not in \(wrong.err)") }
    #expect(
      try settled("invoice", "parties", "--format", "csv").out.components(separatedBy: "\r\n").count
        == 2)
    let right = try load(
      """
      party,role,country,address,city,post_code,tax_number,untaxed_as,valid_from,name_en
      cn,issuer,CN,世纪大道100号; 28楼,上海市,200120,CN91310115MA1K34567F,Z,2026-01-01,
      M-1,,cn,,北京市,,,,2026-01-01,
      """)
    #expect(right.out == "2 rows entered\n", "\(right.err)")
    let list = try settled("invoice", "parties", "--format", "csv").out
    #expect(list.contains("issuer,cn,2026-01-01,,,CN,世纪大道100号; 28楼,200120,上海市,"), "\(list)")
    #expect(try load(list).out == "2 rows entered\n")
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let both = try settled("invoice", "download", number, "-O", folder.path, "--archive", file)
    #expect(both.code == 64 && both.err.contains("give -O or --archive"), "\(both.err)")
    #expect(try settled("invoice", "download", number, "-O", folder.path).code == 0)
    let cii = try String(contentsOfFile: "\(folder.path)/\(number).cii.xml", encoding: .utf8)
    for part in [
      "<ram:LineOne>世纪大道100号</ram:LineOne>", "<ram:LineTwo>28楼</ram:LineTwo>",
      "<ram:CityName>北京市</ram:CityName>",
    ] { #expect(cii.contains(part), "\(part) is not in \(cii)") }
  }

  @Test("what cannot be an electronic invoice is refused before a number is drawn")
  func refused() throws {
    let settled = try CommandDatabase.sealedOctober("refused_invoices")
    let country = try settled(
      "invoice", "party", "M-1", "--country", "XX", "--as", "ann")
    #expect(country.code == 65 && country.err.contains("buyer, BT-55 (BR-CL-14)"), "\(country.err)")
    let address = try settled(
      "invoice", "party", "M-1", "--country", "DE", "--electronic-address", "a@example.com",
      "--as", "ann")
    #expect(address.code == 64 && address.err.contains("EM:"), "\(address.err)")
    #expect(try settled("invoice", "party", "M-9", "--country", "DE", "--as", "ann").code == 5)
    // Taxed at 6 %, a seller must name the number under which it pays the tax: BR-S-02.
    for party in [["--site", "cn"], ["M-1"]] {
      let named = try settled.run(
        ["invoice", "party"] + party + ["--country", "CN", "--registration", "R-1"]
          + ["--from", "2026-01-01", "--as", "ann"])
      #expect(named.code == 0, "\(named.err)")
    }
    let issued = try settled("invoice", "issue", run, "--as", "ann")
    #expect(issued.code == 65, "\(issued.out)")
    for part in ["M-1", "BR-S-02", "settled invoice party"] {
      #expect(issued.err.contains(part), "\(part) is not in \(issued.err)")
    }
    #expect(try !settled("invoice", "list", "--format", "csv").out.contains("FEE"))
    try name(settled)
    let again = try settled("invoice", "issue", run, "--as", "ann", "--format", "csv")
    #expect(again.out.contains("\n\(number),"), "\(again.err)")
    #expect(try settled("invoice", "gaps").code == 0)
  }
}
