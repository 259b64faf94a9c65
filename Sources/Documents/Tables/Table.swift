import Amounts
import CivilTime

/// What the cells of a column are.
package enum TableCellKind: Sendable {
  case text
  /// Money; each row may have its own currency.
  case amount
  case rate
  /// A count of units with four decimals.
  case quantity
  case instant
  case date
  case integer
}

/// A column of an export.
package struct TableColumn: Hashable, Sendable {
  /// The stable name that machines read: `order_line_id`.
  package let name: String
  /// What all of its cells are.
  package let kind: TableCellKind
  /// What people read over the column.
  package let heading: Wording

  /// A column headed by its words, or else by its own name with spaces: "order line id".
  package init(_ name: String, _ kind: TableCellKind, heading: Wording? = nil) {
    self.name = name
    self.kind = kind
    let spaced = name.split(separator: "_").joined(separator: " ")
    self.heading = heading ?? Wording(zh: spaced, en: spaced)
  }
}

extension TableColumn {
  /// The digest of the record that a document's files are made from, the same in every row.
  static let dataHash = TableColumn("data_hash", .text)
}

/// What an export consists of, without its rows: these come one at a time.
package struct Table: Hashable, Sendable {
  /// In one word, for messages and the sheet's tab: `lines`.
  package let name: String
  /// In order; new ones are added at the end.
  package let columns: [TableColumn]

  /// A table of that name and those columns.
  package init(name: String, columns: [TableColumn]) {
    self.name = name
    self.columns = columns
  }

  /// Refuses a row of the wrong length, or with a cell that is not of its column's kind.
  func check(_ row: [TableCell]) throws(DocumentError) {
    guard row.count == columns.count else {
      throw .rowMismatch(
        table: name, reason: "it has \(row.count) cells for \(columns.count) columns")
    }
    for (index, cell) in row.enumerated() where !cell.fits(columns[index].kind) {
      throw .rowMismatch(
        table: name, reason: "\(cell) is not of the kind of column \(columns[index].name)")
    }
  }
}

/// A cell of an export. Empty means unknown, or that it does not apply.
package enum TableCell: Hashable, Sendable {
  case empty
  case text(String)
  case amount(Money)
  /// Money over many facts that does not fit 64 bits.
  case total(Total)
  case rate(Rate)
  /// Ten-thousandths of a unit.
  case quantity(Int64)
  case instant(Instant)
  case date(CivilDate)
  case integer(Int64)

  func fits(_ kind: TableCellKind) -> Bool {
    switch (self, kind) {
    case (.empty, _), (.text, .text), (.amount, .amount), (.total, .amount), (.rate, .rate),
      (.quantity, .quantity), (.instant, .instant), (.date, .date), (.integer, .integer):
      true
    case (.text, _), (.amount, _), (.total, _), (.rate, _), (.quantity, _), (.instant, _),
      (.date, _), (.integer, _):
      false
    }
  }

  /// The cell for machines: exact digits, ASCII minus, ISO dates; empty where there is nothing.
  var plainText: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .amount(let amount): amount.decimalText
    case .total(let total): total.decimalText
    case .rate(let rate): rate.decimalText
    case .quantity(let quantity): decimalText(quantity, decimals: 4)
    case .instant(let instant): instant.text()
    case .date(let date): date.text
    case .integer(let value): String(value)
    }
  }
}

extension TableCell {
  /// Text, or nothing.
  package init(_ text: String?) { self = text.map(TableCell.text) ?? .empty }

  /// An amount, or nothing.
  package init(_ amount: Money?) { self = amount.map(TableCell.amount) ?? .empty }

  /// A sum, as an amount where it fits one.
  package init(sum: Int128, in currency: Currency) {
    self =
      MinorUnits(exactly: sum).map { .amount(Money(minorUnits: $0, currency: currency)) }
      ?? .total(Total(minorUnits: sum, currency: currency))
  }

  /// A rate, or nothing.
  package init(_ rate: Rate?) { self = rate.map(TableCell.rate) ?? .empty }

  /// An instant, or nothing.
  package init(_ instant: Instant?) { self = instant.map(TableCell.instant) ?? .empty }

  /// A date, or nothing.
  package init(_ date: CivilDate?) { self = date.map(TableCell.date) ?? .empty }
}
