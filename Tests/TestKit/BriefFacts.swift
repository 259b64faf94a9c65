import Operations

/// Contract files that say only what a test is about; everything else is filled in.
///
/// The world without any file: the merchant `M-1` of site `cn` with the product `P-1` at a fee of
/// 5 %, and the customer `C-1`. A brief file names the columns that matter, and a file that is given
/// takes the place of the one row that is there otherwise. An order line is paid in cash, ordered
/// and activated when it is paid, unless its file has those columns. Where there are usage records
/// there are also their instance `I-1` of `P-1` and its price plan `PP-1`, one unit at 1.00 USD; a
/// record is one instant, received at once. Brief files have no quotes.
package enum BriefFacts {
  /// A brief file that has a row with another number of fields than its header.
  package struct Uneven: Error {
    package let table: String
    package let row: String
  }

  /// Completes the files of a world.
  ///
  /// - Parameter brief: By table, with the columns that matter.
  /// - Returns: By table, with every column of the contract.
  package static func completed(_ brief: [String: String]) throws -> [String: String] {
    var files = (brief["usage_record"] == nil ? world : meteredWorld).merging(brief) { $1 }
    for (name, text) in files {
      guard let table = MarketplaceTables.named(name) else { continue }
      files[name] = try completed(text, of: table)
    }
    return files
  }

  private static let world = [
    "partner": "partner_id\nM-1\n",
    "customer": "customer_id\nC-1\n",
    "product": "product_id\nP-1\n",
    "product_terms": "terms_id\nT-1\n",
  ]

  private static let meteredWorld = world.merging([
    "instance": "instance_id\nI-1\n",
    "price_plan": "price_plan_id\nPP-1\n",
    "price_band": "price_plan_id\nPP-1\n",
  ]) { $1 }

  /// One file with every column of its table.
  package static func completed(_ text: String, of table: Table) throws -> String {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let header = lines.first.map(fields) ?? []
    let names = table.columns.map(\.name)
    let places = names.map { header.firstIndex(of: $0) }
    var result = names.joined(separator: ",") + "\n"
    for line in lines.dropFirst() {
      let values = fields(line)
      guard values.count == header.count else { throw Uneven(table: table.name, row: line) }
      let given = Dictionary(zip(header, values)) { $1 }
      let row = zip(names, places).map { name, place in
        place.map { values[$0] } ?? filled(name, of: table.name, given)
      }
      result += row.joined(separator: ",") + "\n"
    }
    return result
  }

  private static func fields(_ line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { field in
      guard field.first == " " || field.last == " " else { return String(field) }
      return String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// What a column says where the brief file does not have it.
  private static func filled(
    _ column: String, of table: String, _ given: [String: String]
  ) -> String {
    if let value = BriefDefaults.fixed["\(table).\(column)"] { return value }
    func amount(_ name: String) -> Int64 { Int64(given[name] ?? "") ?? 0 }
    switch "\(table).\(column)" {
    case "partner.name": return given["partner_id"] ?? ""
    case "customer.name": return given["customer_id"] ?? ""
    case "product.name": return given["product_id"] ?? ""
    case "product_terms.fee_rate": return given["share_model"] == nil ? "0.05" : ""
    case "order_line.order_id": return given["line_id"] ?? ""
    case "order_line.list_amount": return given["sales_amount"] ?? ""
    case "order_line.cash_amount":
      let other = amount("voucher_amount") + amount("credit_amount") + amount("cash_coupon_amount")
      return "\(amount("sales_amount") - other)"
    case "order_line.ordered_at", "order_line.activated_at":
      return given["paid_at"] ?? ""
    case "refund.requested_at": return given["completed_at"] ?? ""
    case "usage_record.metering_sn": return given["usage_id"] ?? ""
    case "usage_record.end_time": return given["begin_time"] ?? ""
    case "usage_record.record_time": return given["end_time"] ?? given["begin_time"] ?? ""
    case "usage_record.received_at":
      return given["record_time"] ?? given["end_time"] ?? given["begin_time"] ?? ""
    case "offer.name": return given["offer_id"] ?? ""
    case "incentive_policy.name": return given["policy_id"] ?? ""
    case "supervision.status":
      return given["completed_at"]?.isEmpty == false ? "completed" : "in_progress"
    default: return ""
    }
  }
}
