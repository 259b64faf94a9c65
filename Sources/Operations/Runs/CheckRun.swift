import Amounts
import Postgres
import Store

/// What the second calculation of a run came to.
package struct CheckOutcome: Sendable {
  /// 1 where all facts of the run were derived again; n for a sample of one fact in n.
  package let oneIn: Int64
  /// How many lines were derived and compared.
  package let lines: Int64
  /// What differs, the smallest failing fact first; empty where both agree.
  package let differences: [RunDifference]

  /// `all`, or what the sample is.
  package var mode: String {
    oneIn == 1 ? "all" : "one fact in \(oneIn), and all totals"
  }
}

/// Checks a run by a second calculation, `sql/check`: all lines of a run of moderate size, of a
/// larger one a sample and all totals. One minor unit of difference blocks the run.
package struct CheckRun: Sendable {
  /// The exception of a run that differs; only a plan that agrees ends it.
  package static let exceptionCode = "CHECK_DIFFERS"
  /// A run of more lines is checked by a sample.
  package static let wholeUpTo: Int64 = 200_000
  /// How many facts a sample picks one of.
  package static let oneIn: Int64 = 50

  private let workplace: Workplace
  private let wholeUpTo: Int64
  private let oneIn: Int64
  private let most: Int64
  private let progress: @Sendable (Progress) -> Void

  /// - Parameters:
  ///   - wholeUpTo: A run of more lines is checked by a sample.
  ///   - oneIn: How many facts a sample picks one of.
  ///   - most: No more differences than so many of lines, of figures and of decisions.
  ///   - progress: Hears the name of each step, in `sql/check`, as a stage.
  package init(
    _ workplace: Workplace, wholeUpTo: Int64 = CheckRun.wholeUpTo, oneIn: Int64 = CheckRun.oneIn,
    most: Int64 = 100, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.workplace = workplace
    self.wholeUpTo = wholeUpTo
    self.oneIn = oneIn
    self.most = most
    self.progress = progress
  }

  /// Checks a run in any state that has lines.
  ///
  /// - Throws: `Refusal` `.notFound`.
  package func callAsFunction(_ id: String) throws -> CheckOutcome {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let run = try SealedContent.find(id, in: tx)
      return try check(run.number, in: tx)
    }
  }

  /// Checks a run, and refuses it where the calculations differ. Contract 4, exit code 7.
  ///
  /// - Throws: `Refusal` `.differencesFound`, which names the smallest failing fact.
  package func requireAgreement(_ id: String) throws -> CheckOutcome {
    let outcome = try self(id)
    guard let first = outcome.differences.first else { return outcome }
    throw Refusal(
      .differencesFound, "check_differs",
      "\(id): \(Self.sentence(about: outcome.differences, first))", remedy: Self.remedy)
  }

  /// Checks a run that is being planned, and keeps the smallest difference as its exception
  /// `CHECK_DIFFERS`, with which it cannot be approved.
  ///
  /// - Parameter tx: Sees one instant, and nothing was checked in it before.
  package func keepDifference(of run: Int32, in tx: borrowing Transaction) throws {
    let differences = try check(run, in: tx).differences
    guard let first = differences.first else { return }
    try CheckStore.keep(
      first, detail: Self.sentence(about: differences, first), remedy: Self.remedy, run: run, in: tx
    )
  }

  /// The number of the run is the seed: every run looks at other facts, a run always at the same.
  private func check(_ run: Int32, in tx: borrowing Transaction) throws -> CheckOutcome {
    let extent = CheckStore.Extent(wholeUpTo: wholeUpTo, oneIn: oneIn, seed: Int64(run))
    let step = { (name: String) in progress(.stage(name)) }
    let derived = try CheckStore.derive(run: run, extent, in: tx, step: step)
    return CheckOutcome(
      oneIn: derived.oneIn, lines: derived.lines,
      differences: try CheckStore.differences(run: run, most: most, in: tx, step: step))
  }

  private static let remedy =
    "plan again if facts were imported meanwhile; if it stays, one of the two calculations is wrong:"
    + " compare `settled explain` of the fact with the rules before anything is paid"

  private static func sentence(
    about differences: [RunDifference], _ first: RunDifference
  ) -> String {
    let others = differences.count - 1
    let more = others > 0 ? "; \(others) further differences" : ""
    return "the second calculation differs: \(words(about: first))\(more)"
  }

  /// What differs, as part of a sentence.
  static func words(about difference: RunDifference) -> String {
    let line =
      "\(difference.role) line of \(difference.sourceKind) \(difference.sourceID)"
      + " for \(difference.partnerID)"
    let expected = text(difference.expected, of: difference)
    let found = text(difference.found, of: difference)
    return switch difference.problem {
    case .missing: "the \(line) over \(expected) is missing"
    case .surplus: "the \(line) over \(found) should not be there"
    case .twice: "the \(line) is there more than once"
    case .different: "\(difference.column) of the \(line) is \(found) and should be \(expected)"
    case .figure:
      "\(difference.column) of statement \(difference.sourceID) is \(found) and should be"
        + " \(expected)"
    case .decision:
      "the statement of \(difference.partnerID) \(difference.tab) \(difference.currency) is"
        + " \(found) and should be: \(expected)"
    }
  }

  /// Amounts with the digits of their currency; anything else as it is.
  private static func text(_ value: String, of difference: RunDifference) -> String {
    let isAmount =
      difference.column.hasSuffix("amount") || difference.column.hasSuffix("_total")
      || ["taxes", "platform", "net", "payable"].contains(difference.column)
      || difference.column.hasSuffix("_balance")
    guard isAmount, let minorUnits = Int64(value),
      let currency = Currency(code: difference.currency)
    else { return value.isEmpty ? "nothing" : value }
    return "\(Money(minorUnits: minorUnits, currency: currency).decimalText) \(currency.code)"
  }
}
