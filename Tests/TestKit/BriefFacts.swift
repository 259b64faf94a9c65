import Operations

/// Contract files that say only what a test is about; everything else is filled in.
///
/// The world without any file: the merchant `M-1` of site `cn` with the product `P-1` at a fee of
/// 5 %, and the customer `C-1`. A brief file names the columns that matter, and a file that is given
/// takes the place of the one row that is there otherwise. An order line is paid in cash, ordered
/// and activated when it is paid, unless its file has those columns. Brief files have no quotes.
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
    var files = world.merging(brief) { $1 }
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

  /// One file with every column of its table.
  package static func completed(_ text: String, of table: Table) throws -> String {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let header = lines.first.map(fields) ?? []
    var result = table.columns.map(\.name).joined(separator: ",") + "\n"
    for line in lines.dropFirst() {
      let values = fields(line)
      guard values.count == header.count else { throw Uneven(table: table.name, row: line) }
      let given = Dictionary(zip(header, values)) { $1 }
      let row = table.columns.map { column in
        given[column.name] ?? filled(column.name, of: table.name, given)
      }
      result += row.joined(separator: ",") + "\n"
    }
    return result
  }

  private static func fields(_ line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// What a column says where the brief file does not have it.
  private static func filled(
    _ column: String, of table: String, _ given: [String: String]
  ) -> String {
    if let value = fixed["\(table).\(column)"] { return value }
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
    case "supervision.status":
      return given["completed_at"]?.isEmpty == false ? "completed" : "in_progress"
    default: return ""
    }
  }

  private static let fixed = [
    "partner.kind": "merchant", "partner.site": "cn", "partner.currency": "CNY",
    "partner.locale": "zh", "partner.taxpayer_kind": "general",
    "partner.certified_at": "2020-01-01T00:00:00+08:00",
    "partner.agreement_accepted_at": "2020-01-01T00:00:00+08:00",
    "partner.withholding_rate": "0", "partner.digital_service_tax_rate": "0",
    "partner.settlement_cycle": "month",
    "customer.site": "cn", "customer.postpaid": "false", "customer.country": "CN",
    "product.merchant_id": "M-1", "product.category": "software",
    "product.selling_mode": "general", "product.access_type": "saas",
    "product.charging_mode": "one_off", "product.supervised": "false",
    "product.tax_category": "software", "product.tax_rate": "0.06",
    "product.visibility": "public", "product.status": "on_sale",
    "product_terms.product_id": "P-1",
    "product_terms.valid_from": "2020-01-01T00:00:00+08:00",
    "product_terms.share_model": "platform_fee",
    "order_line.line_type": "new", "order_line.customer_id": "C-1",
    "order_line.product_id": "P-1", "order_line.quantity": "1", "order_line.duration": "1",
    "order_line.currency": "CNY", "order_line.voucher_amount": "0",
    "order_line.credit_amount": "0", "order_line.cash_coupon_amount": "0",
    "order_line.vat_amount": "0", "order_line.customer_withholding_amount": "0",
    "order_line.trial": "false",
    "refund.kind": "negotiated", "refund.status": "completed", "refund.voucher_returned": "0",
    "refund.handling_fee": "0",
    "repayment.customer_id": "C-1",
    "agreement.site": "cn", "agreement.kind": "merchant", "agreement.title": "Agreement",
  ]
}
