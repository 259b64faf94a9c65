import Amounts
import Operations

extension AdjustmentView {
  /// The adjustment with its effect.
  var json: JSON {
    let draft = adjustment.draft
    return .object([
      ("adjustment_id", .string(adjustment.id)), ("state", .string(adjustment.state.rawValue)),
      ("site", .string(draft.site.rawValue)), ("partner_id", .string(draft.partnerID)),
      ("tab", .string(draft.tab.code)), ("currency", .string(draft.amount.currency.code)),
      ("amount", .string(draft.amount.decimalText)), ("reason_code", .string(draft.reasonCode)),
      ("reason", .string(draft.reason)), ("product_id", .optional(draft.productID)),
      ("corrects", .optional(draft.statementID)), ("author", .string(adjustment.author)),
      ("written_at", .string(adjustment.writtenAt.text())),
      ("approver", .optional(adjustment.approver)),
      ("approved_at", .optional(adjustment.approvedAt?.text())),
      ("refused_by", .optional(adjustment.refusedBy)),
      ("refusal", .optional(adjustment.refusal)),
      ("billed_on", .optional(adjustment.billed?.statementID)),
      ("effect", effect?.json ?? .null),
    ])
  }

  /// The adjustment in one line.
  var sentence: String {
    let draft = adjustment.draft
    return "\(adjustment.id)  \(adjustment.state.rawValue)  "
      + "\(draft.amount.currency) \(draft.amount.groupedText.asciiMinus)  "
      + "\(draft.partnerID) \(draft.tab.code)  \(draft.reasonCode): \(draft.reason)"
  }

  /// What to run next.
  var next: String? {
    switch adjustment.state {
    case .open:
      "settled adjust approve \(adjustment.id)   (another person than \(adjustment.author))"
    case .approved:
      effect.map {
        "settled run plan --period \($0.period.text) --site \(adjustment.draft.site.rawValue)"
      }
    case .refused, .billed: nil
    }
  }
}

extension AdjustmentEffect {
  var json: JSON {
    .object([
      ("statement_id", .string(statementID)), ("period", .string(period.text)),
      ("run", .optional(runID)), ("counted", .bool(isCounted)),
      ("opening_balance", .string(opening.decimalText)), ("before", before.json),
      ("after", after.json), ("minimum", .optional(minimum?.decimalText)),
      ("minimum_reached", .bool(reachesMinimum)),
    ])
  }

  /// The figures before and after, aligned on the decimal point.
  var lines: [String] {
    let rows: [(String, Money?, Money?)] = [
      ("net", before.net, after.net), ("payable", before.payable, after.payable),
      ("closing", before.closing, after.closing),
    ]
    let cells = rows.map { ($0.0, Self.text($0.1), Self.text($0.2)) }
    let width = cells.map { max($0.1.count, $0.2.count) }.max() ?? 0
    let table = [("", "before", "after")] + cells
    let source = runID.map { "as \($0) has it" } ?? "opening balance and what waits; no draft yet"
    return ["statement \(statementID), period \(period.text), \(after.net.currency): \(source)"]
      + table.map { label, before, after in
        "  " + label.padded(to: 9) + before.padded(to: max(width, 6), isRight: true) + "  "
          + after.padded(to: max(width, 6), isRight: true)
      } + [minimumLine, waitingLine].compactMap { $0 }
  }

  private var minimumLine: String? {
    minimum.map {
      "  minimum  \($0.groupedText.asciiMinus): \(reachesMinimum ? "reached" : "not reached")"
    }
  }

  private var waitingLine: String? {
    after.reasons.isEmpty
      ? nil : "  no statement yet, it waits with \(after.reasons.text) and counts again next period"
  }

  private static func text(_ amount: Money?) -> String {
    amount.map { $0.groupedText.asciiMinus } ?? "-"
  }
}

extension AdjustmentEffect.Side {
  fileprivate var json: JSON {
    .object([
      ("net", .string(net.decimalText)), ("payable", .optional(payable?.decimalText)),
      ("closing_balance", .optional(closing?.decimalText)), ("waits_for", .string(reasons.text)),
    ])
  }
}

extension String {
  fileprivate func padded(to width: Int, isRight: Bool = false) -> String {
    let pad = String(repeating: " ", count: max(0, width - count))
    return isRight ? pad + self : self + pad
  }
}
