import Amounts
import CivilTime
import Digests
import JSONFiles

extension IncentiveStatement {
  /// SHA-256 of ``jsonBytes``, 64 hexadecimal digits. Every other form of the document states it.
  package var dataHash: String { SHA256.digest(of: jsonBytes).hex }

  /// The document as one JSON object on one line, members in a fixed order: `incentive.json`.
  package var jsonBytes: [UInt8] {
    var json = JSONText()
    json.object { object in
      object.member("statement_id", id)
      object.member("site", site)
      object.member("period", period.text)
      object.member("run_id", runID)
      object.member("currency", total.currency.code)
      object.member("issued_at", issued.text())
      object.member("state", "final")
      object.name("issuer")
      object.party(issuer)
      object.name("partner")
      object.party(partner)
      object.member("role", role)
      object.member("total", total.decimalText)
      object.name("incentives")
      object.array { array in
        for incentive in incentives { array.object { $0.incentive(incentive) } }
      }
      object.name("waiting")
      object.array { array in
        for waiting in waiting {
          array.object { object in
            object.incentive(waiting.incentive)
            object.member("reasons", waiting.reasons)
          }
        }
      }
    }
    return Array(json.text.utf8) + [UInt8(ascii: "\n")]
  }

  /// The incentives as CSV, those on the statement first, each with ``dataHash`` behind it.
  ///
  /// - Throws: What the sink throws.
  package func writeIncentives(to sink: @escaping ByteSink) throws(DocumentError) {
    var writer = try CSVWriter(.incentives, to: sink)
    for row in rows { try writer.append(row) }
    try writer.finish()
  }

  /// The document as an Excel workbook: the rows of the CSV, the bands, and what was billed before.
  ///
  /// - Throws: `inconsistent` where it does not come to what the statement has; what the sink throws.
  package func writeWorkbook(to sink: @escaping ByteSink) throws(DocumentError) {
    try checkConsistency()
    let writer = try WorkbookWriter(.incentives, to: sink)
    for row in rows { try writer.append(row) }
    let all = incentives + waiting.map(\.incentive)
    writer.begin(.incentiveBands)
    for incentive in all {
      for band in incentive.rule?.bands ?? [] {
        try writer.append([
          .text(incentive.sourceID), .text(incentive.policyID), .text(total.currency.code),
          .amount(band.from), .rate(band.rate),
        ])
      }
    }
    writer.begin(.billedIncentives)
    for incentive in all {
      for line in incentive.earlier {
        try writer.append([
          .text(incentive.sourceID), .text(line.sourceID), .text(line.statementID),
          .text(total.currency.code), .amount(line.amount),
        ])
      }
    }
    try writer.finish()
  }

  private var rows: [[TableCell]] {
    let hash = TableCell.text(dataHash)
    return incentives.map { row(of: $0, reasons: nil) + [hash] }
      + waiting.map { row(of: $0.incentive, reasons: $0.reasons) + [hash] }
  }

  private func row(of incentive: EarnedIncentive, reasons: String?) -> [TableCell] {
    let rule = incentive.rule
    return [
      .text(id), TableCell(partner.id), .text(partner.name), .text(total.currency.code),
      .text(incentive.sourceID), .text(reasons == nil ? "billed" : "waiting"), TableCell(reasons),
      .text(incentive.policyID), TableCell(rule?.name), TableCell(incentive.productID),
      .text(incentive.cycle), .text(incentive.months.lowerBound.text),
      .text(incentive.months.upperBound.text), TableCell(rule?.mode.rawValue),
      TableCell(rule?.threshold), TableCell(incentive.refunded), .amount(incentive.basis),
      TableCell(rule?.reached?.from), TableCell(rule?.rate), TableCell(rule?.formula),
      TableCell(rule?.exact), .amount(incentive.earned),
      .text(incentive.earlier.map(\.statementID).joined(separator: ";")),
      .amount(incentive.amount), TableCell(rule?.next?.missing), TableCell(rule?.next?.rate),
    ]
  }
}

