import Amounts
import Invoicing
import JSONFiles

extension StatementDocument {
  /// The statement as one JSON object on one line, members in a fixed order: `statement.json`.
  ///
  /// Money and rates are decimal strings. The same statement gives the same bytes.
  package var jsonBytes: [UInt8] {
    var json = JSONText()
    json.object { object in
      object.member("statement_id", id)
      object.member("run_id", runID)
      object.member("site", site)
      object.member("period", period.text)
      object.member("tab", tab.rawValue)
      object.member("currency", currency.code)
      object.member("issued_at", issued.text())
      object.member("content_hash", contentHash)
      object.name("issuer")
      object.party(issuer)
      object.name("partner")
      object.party(partner)
      object.member("role", role)
      writeBalance(to: &object)
      object.name("line_count")
      object.integer(Int64(lines.count))
      writeSummary(to: &object)
      object.name("lines")
      object.array { array in
        for line in lines { write(line, to: &array) }
      }
    }
    return json.bytes + [UInt8(ascii: "\n")]
  }

  private func writeBalance(to object: inout JSONText) {
    object.member("opening_balance", balance.opening.decimalText)
    object.member("lines_total", balance.lines.decimalText)
    object.member("adjustments_total", balance.adjustments.decimalText)
    object.member("net", balance.net.decimalText)
    object.member("payable", balance.payable.decimalText)
    object.member("closing_balance", balance.closing.decimalText)
  }

  private func writeSummary(to object: inout JSONText) {
    object.name("steps")
    object.array { array in
      for step in steps {
        array.object { object in
          object.words(step.label)
          object.member("kind", step.kind == .total ? "total" : "change")
          object.member("amount", step.amount.decimalText)
        }
      }
    }
    object.name("groups")
    object.array { array in
      for group in groups {
        array.object { object in
          object.words(group.label)
          object.name("lines")
          object.integer(Int64(group.lineCount))
          object.member("sales_amount", group.sales.decimalText)
          object.member("voucher_amount", group.voucher.decimalText)
          object.member("paid_amount", group.paid.decimalText)
          object.member("amount", group.amount.decimalText)
        }
      }
    }
    object.name("not_in_this_statement")
    object.array { array in
      for row in waiting {
        array.object { object in
          object.member("reason", row.reasonCode)
          object.name("lines")
          object.integer(Int64(row.lineCount))
          object.member("amount_estimate", row.amount?.decimalText)
          object.member("expected_on", row.expected?.text)
        }
      }
    }
  }

  /// The columns of the export, less those that are the same for the whole statement.
  private func write(_ line: StatementLine, to array: inout JSONText) {
    array.object { object in
      let row = row(of: line)
      for (index, name) in Self.ownColumns {
        object.name(name)
        object.cell(row[index])
      }
      object.member("product_name", line.productName)
    }
  }

  static let ownColumns: [(index: Int, name: String)] = {
    let shared: Set = ["statement_id", "payee_id", "role", "tab", "currency"]
    return Table.statementLines.columns.enumerated().compactMap { index, column in
      shared.contains(column.name) ? nil : (index, column.name)
    }
  }()
}

extension JSONText {
  fileprivate mutating func words(_ words: Wording) {
    member("label_zh", words.zh)
    member("label_en", words.en)
  }

  mutating func party(_ party: Party) {
    object { object in
      object.member("id", party.id)
      object.member("name", party.name)
      object.member("name_en", party.nameInEnglish)
      object.member("address", party.address)
      object.member("tax_number", party.taxNumber)
    }
  }
}
