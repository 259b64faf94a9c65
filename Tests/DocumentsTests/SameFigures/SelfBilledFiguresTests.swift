import Documents
import Foundation
import Invoicing
import TestKit
import Testing

@Suite("The same figures in every form of a self-billed document")
struct SelfBilledFiguresTests {
  @Test("200 random invoices, credit notes and corrections say the same in PDF, JSON, CII and UBL")
  func everyForm() throws {
    var generator = Generator()
    let seed = generator.seed
    let typesetter = try Typesetter()
    var (compared, differences): (Int, [String]) = (0, [])
    for number in 0..<200 {
      let drawn = RandomSelfBilling(number: number, &generator)
      let forms = try SelfBilledForms(of: drawn, typesetter)
      differences += forms.differences(from: drawn)
      compared += forms.expected(of: drawn).values.reduce(0) { $0 + $1.count }
    }
    for difference in differences.prefix(20) { Issue.record("seed \(seed): \(difference)") }
    #expect(differences.isEmpty, "\(differences.count) differences, seed \(seed)")
    // Four forms, of five figures and more.
    #expect(compared > 200 * 4 * 5, "seed \(seed)")
  }

  @Test("one minor unit more in one figure is found in every form that has it")
  func differenceIsFound() throws {
    var generator = Generator(seed: 1)
    let typesetter = try Typesetter()
    let all: Set = ["PDF", "JSON", "CII", "UBL"]
    for sort in RandomSelfBilling.Sort.allCases {
      var drawn = RandomSelfBilling(number: 1, &generator)
      (drawn.sort, drawn.lines, drawn.rate) = (sort, [70_000, -12_588], 190_000)
      (drawn.rounding, drawn.setOff, drawn.parts) = (1, sort == .credit ? 0 : 900, [])
      if sort == .credit { drawn.parts = [50_000, 7_000, 412] }
      let forms = try SelfBilledForms(of: drawn, typesetter)
      #expect(forms.differences(from: drawn) == [])
      var changes: [(inout RandomSelfBilling) -> Void] = [
        { $0.lines[0] += 1 }, { $0.lines[1] -= 1 }, { $0.rounding += 1 }, { $0.rate += 10_000 },
      ]
      if sort != .credit { changes.append { $0.setOff += 1 } }
      for (place, change) in changes.enumerated() {
        var changed = drawn
        change(&changed)
        let found = Set(
          forms.differences(from: changed).map { String($0.split(separator: " ")[1]) })
        #expect(found == all, "\(sort), change \(place)")
      }
      if sort == .credit {
        var changed = drawn
        changed.parts[1] += 1
        let found = Set(
          forms.differences(from: changed).map { String($0.split(separator: " ")[1]) })
        #expect(found == ["PDF", "JSON"])
      }
    }
  }
}

/// The forms of a self-billed document, and what is said in them.
private struct SelfBilledForms {
  private let page: String
  private let json: [String: Any]
  private let cii: String
  private let ubl: String

