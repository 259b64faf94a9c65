import CivilTime

/// What tells a row apart that is left out.
struct RowIdentity {
  /// Its primary key as text; nil where that cannot be read.
  var key: [String]?
  /// The first month that it can concern; nil where it may be any.
  var earliest: Period?
}

/// Checks the rows of one table and encodes those that are good.
///
/// A row is encoded whole or not at all; of a bad one every finding is reported.
struct RowEncoder {
  private let table: Table
  private let plans: [ColumnPlan]
  private let words: WordList
  private let checks: [RowCheck]
  /// For each column of the table, which field of the file it is.
  private let order: [Int?]
  /// How many fields a row of the file has.
  private let fieldCount: Int
  private let writesLine: Bool
  /// What the fields of the row at hand say, for rules between them.
  private var values: [Int64]
  /// Whether a field of the row at hand has a value that could be read.
  private var isPresent: [Bool]
  private var isRefused: [Bool]

  init(_ table: Table, order: [Int?], writesLine: Bool) {
    var list = WordList()
    self.table = table
    plans = table.columns.map { ColumnPlan($0, &list) }
    words = list
    checks = table.rules.map { RowCheck($0, in: table) }
    self.order = order
    fieldCount = order.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
    self.writesLine = writesLine
    values = Array(repeating: 0, count: table.columns.count)
    isPresent = Array(repeating: false, count: table.columns.count)
    isRefused = isPresent
  }

  /// Encodes the record that the reader has at hand.
  ///
  /// - Returns: Whether it was good; if not, nothing was appended and everything was reported.
  mutating func encode(
    _ reader: inout CSVReader, to encoder: inout FieldEncoder, _ report: (Finding) -> Void
  ) -> Bool {
    guard reader.fields.count == fieldCount else {
      report(
        Finding(
          file: reader.file, line: reader.line,
          reason: "the row has \(reader.fields.count) fields and the header \(fieldCount)",
          remedy: "write one field for each column, empty ones too"))
      return false
    }
    let mark = encoder.mark
    encoder.beginRow(fields: plans.count + (writesLine ? 1 : 0))
    if writesLine { encoder.append(Int64(reader.line)) }
    var isGood = true
    for column in plans.indices {
      let content =
        order[column].map { reader.content($0) } ?? UnsafeRawBufferPointer(start: nil, count: 0)
      guard let flaw = append(column, content, to: &encoder) else { continue }
      isGood = false
      report(finding(column, flaw, content, reader))
    }
    for check in checks {
      guard let disagreement = check.disagreement(values, isPresent, isRefused, table) else {
        continue
      }
      isGood = false
      report(finding(disagreement, reader))
    }
    if !isGood { encoder.rollBack(to: mark) }
    return isGood
  }

  /// What tells the record apart that the reader has at hand, and was encoded last.
  ///
  /// - Returns: Nil where it could not be taken apart.
  func identity(in reader: inout CSVReader) -> RowIdentity? {
    guard reader.fields.count == fieldCount else { return nil }
    let keys = table.primaryKey.map { name in
      table.columns.firstIndex { $0.name == name } ?? table.columns.endIndex
    }
    var identity = RowIdentity()
    if keys.allSatisfy({ table.columns.indices.contains($0) && !isRefused[$0] }) {
      identity.key = keys.map { column in
        let text = order[column].map { String(decoding: reader.content($0), as: UTF8.self) } ?? ""
        // As the database writes it: 7 for 007.
        return switch table.columns[column].type {
        case .integer, .bigint: Int64(text).map(String.init) ?? text
        case .key, .keyOrEmpty, .name, .address, .boolean, .rate, .unitPrice, .quantity, .instant,
          .date, .firstOfMonth, .country, .currency, .choice:
          text
        }
      }
    }
    if let name = table.since, let column = table.columns.firstIndex(where: { $0.name == name }),
      isPresent[column]
    {
      identity.earliest = Period(containing: Instant(microseconds: values[column]))
    }
    return identity
  }

  @inline(__always)
  private mutating func append(
    _ column: Int, _ content: UnsafeRawBufferPointer, to encoder: inout FieldEncoder
  ) -> FieldFlaw? {
    let plan = plans[column]
    var flaw: FieldFlaw?
    if content.count == 0, plan.kind != .keyOrEmpty {
      isPresent[column] = false
      if plan.isNullable {
        encoder.appendNull()
      } else {
        flaw = .empty
      }
    } else {
      flaw = plan.append(content, words, to: &encoder, &values[column])
      isPresent[column] = flaw == nil
    }
    isRefused[column] = flaw != nil
    return flaw
  }

  private func finding(
    _ column: Int, _ flaw: FieldFlaw, _ content: UnsafeRawBufferPointer,
    _ reader: borrowing CSVReader
  ) -> Finding {
    let described = table.columns[column]
    return Finding(
      file: reader.file, line: line(ofColumn: column, reader), columnName: described.name,
      columnNumber: order[column].map { $0 + 1 }, reason: described.reason(flaw, content),
      remedy: described.remedy(flaw))
  }

  private func finding(_ disagreement: Disagreement, _ reader: borrowing CSVReader) -> Finding {
    return Finding(
      file: reader.file, line: line(ofColumn: disagreement.column, reader),
      columnName: table.columns[disagreement.column].name,
      columnNumber: order[disagreement.column].map { $0 + 1 },
      reason: disagreement.reason, remedy: disagreement.remedy)
  }

  /// Where the field of a column starts; the row where the file has no such column.
  private func line(ofColumn column: Int, _ reader: borrowing CSVReader) -> Int {
    order[column].map { reader.fields[$0].line } ?? reader.line
  }
}
