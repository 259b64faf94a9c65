import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// `explain`: how an amount came to be. It runs the pricing function itself with a recorder; there
/// is no second implementation of a rule.
package struct Explain: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Explains an order line, a refund, or a line of a statement written as `STATEMENT/NUMBER`.
  ///
  /// - Throws: `Refusal` `.notFound` when the key names nothing.
  package func line(_ key: String) throws -> Explanation {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let named = try sourceID(of: key, in: tx)
      guard let found = try ExplainStore.find(named, in: tx),
        let file = try FactFile(line: found.orderLine, workplace: workplace, in: tx)
      else { throw notFound(key) }
      if let refund = found.refund { return try explain(refund: refund, in: file) }
      return try explain(order: file)
    }
  }

  /// Explains the figures of a statement: each step a sum over its lines.
  ///
  /// - Throws: `Refusal` `.notFound` when there is none.
  package func statement(_ id: String) throws -> Explanation {
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      guard let statement = try StatementStore.list(id: id, in: tx).last else {
        throw notFound(id)
      }
      return StatementExplanation(statement).explanation
    }
  }

  private func notFound(_ key: String) -> Refusal {
    Refusal(
      .notFound, "line_not_found", "\(key) names no order line, refund, or line of a statement",
      remedy: "give an id of marketplace.order_line or refund, or STATEMENT/NUMBER")
  }

  /// The fact behind `STATEMENT/NUMBER`; any other key names a fact itself.
  private func sourceID(of key: String, in tx: borrowing Transaction) throws -> String {
    guard let slash = key.lastIndex(of: "/"), let number = Int(key[key.index(after: slash)...])
    else { return key }
    guard let statement = try StatementStore.list(id: String(key[..<slash]), in: tx).last else {
      return key
    }
    let lines = try StatementStore.lines(of: statement, in: tx)
    guard lines.indices.contains(number - 1) else {
      throw Refusal(
        .notFound, "line_not_found", "\(statement.id) has \(lines.count) lines, not \(number)",
        remedy: "see `settled run lines \(statement.runID)`")
    }
    return lines[number - 1].sourceID
  }

  private func explain(order file: FactFile) throws -> Explanation {
    let billing = file.billings.last
    var derivation = Derivation()
    let period = billing?.period ?? Period(containing: workplace.now())
    let outcome = try file.outcome(in: period, billing: billing, recorder: &derivation)
    var explanation = Explanation(
      subject: file.lineID,
      headline: headline(
        file.lineID, amount: billing?.amount ?? outcome.price?.merchant.amount, billing, file),
      currency: file.fact.currency)
    explanation.facts = FactView.facts(of: file)
    explanation.gates = FactView.gates(of: file, cutoff: period.end)
    explanation.terms = FactView.terms(of: file, used: outcome.terms)
    explanation.steps = FactView.steps(derivation.steps, in: file.fact.currency)
    explanation.amount = (billing?.amount ?? outcome.price?.merchant.amount).map(file.decimal)
    explanation.reasons = billing == nil ? outcome.reasons.codeList : []
    if let billing, let recomputed = outcome.price?.merchant.amount, recomputed != billing.amount {
      explanation.next.append(
        "The facts or terms changed since: priced today it is \(file.decimal(recomputed)).")
    }
    if billing == nil { explanation.next = outcome.reasons.sentences }
    return explanation
  }

  private func explain(refund id: String, in file: FactFile) throws -> Explanation {
    guard let refund = file.refunds.first(where: { $0.id == id }) else {
      throw Refusal(
        .notFound, "refund_not_completed",
        "refund \(id) is not completed; only completed ones count",
        remedy: "rule 6.1; see its status in marketplace.refund")
    }
    let billing = refund.billings.last
    let period = billing?.period ?? Period(containing: workplace.now())
    var silence = Silence()
    let original = try file.outcome(
      in: period, billing: file.billings.last, recorder: &silence)
    var derivation = Derivation()
    var amount: MinorUnits?
    if let legs = original.price {
      var reversal = Reversal(original: legs, voucher: file.fact.voucher)
      for earlier in file.refunds {
        if earlier.id == id {
          let outcome = try reversal.reverse(
            earlier.fact, in: file.fact.currency, recorder: &derivation)
          if case .reversed(let reversed) = outcome { amount = reversed.merchant.amount }
          break
        }
        _ = try reversal.reverse(earlier.fact, in: file.fact.currency, recorder: &silence)
      }
    }
    var explanation = Explanation(
      subject: id, headline: headline(id, amount: billing?.amount ?? amount, billing, file),
      currency: file.fact.currency)
    explanation.facts =
      FactView.facts(of: refund, in: file) + FactView.facts(of: file)
    explanation.gates = FactView.gates(of: file, cutoff: period.end)
    explanation.terms = FactView.terms(of: file, used: original.terms)
    explanation.steps = FactView.steps(derivation.steps, in: file.fact.currency)
    explanation.amount = (billing?.amount ?? amount).map(file.decimal)
    explanation.reasons = billing == nil ? original.reasons.codeList : []
    return explanation
  }

  private func headline(
    _ id: String, amount: MinorUnits?, _ billing: FactFile.Billing?, _ file: FactFile
  ) -> String {
    guard let amount else { return "\(id) is owed nothing yet." }
    let money = "\(file.decimal(amount)) \(file.fact.currency.code)"
    guard let billing else { return "\(id) comes to \(money) and is on no statement yet." }
    return "\(id) comes to \(money): line \(billing.lineNumber) of \(billing.statementID) "
      + "(\(billing.runID), \(billing.runState))."
  }
}

extension FactFile {
  /// An amount of the fact in decimals of its currency.
  func decimal(_ amount: MinorUnits) -> String {
    Money(minorUnits: amount, currency: fact.currency).decimalText
  }
}

extension PendingReasons {
  /// The codes that apply, in alphabetical order.
  var codeList: [String] {
    isEmpty ? [] : text.split(separator: ";").map(String.init)
  }
}