  init(of drawn: RandomSelfBilling, _ typesetter: Typesetter) throws {
    let document = try drawn.document()
    let electronic = try document.invoice.electronic(
      between: Self.parties, data: document.reference)
    let pdf = try typesetter.pdf(
      of: document, language: drawn.language,
      facturX: FacturX(xml: electronic.ciiBytes(for: .attachment)))
    page = try PageText.pages(of: pdf).joined()
    json = try #require(
      try JSONSerialization.jsonObject(with: Data(document.jsonBytes)) as? [String: Any])
    cii = String(decoding: electronic.ciiBytes(), as: UTF8.self)
    ubl = String(decoding: electronic.ublBytes, as: UTF8.self)
  }

  private static var parties: ElectronicParties {
    func details(_ country: String, _ number: String) -> TradeDetails {
      TradeDetails(address: PostalAddress(country: country), taxNumber: number)
    }
    return ElectronicParties(
      seller: details("DE", "DE123456789"), buyer: details("IE", "IE6388047V"),
      untaxedAs: .reverseCharge)
  }

  /// One line for each: document, form, what was drawn and what is said.
  func differences(from drawn: RandomSelfBilling) -> [String] {
    let found = found(like: drawn)
    return expected(of: drawn).sorted { $0.key < $1.key }.compactMap { field, values in
      let said = found[field] ?? []
      return said == values ? nil : "\(drawn.id) \(field): drawn \(values), found \(said)"
    }
  }

  /// Every figure by form and field, as the form must write it.
  func expected(of drawn: RandomSelfBilling) -> [String: [String]] {
    let digits = Digits(decimals: drawn.decimals)
    func signed(_ units: Int64...) -> [String] { units.map { digits.plain(drawn.sign * $0) } }
    func plain(_ units: Int64...) -> [String] { units.map { digits.plain($0) } }
    let items = drawn.lines.filter { $0 >= 0 }
    let allowances = drawn.lines.filter { $0 < 0 }.map { -$0 }
    let (sum, allowed) = (items.reduce(0, +), allowances.reduce(0, +))
    var fields: [String: [String]] = [
      "JSON lines": drawn.lines.map { digits.plain(drawn.sign * $0) },
      "JSON net": signed(drawn.net), "JSON tax": signed(drawn.tax),
      "JSON gross": signed(drawn.gross), "JSON rounding": signed(drawn.rounding),
      "JSON set_off": signed(drawn.setOff), "JSON payable": signed(drawn.payable),
      "JSON tax_rate": [Digits.rate(drawn.rate)],
      "JSON parts": drawn.parts.map { digits.plain(drawn.sign * $0) },
      "CII LineTotalAmount": items.map(digits.plain) + plain(sum),
      "CII ActualAmount": allowances.map(digits.plain),
      "CII CalculatedAmount": plain(drawn.tax), "CII BasisAmount": plain(drawn.net),
      "CII TaxBasisTotalAmount": plain(drawn.net), "CII TaxTotalAmount": plain(drawn.tax),
      "CII GrandTotalAmount": plain(drawn.gross), "CII DuePayableAmount": plain(drawn.payable),
      "UBL LineExtensionAmount": plain(sum) + items.map(digits.plain),
      "UBL Amount": allowances.map(digits.plain),
      "UBL TaxAmount": plain(drawn.tax, drawn.tax), "UBL TaxableAmount": plain(drawn.net),
      "UBL TaxExclusiveAmount": plain(drawn.net), "UBL TaxInclusiveAmount": plain(drawn.gross),
      "UBL PayableAmount": plain(drawn.payable),
    ]
    fields["CII AllowanceTotalAmount"] = allowances.isEmpty ? [] : plain(allowed)
    fields["UBL AllowanceTotalAmount"] = allowances.isEmpty ? [] : plain(allowed)
    fields["CII RoundingAmount"] = drawn.rounding == 0 ? [] : plain(drawn.rounding)
    fields["UBL PayableRoundingAmount"] = drawn.rounding == 0 ? [] : plain(drawn.rounding)
    fields["CII TotalPrepaidAmount"] = drawn.setOff == 0 ? [] : plain(drawn.setOff)
    fields["UBL PrepaidAmount"] = drawn.setOff == 0 ? [] : plain(drawn.setOff)
    for (label, units) in labels(of: drawn) {
      fields["PDF \(label)"] = [digits.grouped(drawn.sign * units)]
    }
    fields["PDF lines"] = drawn.lines.map { digits.grouped(drawn.sign * $0) }
    fields["PDF panel"] = ["\(drawn.code) \(digits.grouped(drawn.sign * drawn.payable))"]
    fields["PDF parts"] = drawn.parts.map { digits.grouped(drawn.sign * $0) }
    return fields
  }

  /// The rows below the lines of the page, in the first of its languages.
  private func labels(of drawn: RandomSelfBilling) -> [(String, Int64)] {
    let isEnglish = drawn.language == .en
    let rate = "\(Digits.percent(drawn.rate)) %"
    var labels = [
      (isEnglish ? "Net amount" : "不含税金额", drawn.net),
      (isEnglish ? "Tax at \(rate)" : "税额（税率 \(rate)）", drawn.tax),
      (isEnglish ? "Gross amount" : "价税合计", drawn.gross),
    ]
    guard drawn.payable != drawn.gross else { return labels }
    if drawn.rounding != 0 { labels.append((isEnglish ? "Rounding" : "尾差调整", drawn.rounding)) }
    if drawn.setOff != 0 {
      labels.append((isEnglish ? "Less credit notes set off" : "减：已开红字发票抵扣", drawn.setOff))
    }
    return labels
  }

  private func found(like drawn: RandomSelfBilling) -> [String: [String]] {
    var fields: [String: [String]] = [:]
    for field in expected(of: drawn).keys {
      let (form, name) = (
        String(field.prefix { $0 != " " }), String(field.drop { $0 != " " }.dropFirst())
      )
      fields[field] =
        switch form {
        case "JSON": jsonValues(name)
        case "CII": Self.values(of: "ram:\(name)", in: cii)
        case "UBL": Self.values(of: "cbc:\(name)", in: ubl)
        default: pageValues(name, drawn)
        }
    }
    return fields
  }

  private func jsonValues(_ name: String) -> [String] {
    func texts(_ list: String, _ field: String) -> [String] {
      (json[list] as? [[String: Any]] ?? []).map { $0[field] as? String ?? "nothing" }
    }
    return switch name {
    case "lines": texts("lines", "amount")
    case "parts": texts("corrects_in_parts", "net")
    default: [json[name] as? String ?? "nothing"]
    }
  }

  private static func values(of element: String, in xml: String) -> [String] {
    xml.components(separatedBy: "<\(element)").dropFirst().compactMap { rest in
      guard rest.hasPrefix(">") || rest.hasPrefix(" ") else { return nil }
      return String(rest.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" })
    }
  }

  private func pageValues(_ name: String, _ drawn: RandomSelfBilling) -> [String] {
    let rows = page.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    func last(_ row: Substring) -> String { row.split(separator: " ").last.map(String.init) ?? "" }
    switch name {
    case "lines":
      return rows.filter { $0.contains(#/^[0-9]+ +Item [0-9]+ +/#) }.map(last)
    case "panel":
      return rows.compactMap {
        $0.firstMatch(of: #/[A-Z]{3} −?[0-9,.]+$/#).map { String($0.output) }
      }
    case "parts":
      let text = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return RandomSelfBilling.earlier.compactMap { number in
        text.components(separatedBy: "\(number) (").dropFirst().first
          .map { String($0.prefix { $0 != ")" }) }
      }.filter { !$0.contains("-") }
    default:
      return rows.filter { $0.hasPrefix(name) }.map(last)
    }
  }
}
