/// Holds texts of electronic and Chinese invoices against what a document can carry and people can
/// read.
enum InvoiceText {
  /// How a text is read.
  enum Use {
    /// On one line, compared by eye or machine: names, identifiers, addresses.
    case name
    /// Over many lines: notes, descriptions, terms.
    case prose
  }

  /// More than any text of a document needs; a megabyte is a mistake or an attack.
  static let limit = 10_000

  /// Refuses an empty text, one that is too long, and characters that XML cannot carry, that turn
  /// the direction of writing or, in a name, that nobody sees.
  static func check(
    _ text: String?, _ use: Use = .name, missing: InvoiceRule = .nothingEmpty,
    at part: InvoicePlace.Part, _ term: String
  ) throws(ElectronicInvoiceError) {
    guard let text else { return }
    let place = InvoicePlace(part, term)
    guard text.utf8.contains(where: { $0 > 0x20 }) else { throw .rule(missing, at: place) }
    if let broken = flaw(in: text, use) { throw .rule(broken, at: place) }
  }

  /// The first thing that is wrong with a text, an empty one included in what is right.
  static func flaw(in text: String, _ use: Use = .name) -> InvoiceRule? {
    guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else { return .length }
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return nil }
    return text.unicodeScalars.lazy.compactMap { rule(against: $0, in: use) }.first
  }

  private static func rule(against scalar: Unicode.Scalar, in use: Use) -> InvoiceRule? {
    switch scalar.value {
    case 0x09, 0x0A: use == .name ? .character : nil
    case 0x00..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFFFE, 0xFFFF: .character
    // Embeddings, overrides and isolates: what follows is shown in another order than it has.
    case 0x202A...0x202E, 0x2066...0x2069: .direction
    // Marks of direction and characters without width belong to some languages' prose; a name with
    // one of them looks like another name.
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x00AD:
      use == .name ? .direction : nil
    default: nil
    }
  }
}
