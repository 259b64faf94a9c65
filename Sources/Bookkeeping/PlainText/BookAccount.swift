import Amounts

/// An account as hledger and Beancount name it, with its balance kept apart by site, and by partner
/// and tab where the chart says so.
package struct BookAccount: Hashable, Sendable, Comparable {
  /// `Liabilities:2202:Cn:PM-2D1:Tgeneral`.
  package let name: String

  /// - Parameter partner: The partner and tab; nil where the account is not kept by them.
  package init(
    kind: AccountKind, code: String, site: String, partner: (id: String, tab: String)?
  ) {
    let root =
      switch kind {
      case .asset: "Assets"
      case .liability: "Liabilities"
      case .income: "Income"
      case .expense: "Expenses"
      }
    var parts = [root, Self.escaped(code), "S" + Self.escaped(site)]
    if let partner { parts += ["P" + Self.escaped(partner.id), "T" + Self.escaped(partner.tab)] }
    name = parts.joined(separator: ":")
  }

  package static func < (one: BookAccount, other: BookAccount) -> Bool { one.name < other.name }

  /// Letters and digits as they are, every other byte as `-` and two hexadecimal digits: two ids
  /// never become one name, and no id can end a name or open another directive.
  private static func escaped(_ text: String) -> String {
    escapedBytes(of: text, mark: "-") { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
  }
}

/// A text with every byte that must not stand replaced by a mark and two hexadecimal digits.
func escapedBytes(of text: String, mark: String, allows: (UInt8) -> Bool) -> String {
  var result = ""
  for byte in text.utf8 {
    if allows(byte) {
      result.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      result += mark + (byte < 16 ? "0" : "") + digits
    }
  }
  return result
}
