import Documents
import Postgres
import Store

/// Where the relations of schema `marketplace` differ from contract section 1.
package struct ContractDifference: Sendable, Equatable {
  /// What is not as the contract wants it.
  package enum Finding: String, Sendable {
    case relationMissing = "relation_missing"
    case columnMissing = "column_missing"
    case typeDiffers = "type_differs"
    case nullable
    /// Nothing reads it; in a table of ours it is a column somebody added.
    case columnUnknown = "column_unknown"
  }

  package let relation: String
  /// Empty where the relation is missing as a whole.
  package let column: String
  package let finding: Finding
  package let wanted: String
  package let found: String

  /// Whether the engine can work all the same.
  package var isHarmless: Bool { finding == .columnUnknown }

  /// The difference in one sentence.
  package var sentence: String {
    let place = "marketplace.\(relation)"
    return switch finding {
    case .relationMissing: "\(place) does not exist"
    case .columnMissing: "\(place) has no column \(column) \(wanted)"
    case .typeDiffers: "\(place).\(column) is \(found), and \(wanted) is needed"
    case .nullable: "\(place).\(column) may be null, and the contract wants a value"
    case .columnUnknown: "\(place).\(column) \(found) is not in the contract; nothing reads it"
    }
  }
}

/// Compares the relations with the contract: tables of ours, or an adopter's views.
enum ContractCheck {
  private struct Found {
    let type: String
    let isNullable: Bool
    let isTable: Bool
  }

  /// Every difference, in the order of the contract.
  static func differences(in session: borrowing Session) throws -> [ContractDifference] {
    var relations: [String: [String: Found]] = [:]
    var order: [String: [String]] = [:]
    for row in try session.query(Query.Check.listMarketplaceColumns) {
      let found = Found(
        type: row.text(4), isNullable: row.bool(5), isTable: row.text(1).hasSuffix("table"))
      relations[row.text(0), default: [:]][row.text(3)] = found
      order[row.text(0), default: []].append(row.text(3))
    }
    return MarketplaceTables.inLoadOrder.flatMap { table -> [ContractDifference] in
      guard let columns = relations[table.name] else {
        return [difference(table.name, "", .relationMissing, "", "")]
      }
      let known = Set(table.columns.map(\.name))
      let unknown = order[table.name, default: []].filter { !known.contains($0) }
      return table.columns.compactMap { compare($0, columns[$0.name], of: table.name) }
        + unknown.map {
          difference(table.name, $0, .columnUnknown, "", columns[$0]?.type ?? "")
        }
    }
  }

  private static func compare(
    _ column: Column, _ found: Found?, of relation: String
  ) -> ContractDifference? {
    let wanted = column.type.postgresType
    guard let found else {
      return difference(relation, column.name, .columnMissing, wanted, "")
    }
    if found.type != wanted {
      return difference(relation, column.name, .typeDiffers, wanted, found.type)
    }
    // PostgreSQL does not follow NOT NULL through a view.
    if found.isNullable, !column.isNullable, found.isTable {
      return difference(relation, column.name, .nullable, "not null", "null")
    }
    return nil
  }

  private static func difference(
    _ relation: String, _ column: String, _ finding: ContractDifference.Finding,
    _ wanted: String, _ found: String
  ) -> ContractDifference {
    ContractDifference(
      relation: relation, column: column, finding: finding, wanted: wanted, found: found)
  }
}

/// `db check`: whether this binary can work with the database. Contract 1.
package struct CheckDatabase: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Every difference from the contract; the schema itself must be up to date.
  ///
  /// - Throws: `StoreError` when the schema or the server's settings are not what is needed.
  package func callAsFunction() throws -> [ContractDifference] {
    let session = try workplace.openCheckedSession()
    return try ContractCheck.differences(in: session)
  }

  /// Differences in columns.
  package static func listing(_ differences: [ContractDifference]) -> Listing {
    let serious = differences.count { !$0.isHarmless }
    return Listing(
      "differences", of: differences,
      [
        ListedColumn("relation", .text) { .text($0.relation) },
        ListedColumn("column", .text) { .text($0.column) },
        ListedColumn("finding", .text) { .text($0.finding.rawValue) },
        ListedColumn("wanted", .text) { .text($0.wanted) },
        ListedColumn("found", .text) { .text($0.found) },
      ],
      summary: serious == 0
        ? "the schema is up to date and the marketplace is as the contract wants it"
        : "\(counted(serious, "difference")) to mend")
  }
}
