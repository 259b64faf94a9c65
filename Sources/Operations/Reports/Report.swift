import Documents
import Postgres

/// A question to the database that is asked again and again: a query, and how its answer reads.
package struct Report: Sendable {
  /// Where a report comes from.
  package enum Origin: Sendable, Hashable {
    /// With the program.
    case shipped
    /// From a folder of the user's.
    case folder(String)
  }

  /// The name of its folder; `settled report run` takes it.
  package let name: String
  package let origin: Origin
  package let title: Wording
  /// One or two sentences: what is counted, and as of when.
  package let summary: Wording
  /// In the order of the query: the first is `$1`.
  package let parameters: [ReportParameter]
  package let columns: [ReportColumn]
  /// Places of the columns that are added up.
  package let totals: [Int]
  package let chart: ReportChart?
  /// The query is stopped after so many seconds.
  package let timeoutSeconds: Int
  /// One statement that only reads.
  package let query: SQL
}

/// What a report is narrowed by.
package struct ReportParameter: Sendable, Hashable {
  /// What a query can be given.
  package enum Kind: String, Sendable, CaseIterable {
    /// The month as one number, 202610.
    case period
    case site
    /// The id of a partner.
    case partner
    /// The present instant; always given, so that no query asks the server's clock.
    case now
  }

  package let kind: Kind
  /// Without it the report does not run; otherwise the query gets null.
  package let isRequired: Bool
}

/// A column of a report.
package struct ReportColumn: Sendable, Hashable {
  /// What the query's column holds, and how it is shown.
  package enum Kind: Sendable, Hashable {
    case text
    case integer
    /// Minor units; the place of the column that holds their currency.
    case amount(currency: Int)
    /// A proportion: 0.15 is 15 %.
    case rate
    /// The same as it is spoken: 15 is 15 %.
    case percent
    case date
    case instant
  }

  /// As the query names it, and machine-readable forms.
  package let name: String
  package let kind: Kind
  package let heading: Wording

  /// The column in tables and files.
  var tableColumn: TableColumn {
    let cells: TableCellKind =
      switch kind {
      case .text: .text
      case .integer: .integer
      case .amount: .amount
      case .rate, .percent: .rate
      case .date: .date
      case .instant: .instant
      }
    return TableColumn(name, cells, heading: heading)
  }
}

/// The picture of a report.
package struct ReportChart: Sendable, Hashable {
  package let kind: ChartKind
  /// The place of the column that names the bars or points.
  package let label: Int
  /// The places of the columns that are drawn, four at most.
  package let values: [Int]
  /// The place of a column whose values get a picture each; nil for one picture.
  package let group: Int?
}
