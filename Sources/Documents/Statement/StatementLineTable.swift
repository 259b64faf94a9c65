extension Table {
  /// The lines of statements, with the columns that contract 3 fixes.
  package static let statementLines = Table(
    name: "lines",
    columns: [
      TableColumn("statement_id", .text), TableColumn("line_no", .integer),
      TableColumn("source_kind", .text), TableColumn("source_id", .text),
      TableColumn("order_line_id", .text), TableColumn("payee_id", .text),
      TableColumn("role", .text), TableColumn("tab", .text), TableColumn("product_id", .text),
      TableColumn("customer_id", .text), TableColumn("natural_period", .text),
      TableColumn("ready_at", .instant), TableColumn("currency", .text),
      TableColumn("sales_amount", .amount), TableColumn("voucher_amount", .amount),
      TableColumn("paid_amount", .amount), TableColumn("rate", .rate),
      TableColumn("increment", .rate), TableColumn("amount_ex_tax", .amount),
      TableColumn("tax_amount", .amount), TableColumn("amount", .amount),
    ])
}

extension StatementDocument {
  /// A line as a row of `Table.statementLines`.
  package func row(of line: StatementLine) -> [TableCell] {
    [
      .text(id), .integer(Int64(line.number)), .text(line.sourceKind.rawValue),
      .text(line.sourceID), TableCell(line.orderLineID), TableCell(partner.id),
      .text(line.role ?? role),
      .text(tab.rawValue), TableCell(line.productID), TableCell(line.customerID),
      .text(line.naturalPeriod.text), .instant(line.ready), .text(currency.code),
      TableCell(line.sales), TableCell(line.voucher), TableCell(line.paid),
      TableCell(line.rate), TableCell(line.increment), TableCell(line.amountWithoutTax),
      TableCell(line.tax), .amount(line.amount),
    ]
  }

  /// All lines as CSV, the same bytes as the export of them: `lines.csv`.
  ///
  /// - Throws: What the sink throws.
  package func writeLines(to sink: @escaping ByteSink) throws(DocumentError) {
    var writer = try CSVWriter(.statementLines, to: sink)
    for line in lines { try writer.append(row(of: line)) }
    try writer.finish()
  }
}
