import Amounts
import Banking
import Documents

/// The CSV form of a payment file, for banks without ISO 20022.
///
/// RFC 4180 with one header row, UTF-8, amounts with a point and exactly the decimals of the
/// currency. Columns: `number`, `end_to_end_id`, `execution_date`, `amount`, `currency`,
/// `creditor_name`, `account`, `bic`, `bank_name`, `address` (its parts on one line), `remittance`,
/// then the payer's `debtor_name` and `debtor_account`. Text that a spreadsheet would run as a
/// formula gets an apostrophe before it.
extension Table {
  /// The columns of a payment file.
  package static let payouts = Table(
    name: "payouts",
    columns: [
      TableColumn("number", .integer), TableColumn("end_to_end_id", .text),
      TableColumn("execution_date", .date), TableColumn("amount", .amount),
      TableColumn("currency", .text), TableColumn("creditor_name", .text),
      TableColumn("account", .text), TableColumn("bic", .text), TableColumn("bank_name", .text),
      TableColumn("address", .text), TableColumn("remittance", .text),
      TableColumn("debtor_name", .text), TableColumn("debtor_account", .text),
    ])
}

extension PaymentFile {
  /// Writes the file as CSV, one row a payment.
  package func writeTable(to sink: @escaping ByteSink) throws(DocumentError) {
    var writer = try CSVWriter(.payouts, to: sink)
    for (index, transfer) in transfers.enumerated() {
      try writer.append([
        .integer(Int64(index + 1)), .text(transfer.endToEndID), .date(executionDate),
        .amount(transfer.amount), .text(transfer.amount.currency.code),
        .text(transfer.creditor.name), .text(transfer.creditor.account.text),
        TableCell(transfer.creditor.bic?.text), TableCell(transfer.creditor.bankName),
        TableCell(transfer.creditor.address.map(Self.line)), .text(transfer.remittance),
        .text(debtor.name), .text(debtor.account.text),
      ])
    }
    try writer.finish()
  }

  private static func line(_ address: PostalAddress) -> String {
    let street = [address.street, address.buildingNumber].compactMap(\.self)
    let town = [address.postCode, address.town].compactMap(\.self)
    let parts = address.lines + [street, town].map { $0.joined(separator: " ") }
    return (parts + [address.country].compactMap(\.self)).filter { !$0.isEmpty }
      .joined(separator: ", ")
  }
}
