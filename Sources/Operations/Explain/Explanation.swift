import Amounts
import CivilTime
import Marketplace

/// Why an amount is what it is, or why there is none yet: what a person reads and a script parses.
package struct Explanation: Sendable {
  /// What a key was found to name.
  package enum Kind: String, Sendable {
    case order, refund, usage, adjustment, incentive, statement
    case usageRecord = "usage_record"
  }

  /// What is explained: a key.
  package let subject: String
  package let kind: Kind
  /// The answer in one sentence.
  package var headline: String
  /// Nil where no amount is concerned.
  package let currency: Currency?
  /// The rows that went in, with their named columns.
  package var rows: [Row] = []
  package var gates: [Gate] = []
  /// Terms of the product that were looked at. Rule 3.2.
  package var terms: [TermsView] = []
  /// How usage was rated, record by record, and rounded once. Rules 4.4 to 4.6.
  package var rating: [Step] = []
  /// One for each payee. Rule 3.1.
  package var lines: [Line] = []
  /// Why something that is nobody's line is not charged, such as a usage record. Rule 4.1.
  package var causes: [Cause] = []
  /// What the fact leaves the platform, of a statement its figures. Rules 5.9 and 7.3.
  package var steps: [Step] = []
  /// What does not agree with what is stored; empty where everything does.
  package var alarms: [String] = []
  /// What else a reader should know, one sentence each.
  package var notes: [String] = []

  init(subject: String, kind: Kind, headline: String, currency: Currency?) {
    self.subject = subject
    self.kind = kind
    self.headline = headline
    self.currency = currency
  }

  /// Reason codes of what keeps its lines off statements, in alphabetical order.
  package var reasons: [String] {
    Set((causes + lines.flatMap(\.causes)).map(\.code)).sorted()
  }

  /// The amount of its one line, decimal; nil with several lines, or none.
  package var amount: String? { lines.count == 1 ? lines[0].amount : nil }

  /// Every step of the arithmetic: the rating, line by line, what is left to the platform last.
  package var allSteps: [Step] { rating + lines.flatMap(\.steps) + steps }
}

extension Explanation {
  /// A named value that went into the answer.
  package struct Column: Sendable, Equatable {
    package let name: String
    package let value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A row of a table, with the columns that went in.
  package struct Row: Sendable, Equatable {
    package let table: String
    package let key: String
    package let columns: [Column]
  }

  /// Who must act before something moves.
  package enum Actor: String, Sendable {
    case customer, merchant, provider, `operator`, finance, platform
  }

  /// A condition with the instant it was met, or what is missing. Rules 3.3, 4.7 and 6.3.
  package struct Gate: Sendable, Equatable {
    package let name: String
    package let openedAt: Instant?
    /// The reason code while it is missing, or because it opens too late; empty when it is met.
    package let reason: String
    /// Nil where nobody must act.
    package let who: Actor?
    package let sentence: String
  }

  /// A version of terms that was looked at. Rule 3.2.
  package struct TermsView: Sendable, Equatable {
    package let id: String
    package let validFrom: Instant
    package let validTo: Instant?
    /// The model and its rates, in words of the contract.
    package let says: String
    package let isUsed: Bool
    /// Why it counts, or why it does not.
    package let sentence: String
  }

  /// One step of the arithmetic.
  package struct Step: Sendable, Equatable {
    package let name: String
    package let rule: String
    /// Arithmetic over decimals of the currency: `8500.00 * 0.960000 - 500.00 * 0.960000`.
    package let formula: String
    /// The exact value of the formula, a decimal or a fraction; amounts in the major unit.
    package let exact: String
    /// After rounding half away from zero, in the currency's major unit; nil where nothing is
    /// rounded.
    package let rounded: String?
  }

  /// The monthly waiver behind a merchant's rate. Rule 5.7.
  package struct WaiverView: Sendable, Equatable {
    package let policyID: String
    /// Where X was summed; nil where no run has.
    package let runID: String?
    /// X, decimal.
    package let total: String?
    /// The band X falls in, decimal; nil below the first.
    package let bandFrom: String?
    package let increment: String
    /// The next band, and what X lacks to reach it, decimal; nil in the highest.
    package let nextBandFrom: String?
    package let missing: String?
    package let sentence: String
  }

  /// Why a line is on no statement. Rules 3 and 7.
  package struct Cause: Sendable, Equatable {
    package let code: String
    /// Nil where nobody must act: time alone is missing, or nothing will ever come.
    package let who: Actor?
    package let sentence: String
    package var figures: [Column] = []
  }

  /// The earliest statement a line can be on.
  package struct Earliest: Sendable, Equatable {
    package let statementID: String
    package let period: Period
    /// The day its run is due. Rule 8.3.
    package let runOn: CivilDate
    /// Whether time alone is missing; otherwise somebody must act before the period ends.
    package let isCertain: Bool
  }

  /// Where a line stands.
  package struct Place: Sendable, Equatable {
    package let runID: String
    package let runState: String
    package let statementID: String
    /// From 1. Rule 7.2.
    package let lineNumber: Int64
    package let naturalPeriod: Period
    package let readyAt: Instant
    /// Of the statement, hexadecimal.
    package let contentHash: String
    /// The statement's journal entry, `cn-12`; nil until it is posted, which the seal does.
    package let journalEntry: String?
  }

  /// One payee's line of the fact.
  package struct Line: Sendable, Equatable {
    package let payeeID: String
    package let payeeName: String
    package let role: String
    package let tab: String
    /// Nil while it is on no statement.
    package var place: Place?
    /// As stored where there is a line, else as it would be, decimal; nil where none can be computed.
    package var amount: String?
    /// What priced it: `RUN-202610-cn-1`, or `today`.
    package var pricedWith: String
    /// Terms of the payee itself that were looked at. Rule 5.8.
    package var terms: [TermsView] = []
    package var waiver: WaiverView?
    package var steps: [Step] = []
    /// Empty when it is on a statement.
    package var causes: [Cause] = []
    package var earliest: Earliest?
  }
}
