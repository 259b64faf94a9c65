import Amounts

/// A column of a table on paper.
struct SheetColumn {
  enum Kind {
    /// Text that is wrapped to so many lines at most, and then ends with an ellipsis.
    case words(lines: Int)
    /// Numbers, days and states, of which nothing may be missing: in as many lines as they need.
    case numbers
    /// A number that stands under others of its kind: right-aligned, never shortened.
    case figure
    /// A drawn bar.
    case bar
  }

  let heading: Wording
  let kind: Kind
  /// Whether its amounts are added up at the end of a page.
  var isSummed = false

  var isText: Bool {
    switch kind {
    case .words, .numbers: true
    case .figure, .bar: false
    }
  }

  /// How many lines its text may take; no number needs more than a dozen of the narrowest.
  var lineLimit: Int {
    switch kind {
    case .words(let lines): lines
    case .numbers: 12
    case .figure, .bar: 1
    }
  }

  /// The least width that words may be squeezed to, in thousandths of the text size.
  var leastEms: Int {
    switch kind {
    case .words, .numbers: 6_500
    case .figure: 0
    case .bar: 8_000
    }
  }
}

/// What stands in a cell.
enum SheetCell {
  case empty
  case words(String)
  /// Two texts below each other, the second one smaller.
  case stacked(String, String)
  case money(Money)
  /// Words and an amount that say what the rows before come to.
  case strong(String)
  case strongMoney(Money)
  /// A rate or a count, as it is shown.
  case figure(String)
  /// From one amount to another on the scale that all bars of the table share.
  case bar(from: Int64, to: Int64, Colour)

  var isEmpty: Bool {
    switch self {
    case .empty: true
    case .words, .stacked, .money, .strong, .strongMoney, .figure, .bar: false
    }
  }
}

/// A line under a table: its words, and amounts by the number of their column.
struct SheetTotal {
  let label: Wording
  var amounts: [Int: Money] = [:]
  /// Counts and the like, by column.
  var figures: [Int: String] = [:]
  var isStrong = true
}

/// A table on paper, of any length.
struct SheetTable {
  let columns: [SheetColumn]
  /// Each as long as the columns.
  let rows: [[SheetCell]]
  var totals: [SheetTotal] = []
  var style = TextStyle.cell

  /// The sums of the rows up to one, by column, for the foot of a page.
  ///
  /// - Throws: `inconsistent` where a sum leaves 64 bits or mixes currencies.
  func sums(ofFirst count: Int, startingFrom earlier: [Int: Money], at start: Int)
    throws(DocumentError) -> [Int: Money]
  {
    var sums = earlier
    for row in rows[start..<count] {
      for (index, cell) in row.enumerated() where columns[index].isSummed {
        guard case .money(let amount) = cell else { continue }
        guard let sum = sums[index] else {
          sums[index] = amount
          continue
        }
        do throws(AmountError) {
          sums[index] = try sum.adding(amount)
        } catch {
          throw .inconsistent(document: "table", reason: error.sentence)
        }
      }
    }
    return sums
  }

  /// The same table less the columns that have nothing in any row or total.
  func withoutEmptyColumns() -> SheetTable {
    let kept = columns.indices.filter { index in
      let hasCell = rows.contains { !$0[index].isEmpty }
      return hasCell || totals.contains { $0.amounts[index] != nil || $0.figures[index] != nil }
    }
    func moved<Value>(_ values: [Int: Value]) -> [Int: Value] {
      var result: [Int: Value] = [:]
      for (place, index) in kept.enumerated() { result[place] = values[index] }
      return result
    }
    return SheetTable(
      columns: kept.map { columns[$0] },
      rows: rows.map { row in kept.map { row[$0] } },
      totals: totals.map { total in
        var total = total
        total.amounts = moved(total.amounts)
        total.figures = moved(total.figures)
        return total
      },
      style: style)
  }

  /// The least and the greatest amount of the bars; zero is always on the scale.
  var barScale: ClosedRange<Int64> {
    var least: Int64 = 0
    var greatest: Int64 = 0
    for row in rows {
      for case .bar(let start, let end, _) in row {
        least = min(least, start, end)
        greatest = max(greatest, start, end)
      }
    }
    return least...greatest
  }
}
