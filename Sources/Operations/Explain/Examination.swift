import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// `explain` and `why-not`: how an amount came to be, or what keeps it off a statement. Both run the
/// pricing functions themselves with a recorder; there is no second implementation of a rule.
package struct Examination: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Explains what a key names.
  ///
  /// - Parameters:
  ///   - key: An order line, a refund, `INSTANCE/YYYYMM[/N]`, an adjustment, `POLICY/CYCLE[/N]`, a
  ///     statement, `STATEMENT/NUMBER`, or a usage record.
  ///   - payee: A partner's id or a role; nil for every payee.
  /// - Throws: `Refusal` `.notFound` when the key names nothing, or the payee has no line.
  package func callAsFunction(_ key: String, payee: String? = nil) throws -> Explanation {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let named = try ExplainStore.named(key, in: tx)
      if let kind = named.first {
        switch kind {
        case .statement: return try statement(key, in: tx)
        case .order: return try order(key, payee: payee, in: tx)
        case .refund: return try refund(key, payee: payee, in: tx)
        case .adjustment:
          return try AdjustmentExplanation(key, now: workplace.now(), in: tx).explanation
        // An instance or policy alone is a family of lines: the month or cycle is missing.
        case .instance, .incentive: throw incomplete(key, kind)
        }
      }
      if let found = try part(key, payee: payee, in: tx) { return found }
      throw Refusal(
        .notFound, "line_not_found", "\(key) names no fact, statement, or line of a statement",
        remedy: "give an order line, a refund, INSTANCE/YYYYMM, an adjustment, POLICY/CYCLE, a "
          + "statement or STATEMENT/NUMBER")
    }
  }

  private func incomplete(_ key: String, _ kind: NamedKind) -> Refusal {
    kind == .instance
      ? Refusal(
        .notFound, "month_missing", "\(key) is an instance: its usage is billed by month",
        remedy: "give \(key)/YYYYMM")
      : Refusal(
        .notFound, "cycle_missing", "\(key) is an incentive policy: it is settled by cycle",
        remedy: "give \(key)/CYCLE, such as \(key)/202610 or \(key)/2026Q4")
  }

  /// What a key with a slash names: a numbered line, a month of usage, a cycle of a policy; or the
  /// digits of a usage record.
  private func part(
    _ key: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation? {
    guard let slash = key.lastIndex(of: "/") else { return nil }
    let head = String(key[..<slash])
    guard try ExplainStore.named(head, in: tx).contains(.statement),
      let number = Int64(key[key.index(after: slash)...]),
      let statement = try StatementStore.list(id: head, in: tx).last
    else { return nil }
    guard let found = try ExplainStore.fact(on: statement, line: number, in: tx) else {
      throw Refusal(
        .notFound, "line_not_found",
        "\(statement.id) has \(statement.lineCount) lines, not \(number)",
        remedy: "see `settled run lines \(statement.runID)`")
    }
    let payee = payee ?? found.role.code
    switch found.kind {
    case .order: return try order(found.id, payee: payee, in: tx)
    case .refund: return try refund(found.id, payee: payee, in: tx)
    case .adjustment:
      return try AdjustmentExplanation(found.id, now: workplace.now(), in: tx).explanation
    case .usage, .incentive: return nil
    }
  }

  private func statement(_ id: String, in tx: borrowing Transaction) throws -> Explanation {
    guard let statement = try StatementStore.list(id: id, in: tx).last else {
      throw Refusal(
        .notFound, "statement_not_found", "the run of \(id) was given up",
        remedy: "see `settled statement list`")
    }
    return StatementExplanation(statement).explanation
  }

  private func order(
    _ id: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation {
    let (file, outlook) = try orderCase(id, in: tx)
    var divided = try DividedExplanation(file.asOrder, kind: .order, outlook: outlook, in: tx)
    let context = try divided.merchantContext(in: tx)
    try divided.explain(payee: payee, in: tx)
    var explanation = divided.explanation
    explanation.rows = [FactRows.row(of: file.order)] + FactRows.rows(beside: file.order)
    explanation.rows += file.refunds.map { FactRows.row(of: $0, in: file.order.fact.currency) }
    explanation.gates = file.gates(in: context)
    return explanation
  }

  private func refund(
    _ id: String, payee: String?, in tx: borrowing Transaction
  ) throws -> Explanation {
    guard let line = try ExplainStore.orderLine(ofRefund: id, in: tx) else {
      preconditionFailure("refund \(id) was found and is not there")
    }
    let (file, outlook) = try orderCase(line, in: tx)
    return try RefundExplanation(id, of: file, outlook: outlook).explanation(
      payee: payee, in: tx)
  }

  private func orderCase(
    _ line: String, in tx: borrowing Transaction
  ) throws -> (OrderCase, Outlook) {
    var known: Outlook?
    let file = try OrderCase(
      line: line,
      live: { site in
        let outlook = try Outlook(site: site, now: workplace.now(), in: tx)
        known = outlook
        return outlook.live
      }, in: tx)
    guard let file, let known else {
      throw Refusal(
        .notFound, "line_not_found", "there is no order line \(line)",
        remedy: "import it, or correct what names it")
    }
    return (file, known)
  }
}

extension OrderCase {
  /// The order line's conditions, judged against the cut-off of a context.
  func gates(in context: PricingContext) -> [Explanation.Gate] {
    GateViews.gates(
      of: fact(in: context),
      isSupervised: context.list.catalogue.products[context.list.product].isSupervised,
      supervision: order.supervisionStatus, cutoff: context.period.end)
  }
}
