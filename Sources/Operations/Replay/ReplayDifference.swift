import Amounts
import Digests
import Marketplace
import Settlement
import Store

/// Where a sealed run is not what its facts come to: a column of a line, of a statement, or of the run.
package struct ReplayDifference: Sendable, Equatable {
  /// Empty where it concerns the run as a whole.
  package let statementID: String
  /// The code of the fact's kind; nil where it concerns no single line.
  package let kind: String?
  package let sourceID: String?
  package let role: String?
  /// Of a line as in `settlement.line`, `line` where one side has none; of a statement its figure;
  /// `content_hash` of the run.
  package let column: String
  /// As exports write it; nil where there is nothing.
  package let sealed: String?
  package let recomputed: String?
  /// What it means, one sentence.
  package private(set) var sentence: String

  /// A figure of a statement or of the run.
  init(_ statementID: String, _ column: String, sealed: String, recomputed: String, _ words: String)
  {
    self.statementID = statementID
    kind = nil
    sourceID = nil
    role = nil
    self.column = column
    self.sealed = sealed
    self.recomputed = recomputed
    sentence = words
  }

  /// A column of a line.
  ///
  /// - Parameter isLineChanged: Whether the statement's own digest is that of the recomputed lines: then
  ///   it was the stored line that changed, not the fact.
  init(_ difference: LineDifference, currency: Currency, isLineChanged: Bool) {
    statementID = difference.statementID
    kind = difference.kind.code
    sourceID = difference.sourceID
    role = difference.role.code
    column = difference.column
    sealed = difference.sealed.map { Self.text($0, of: difference.column, currency) }
    recomputed = difference.recomputed.map { Self.text($0, of: difference.column, currency) }
    sentence = Self.sentence(difference, isLineChanged: isLineChanged)
  }

  /// A line that was sealed and is gone.
  init(lost line: RunDifference, of statement: StatementRecord) {
    statementID = statement.id
    kind = line.sourceKind
    sourceID = line.sourceID
    role = line.role
    column = "line"
    sealed = nil
    recomputed = Self.text(line.expected, of: column, statement.currency)
    let kind = line.sourceKind == SourceKind.order.code ? "order line" : line.sourceKind
    sentence = Self.gone("\(kind) \(line.sourceID)")
  }

  private static func gone(_ fact: String) -> String {
    "The sealed line of \(fact) is gone from the database."
  }

  /// The same of a line whose statement has lost others that X was over. Rule 5.7.
  var followingFromLostLines: ReplayDifference {
    var following = self
    following.sentence =
      "Without the lines that are gone X is another, and so is the waiver of \(sourceID ?? "this")."
    return following
  }

  /// Whether both are of one line of one statement, whatever differs of it.
  func isOfSameLine(as other: ReplayDifference) -> Bool {
    (statementID, kind, sourceID, role)
      == (other.statementID, other.kind, other.sourceID, other.role)
  }

  private static func sentence(_ difference: LineDifference, isLineChanged: Bool) -> String {
    let fact =
      "\(difference.kind == .order ? "order line" : difference.kind.code) \(difference.sourceID)"
    switch difference.fact {
    case .gone: return "\(fact) is no longer in the marketplace."
    case .notCompleted: return "\(fact) is no longer completed."
    case nil: break
    }
    if isLineChanged {
      return switch (difference.sealed, difference.recomputed, difference.column) {
      case (nil, _, "line"): gone(fact)
      case (_, nil, "line"): "The line of \(fact) was added after the seal."
      case (_, _, _): "The sealed line of \(fact) was changed after the seal."
      }
    }
    switch (difference.sealed, difference.recomputed, difference.column) {
    case (nil, _, "line"):
      return "\(fact) was changed since the seal: it comes to a line that was not sealed."
    case (_, nil, "line"):
      return "\(fact) was changed since the seal: it no longer comes to this line."
    case (_, _, let column): return "\(fact) was changed since the seal: its \(column) differs."
    }
  }

  private static func text(_ stored: String, of column: String, _ currency: Currency) -> String {
    switch column {
    case "line", "amount", "sales_amount", "voucher_amount", "tax_amount", "taxes", "platform":
      guard let amount = MinorUnits(stored) else { return stored }
      return Money(minorUnits: amount, currency: currency).decimalText
    case "rate", "increment":
      guard let millionths = Int64(stored) else { return stored }
      return Rate(millionths: millionths).decimalText
    default: return stored
    }
  }
}

extension Recalculation.Entry {
  /// The figures of the statement that differ, in the order they stand on it.
  ///
  /// - Parameter stored: The digest of the lines that are stored.
  func differences(storedLines stored: LineSetDigest) -> [ReplayDifference] {
    var found: [ReplayDifference] = []
    func compare(_ column: String, _ sealed: String, _ recomputed: String) {
      if sealed == recomputed { return }
      found.append(
        ReplayDifference(
          self.sealed.id, column, sealed: sealed, recomputed: recomputed,
          "The statement's \(column) is not what its lines and balance come to."))
    }
    func compare(amount column: String, _ amount: MinorUnits, _ recomputed: Int128) {
      compare(column, decimal(Int128(amount)), decimal(recomputed))
    }
    guard let statement else {
      compare("net", decimal(Int128(sealed.net)), "beyond 64 bits")
      return found
    }
    let balance = statement.balance
    compare("statement_id", sealed.id, statement.id)
    compare(amount: "opening_balance", sealed.opening, Int128(balance.opening))
    compare("line_count", "\(sealed.lineCount)", "\(totals.lineCount)")
    compare(amount: "lines_total", sealed.linesTotal, Int128(balance.linesTotal))
    compare(amount: "adjustments_total", sealed.adjustmentsTotal, Int128(balance.adjustmentsTotal))
    compare(amount: "net", sealed.net, Int128(balance.net))
    compare(amount: "payable", sealed.payable, Int128(balance.payable))
    compare(amount: "closing_balance", sealed.closing, Int128(balance.closing))
    compare(amount: "order_sales", sealed.orders.sales, totals.orders.sales)
    compare(amount: "order_amount", sealed.orders.amount, totals.orders.amount)
    compare(amount: "order_platform", sealed.orders.platform, totals.orders.platform)
    compare(amount: "refund_sales", sealed.refunds.sales, totals.refunds.sales)
    compare(amount: "refund_amount", sealed.refunds.amount, totals.refunds.amount)
    compare(amount: "refund_platform", sealed.refunds.platform, totals.refunds.platform)
    compare("line_digest", sealed.lineDigest.hex, totals.digest.bytes.hex)
    compare("line_digest", stored.bytes.hex, totals.digest.bytes.hex)
    compare("content_hash", sealed.contentHash.hex, PlannedStatement(statement).contentHash.hex)
    return found
  }

  private func decimal(_ amount: Int128) -> String {
    Total(minorUnits: amount, currency: sealed.currency).decimalText
  }
}
