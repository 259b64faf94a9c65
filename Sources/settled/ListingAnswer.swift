import Amounts
import Documents
import Operations

extension Listing {
  /// The rows as objects.
  var json: JSON { .array(rows.indices.map { json(ofRow: $0) }) }

  /// One row as an object, with more members behind.
  func json(ofRow index: Int, adding more: [(String, JSON)] = []) -> JSON {
    .object(zip(table.columns, rows[index]).map { ($0.name, $1.json) } + more)
  }

  /// One row as labels and values, less the columns of a kind.
  func facts(
    ofRow index: Int, without kind: TableCellKind? = nil
  ) -> [(label: String, value: String)] {
    zip(table.columns, rows[index]).filter { $0.0.kind != kind }
      .map { (label: $0.name, value: $1.shown) }
  }
}

extension TableCell {
  /// Amounts and rates as strings, whole numbers as numbers.
  fileprivate var json: JSON {
    switch self {
    case .empty: .null
    case .integer(let value): .integer(value)
    case .text(let text): .string(text)
    case .amount(let amount): .string(amount.decimalText)
    case .total(let total): .string(total.decimalText)
    case .rate(let rate): .string(rate.decimalText)
    case .quantity(let quantity): .string(decimalText(quantity, decimals: 4))
    case .instant(let instant): .string(instant.text())
    case .date(let date): .string(date.text)
    }
  }

  /// For a person.
  fileprivate var shown: String {
    switch self {
    case .empty: "-"
    case .integer(let value): grouped(value)
    case .text(let text): text
    case .amount(let amount): amount.groupedText.asciiMinus
    case .total(let total): total.groupedText.asciiMinus
    case .rate(let rate): rate.decimalText
    case .quantity(let quantity): decimalText(quantity, decimals: 4)
    case .instant(let instant): instant.secondText
    case .date(let date): date.text
    }
  }
}
