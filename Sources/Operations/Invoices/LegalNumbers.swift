import CivilTime
import Documents
import Invoicing
import Postgres
import Store

/// `invoice legal|load-legal`: the numbers of the tax bureau's invoices beside our documents.
package struct LegalNumbers: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail.
  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// What a person enters.
  package struct Entry: Sendable {
    /// Of our document.
    package var id: String
    /// 20 digits.
    package var number: String
    /// The day that the tax bureau's invoice bears.
    package var issuedOn: CivilDate
    /// Why it replaces what was entered before; empty where nothing was.
    package var reason: String

    /// An entry, the first of its document unless a reason is given.
    package init(id: String, number: String, issuedOn: CivilDate, reason: String = "") {
      self.id = id
      self.number = number
      self.issuedOn = issuedOn
      self.reason = reason
    }
  }

  /// Enters one.
  ///
  /// - Throws: `Refusal` `.notFound` without such a document; `.badInput` for a number that is none or
  ///   is of another year, and for a day to come; `.conflict` where the seller is not in China, the
  ///   document has a number and no reason is given, the number is another document's, or a red invoice
  ///   rests on no red-letter confirmation that allows it.
  package func enter(_ entry: Entry) throws {
    let session = try workplace.openCheckedSession()
    try session.transaction { (tx: borrowing Transaction) in
      try InvoiceStore.lockLegalNumbers(in: tx)
      try write(entry, in: tx)
    }
  }

  /// Enters those of a file, all of them or none.
  ///
  /// - Returns: What is wrong with the file, and how many rows were entered: none where something is.
  /// - Throws: `UnreadableFile`; `PostgresError` and `StoreError` for the database.
  package func load(_ path: String) throws -> (findings: [Finding], entered: Int) {
    var file = try LegalNumberFile(path: path)
    let session = try workplace.openCheckedSession()
    do {
      return try session.transaction { (tx: borrowing Transaction) in
        try InvoiceStore.lockLegalNumbers(in: tx)
        for row in file.rows {
          do {
            try write(row.entry, in: tx)
          } catch let refusal as Refusal {
            file.find(row.line, refusal.sentence, refusal.remedy)
          }
        }
        guard file.findings.isEmpty else { throw RefusedRows() }
        return ([], file.rows.count)
      }
    } catch is RefusedRows {
      return (file.findings, 0)
    }
  }

  /// Takes back what the other rows of the file have entered.
  private struct RefusedRows: Error {}

  private func write(_ entry: Entry, in tx: borrowing Transaction) throws {
    let now = workplace.now()
    let legal = try Self.checked(entry, today: CivilDate(at: now))
    guard let record = try InvoiceStore.list(id: entry.id, in: tx).first else {
      throw Invoices.unknown(entry.id)
    }
    guard record.isOfChineseSeller else {
      throw record.sellerElsewhere(remedy: "enter numbers of documents of site cn")
    }
    if let known = record.legal, known == legal || entry.reason.isEmpty {
      throw Refusal(
        .conflict, "legal_number_known",
        "\(entry.id) has the legal number \(known.number) of \(known.issuedOn.text)",
        remedy: known == legal
          ? "nothing is left to do" : "correct it with --reason and the right number")
    }
    if let other = try InvoiceStore.bearer(of: legal.number, in: tx), other != entry.id {
      throw Refusal(
        .conflict, "legal_number_taken", "\(legal.number) is the legal number of \(other)",
        remedy: "correct the one that is wrong with --reason")
    }
    // What an earlier release took without a confirmation may still be corrected.
    if record.isCredit, record.legal == nil {
      try RedLetters.issue(legal, for: record, by: actor, at: now, in: tx)
    }
    let reason = record.legal == nil ? "" : entry.reason
    try InvoiceStore.insert(legal, of: entry.id, reason: reason, by: actor, at: now, in: tx)
    try Trail.note(
      "legal_number_entered", of: entry.id, by: actor, at: now, detail: reason,
      change: (record.legal?.number.text ?? "", legal.number.text), in: tx)
  }

  private static func checked(_ entry: Entry, today: CivilDate) throws -> LegalInvoice {
    guard let number = ChineseInvoiceNumber(entry.number) else {
      throw Refusal(
        .badInput, "legal_number_malformed",
        "\(entry.number) is no number of a digital invoice: it has 20 digits, and the third and "
          + "fourth name a province",
        remedy: "copy it from the tax bureau's invoice")
    }
    guard entry.issuedOn.year % 100 == number.year else {
      throw Refusal(
        .badInput, "legal_number_of_another_year",
        "\(number) is of a year that ends in \(entry.number.prefix(2)), not of "
          + entry.issuedOn.text, remedy: "copy number and day from the tax bureau's invoice")
    }
    guard entry.issuedOn <= today else {
      throw Refusal(
        .badInput, "legal_number_of_tomorrow", "\(entry.issuedOn.text) has not come yet",
        remedy: "give the day on the tax bureau's invoice")
    }
    return LegalInvoice(number: number, issuedOn: entry.issuedOn)
  }
}

extension InvoiceRecord {
  /// Whether the tax bureau's invoice is issued for it: its seller is the platform in China.
  var isOfChineseSeller: Bool {
    !isSelfBilled && (parties?.seller.address.country ?? (site == .cn ? "CN" : "")) == "CN"
  }

  /// Nothing of the Chinese tax bureau belongs to it.
  func sellerElsewhere(remedy: String) -> Refusal {
    Refusal(
      .conflict, "seller_not_in_china",
      "the seller of \(id) is not in China: the document itself is the invoice", remedy: remedy)
  }
}

/// A CSV file of legal numbers: `invoice_id,legal_number,issued_on`, and `reason` where one replaces
/// another.
private struct LegalNumberFile {
  /// A row that can be looked at, and where it stands.
  struct Row {
    let line: Int
    let entry: LegalNumbers.Entry
  }

  private(set) var rows: [Row] = []
  private var table: SmallTable
  /// What is wrong with the file, by line.
  var findings: [Finding] { table.findings.sorted { $0.line < $1.line } }

  private static let columns: Set<String> = ["invoice_id", "legal_number", "issued_on"]

  /// Reads a file; what is wrong with it is in `findings`.
  ///
  /// - Throws: `UnreadableFile`.
  init(path: String) throws(UnreadableFile) {
    table = try SmallTable(path: path) { names in
      if Set(names).subtracting(["reason"]) == Self.columns { return nil }
      return (
        nil, "the header has other columns",
        "write invoice_id,legal_number,issued_on and, if need "
          + "be, reason"
      )
    }
    for row in table.rows {
      do throws(CivilTimeError) {
        rows.append(
          Row(
            line: row.line,
            entry: LegalNumbers.Entry(
              id: row["invoice_id"], number: row["legal_number"],
              issuedOn: try CivilDate(parsing: row["issued_on"]), reason: row["reason"])))
      } catch {
        table.find(
          row.line, "issued_on", "\"\(row["issued_on"])\" is no day", "write it like 2026-10-01")
      }
    }
    if rows.isEmpty, table.findings.isEmpty {
      find(1, "names no document", "write a row for each")
    }
  }

  mutating func find(_ line: Int, _ reason: String, _ remedy: String) {
    table.find(line, nil, reason, remedy)
  }
}
