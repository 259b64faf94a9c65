import Amounts
import CivilTime
import Documents
import Invoicing
import JSONFiles

extension DocumentMonth {
  /// An invoice for those who set it as well: one line of JSON with every text as it is printed, and
  /// the files to attach. Labels are theirs to word, as they are ours.
  func handover(_ index: Int, fees: Int) throws -> String {
    let (page, electronic) = try invoice(index, fees: fees)
    let invoice = page.invoice
    var json = JSONText()
    json.object { object in
      object.member("number", invoice.number.text)
      object.member("issue_date", invoice.issueDate.text)
      object.member("days", Self.days)
      object.member("currency", invoice.currency.code)
      object.member("statements", invoice.statementIDs.joined(separator: ", "))
      object.party("seller", invoice.seller)
      object.party("buyer", invoice.buyer)
      object.rows(
        "lines",
        invoice.lines.enumerated().map { index, line in
          ["\(index + 1)", line.description, line.base?.groupedText, line.amount.groupedText]
        })
      object.member("net", invoice.net.groupedText)
      object.member("tax_rate", Self.percent(invoice.taxRate))
      object.member("tax", invoice.tax.groupedText)
      object.member("gross", invoice.gross.groupedText)
      object.member("capitals", capitalNumerals(invoice.gross))
      object.attachments([
        ("invoice.json", "application/json", "data", page.jsonBytes),
        ("factur-x.xml", "text/xml", "alternative", electronic.ciiBytes(for: .attachment)),
      ])
    }
    return json.text
  }

  /// A statement for them, in the same way.
  static func handover(_ statement: StatementDocument) throws -> String {
    var table: [UInt8] = []
    try statement.writeLines { table.append(contentsOf: $0) }
    let balance = statement.balance
    var json = JSONText()
    json.object { object in
      object.member("id", statement.id)
      object.member("days", days)
      object.member("currency", statement.currency.code)
      object.member("issued", statement.issued.text())
      object.member("run", statement.runID)
      object.member("hash", statement.contentHash)
      object.party("issuer", statement.issuer)
      object.party("partner", statement.partner)
      object.member("payable", balance.payable.groupedText)
      object.member("capitals", capitalNumerals(balance.payable))
      object.rows(
        "account",
        [
          [
            balance.opening, balance.lines, balance.adjustments, balance.net, balance.payable,
            balance.closing,
          ].map(\.groupedText)
        ])
      object.rows(
        "steps",
        statement.steps.map { ["\($0.label.zh) \($0.label.en)", $0.amount.groupedText] })
      object.rows(
        "groups",
        statement.groups.map { group in
          ["\(group.label.zh) \(group.label.en)", "\(group.lineCount)"]
            + [group.sales, group.voucher, group.paid, group.amount].map(\.groupedText)
        })
      object.rows(
        "waiting",
        statement.waiting.map { row in
          ["\(row.reason.zh) \(row.reason.en)", "\(row.lineCount)", row.amount?.groupedText]
        })
      object.rows("lines", statement.lines.map(printed))
      object.rows(
        "totals",
        [
          statement.groups.flatMap { group in
            [group.sales, group.voucher, group.paid].map(\.groupedText)
              + ["", group.amount.groupedText]
          }
        ])
      object.attachments([
        ("statement.json", "application/json", "data", statement.jsonBytes),
        ("lines.csv", "text/csv", "supplement", table),
      ])
    }
    return json.text
  }

  private static func printed(_ line: StatementLine) -> [String?] {
    [
      "\(line.number)", line.sourceKind == .refund ? "退款" : "订单", line.orderLineID,
      line.sourceID == line.orderLineID ? "" : line.sourceID,
      [line.productID, line.productName].compactMap(\.self).joined(separator: "  "),
      CivilDate(at: line.ready).text, line.sales?.groupedText, line.voucher?.groupedText,
      line.paid?.groupedText, line.rate.map(percent), line.amount.groupedText,
    ]
  }

  private static let days =
    "\(period.firstDate.text) – \(period.next.firstDate.adding(days: -1).text) (UTC+8)"

  /// All proportions here are whole percents.
  private static func percent(_ rate: Rate) -> String { "\(rate.millionths / 10_000).00 %" }
}

extension JSONText {
  fileprivate mutating func party(_ name: String, _ party: Party) {
    self.name(name)
    object { object in
      object.member("id", party.id)
      object.member("name", party.name)
      object.member("address", party.address)
      object.member("tax_number", party.taxNumber)
    }
  }

  fileprivate mutating func rows(_ name: String, _ rows: [[String?]]) {
    self.name(name)
    array { array in
      for row in rows {
        array.array { cells in
          for cell in row { cells.string(cell ?? "") }
        }
      }
    }
  }

  fileprivate mutating func attachments(
    _ files: [(name: String, mediaType: String, relationship: String, bytes: [UInt8])]
  ) {
    name("attachments")
    array { array in
      for file in files {
        array.object { object in
          object.member("name", file.name)
          object.member("media_type", file.mediaType)
          object.member("relationship", file.relationship)
          object.member("text", String(decoding: file.bytes, as: UTF8.self))
        }
      }
    }
  }
}
