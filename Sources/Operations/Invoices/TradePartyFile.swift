import CivilTime
import Foundation
import Marketplace

/// A CSV file of what electronic invoices say of many parties, with the columns that
/// `invoice parties --format csv` writes: a list that is corrected can be loaded again.
///
/// `party` and `country` must be there, the other columns may be left out; `entered_by` and
/// `entered_at` are passed over. Lines of an address are separated by semicolons.
package struct TradePartyFile {
  /// A row that can be entered, and where it stands.
  struct Row {
    let line: Int
    let holder: TradeParties.Holder
    let entry: TradeParties.Entry
  }

  private(set) var rows: [Row] = []
  private var table: SmallTable
  /// What is wrong with the file, by line.
  var findings: [Finding] { table.findings.sorted { $0.line < $1.line } }

  private static let known: Set<String> = [
    "role", "party", "valid_from", "name", "name_en", "country", "address", "post_code", "city",
    "region", "tax_number", "registration", "electronic_address", "untaxed_as", "entered_by",
    "entered_at",
  ]

  /// Reads a file; what is wrong with it is in `findings`.
  ///
  /// - Throws: `UnreadableFile`.
  init(path: String) throws(UnreadableFile) {
    table = try SmallTable(path: path) { names in
      if let unknown = names.first(where: { !Self.known.contains($0) }) {
        return (
          unknown, "is no column of parties", "use those of `settled invoice parties --format csv`"
        )
      }
      if names.contains("party"), names.contains("country") { return nil }
      return (nil, "party or country is missing in the header", "write both")
    }
    for row in table.rows { add(row) }
    if rows.isEmpty, table.findings.isEmpty {
      find(1, "names no party", "write a row for each: party,country,city,tax_number")
    }
  }

  /// Adds what a look at the rules or at the database found.
  mutating func find(_ line: Int, _ reason: String, _ remedy: String) {
    table.find(line, nil, reason, remedy)
  }

  private mutating func add(_ row: SmallTable.Row) {
    func text(_ column: String) -> String? { row[column].isEmpty ? nil : row[column] }
    guard let party = text("party"), let country = text("country") else {
      return find(row.line, "party or country is empty", "write both")
    }
    var entry = TradeParties.Entry(country: country)
    entry.lines = row["address"].split(separator: ";").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    entry.city = text("city")
    entry.postCode = text("post_code")
    entry.region = text("region")
    entry.taxNumber = text("tax_number")
    entry.registration = text("registration")
    entry.electronicAddress = text("electronic_address")
    entry.name = text("name")
    entry.nameInEnglish = text("name_en")
    entry.untaxedAs = text("untaxed_as")
    if let day = text("valid_from") {
      do throws(CivilTimeError) {
        entry.validFrom = try CivilDate(parsing: day)
      } catch {
        return table.find(
          row.line, "valid_from", "\"\(day)\" is no day", "write it like 2026-10-01")
      }
    }
    switch (text("role") ?? "partner", Site(rawValue: party)) {
    case ("partner", _): rows.append(Row(line: row.line, holder: .partner(party), entry: entry))
    case ("issuer", let site?):
      rows.append(Row(line: row.line, holder: .issuer(site), entry: entry))
    case ("issuer", nil):
      table.find(
        row.line, "party", "\"\(party)\" is no site", "an issuer is that of cn, intl or eu")
    case (let role, _):
      table.find(
        row.line, "role", "\"\(role)\" is no role", "write issuer or partner; empty is partner")
    }
  }
}
