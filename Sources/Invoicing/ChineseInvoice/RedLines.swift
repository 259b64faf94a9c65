import Amounts

/// How much of one line of a blue invoice is reversed.
package struct RedPart: Hashable, Sendable {
  /// How the part is stated.
  package enum Extent: Hashable, Sendable {
    /// Whatever earlier red invoices have left.
    case rest
    /// So many, at the blue line's unit price.
    case quantity(Exact)
    /// So much before tax, without quantity: an allowance.
    case amount(Money)
    /// So much before tax and of tax, as a credit note states both.
    case stated(Money, tax: Money)
  }

  /// Its place on the blue invoice, from 1.
  package let line: Int
  /// Quantity and amount are stated with the sign that they have on the blue invoice.
  package let extent: Extent

  /// A part of a line.
  package init(line: Int, _ extent: Extent) {
    self.line = line
    self.extent = extent
  }
}

/// Why lines of a blue invoice cannot be reversed as asked.
package enum RedLineRefusal: Error, Hashable, Sendable {
  /// There is nothing to reverse.
  case withoutParts
  /// The invoice to reverse is a red one.
  case notBlue
  /// The blue invoice has no such line.
  case lineUnknown(line: Int, count: Int)
  /// Two parts are of the same line.
  case lineTwice(line: Int)
  /// The line has no quantity that could be reversed.
  case withoutQuantity(line: Int)
  /// More is to be reversed than is left, or nothing, or something of the other sign.
  case quantityBeyondRest(line: Int, asked: Exact, left: Exact)
  /// The same of an amount before tax.
  case amountBeyondRest(line: Int, asked: Money, left: Money)
  /// The same of a stated tax, which may be nothing.
  case taxBeyondRest(line: Int, asked: Money, left: Money)
  /// An amount leaves 64 bits or is in another currency.
  case amount(line: Int, AmountError)
}

extension RedLineRefusal {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .withoutParts: "RED_LINES_WITHOUT_PARTS"
    case .notBlue: "RED_LINES_NOT_BLUE"
    case .lineUnknown: "RED_LINES_LINE_UNKNOWN"
    case .lineTwice: "RED_LINES_LINE_TWICE"
    case .withoutQuantity: "RED_LINES_WITHOUT_QUANTITY"
    case .quantityBeyondRest: "RED_LINES_QUANTITY_BEYOND_REST"
    case .amountBeyondRest: "RED_LINES_AMOUNT_BEYOND_REST"
    case .taxBeyondRest: "RED_LINES_TAX_BEYOND_REST"
    case .amount: "RED_LINES_AMOUNT"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .withoutParts: "No line is to be reversed."
    case .notBlue: "A red invoice cannot be reversed."
    case .lineUnknown(let line, let count):
      "The blue invoice has \(count) lines and no line \(line)."
    case .lineTwice(let line): "Line \(line) is to be reversed twice at once."
    case .withoutQuantity(let line): "Line \(line) of the blue invoice has no quantity."
    case .quantityBeyondRest(let line, let asked, let left):
      "Of line \(line) \(left) are left to reverse, and \(asked) are asked for."
    case .amountBeyondRest(let line, let asked, let left):
      "Of line \(line) \(left) is left to reverse, and \(asked) is asked for."
    case .taxBeyondRest(let line, let asked, let left):
      "Of the tax of line \(line) \(left) is left to reverse, and \(asked) is stated."
    case .amount(let line, let error):
      "Line \(line) cannot be reversed: \(error.sentence)"
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .withoutParts: "Name at least one line."
    case .notBlue: "Invoice anew what was reversed in error."
    case .lineUnknown: "Take the line numbers of the blue invoice, from 1."
    case .lineTwice: "Put what belongs to one line into one part."
    case .withoutQuantity: "State the amount."
    case .quantityBeyondRest, .amountBeyondRest:
      "Reverse at most what earlier red invoices have left, with the sign of the blue line."
    case .taxBeyondRest:
      "The tax platform takes the tax that is left; settle the difference with the buyer."
    case .amount: "State the amount in the currency of the blue invoice."
    }
  }
}

extension ChineseInvoice {
  /// All its lines whole, for a full reversal.
  package var allLines: [RedPart] {
    items.indices.map { RedPart(line: $0 + 1, .rest) }
  }
}

/// The lines of a red invoice: each reverses one of the blue invoice, in its order and with its
/// number, of the other sign and never beyond what is left.
///
/// The tax of a part is its amount times the rate, rounded, and never beyond what is left of the
/// line's tax; the last part of a line takes the rest, so that all parts add up to the blue line.
/// Where the tax is stated, it stays as it is.
///
/// - Parameters:
///   - blue: What is reversed.
///   - earlier: The lines of all red invoices on it so far.
///   - parts: In any order.
/// - Throws: The first refusal in the order of the blue lines. Nothing is reversed then.
package func redLines(
  of blue: ChineseInvoice, after earlier: [ChineseInvoiceItem], parts: [RedPart]
) throws(RedLineRefusal) -> [ChineseInvoiceItem] {
  guard blue.colour == .blue else { throw .notBlue }
  guard !parts.isEmpty else { throw .withoutParts }
  let ordered = parts.sorted { $0.line < $1.line }
  for (part, next) in zip(ordered, ordered.dropFirst()) where part.line == next.line {
    throw .lineTwice(line: part.line)
  }
  var lines: [ChineseInvoiceItem] = []
  for part in ordered {
    guard blue.items.indices.contains(part.line - 1) else {
      throw .lineUnknown(line: part.line, count: blue.items.count)
    }
    let rest = try LineRest(
      line: part.line, of: blue.items[part.line - 1],
      after: earlier.filter { $0.blueLine == part.line })
    lines.append(try rest.reversed(part.extent))
  }
  return lines
}
