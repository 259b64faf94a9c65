import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `statement list|show` and `export statements`.
package struct Statements: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Statements of the sealed run of each site, else of its live one; nil leaves a filter out.
  package func records(
    period: Period? = nil, site: Site? = nil, partner: String? = nil, id: String? = nil
  ) throws -> [StatementRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try StatementStore.list(period: period, site: site, partner: partner, id: id, in: tx)
    }
  }

  /// One statement.
  ///
  /// - Throws: `Refusal` `.notFound` when there is none.
  package func record(_ id: String) throws -> StatementRecord {
    guard let record = try records(id: id).last else {
      throw Refusal(
        .notFound, "statement_not_found", "there is no statement \(id)",
        remedy: "see `settled statement list`")
    }
    return record
  }

  /// How a statement came about, for a terminal: its account, the steps, the kinds of its lines and
  /// what is not on it.
  ///
  /// - Throws: `Refusal` `.configuration` where its site has no issuer.
  package func summary(of record: StatementRecord, style: TerminalStyle) throws -> String {
    let session = try workplace.openCheckedSession()
    let document = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      try StatementPaper.document(of: record, hasLines: false, in: tx)
    }
    let bytes = try collected { sink throws(DocumentError) in
      try document.writeSummary(style: style, to: sink)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Statements for people: names and figures.
  package func list(period: Period?, site: Site?, partner: String?) throws -> Listing {
    let records = try records(period: period, site: site, partner: partner)
    return Listing(
      "statements", of: records,
      [
        ListedColumn("statement_id", .text) { .text($0.id) },
        ListedColumn("partner_name", .text) { .text($0.partnerName) },
        ListedColumn("state", .text) { .text($0.state) },
        ListedColumn("line_count", .integer) { .integer($0.lineCount) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("opening_balance", .amount) { $0.cell($0.opening) },
        ListedColumn("lines_total", .amount) { $0.cell($0.linesTotal) },
        ListedColumn("payable", .amount) { $0.cell($0.payable) },
        ListedColumn("closing_balance", .amount) { $0.cell($0.closing) },
        ListedColumn("run", .text) { .text($0.runID) },
      ], summary: try Self.summary(of: records))
  }

  /// Statements with the columns that the contract fixes. Contract 3.
  package func export(period: Period?, site: Site?, partner: String? = nil) throws -> Listing {
    let records = try records(period: period, site: site, partner: partner)
    return Self.exported(records)
  }

  /// One statement as the export has it.
  package static func exported(_ records: [StatementRecord]) -> Listing {
    Listing(
      "statements", of: records,
      [
        ListedColumn("statement_id", .text) { .text($0.id) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("tab", .text) { .text($0.tab) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("period", .text) { .text($0.period.text) },
        ListedColumn("opening_balance", .amount) { $0.cell($0.opening) },
        ListedColumn("lines_total", .amount) { $0.cell($0.linesTotal) },
        ListedColumn("adjustments_total", .amount) { $0.cell($0.adjustmentsTotal) },
        ListedColumn("net", .amount) { $0.cell($0.net) },
        ListedColumn("payable", .amount) { $0.cell($0.payable) },
        ListedColumn("closing_balance", .amount) { $0.cell($0.closing) },
        ListedColumn("line_count", .integer) { .integer($0.lineCount) },
        ListedColumn("state", .text) { .text($0.state) },
        ListedColumn("content_hash", .text) { .text($0.contentHash.hex) },
      ], summary: counted(records.count, "statement"))
  }

  /// `2 statements, payable CNY 107,032.36`.
  static func summary(of records: [StatementRecord]) throws -> String {
    var payable: [Currency: Money] = [:]
    for record in records {
      let sum = payable[record.currency] ?? .zero(in: record.currency)
      payable[record.currency] = try sum.adding(
        Money(minorUnits: record.payable, currency: record.currency))
    }
    let sums = payable.sorted { $0.key < $1.key }.map { "\($0.key.code) \($0.value.groupedText)" }
    let count = counted(records.count, "statement")
    return sums.isEmpty ? count : "\(count), payable \(sums.joined(separator: ", "))"
  }
}

extension StatementRecord {
  fileprivate func cell(_ amount: MinorUnits) -> TableCell {
    .amount(Money(minorUnits: amount, currency: currency))
  }
}
