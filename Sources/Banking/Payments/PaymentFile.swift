import Amounts
import CivilTime

/// A batch that a bank takes as it stands: every text has been carried over to the bank's
/// characters, every number has been checked, and the sum is known.
///
/// There is no other way to one than ``init(_:for:)``, so what is written has been checked.
package struct PaymentFile: Hashable, Sendable {
  /// One side of a payment, as the file says it.
  package struct Party: Hashable, Sendable {
    package let name: String
    package let account: AccountNumber
    package let bic: BIC?
    package let bankName: String?
    package let address: PostalAddress?
  }

  /// One payment, as the file says it.
  package struct Transfer: Hashable, Sendable {
    package let endToEndID: String
    package let creditor: Party
    package let amount: Money
    package let remittance: String
  }

  /// Where the file says something else than was given, for the eyes of whoever approves it.
  package struct Change: Hashable, Sendable {
    /// Position of the payment, from 1; none where the payer is meant.
    package let payment: Int?
    package let part: PaymentFinding.Part
    package let given: String
    /// Empty where the text is left out.
    package let written: String
  }

  package let profile: BankProfile
  package let batchID: String
  package let created: Instant
  package let executionDate: CivilDate
  package let currency: Currency
  package let debtor: Party
  /// In the order of the batch; at least one.
  package let transfers: [Transfer]
  /// The sum of all amounts, exact.
  package let controlSum: Total
  package let changes: [Change]

  /// Holds a batch against what a bank takes.
  ///
  /// - Throws: Everything that the file cannot carry, payment by payment.
  package init(_ batch: PayoutBatch, for profile: BankProfile) throws(PaymentRefusal) {
    var check = PaymentCheck(profile: profile)
    check.batch(batch)
    let debtor = check.party(batch.debtor, isCreditor: false)
    var transfers: [Transfer] = []
    var firstUse: [String: Int] = [:]
    for (index, payment) in batch.payments.enumerated() {
      check.turn(to: index + 1, payment)
      if let transfer = check.transfer(payment, in: batch.currency, firstUse: &firstUse) {
        transfers.append(transfer)
      }
    }
    let sum = transfers.reduce(into: Int128(0)) { $0 += Int128($1.amount.minorUnits) }
    let total = Total(minorUnits: sum, currency: batch.currency)
    check.sum(total)
    guard check.findings.isEmpty, let debtor else {
      throw PaymentRefusal(findings: check.findings)
    }
    self.profile = profile
    batchID = batch.id
    created = batch.created
    executionDate = batch.executionDate
    currency = batch.currency
    self.debtor = debtor
    self.transfers = transfers
    controlSum = total
    changes = check.changes
  }
}
