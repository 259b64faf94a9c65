import CivilTime
import Digests
import JSONFiles

extension AdvisedPayment.State {
  /// What stands for it in data: `returned`.
  var code: String {
    switch self {
    case .sent: "sent"
    case .paid: "paid"
    case .returned: "returned"
    case .refused: "refused"
    }
  }

  var bookedOn: CivilDate? {
    switch self {
    case .sent, .refused: nil
    case .paid(let day), .returned(let day, _, _): day
    }
  }

  var returnedOn: CivilDate? {
    switch self {
    case .sent, .refused, .paid: nil
    case .returned(_, let day, _): day
    }
  }

  var reason: String? {
    switch self {
    case .sent, .paid: nil
    case .returned(_, _, let reason), .refused(let reason): reason
    }
  }
}

extension RemittanceAdvice {
  /// The advice as one JSON object on one line, members in a fixed order: `advice.json`.
  ///
  /// - Throws: `inconsistent` where a sum leaves 64 bits.
  package func jsonBytes() throws(DocumentError) -> [UInt8] {
    let (total, failed) = (try total, try failed)
    var json = JSONText()
    json.object { object in
      object.member("advice_number", number)
      object.member("batch", batchID)
      object.member("site", site)
      object.member("currency", currency.code)
      object.member("sent_at", sent.text())
      object.member("execution_date", executionDate.text)
      object.name("issuer")
      object.party(issuer)
      object.name("partner")
      object.party(partner)
      object.name("from_account")
      object.account(payer)
      object.name("to_account")
      object.account(payee)
      object.member("total", total.decimalText)
      object.member("returned", failed.decimalText)
      object.name("payments")
      object.array { array in
        for payment in payments {
          array.object { object in
            for (column, cell) in zip(Table.advisedPayments.columns, row(of: payment)).dropFirst(4)
            {
              object.name(column.name)
              object.cell(cell)
            }
          }
        }
      }
    }
    return Array(json.text.utf8) + [UInt8(ascii: "\n")]
  }

  /// SHA-256 of ``jsonBytes()``, 64 hexadecimal digits. Every other form of the advice states it.
  ///
  /// - Throws: As ``jsonBytes()``.
  package func dataHash() throws(DocumentError) -> String { SHA256.digest(of: try jsonBytes()).hex }

  /// The payments as CSV, each with ``dataHash()`` behind it.
  ///
  /// - Throws: What the sink throws.
  package func writePayments(to sink: @escaping ByteSink) throws(DocumentError) {
    let payments = Table.advisedPayments
    let table = Table(name: payments.name, columns: payments.columns + [.dataHash])
    var writer = try CSVWriter(table, to: sink)
    let hash = TableCell.text(try dataHash())
    for payment in self.payments { try writer.append(row(of: payment) + [hash]) }
    try writer.finish()
  }

  private func row(of payment: AdvisedPayment) -> [TableCell] {
    [
      .text(number), TableCell(partner.id), .text(partner.name), .text(currency.code),
      .text(payment.statementID), .text(payment.period.text), .text(payment.tab.rawValue),
      .text(payment.endToEndID), TableCell(payment.bankReference), .text(payment.state.code),
      TableCell(payment.state.bookedOn), TableCell(payment.state.returnedOn),
      TableCell(payment.state.reason), TableCell(payment.fee), .amount(payment.amount),
    ]
  }
}

extension Table {
  /// The payments of an advice; the first four columns are the same in all rows.
  fileprivate static let advisedPayments = Table(
    name: "payments",
    columns: [
      TableColumn("advice_number", .text), TableColumn("partner_id", .text),
      TableColumn("partner_name", .text), TableColumn("currency", .text),
      TableColumn("statement_id", .text), TableColumn("period", .text),
      TableColumn("tab", .text), TableColumn("end_to_end_id", .text),
      TableColumn("bank_reference", .text), TableColumn("state", .text),
      TableColumn("booked_on", .date), TableColumn("returned_on", .date),
      TableColumn("reason", .text), TableColumn("bank_fee", .amount),
      TableColumn("amount", .amount),
    ])
}

extension JSONText {
  fileprivate mutating func account(_ account: AdvisedAccount) {
    object { object in
      object.member("holder", account.holder)
      object.member("number", account.maskedNumber)
      object.member("bank_name", account.bankName)
      object.member("bic", account.bic)
    }
  }
}

extension Typesetter {
  /// The advice as PDF/A-3u, with `advice.json` attached. Where nothing of it arrived, every page
  /// says so.
  ///
  /// - Parameter language: Of the labels; names stand as they are.
  /// - Throws: `characterMissing` where a text cannot be shown, `inconsistent` where a sum leaves
  ///   64 bits. Nothing is half done then.
  package func pdf(
    of advice: RemittanceAdvice, language: DocumentLanguage
  ) throws(DocumentError) -> [UInt8] {
    let json = try advice.jsonBytes()
    let hash = SHA256.digest(of: json).hex
    var pages = RemittanceAdvicePages(advice, dataHash: hash, shelf: shelf, language: language)
    try pages.compose()
    if advice.payments.allSatisfy({ $0.state.hasFailed }) { try pages.composer.mark(.unpaid) }
    return try pages.composer.file(
      RemittanceAdvicePages.title, number: advice.number, issued: advice.sent, dataHash: hash,
      data: ("advice.json", "The data of this advice", json))
  }
}
