import Amounts
import CivilTime
import Invoicing

/// What a partner is told about the payments of one batch to it: the one record from which PDF, JSON
/// and CSV are made. All amounts are in one currency.
package struct RemittanceAdvice: Hashable, Sendable {
  /// `BATCH-PARTNER`.
  package var number: String
  /// The platform.
  package var issuer: Party
  /// Who is paid.
  package var partner: Party
  /// The batch at the bank: `PB-7`.
  package var batchID: String
  /// `cn`, `intl` or `eu`.
  package var site: String
  /// Of all amounts.
  package var currency: Currency
  /// When the file left for the bank; the only time that the file knows.
  package var sent: Instant
  /// The day on which the bank was to pay.
  package var executionDate: CivilDate
  /// Where the money comes from.
  package var payer: AdvisedAccount
  /// Where it goes.
  package var payee: AdvisedAccount
  /// In the order of the batch; at least one.
  package var payments: [AdvisedPayment]

  /// An advice with its payments.
  package init(
    number: String, issuer: Party, partner: Party, batchID: String, site: String,
    currency: Currency, sent: Instant, executionDate: CivilDate, payer: AdvisedAccount,
    payee: AdvisedAccount, payments: [AdvisedPayment]
  ) {
    self.number = number
    self.issuer = issuer
    self.partner = partner
    self.batchID = batchID
    self.site = site
    self.currency = currency
    self.sent = sent
    self.executionDate = executionDate
    self.payer = payer
    self.payee = payee
    self.payments = payments
  }

  /// All payments together.
  package var total: Money {
    get throws(DocumentError) { try sum { _ in true } }
  }

  /// Those that did not arrive; zero where all did or may still.
  package var failed: Money {
    get throws(DocumentError) { try sum { $0.state.hasFailed } }
  }

  /// What arrived, or may still.
  package var standing: Money {
    get throws(DocumentError) { try sum { !$0.state.hasFailed } }
  }

  private func sum(of isMeant: (AdvisedPayment) -> Bool) throws(DocumentError) -> Money {
    try payments.filter(isMeant).map(\.amount).sum(in: currency, of: number)
  }
}

/// An account as an advice shows it.
package struct AdvisedAccount: Hashable, Sendable {
  /// In whose name it is kept.
  package var holder: String
  /// The last four characters behind an ellipsis; never the whole number.
  package var maskedNumber: String
  /// Nil where it is not known.
  package var bankName: String?
  /// Nil where it is not known.
  package var bic: String?

  /// An account whose number is masked.
  package init(holder: String, maskedNumber: String, bankName: String?, bic: String?) {
    self.holder = holder
    self.maskedNumber = maskedNumber
    self.bankName = bankName
    self.bic = bic
  }
}

/// One payment of one statement.
package struct AdvisedPayment: Hashable, Sendable {
  /// What the bank has said of it.
  package enum State: Hashable, Sendable {
    /// Nothing yet.
    case sent
    /// It left the account on that day.
    case paid(on: CivilDate)
    /// It left on the first day and came back on the second; the reason is the bank's code and
    /// sentence.
    case returned(paidOn: CivilDate, on: CivilDate, reason: String)
    /// The bank did not execute it, for a reason in words.
    case refused(reason: String)

    var hasFailed: Bool {
      switch self {
      case .sent, .paid: false
      case .returned, .refused: true
      }
    }
  }

  /// The statement that it pays.
  package var statementID: String
  /// Its month.
  package var period: Period
  /// Its column of business.
  package var tab: StatementTab
  /// What the statement pays, and the payment with it; above zero.
  package var amount: Money
  /// The id that every bank on the way carries.
  package var endToEndID: String
  /// What the paying bank calls its booking; nil where it did not say.
  package var bankReference: String?
  /// What banks took beyond the amount, or from it on its way back; nil where nothing. The platform
  /// bears it.
  package var fee: Money?
  /// Where it stands.
  package var state: State

  /// A payment and where it stands.
  package init(
    statementID: String, period: Period, tab: StatementTab, amount: Money, endToEndID: String,
    bankReference: String?, fee: Money?, state: State
  ) {
    self.statementID = statementID
    self.period = period
    self.tab = tab
    self.amount = amount
    self.endToEndID = endToEndID
    self.bankReference = bankReference
    self.fee = fee
    self.state = state
  }
}
