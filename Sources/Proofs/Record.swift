import Digests

/// Named fields in a fixed order, with one way to be bytes: what is hashed and signed.
///
/// The bytes are the kind, the number of fields, and each field's name and value. Every text is
/// UTF-8 behind its length, four bytes with the most significant first; a value has a byte before it,
/// 1, or is the byte 0 alone where there is none. So different records never have the same bytes, and
/// whoever has the fields can make the bytes again.
package struct Record: Sendable, Equatable {
  /// What a record is about; each kind has its fields, and a change of them is another kind.
  package enum Kind: String, Sendable, CaseIterable {
    case statement = "settled statement 1"
    case run = "settled run 1"
    case head = "settled head 1"

    /// The names of the fields, in order. Amounts are whole minor units of the currency.
    package var names: [String] {
      switch self {
      case .statement:
        [
          "run_id", "statement_no", "statement_id", "site", "period", "partner_id", "tab", "role",
          "currency", "opening_balance", "lines_total", "adjustments_total", "net", "payable",
          "closing_balance", "line_count", "order_count", "order_sales", "order_voucher",
          "order_amount", "order_taxes", "order_platform", "order_csp", "order_reseller",
          "order_operator", "refund_count", "refund_sales", "refund_voucher", "refund_amount",
          "refund_taxes", "refund_platform", "refund_csp", "refund_reseller", "refund_operator",
          "adjustment_count", "incentive_count", "incentives_total", "line_digest", "content_hash",
          "partner_name", "partner_name_en", "partner_address", "partner_tax_number",
          "partner_locale",
        ]
      case .run:
        [
          "run_id", "site", "period", "as_of", "chain_number", "planned_by", "planned_at", "engine",
          "facts_read", "lines", "pending", "rejected", "content_hash", "submitted_by",
          "submitted_at", "approved_by", "approved_at", "sealed_by", "sealed_at",
        ]
      case .head:
        [
          "site", "chain_number", "run_id", "period", "previous_head", "tree_size", "root",
          "run_digest", "sealed_at", "engine", "signed_at", "key_id",
        ]
      }
    }
  }

  package let kind: Kind
  /// One for each name of the kind; nil where there is nothing.
  package let values: [String?]

  /// A record of all its fields; nil unless there is one value for each name.
  package init?(_ kind: Kind, _ values: [String?]) {
    guard values.count == kind.names.count else { return nil }
    self.kind = kind
    self.values = values
  }

  /// The value of a field of this kind.
  package subscript(name: String) -> String? {
    guard let place = kind.names.firstIndex(of: name) else {
      preconditionFailure("\(kind.rawValue) has no field \(name)")
    }
    return values[place]
  }

  /// The one form in which it is hashed and signed.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(prefixed: kind.rawValue)
    bytes.append(bigEndian: Int32(values.count))
    for (name, value) in zip(kind.names, values) {
      bytes.append(prefixed: name)
      if let value {
        bytes.append(1)
        bytes.append(prefixed: value)
      } else {
        bytes.append(0)
      }
    }
    return bytes
  }

  /// The names of the fields in which another record of the kind differs.
  package func differences(from other: Record) -> [String] {
    kind.names.indices.filter { !Self.isSame(values[$0], other.values[$0]) }.map { kind.names[$0] }
  }

  /// Whether two values have the same bytes: texts that only look the same are not the same.
  static func isSame(_ one: String?, _ other: String?) -> Bool {
    one.map { Array($0.utf8) } == other.map { Array($0.utf8) }
  }

  package static func == (one: Record, other: Record) -> Bool {
    one.kind == other.kind && one.differences(from: other).isEmpty
  }
}
