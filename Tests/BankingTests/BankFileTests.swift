import BankFiles
import Banking
import Foundation
import Testing

struct BankFileTests {
  @Test("a statement is read with its balances, batch, return, charge and unknown credit")
  func statement() throws {
    let file = try BankFile(reading: Sample.bytes("statement.camt053.xml"))
    #expect(file.kind == .statement)
    #expect(file.messageID == "BYL-20261126-0001")
    let statement = try #require(file.statements.first)
    #expect(statement.id == "202051-2026-227")
    #expect(statement.account == "DE02120300000000202051")
    // 20000.00 + 928.60 - 12520.31 - 5.00 + 250.00 = 8653.29
    #expect(try statement.opening == Sample.money("20000.00"))
    #expect(try statement.closing == Sample.money("8653.29"))
    #expect(statement.balance == .addsUp)
    let amounts = statement.entries.map(\.amount.decimalText)
    #expect(amounts == ["928.60", "-12520.31", "-5.00", "250.00"])

    let back = try #require(statement.entries[0].details.first)
    #expect(back.endToEndID == "202610-M-202-general-EUR")
    #expect(back.returnReason == ReturnReason(code: "AC04", information: "COMPTE CLOTURE"))
    #expect(back.counterparty == "Societe d'Exemple")
    #expect(
      back.charges == [BankCharge(amount: try Sample.money("-3.50"), isIncluded: true)])

    #expect(statement.entries[1].batchID == "PO-202610-eu-1")
    #expect(statement.entries[1].servicerReference == "BYL-887001")
    let parts = statement.entries[1].details.compactMap(\.amount?.decimalText)
    #expect(parts == ["-11573.21", "-932.10", "-15.00"])
    #expect(statement.entries[2].isCharge)
    #expect(statement.entries[3].details.first?.endToEndID == nil)
    #expect(statement.entries[3].details.first?.remittance == "Danke")
  }

  @Test("a notification has no balances, days of the bank, and entries that are only expected")
  func notification() throws {
    let file = try BankFile(reading: Sample.bytes("notification.camt054.xml"))
    #expect(file.kind == .notification)
    let statement = try #require(file.statements.first)
    #expect(statement.account == "501-2233445-USD")
    #expect(statement.balance == .notStated)
    #expect(statement.entries.map(\.isBooked) == [true, true, false])
    #expect(try statement.entries[0].bookedOn == Sample.day("2026-11-24"))
  }

  @Test("versions 02 to 12 are read, others and other messages are refused")
  func versions() throws {
    let text = String(decoding: try Sample.bytes("statement.camt053.xml"), as: UTF8.self)
    for (version, isRead) in [("02", true), ("12", true), ("01", false), ("13", false)] {
      let other = text.replacing("camt.053.001.08", with: "camt.053.001.\(version)")
      #expect(Self.findings(other).isEmpty == isRead, "\(version)")
    }
    let other = text.replacing("camt.053.001.08", with: "pain.001.001.09")
    #expect(Self.findings(other) == ["2 -"])
  }

  @Test("a statement that does not add up says by how much")
  func balance() throws {
    let text = String(decoding: try Sample.bytes("statement.camt053.xml"), as: UTF8.self)
      .replacing(">8653.29<", with: ">8653.30<")
    let statement = try #require(try BankFile(reading: Array(text.utf8)).statements.first)
    guard case .differs(let stated, let computed) = statement.balance else {
      Issue.record("\(statement.balance)")
      return
    }
    #expect(stated.decimalText == "8653.30")
    #expect(computed.decimalText == "8653.29")
  }

  @Test("wrong amounts, days and signs are all named with their line, and nothing is read")
  func findings() {
    let entries = """
      <Ntry><Amt Ccy="EUR">1.005</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
      <Ntry><Amt Ccy="EUR">1,00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
      <Ntry><Amt Ccy="ZZZ">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
      <Ntry><Amt Ccy="EUR">-1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
      <Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-02-30</Dt></BookgDt></Ntry>
      <Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>debit</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
      <Ntry><Amt Ccy="EUR">1.00000</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
      """
    #expect(
      Self.findings(Self.wrap(entries)) == [
        "2 Ntry/Amt", "3 Ntry/Amt", "4 Ntry/Amt", "5 Ntry/Amt", "6 Ntry/BookgDt",
        "7 Ntry/CdtDbtInd",
      ])
  }

  @Test("document types, other encodings, floods and broken files are refused")
  func hostile() throws {
    let file = Self.wrap("")
    let outside = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
    #expect(Self.findings(outside + file) == ["1 -"])
    #expect(Self.findings("\n\n<!doctype d>" + file) == ["3 -"])
    #expect(Self.findings("<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + file) == ["1 -"])
    let gap = String(repeating: " ", count: 300)
    #expect(Self.findings("<?xml version=\"1.0\"\(gap)encoding=\"UTF-7\"?>" + file) == ["1 -"])
    #expect(Self.findings(file + "\u{0}") == ["1 -"])
    #expect(throws: BankFileRefusal.self) { try BankFile(reading: [0xFF, 0xFE, 0x3C, 0x00]) }
    #expect(throws: BankFileRefusal.self) { try BankFile(reading: []) }
    #expect(throws: BankFileRefusal.self) {
      try BankFile(reading: Sample.bytes("statement.camt053.xml"), sizeLimit: 1_000)
    }
    let long = "<Id>" + String(repeating: "a", count: 5_000) + "</Id>"
    #expect(Self.findings(Self.wrap(long)) == ["2 -"])
    let deep = String(repeating: "<a>", count: 200) + String(repeating: "</a>", count: 200)
    #expect(Self.findings(Self.wrap(deep)) == ["2 -"])
    let whole = try Sample.bytes("statement.camt053.xml")
    for count in [1, 100, whole.count / 2, whole.count - 12] {
      #expect(throws: BankFileRefusal.self) { try BankFile(reading: Array(whole.prefix(count))) }
    }
  }

  @Test("elements of others are passed over, and their text is nobody's")
  func unknown() throws {
    let entry = """
      <Ntry><x:Amt xmlns:x="urn:x" Ccy="EUR">9.00</x:Amt><Amt Ccy="EUR">1.00</Amt><New><Amt>7</Amt></New>
      <CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-25+01:00</Dt></BookgDt></Ntry>
      """
    let file = try BankFile(reading: Array(Self.wrap(entry).utf8))
    #expect(try file.statements.first?.entries.first?.amount == Sample.money("1.00"))
    #expect(try file.statements.first?.entries.first?.bookedOn == Sample.day("2026-11-25"))
  }

  /// A statement whose content begins on line 2.
  private static func wrap(_ content: String) -> String {
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt>"
      + "<Id>1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>\n\(content)\n"
      + "</Stmt></BkToCstmrStmt></Document>"
  }

  /// What is found, as `line element`.
  private static func findings(_ text: String) -> [String] {
    do throws(BankFileRefusal) {
      _ = try BankFile(reading: Array(text.utf8))
      return []
    } catch {
      return error.findings.map { "\($0.line) \($0.element ?? "-")" }
    }
  }
}
