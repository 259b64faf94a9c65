import BankFiles
import Banking
import CivilTime
import Testing

/// What banks answer before they book, pain.002. Both samples are valid by ISO's schema of
/// pain.002.001.11 where they name that version; looked at on 2026-11-27.
struct StatusReportTests {
  private static let batch = "PO-202610-eu-1"

  private static func report(_ bytes: [UInt8]) throws -> StatusReport {
    let file = try BankFile(reading: bytes)
    #expect(file.kind == .report)
    guard case .answers(let report) = file.content else { throw NoReport() }
    return report
  }

  private struct NoReport: Error {}

  @Test("a SEPA bank's report is read with its statuses, reason and amounts")
  func sepa() throws {
    let bytes = try Sample.bytes("sepa.pain002.xml")
    #expect(try BankFile(reading: bytes).messageID == "BYL-PSR-20261120-17")
    let report = try Self.report(bytes)
    #expect(report.batchID == Self.batch)
    #expect(try report.answeredAt == Instant(parsing: "2026-11-20T10:02:45Z"))
    #expect(report.answer?.status.code == "PART")
    let block = try #require(report.blocks.first)
    #expect(block.batchID == Self.batch && block.answer?.status.code == "PART")
    #expect(block.payments.map(\.answer.status.code) == ["RJCT", "ACSC"])
    let refused = block.payments[0]
    #expect(refused.endToEndID == "202610-M-202-general-EUR")
    #expect(try refused.amount == Sample.money("932.10"))
    #expect(refused.answer.words == "AC04: The account is closed. (COMPTE CLOTURE)")
    #expect(
      refused.answer.reasons.first?.remedy
        == "Ask the partner for new bank details, then pay the statement again.")
  }

  @Test("a Chinese bank's report is read: version 03, its own reason in words, a time of no offset")
  func chinese() throws {
    let report = try Self.report(Sample.bytes("chinese.pain002.xml"))
    #expect(report.answer == nil && report.blocks.first?.answer == nil)
    #expect(try report.answeredAt == Instant(parsing: "2026-11-24T16:02:11Z"))
    let payments = report.blocks.flatMap(\.payments)
    #expect(payments.map(\.answer.status.code) == ["ACSP", "RJCT"])
    #expect(
      payments[1].answer.words
        == "E0047: The bank gives the reason E0047, which is not known here. (收款账号与户名不符)")
    #expect(try payments[1].amount == Sample.money("0.50", "CNY"))
  }

  @Test("versions 03 to 14 are read, others are refused")
  func versions() throws {
    let text = String(decoding: try Sample.bytes("sepa.pain002.xml"), as: UTF8.self)
    for (version, isRead) in [("03", true), ("14", true), ("02", false), ("15", false)] {
      let other = text.replacing("pain.002.001.10", with: "pain.002.001.\(version)")
      #expect(Self.findings(other).isEmpty == isRead, "\(version)")
    }
  }

  @Test("national variants are refused by name, for the same element may mean something else there")
  func variants() throws {
    let text = String(decoding: try Sample.bytes("sepa.pain002.xml"), as: UTF8.self)
    let iso = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
    let kinds = "a camt.053 or camt.054 of version 02 to 12, nor a pain.002 of 03 to 14."
    for other in [
      "http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd",
      "urn:iso:std:iso:20022:tech:xsd:pain.002.003.03", "urn:swift:xsd:$pain.002.002.02",
    ] {
      let refusal = #expect(throws: BankFileRefusal.self) {
        try BankFile(reading: Array(text.replacing(iso, with: other).utf8))
      }
      #expect(refusal?.findings.map(\.reason) == ["The file is a \(other), and so not \(kinds)"])
      #expect(
        refusal?.findings.first?.remedy
          == "Ask the bank for the form of ISO 20022 itself, such as pain.002.001.10: in another form "
          + "the same element may mean something else.")
    }
    let foreign = #expect(throws: BankFileRefusal.self) {
      try BankFile(reading: Array(text.replacing(iso, with: "urn:else").utf8))
    }
    #expect(foreign?.findings.map(\.reason) == ["The file is not \(kinds)"])
  }

  @Test("codes that banks use for a refusal have a plain meaning")
  func meanings() {
    let meanings = [
      "AC01": "The account number is wrong.", "AC04": "The account is closed.",
      "AM04": "Our account did not have enough.", "BE04": "The creditor's address is missing.",
      "MS03": "The bank gives no reason.", "RC01": "The bank's identifier is wrong.",
      "FF01": "The bank could not read the payment.", "DUPL": "The payment was made twice.",
      "DU01": "The bank has a file of this name already.",
    ]
    for (code, sentence) in meanings {
      #expect(ReturnReason(code: code).sentence == sentence, "\(code)")
    }
  }

  @Test("what a report lacks or says twice is named with its line, and nothing is read")
  func flaws() {
    let whole = "<OrgnlGrpInfAndSts>\n<OrgnlMsgId>PB-1</OrgnlMsgId>\n"
    let end = "</OrgnlGrpInfAndSts>\n"
    #expect(
      Self.findings(Self.wrap(whole + "<GrpSts>rejected</GrpSts>\n" + end)) == [
        "1 OrgnlGrpInfAndSts/GrpSts", "5 GrpSts",
      ])
    #expect(
      Self.findings(Self.wrap(whole + end)) == ["1 OrgnlGrpInfAndSts/GrpSts"], "no status at all")
    #expect(
      Self.findings(Self.wrap("<OrgnlGrpInfAndSts><GrpSts>RJCT</GrpSts>" + end)) == [
        "1 OrgnlGrpInfAndSts/OrgnlMsgId"
      ])
    #expect(
      Self.findings(
        Self.wrap(whole + "<GrpSts>ACTC</GrpSts>\n" + end, at: "<CreDtTm>yesterday</CreDtTm>"))
        == ["2 GrpHdr/CreDtTm"])
    #expect(
      Self.findings(Self.wrap(whole + "<GrpSts>ACTC</GrpSts>\n" + end, at: ""))
        == ["1 GrpHdr/CreDtTm"])
    func payments(_ lines: String) -> [String] {
      Self.findings(
        Self.wrap(
          whole + end + "<OrgnlPmtInfAndSts><OrgnlPmtInfId>PB-1</OrgnlPmtInfId>\n\(lines)\n"
            + "</OrgnlPmtInfAndSts>"))
    }
    func payment(_ inside: String) -> String {
      "<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId>\(inside)</TxInfAndSts>"
    }
    let refused = payment("<TxSts>RJCT</TxSts>")
    #expect(payments(refused + "\n" + refused) == [], "the same twice")
    #expect(
      payments(refused + "\n" + payment("<TxSts>ACSC</TxSts>")) == ["8 TxInfAndSts/TxSts"])
    #expect(payments(payment("")) == ["7 TxInfAndSts/TxSts"], "neither has its batch one")
    let cheap = "<OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">1,00</InstdAmt></Amt></OrgnlTxRef>"
    #expect(
      payments(payment("<TxSts>RJCT</TxSts>" + cheap)) == ["7 OrgnlTxRef/Amt/InstdAmt"])
  }

  @Test("document types, floods and broken files are refused")
  func hostile() throws {
    let text = String(decoding: try Sample.bytes("sepa.pain002.xml"), as: UTF8.self)
    #expect(
      Self.findings("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + text) == ["1 -"])
    let long = text.replacing("COMPTE", with: String(repeating: "a", count: 5_000))
    #expect(Self.findings(long) == ["28 -"])
    let deep = text.replacing(
      "<AddtlInf>COMPTE</AddtlInf>",
      with: String(repeating: "<a>", count: 200) + String(repeating: "</a>", count: 200))
    #expect(Self.findings(deep) == ["28 -"])
    let bytes = Array(text.utf8)
    for count in [1, 100, bytes.count / 2, bytes.count - 12] {
      #expect(throws: BankFileRefusal.self) { try BankFile(reading: Array(bytes.prefix(count))) }
    }
  }

  private static func wrap(
    _ content: String, at time: String = "<CreDtTm>2026-11-20T11:00:00Z</CreDtTm>"
  ) -> String {
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\n"
      + "<GrpHdr><MsgId>1</MsgId>\(time)</GrpHdr>\n\(content)</CstmrPmtStsRpt></Document>"
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
