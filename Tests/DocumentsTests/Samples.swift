import Amounts
import CivilTime
import Documents
import Glibc
import Invoicing
import Testing

/// Documents whose amounts can be checked by hand.
enum Sample {
  static func currency(_ code: String) throws -> Currency {
    try #require(Currency(code: code))
  }

  static func money(_ text: String, _ code: String = "CNY") throws -> Money {
    try Money(parsing: text, in: currency(code))
  }

  static let october = Period(year: 2026, month: 10)

  /// Lines of 100.00 each at 85 %: 85.00 is owed for every one of them.
  static func lines(_ count: Int, code: String = "CNY") throws -> [StatementLine] {
    let hundred = try money("100.00", code)
    let none = try money("0.00", code)
    let owed = try money("85.00", code)
    let rate = try Rate(parsing: "0.85")
    let ready = try Instant(parsing: "2026-10-05T12:00:00+08:00")
    return (1...max(count, 1)).prefix(count).map { number in
      StatementLine(
        number: number, sourceKind: .order, sourceID: "ORD-\(number)",
        orderLineID: "ORD-\(number)", productID: "P-7", productName: "云端数据备份 Backup",
        customerID: "C-1", naturalPeriod: october, ready: ready, sales: hundred,
        voucher: none, paid: hundred, rate: rate, increment: .zero, amount: owed)
    }
  }

  /// A statement of such lines: opening −12.50, so 157.50 is payable for two of them.
  static func statement(
    lineCount: Int = 2, partnerName: String = "莲花云科技有限公司"
  ) throws -> StatementDocument {
    let lines = try lines(lineCount)
    let owed = Int64(lineCount) * 8_500
    let currency = try currency("CNY")
    func fen(_ count: Int64) -> Money { Money(minorUnits: count, currency: currency) }
    let net = owed - 1_250
    return StatementDocument(
      id: "202610-M-100-general-CNY",
      issuer: Party(name: "示例云市场有限公司", address: "示例路 1 号", taxNumber: "91000000000000000X"),
      partner: Party(id: "M-100", name: partnerName, nameInEnglish: "Lotus Cloud Ltd"),
      period: october, tab: .general, site: "cn", currency: currency,
      issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"), runID: "RUN-2026-10-A",
      contentHash: String(repeating: "5f2c9a7b", count: 8),
      balance: StatementBalance(
        opening: fen(-1_250), lines: fen(owed), adjustments: fen(0), net: fen(net),
        payable: fen(max(net, 0)), closing: fen(min(net, 0))),
      groups: [
        StatementGroup(
          label: Wording(zh: "订单", en: "Orders"), lineCount: lineCount,
          sales: fen(Int64(lineCount) * 10_000), voucher: fen(0),
          paid: fen(Int64(lineCount) * 10_000), amount: fen(owed))
      ],
      steps: [
        StatementStep(
          label: Wording(zh: "销售额", en: "Gross sales"), amount: fen(Int64(lineCount) * 10_000)),
        StatementStep(
          label: Wording(zh: "平台费", en: "Platform fee"), amount: fen(Int64(lineCount) * -1_500)),
        StatementStep(
          label: Wording(zh: "结算金额", en: "Settled lines"), kind: .total, amount: fen(owed)),
      ],
      waiting: [
        StatementWaiting(
          reasonCode: "NOT_REPAID", reason: Wording(zh: "客户尚未还款", en: "Not repaid"),
          lineCount: 3, amount: fen(64_000), expected: CivilDate(year: 2026, month: 12, day: 3))
      ],
      lines: lines)
  }

  /// 15 % of 1,000.00 at 6 % tax: 150.00 + 9.00 = 159.00; given back when it is a credit note.
  static func feeInvoice(isCredit: Bool = false) throws -> FeeInvoiceDocument {
    let original = try InvoiceNumber(parsing: "CN-FEE-2026-000017")
    let sign = isCredit ? "-" : ""
    let invoice = try FeeInvoice(
      number: InvoiceNumber(parsing: isCredit ? "CN-CRN-2026-000001" : "CN-FEE-2026-000042"),
      kind: isCredit ? .creditNote(of: original, reason: "退款 Refund") : .invoice,
      issueDate: try #require(CivilDate(year: 2026, month: 11, day: 3)),
      seller: Party(name: "示例云市场有限公司", taxNumber: "91000000000000000X"),
      buyer: Party(id: "M-100", name: "莲花云科技有限公司"), period: october,
      statementIDs: ["202610-M-100-general-CNY"],
      lines: [
        FeeInvoice.Line(
          description: "平台服务费 Platform fee", base: try money(sign + "1000.00"),
          rate: try Rate(parsing: "0.15"), amount: try money(sign + "150.00"))
      ],
      taxRate: Rate(parsing: "0.06"))
    return FeeInvoiceDocument(
      invoice: invoice, issued: try Instant(parsing: "2026-11-03T10:00:00+08:00"))
  }
}

/// The text of a PDF as poppler reads it: what a person who copies from the page gets.
enum PageText {
  static func pages(of pdf: [UInt8]) throws -> [String] {
    try run("pdftotext -layout", on: pdf).split(separator: "\u{0C}").map(String.init)
  }

  /// A file inside the PDF.
  static func attachment(_ name: String, of pdf: [UInt8]) throws -> String {
    try run("pdfdetach -savefile \(name) -o /dev/stdout", on: pdf, outputOption: "")
  }

  /// SHA-256 of a file inside the PDF as coreutils compute it, which the metadata must state and each
  /// page begin to.
  static func dataHash(_ name: String, of pdf: [UInt8]) throws -> String {
    let path = try temporaryFile(Array(try attachment(name, of: pdf).utf8))
    defer { unlink(path) }
    let hash = String(
      decoding: try DocumentsTests.output("sha256sum \(path)").prefix(64), as: UTF8.self)
    #expect(
      try run("pdfinfo -meta", on: pdf, outputOption: "")
        .contains("<dc:identifier>\(hash)</dc:identifier>"))
    for page in try pages(of: pdf) { #expect(page.contains("data \(hash.prefix(16))")) }
    return hash
  }

  private static func run(
    _ command: String, on pdf: [UInt8], outputOption: String = "-"
  ) throws -> String {
    String(
      decoding: try output(of: command, on: pdf, outputOption: outputOption), as: UTF8.self)
  }

  /// What a command prints about a file, which is named to it before the option.
  static func output(
    of command: String, on pdf: [UInt8], outputOption: String
  ) throws -> [UInt8] {
    let path = try temporaryFile(pdf)
    defer { unlink(path) }
    return try DocumentsTests.output("\(command) \(path) \(outputOption)")
  }
}

/// Writes a file that the caller removes.
func temporaryFile(_ bytes: [UInt8]) throws -> String {
  var name = Array("\(P_tmpdir)/settled-test-XXXXXX".utf8CString)
  let descriptor = mkstemp(&name)
  try #require(descriptor >= 0)
  defer { close(descriptor) }
  try bytes.withUnsafeBytes { try descriptorSink(descriptor, name: "test")($0) }
  return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// What a command prints.
func output(_ command: String) throws -> [UInt8] {
  let pipe = try #require(popen(command, "r"))
  var output: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&piece, 1, piece.count, pipe), count > 0 {
    output.append(contentsOf: piece[..<count])
  }
  try #require(pclose(pipe) == 0, "\(command)")
  return output
}

/// Bytes that a writer gave to its sink.
final class Collected {
  private(set) var bytes: [UInt8] = []
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func sink(_ piece: UnsafeRawBufferPointer) throws(DocumentError) {
    bytes.append(contentsOf: piece)
  }
}
