import Amounts
import CivilTime
import Documents
import Invoicing
import TestKit
import Testing

/// A self-billed document as a seeded generator draws it, in bare minor units: what every form of it is
/// held against. Positive is in the document's own sense: what it asks for, or gives back.
struct RandomSelfBilling {
  /// Which of the four documents it is.
  enum Sort: CaseIterable {
    case invoice
    case credit
    case replacement
    case cancellation

    var isCredit: Bool { self == .credit || self == .cancellation }
  }

  var number: Int
  var sort: Sort
  var code: String
  var decimals: Int
  var language: DocumentLanguage
  /// At least one is above zero, and so is the sum.
  var lines: [Int64]
  /// Millionths.
  var rate: Int64
  var rounding: Int64
  var setOff: Int64
  /// What a credit note gives back of each of several invoices; none of others.
  var parts: [Int64] = []

  var net: Int64 { lines.reduce(0, +) }
  /// Half a minor unit is rounded up.
  var tax: Int64 { (net * rate + 500_000) / 1_000_000 }
  var gross: Int64 { net + tax }
  var payable: Int64 { gross + rounding - setOff }
  var sign: Int64 { sort.isCredit ? -1 : 1 }
  var id: String { sort.isCredit ? "M3-SBC-2026-\(digits)" : "M3-SBI-2026-\(digits)" }
  private var digits: String { String(String(number + 1_000_001).dropFirst()) }

  static let currencies = [("EUR", 2), ("CNY", 2), ("JPY", 0), ("USD", 2)]
  static let earlier = ["M3-SBI-2025-000017", "M3-SBI-2025-000009", "M3-SBI-2025-000004"]

  init(number: Int, _ generator: inout Generator) {
    self.number = number
    sort = Sort.allCases[number % 4]
    (code, decimals) = Self.currencies[number / 4 % 4]
    language = DocumentLanguage.allCases[number / 16 % 3]
    let limit = generator.pick([100, 100_000, 100_000_000_000] as [Int64])
    let most = number == 5 ? 120 : 9
    lines = (0..<generator.pick(1...most)).map { _ in
      generator.integer(in: -limit / 3...limit)
    }
    let sum = lines.reduce(0, +)
    if sum <= 0 { lines.append(generator.integer(in: 1...limit) - sum) }
    rate = generator.pick([0, 70_000, 190_000, 333_333])
    (rounding, setOff) = (0, 0)
    rounding = generator.integer(in: -min(2, gross)...2)
    if sort != .credit, generator.once(in: 2) {
      setOff = generator.integer(in: 0...gross + rounding)
    }
    if sort == .credit, net > 2, generator.once(in: 2) {
      let first = generator.integer(in: 1...net - 2)
      let second = generator.integer(in: 1...net - first - 1)
      parts = [first, second, net - first - second]
    }
  }

  /// The same as the product takes it.
  func document() throws -> FeeInvoiceDocument {
    let currency = try #require(Currency(code: code))
    func money(_ units: Int64) -> Money { Money(minorUnits: sign * units, currency: currency) }
    let numbers = try Self.earlier.map { try InvoiceNumber(parsing: $0) }
    let first = FeeInvoice.Earlier(
      numbers[0], of: try #require(CivilDate(year: 2025, month: 12, day: 3)))
    let kind: FeeInvoice.Kind =
      switch sort {
      case .invoice: .invoice
      case .credit: .creditNote(of: numbers[0], reason: "退款 Refund")
      case .replacement:
        .replacement(
          of: first, creditNote: try InvoiceNumber(parsing: "M3-SBC-2026-900001"), reason: "Moved")
      case .cancellation:
        .cancellation(
          of: first, replacedBy: try InvoiceNumber(parsing: "M3-SBI-2026-900001"), reason: "Moved")
      }
    let invoice = try FeeInvoice(
      number: InvoiceNumber(parsing: id), kind: kind,
      issueDate: try #require(CivilDate(year: 2026, month: 11, day: 12)),
      seller: Party(id: "M-3", name: "莲花云科技有限公司"), buyer: Party(name: "示例云市场有限公司"),
      period: Sample.october, statementIDs: ["202610-M-3-joint-\(code)"],
      lines: lines.enumerated().map { place, amount in
        FeeInvoice.Line(
          description: "Item \(place + 1)", amount: money(amount), productID: "P-\(place + 1)")
      }, taxRate: Rate(millionths: rate),
      selfBilling: FeeInvoice.SelfBilling(
        rounding: money(rounding), setOff: money(setOff),
        credited: zip(numbers, parts).map { FeeInvoice.Credited($0, net: money($1)) }))
    return FeeInvoiceDocument(
      invoice: invoice, issued: try Instant(parsing: "2026-11-12T10:00:00+08:00"),
      isTaxInvoice: true)
  }
}
