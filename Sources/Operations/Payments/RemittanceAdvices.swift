import Amounts
import Banking
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Settlement
import Store

/// `payout advice`: what partners are told about the payments to them, one advice for each batch and
/// partner.
package struct RemittanceAdvices: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Which advices are meant; nil leaves a filter out.
  package struct Selection: Sendable {
    /// `PB-7`.
    package var batch: String?
    /// The advices of all payments of one statement.
    package var statement: String?
    package var partner: String?
    /// Of the statements that are paid.
    package var period: Period?
    package var site: Site?

    package init(
      batch: String? = nil, statement: String? = nil, partner: String? = nil,
      period: Period? = nil, site: Site? = nil
    ) {
      self.batch = batch
      self.statement = statement
      self.partner = partner
      self.period = period
      self.site = site
    }
  }

  /// The advices of payments whose file has left, by batch and partner; each with all that its batch
  /// pays the partner.
  ///
  /// - Throws: `Refusal` `.notFound` for a batch or statement that there is not, or where nothing
  ///   that is asked for has left for the bank; `.conflict` where the batch or statement is there and
  ///   has not.
  package func callAsFunction(_ selection: Selection) throws -> [RemittanceAdvice] {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let payouts = try AdviceStore.advised(
        batch: selection.batch, statement: selection.statement, partner: selection.partner,
        period: selection.period, site: selection.site, in: tx)
      if payouts.isEmpty { throw try Self.refusal(of: selection, in: tx) }
      let movements = Dictionary(
        grouping: try AdviceStore.movements(of: payouts.map(\.payout.endToEndID), in: tx),
        by: \.endToEndID)
      var advices: [RemittanceAdvice] = []
      var rest = payouts[...]
      while let first = rest.first {
        let members = rest.prefix {
          $0.payout.batchNumber == first.payout.batchNumber
            && $0.payout.partnerID == first.payout.partnerID
        }
        rest = rest.dropFirst(members.count)
        advices.append(try Self.advice(Array(members), movements, in: tx))
      }
      return advices
    }
  }

  /// - Parameter payouts: All of one batch and partner.
  private static func advice(
    _ payouts: [AdvisedPayout], _ movements: [String: [PayoutMovement]],
    in tx: borrowing Transaction
  ) throws -> RemittanceAdvice {
    let first = payouts[0]
    let payout = first.payout
    // Named as in the newest month that is paid.
    let named = payouts.max { $0.period < $1.period } ?? first
    let issuer = try IssuerRecord.named(
      for: payout.site, on: CivilDate(at: first.sentAt), in: tx)
    return RemittanceAdvice(
      number: "\(payout.batchID)-\(payout.partnerID)", issuer: issuer.party,
      partner: Party(
        id: payout.partnerID, name: named.partnerName, nameInEnglish: named.partnerNameEn,
        address: named.partnerAddress, taxNumber: named.partnerTaxNumber),
      batchID: payout.batchID, site: payout.site.rawValue, currency: payout.amount.currency,
      sent: first.sentAt, executionDate: first.executionDate,
      payer: AdvisedAccount(
        holder: first.payer.holder, maskedNumber: masked(first.payer.account),
        bankName: first.payer.bankName, bic: first.payer.bic),
      payee: AdvisedAccount(
        holder: payout.details.holder, maskedNumber: masked(payout.details.account),
        bankName: payout.details.bankName, bic: payout.details.bic),
      payments: payouts.map { payment(of: $0, movements[$0.payout.endToEndID, default: []]) })
  }

  private static func payment(
    of advised: AdvisedPayout, _ movements: [PayoutMovement]
  ) -> AdvisedPayment {
    let payout = advised.payout
    guard let tab = StatementTab(rawValue: payout.tab) else {
      preconditionFailure("statement \(payout.statementID) has the tab \(payout.tab)")
    }
    let fee = movements.reduce(0) { $0 + $1.fee(on: payout.amount.minorUnits) }
    // The booking of the money that left; one that came back has a reference of its own.
    let booking = movements.first { $0.amount < 0 && !$0.isFee }
    return AdvisedPayment(
      statementID: payout.statementID, period: advised.period, tab: tab, amount: payout.amount,
      endToEndID: payout.endToEndID,
      bankReference: booking.flatMap { EntryIdentity(text: $0.identity).servicerReference },
      fee: fee == 0 ? nil : Money(minorUnits: fee, currency: payout.amount.currency),
      state: state(of: payout))
  }

  private static func state(of payout: PayoutRecord) -> AdvisedPayment.State {
    switch (payout.state, payout.bookedOn, payout.returnedOn) {
    case (.sent, _, _): .sent
    case (.cancelled, _, _): .refused(reason: payout.outcome ?? "")
    case (.paid, let day?, _): .paid(on: day)
    case (.returned, let day?, let back?):
      .returned(paidOn: day, on: back, reason: payout.outcome ?? "")
    case (.planned, _, _), (.paid, nil, _), (.returned, _, _):
      preconditionFailure("payout \(payout.endToEndID) has left and is \(payout.state)")
    }
  }

  private static func refusal(
    of selection: Selection, in tx: borrowing Transaction
  ) throws -> Refusal {
    if let id = selection.batch {
      let known = id.isEmpty ? nil : try PayoutStore.batches(id: id, in: tx).first
      guard let batch = known else { return Payouts.unknown(id) }
      if batch.state != .exported {
        return Refusal(
          .conflict, "batch_is_\(batch.state.rawValue)",
          "\(id) is \(batch.state.rawValue): nothing of it has left for the bank",
          remedy: "see `settled payout show \(id)`")
      }
    }
    if let id = selection.statement {
      let statement = try StatementStates.find(id, in: tx)
      return Refusal(
        .conflict, "nothing_sent",
        "\(id) is \(statement.state.rawValue): no payment of it has left for the bank",
        remedy: "see `settled statement steps \(id)`")
    }
    return Refusal(
      .notFound, "nothing_sent", "nothing that is asked for has left for the bank",
      remedy: "see `settled payout list`")
  }
}

extension PayoutMovement {
  /// Whether the bank took a charge by itself.
  fileprivate var isFee: Bool { verdict == "BANK_FEE" }

  /// What the bank took by this booking: beyond the amount that left, from what came back, by itself,
  /// or as a person explained what is left over. Zero where nothing, never below.
  fileprivate func fee(on paid: MinorUnits) -> MinorUnits {
    switch verdict {
    case "PAID_WITH_FEE": -amount - paid
    case "RETURNED_WITH_FEE": paid - amount
    case "BANK_FEE": -amount
    default: explainedAs == UnexplainedMoney.Kind.charge.rawValue ? -remainder : 0
    }
  }
}