extension Table {
  /// What a partner earned, and what of it waits.
  fileprivate static let incentives = Table(
    name: "incentives",
    columns: [
      TableColumn("statement_id", .text), TableColumn("partner_id", .text),
      TableColumn("partner_name", .text), TableColumn("currency", .text),
      TableColumn("source_id", .text), TableColumn("state", .text), TableColumn("reasons", .text),
      TableColumn("policy_id", .text), TableColumn("policy_name", .text),
      TableColumn("product_id", .text), TableColumn("cycle", .text),
      TableColumn("first_month", .text), TableColumn("last_month", .text),
      TableColumn("mode", .text), TableColumn("threshold", .amount),
      TableColumn("refunded", .amount), TableColumn("basis", .amount),
      TableColumn("band_from", .amount), TableColumn("rate", .rate),
      TableColumn("formula", .text), TableColumn("exact", .text), TableColumn("earned", .amount),
      TableColumn("billed_on", .text), TableColumn("amount", .amount),
      TableColumn("missing_to_next", .amount), TableColumn("next_rate", .rate), .dataHash,
    ])

  fileprivate static let incentiveBands = Table(
    name: "bands",
    columns: [
      TableColumn("source_id", .text), TableColumn("policy_id", .text),
      TableColumn("currency", .text), TableColumn("from_amount", .amount),
      TableColumn("rate", .rate),
    ])

  fileprivate static let billedIncentives = Table(
    name: "billed before",
    columns: [
      TableColumn("source_id", .text), TableColumn("billed_as", .text),
      TableColumn("statement_id", .text), TableColumn("currency", .text),
      TableColumn("amount", .amount),
    ])
}

extension JSONText {
  fileprivate mutating func incentive(_ incentive: EarnedIncentive) {
    member("source_id", incentive.sourceID)
    member("policy_id", incentive.policyID)
    member("product_id", incentive.productID)
    member("cycle", incentive.cycle)
    member("first_month", incentive.months.lowerBound.text)
    member("last_month", incentive.months.upperBound.text)
    member("refunded", incentive.refunded?.decimalText)
    member("basis", incentive.basis.decimalText)
    if let rule = incentive.rule {
      name("policy")
      object { $0.rule(rule) }
    }
    member("earned", incentive.earned.decimalText)
    name("billed_before")
    array { array in
      for line in incentive.earlier {
        array.object { object in
          object.member("source_id", line.sourceID)
          object.member("statement_id", line.statementID)
          object.member("amount", line.amount.decimalText)
        }
      }
    }
    member("amount", incentive.amount.decimalText)
  }

  private mutating func rule(_ rule: IncentiveRule) {
    member("name", rule.name)
    member("mode", rule.mode.rawValue)
    member("threshold", rule.threshold.decimalText)
    name("bands")
    array { array in
      for band in rule.bands {
        array.object { object in
          object.member("from_amount", band.from.decimalText)
          object.member("rate", band.rate.decimalText)
        }
      }
    }
    member("rate", rule.rate.decimalText)
    member("formula", rule.formula)
    member("exact", rule.exact)
    member("missing_to_next", rule.next?.missing.decimalText)
    member("next_rate", rule.next?.rate.decimalText)
  }
}

extension Typesetter {
  /// The incentive statement as PDF/A-3u, with `incentive.json` attached.
  ///
  /// - Parameter language: Of the labels; names stand as they are.
  /// - Throws: `inconsistent` where it does not come to what the statement has,
  ///   `characterMissing` where a text cannot be shown. Nothing is half done then.
  package func pdf(
    of statement: IncentiveStatement, language: DocumentLanguage
  ) throws(DocumentError) -> [UInt8] {
    try statement.checkConsistency()
    let json = statement.jsonBytes
    let hash = SHA256.digest(of: json).hex
    var pages = IncentivePages(statement, dataHash: hash, shelf: shelf, language: language)
    try pages.compose()
    return try pages.composer.file(
      IncentivePages.title, number: statement.id, issued: statement.issued, dataHash: hash,
      data: ("incentive.json", "The data of this incentive statement", json))
  }
}
