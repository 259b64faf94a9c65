import CivilTime
import Documents
import Operations
import Store

/// What an export writes, as CSV.
package func exportedText(
  _ table: Documents.Table, _ write: (inout any TableWriter) throws -> Void
) throws -> String {
  var bytes: [UInt8] = []
  try withoutActuallyEscaping({ (piece: UnsafeRawBufferPointer) in
    bytes.append(contentsOf: piece)
  }) { sink in
    var writer = try TableFormat.csv.writer(for: table, to: sink)
    try write(&writer)
  }
  return String(decoding: bytes, as: UTF8.self)
}

extension TestDatabase {
  /// Every export of a period whose bytes its runs decide, all sites, by name.
  package func exports(of period: Period) throws -> [String: String] {
    let statements = Operations.Statements.exported(
      try Operations.Statements(workplace).records(period: period))
    return [
      "lines": try exportedText(ExportLines.table) { writer in
        _ = try ExportLines(workplace)(period: period, site: nil, to: &writer)
      },
      "statements": try exportedText(statements.table) { writer in
        for row in statements.rows { try writer.append(row) }
        try writer.finish()
      },
      "abnormal-usage": try exportedText(ExportAbnormalUsage.table) { writer in
        _ = try ExportAbnormalUsage(workplace)(period: period, site: nil, to: &writer)
      },
      "discounts": try exportedText(ExportDiscounts.table) { writer in
        _ = try ExportDiscounts(workplace)(period: period, site: nil, to: &writer)
      },
    ]
  }
}
