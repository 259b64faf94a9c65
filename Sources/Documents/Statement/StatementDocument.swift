import Amounts
import CivilTime
import Invoicing

/// Everything a statement says: the one record from which all of its files are made.
///
/// Positive amounts are owed to the partner. All of them are in one currency.
package struct StatementDocument: Hashable, Sendable {
  /// `PERIOD-PARTNER-TAB-CURRENCY`. Rule 7.1.
  package var id: String
  /// The platform.
  package var issuer: Party
  /// Whom the platform settles with.
  package var partner: Party
  /// The partner's role as exports write it: `merchant`, `csp`, `reseller`, `operator`.
  package var role: String
  /// The month that is settled.
  package var period: Period
  /// The column of business that is settled.
  package var tab: StatementTab
  /// `cn`, `intl` or `eu`.
  package var site: String
  /// Of all amounts.
  package var currency: Currency
  /// When the run was sealed; the only time that the file knows.
  package var issued: Instant
  /// The run that made the statement.
  package var runID: String
  /// The digest of the statement's data that was approved, in hexadecimal digits.
  package var contentHash: String
  /// The equation of the statement.
  package var balance: StatementBalance
  /// All lines by kind; none to leave the section out.
  package var groups: [StatementGroup]
  /// How the lines' total came about; none to leave the section out.
  package var steps: [StatementStep]
  /// The partner's lines that are not on this statement.
  package var waiting: [StatementWaiting]
  /// All lines, in the order of their numbers. Rule 7.2.
  package var lines: [StatementLine]
  /// Of the page where it can be checked; none to print none.
  package var verificationAddress: String?

  /// A statement as it was computed; it is added up again when it is rendered.
  package init(
    id: String, issuer: Party, partner: Party, role: String = "merchant", period: Period,
    tab: StatementTab, site: String, currency: Currency, issued: Instant, runID: String,
    contentHash: String, balance: StatementBalance, groups: [StatementGroup],
    steps: [StatementStep], waiting: [StatementWaiting], lines: [StatementLine]
  ) {
    self.id = id
    self.issuer = issuer
    self.partner = partner
    self.role = role
    self.period = period
    self.tab = tab
    self.site = site
    self.currency = currency
    self.issued = issued
    self.runID = runID
    self.contentHash = contentHash
    self.balance = balance
    self.groups = groups
    self.steps = steps
    self.waiting = waiting
    self.lines = lines
  }
}

extension StatementDocument {
  /// What its pages print for whoever checks it.
  var verificationLink: VerificationLink? {
    verificationAddress.map { VerificationLink(address: $0, number: id, dataHash: contentHash) }
  }
}

/// The equation of a statement. Rule 7.3.
package struct StatementBalance: Hashable, Sendable {
  /// What the statement before left: zero or below.
  package var opening: Money
  /// Of all lines but adjustments.
  package var lines: Money
  /// Of the adjustments among the lines.
  package var adjustments: Money
  /// Opening, lines and adjustments together.
  package var net: Money
  /// What is paid: the net amount, or zero where that is negative.
  package var payable: Money
  /// What the next statement opens with: zero, or the negative net amount.
  package var closing: Money

  /// The six amounts, as the run computed them.
  package init(
    opening: Money, lines: Money, adjustments: Money, net: Money, payable: Money, closing: Money
  ) {
    self.opening = opening
    self.lines = lines
    self.adjustments = adjustments
    self.net = net
    self.payable = payable
    self.closing = closing
  }
}

/// Lines of one kind together.
package struct StatementGroup: Hashable, Sendable {
  /// What they have in common.
  package var label: Wording
  /// How many there are.
  package var lineCount: Int
  /// The sum of their prices.
  package var sales: Money
  /// The vouchers' part of that.
  package var voucher: Money
  /// Sales less vouchers.
  package var paid: Money
  /// What the partner is owed for them.
  package var amount: Money

  /// A group with its sums.
  package init(
    label: Wording, lineCount: Int, sales: Money, voucher: Money, paid: Money, amount: Money
  ) {
    self.label = label
    self.lineCount = lineCount
    self.sales = sales
    self.voucher = voucher
    self.paid = paid
    self.amount = amount
  }
}

/// A step from what customers paid to what the partner is owed.
package struct StatementStep: Hashable, Sendable {
  /// What the step does to the amount so far.
  package enum Kind: Hashable, Sendable {
    /// Adds its amount, of any sign.
    case change
    /// Says what the changes before it come to.
    case total
  }

  /// What happens in this step: "Platform fee".
  package var label: Wording
  /// Whether it changes the amount or states it.
  package var kind: Kind
  /// Below zero where it lessens what the partner gets.
  package var amount: Money

  /// A step; a change unless said otherwise.
  package init(label: Wording, kind: Kind = .change, amount: Money) {
    self.label = label
    self.kind = kind
    self.amount = amount
  }
}

/// Lines that are not on the statement yet, and why.
package struct StatementWaiting: Hashable, Sendable {
  /// Like `NOT_DELIVERED`.
  package var reasonCode: String
  /// The same in words.
  package var reason: Wording
  /// How many lines wait for it.
  package var lineCount: Int
  /// What they would come to as things stand; none where that cannot be computed.
  package var amount: Money?
  /// The day of the run that will take them, where time alone is missing.
  package var expected: CivilDate?

  /// Lines that wait for one reason.
  package init(
    reasonCode: String, reason: Wording, lineCount: Int, amount: Money? = nil,
    expected: CivilDate? = nil
  ) {
    self.reasonCode = reasonCode
    self.reason = reason
    self.lineCount = lineCount
    self.amount = amount
    self.expected = expected
  }

  /// The reason for people. Where its code was given for the Chinese words, they are ours.
  var words: Wording {
    guard reason.zh == reasonCode else { return reason }
    return Wording(zh: Wording.waitingReason(reasonCode).zh, en: reason.en)
  }
}
