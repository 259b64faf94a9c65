import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// Explains a refund: its proportion of the original, the refunds before it, and what both wait
/// for. Rule 6.
struct RefundExplanation {
  private let refund: ExplainedRefund
  private let file: OrderCase
  private let outlook: Outlook

  init(_ id: String, of file: OrderCase, outlook: Outlook) {
    guard let refund = file.refunds.first(where: { $0.id == id }) else {
      preconditionFailure("refund \(id) names order line \(file.order.id) and is not among its own")
    }
    self.refund = refund
    self.file = file
    self.outlook = outlook
  }

  func explanation(payee: String?, in tx: borrowing Transaction) throws -> Explanation {
    guard let fact = refund.fact else { return try uncompleted(in: tx) }
    var divided = try DividedExplanation(
      file.asRefund(refund.id), kind: .refund, outlook: outlook, in: tx)
    let context = try divided.merchantContext(in: tx)
    try divided.explain(payee: payee, in: tx)
    var explanation = divided.explanation
    explanation.rows = rows
    explanation.gates =
      [
        GateViews.dated(
          "completed", fact.completedAt, missing: [], cutoff: context.period.end)
      ] + file.gates(in: context)
    explanation.takeCausesFromGates()
    let proportion = Proportion(file, up: refund.id)
    explanation.rows.append(proportion.row)
    for line in explanation.lines.indices {
      for cause in explanation.lines[line].causes.indices
      where explanation.lines[line].causes[cause].code == PendingReasons.refundExceedsPaid.text {
        explanation.lines[line].causes[cause].figures = proportion.row.columns
      }
    }
    return explanation
  }

  /// The refund, those before it, and the original.
  private var rows: [Explanation.Row] {
    let currency = file.order.fact.currency
    let before = file.completed(before: .endOfTime).map(\.id).prefix { $0 != refund.id }
    return [FactRows.row(of: refund, in: currency)]
      + file.refunds.filter { before.contains($0.id) }.map { FactRows.row(of: $0, in: currency) }
      + [FactRows.row(of: file.order)] + FactRows.rows(beside: file.order)
  }

  /// Only completed refunds count. Rule 6.1.
  private func uncompleted(in tx: borrowing Transaction) throws -> Explanation {
    let today = try PriceList.today(file.wanted, in: tx)
    let product = today.catalogue.products[today.product]
    let merchant = today.catalogue.partners[product.merchant]
    var explanation = Explanation(
      subject: refund.id, kind: .refund,
      headline: "\(refund.id) is \(refund.status): only a completed refund counts.",
      currency: file.order.fact.currency)
    let isOver = refund.status == "rejected" || refund.status == "cancelled"
    var line = Explanation.Line(
      payeeID: merchant.id, payeeName: merchant.name, role: Role.merchant.code,
      tab: product.tab.code, amount: nil, pricedWith: "nothing")
    line.causes = [
      Explanation.Cause(
        code: "REFUND_NOT_COMPLETED", who: isOver ? nil : .platform,
        sentence: isOver
          ? "It was \(refund.status) and never will be settled. Rule 6.1."
          : "It is \(refund.status); it counts from its completed_at on. Rule 6.1.")
    ]
    explanation.lines = [line]
    explanation.rows = rows
    explanation.gates = [
      Explanation.Gate(
        name: "completed", openedAt: nil, reason: "REFUND_NOT_COMPLETED",
        who: isOver ? nil : .platform, sentence: line.causes[0].sentence)
    ]
    return explanation
  }
}

/// C_(k-1), C_k and B of one refund, as a row. Rule 6.2.
private struct Proportion {
  let row: Explanation.Row

  init(_ file: OrderCase, up id: String) {
    let fact = file.order.fact
    let paid = fact.sales &- fact.voucher
    let isMeasuredByVoucher = paid == 0
    let whole = isMeasuredByVoucher ? fact.voucher : paid
    var before: MinorUnits = 0
    var after: MinorUnits = 0
    var count = 0
    for refund in file.completed(before: .endOfTime) {
      let part =
        isMeasuredByVoucher ? refund.fact.voucherReturned : refund.fact.paidRefunded
      let next = before &+ part
      let exceeds = next > whole || (isMeasuredByVoucher && refund.fact.paidRefunded > 0)
      if refund.id == id {
        after = next
        break
      }
      // One that exceeds does not count in later sums. Rule 10 (6.4).
      if !exceeds {
        before = next
        count += 1
      }
    }
    let columns = [
      Explanation.Column("measured_by", isMeasuredByVoucher ? "returned voucher" : "refunded paid"),
      Explanation.Column("refunds_before", "\(count)"),
      Explanation.Column("cumulated_before", before.decimalText(in: fact.currency)),
      Explanation.Column("cumulated", after.decimalText(in: fact.currency)),
      Explanation.Column("of", whole.decimalText(in: fact.currency)),
    ]
    row = Explanation.Row(table: "proportion", key: id, columns: columns)
  }
}
