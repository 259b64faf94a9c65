import Amounts
import Postgres
import Settlement
import Store

extension Explanation.Line {
  /// The line in one sentence.
  func headline(of id: String, currency: Currency) -> String {
    if isNeverSettled { return "\(id) is a trial, which is never settled: \(codes)." }
    guard let amount else { return "nothing is owed for \(id) yet: \(codes)." }
    let money = "\(id) comes to \(amount) \(currency.code) for \(payeeID)"
    guard let place else {
      return causes.isEmpty
        ? "\(money), ready and on no statement yet." : "\(money) and is on no statement: \(codes)."
    }
    let entry = place.journalEntry.map { ", journal entry \($0)" } ?? ""
    return "\(money): line \(place.lineNumber) of \(place.statementID) "
      + "(\(place.runID), \(place.runState)\(entry))."
  }

  /// Whether nothing ends what it waits for. Rule 3.3.
  package var isNeverSettled: Bool { causes.map(\.code) == [PendingReasons.trial.text] }

  /// Why it waits, by code.
  var codes: String { causes.map(\.code).joined(separator: ";") }
}

extension Explanation.Place {
  /// Where a stored line stands.
  init(_ placed: PlacedLine, in tx: borrowing Transaction) throws {
    self.init(
      runID: placed.runID, runState: placed.runState.rawValue, statementID: placed.statementID,
      lineNumber: try ExplainStore.number(of: placed, in: tx),
      naturalPeriod: placed.naturalPeriod, readyAt: placed.readyAt,
      contentHash: placed.contentHash.hex,
      journalEntry: placed.entryNumber.map { "\(placed.site.rawValue)-\($0)" })
  }
}

extension Explanation.Step {
  /// A step as it was recorded.
  init(_ step: DerivationStep, in currency: Currency) {
    // A quantity, or a sum that a later step rounds, is shown in its own unit.
    self.init(
      name: step.name, rule: step.rule, formula: step.formula,
      exact: step.isRounded ? step.exact.majorText(in: currency) : step.exact.text,
      rounded: step.isRounded ? step.rounded.decimalText(in: currency) : nil)
  }

  /// A sum of amounts, which nothing has to round.
  init(
    _ name: String, rule: String, formula: String, amount: MinorUnits, in currency: Currency
  ) {
    let text = amount.decimalText(in: currency)
    self.init(name: name, rule: rule, formula: formula, exact: text, rounded: text)
  }
}

extension Exact {
  /// The value in the currency's major unit: a decimal where it is finite, else a fraction.
  func majorText(in currency: Currency) -> String {
    do {
      return try divided(by: Exact(currency.minorUnitsPerMajor)).text
    } catch {
      return "(\(text)) / \(currency.minorUnitsPerMajor)"
    }
  }
}
