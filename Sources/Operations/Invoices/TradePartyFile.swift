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
  /// What is wrong with the file, in its order.
  private(set) var findings: [Finding] = []
  /// Its name without the folder.
  let name: String

  private static let known: Set<String> = [
    "role", "party", "valid_from", "name", "name_en", "country", "address", "post_code", "city",
    "region", "tax_number", "registration", "electronic_address", "untaxed_as", "entered_by",
    "entered_at",
  ]

  /// Reads a file; what is wrong with it is in `findings`.
  ///
  /// - Throws: `UnreadableFile`.
  init(path: String) throws(UnreadableFile) {
    var reader = try CSVReader(path: path)
    name = reader.file
    var columns: [String: Int] = [:]
    reading: while true {
      switch try reader.next() {
      case .end: break reading
      case .malformed(let flaw), .broken(let flaw):
        find(reader, nil, flaw.reason, flaw.remedy)
      case .record:
        let texts = reader.fieldTexts()
        if columns.isEmpty {
          columns = header(texts, reader)
          if columns.isEmpty { return }
        } else if texts.count != columns.count {
          find(reader, nil, "the row has \(texts.count) fields", "write one for each column")
        } else {
          add(texts, columns, reader)
        }
      }
    }
    if rows.isEmpty, findings.isEmpty {
      find(reader, nil, "names no party", "write a row for each: party,country,city,tax_number")
    }
  }

  /// Adds what a look at the rules or at the database found.
  mutating func find(_ line: Int, _ reason: String, _ remedy: String) {
    findings.append(Finding(file: name, line: line, reason: reason, remedy: remedy))
  }

  private mutating func find(
    _ reader: borrowing CSVReader, _ column: String?, _ reason: String, _ remedy: String
  ) {
    findings.append(
      Finding(file: name, line: reader.line, columnName: column, reason: reason, remedy: remedy))
  }

  /// The place of each column; none, and a finding, for a header that cannot be used.
  private mutating func header(
    _ names: [String], _ reader: borrowing CSVReader
  ) -> [String: Int] {
    let columns = Dictionary(zip(names, names.indices)) { first, _ in first }
    let unknown = names.filter { !Self.known.contains($0) }
    if let first = unknown.first {
      find(
        reader, first, "is no column of parties",
        "use those of `settled invoice parties --format csv`")
    } else if columns.count < names.count {
      find(reader, nil, "a column stands twice in the header", "keep one of them")
    } else if columns["party"] == nil || columns["country"] == nil {
      find(reader, nil, "party or country is missing in the header", "write both")
    } else {
      return columns
    }
    return [:]
  }

  private mutating func add(
    _ texts: [String], _ columns: [String: Int], _ reader: borrowing CSVReader
  ) {
    func text(_ column: String) -> String? {
      columns[column].map { texts[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let party = text("party"), let country = text("country") else {
      return find(reader, nil, "party or country is empty", "write both")
    }
    var entry = TradeParties.Entry(country: country)
    entry.lines = (text("address") ?? "").split(separator: ";").map {
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
        return find(reader, "valid_from", "\"\(day)\" is no day", "write it like 2026-10-01")
      }
    }
    switch (text("role") ?? "partner", Site(rawValue: party)) {
    case ("partner", _): rows.append(Row(line: reader.line, holder: .partner(party), entry: entry))
    case ("issuer", let site?):
      rows.append(Row(line: reader.line, holder: .issuer(site), entry: entry))
    case ("issuer", nil):
      find(reader, "party", "\"\(party)\" is no site", "an issuer is that of cn, intl or eu")
    case (let role, _):
      find(reader, "role", "\"\(role)\" is no role", "write issuer or partner; empty is partner")
    }
  }
}
