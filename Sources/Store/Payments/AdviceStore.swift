import Amounts
import CivilTime
import Marketplace
import Postgres

/// A payout whose file has left, with what an advice says beside it.
package struct AdvisedPayout: Sendable {
  package let payout: PayoutRecord
  /// When the file left for the bank.
  package let sentAt: Instant
  package let executionDate: CivilDate
  /// The account of ours that pays: holder, number, bank.
  package let payer: (holder: String, account: String, bic: String?, bankName: String?)
  /// Of the statement.
  package let period: Period
  /// As the statement has it.
  package let partnerName: String
  package let partnerNameEn: String?
  package let partnerAddress: String?
  package let partnerTaxNumber: String?

  init(_ row: Row) {
    payout = PayoutRecord(row)
    guard let period = Period(yyyymm: row.int32(31)) else {
      preconditionFailure("payout \(row.text(11)) has a period nobody wrote")
    }
    sentAt = Instant(microseconds: row.microseconds(25))
    executionDate = CivilDate(days: row.days(26))
    payer = (row.text(27), row.text(28), row.optionalText(29), row.optionalText(30))
    self.period = period
    partnerName = row.text(32)
    partnerNameEn = row.optionalText(33)
    partnerAddress = row.optionalText(34)
    partnerTaxNumber = row.optionalText(35)
  }
}

/// What a bank booked about a payout.
package struct PayoutMovement: Sendable {
  package let endToEndID: String
  /// Of the booking.
  package let identity: String
  /// Minor units of the account; negative went out.
  package let amount: MinorUnits
  /// Of the amount, what no payment explains; signed like it.
  package let remainder: MinorUnits
  /// Stable: `PAID_WITH_FEE`.
  package let verdict: String
  /// As what a person explained the remainder; nil where nobody did.
  package let explainedAs: String?
}

/// What advices are made from. Every function runs in the caller's transaction.
package enum AdviceStore {
  /// Payouts whose file has left, by batch, partner and position: all that a batch pays a partner,
  /// where one of them is asked for; nil leaves a filter out.
  package static func advised(
    batch: String? = nil, statement: String? = nil, partner: String? = nil,
    period: Period? = nil, site: Site? = nil, in tx: borrowing Transaction
  ) throws -> [AdvisedPayout] {
    try tx.query(
      Query.Payouts.listAdvised,
      [
        .text(batch ?? ""), .text(statement ?? ""), .text(partner ?? ""),
        .int32(period?.yyyymm ?? 0), .text(site?.rawValue ?? ""),
      ], within: .seconds(120)
    ).map { AdvisedPayout($0) }
  }

  /// What banks booked about payouts, in the order the bookings came.
  package static func movements(
    of endToEndIDs: [String], in tx: borrowing Transaction
  ) throws -> [PayoutMovement] {
    try tx.query(
      Query.Bank.listMovements, [.textArray(endToEndIDs)], within: .seconds(120)
    ).map {
      PayoutMovement(
        endToEndID: $0.text(0), identity: $0.text(1), amount: $0.int64(2),
        remainder: $0.int64(3), verdict: $0.text(4), explainedAs: $0.optionalText(5))
    }
  }
}
