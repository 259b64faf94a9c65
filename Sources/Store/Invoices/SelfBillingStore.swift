import Amounts
import CivilTime
import Invoicing
import Marketplace
import Postgres

/// That a partner's invoices are issued by the platform. Directive 2006/112/EC, article 224.
package struct SelfBillingAgreement: Sendable {
  package let number: Int32
  package let partnerID: String
  /// What the numbers of the partner's documents begin with.
  package let entity: String
  /// For statements that were sealed on that day and after.
  package let validFrom: CivilDate
  /// The last day; nil while it has no end.
  package let validUntil: CivilDate?
  /// Of the paper that both have signed.
  package let reference: String
  /// Why what the partner charges bears no tax, where its rate is zero.
  package let untaxedAs: UntaxedFee
  package let enteredBy: String
  package let enteredAt: Instant

  init(_ row: Row) {
    guard let untaxedAs = UntaxedFee(rawValue: row.text(6)) else {
      preconditionFailure("agreement \(row.int32(0)) has a category nobody wrote")
    }
    number = row.int32(0)
    partnerID = row.text(1)
    entity = row.text(2)
    validFrom = CivilDate(days: row.days(3))
    validUntil = row.optionalDays(4).map { CivilDate(days: $0) }
    reference = row.text(5)
    self.untaxedAs = untaxedAs
    enteredBy = row.text(7)
    enteredAt = Instant(microseconds: row.microseconds(8))
  }
}

/// A document in a partner's name that is about to be written.
package struct NewSelfBilling: Sendable {
  package var number: InvoiceNumber
  package var agreement: SelfBillingAgreement
  /// Above zero, minor units, like the tax.
  package var net: MinorUnits
  package var taxRate: Rate
  package var tax: MinorUnits
  /// What leads from both to what the statement owes.
  package var rounding: MinorUnits
  /// What is taken off the payment; zero or more.
  package var setOff: MinorUnits
  /// What a credit note gives back, the newest invoice first; none of an invoice.
  package var credited: [CreditedPart]
  package var items: [InvoiceRecord.Item]

  package init(
    number: InvoiceNumber, agreement: SelfBillingAgreement, net: MinorUnits, taxRate: Rate,
    tax: MinorUnits, rounding: MinorUnits, setOff: MinorUnits, credited: [CreditedPart],
    items: [InvoiceRecord.Item]
  ) {
    self.number = number
    self.agreement = agreement
    self.net = net
    self.taxRate = taxRate
    self.tax = tax
    self.rounding = rounding
    self.setOff = setOff
    self.credited = credited
    self.items = items
  }
}

/// Agreements on self-billing, and documents that are issued by them. Every function runs in the
/// caller's transaction.
package enum SelfBillingStore {
  /// Gives a partner its series, or finds the one that it has.
  ///
  /// - Returns: What the numbers of its documents begin with; nil where another partner has that.
  package static func series(
    of partner: String, wanted entity: String, in tx: borrowing Transaction
  ) throws -> String? {
    try tx.query(Query.Invoices.insertSelfBillingSeries, [.text(partner), .text(entity)])
    return try tx.query(
      Query.Invoices.findSelfBillingSeries, [.text(partner), .text(entity)]
    ).first { $0.text(0) == partner }?.text(1)
  }

  /// Enters an agreement of a partner that has a series.
  package static func insert(
    agreementOf partner: String, from validFrom: CivilDate, until validUntil: CivilDate?,
    reference: String, untaxedAs: UntaxedFee, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Invoices.insertAgreement,
      [
        .text(partner), .date(validFrom.days), .text(validUntil?.text ?? ""), .text(reference),
        .text(untaxedAs.rawValue), .text(actor), .timestamp(now.microseconds),
      ])
  }

  /// Agreements by partner, what counts last first; nil for all partners.
  package static func agreements(
    of partner: String? = nil, in tx: borrowing Transaction
  ) throws -> [SelfBillingAgreement] {
    try tx.query(Query.Invoices.listAgreements, [.text(partner ?? "")]).map {
      SelfBillingAgreement($0)
    }
  }

  /// The agreement that counts on a day; nil where there is none or it has ended.
  package static func agreement(
    of partner: String, on day: CivilDate, in tx: borrowing Transaction
  ) throws -> SelfBillingAgreement? {
    let latest = try agreements(of: partner, in: tx).first { $0.validFrom <= day }
    return latest.flatMap { ($0.validUntil ?? day) >= day ? $0 : nil }
  }

  /// Statements that the platform is to invoice in the partner's name, earlier months first; nil
  /// leaves a filter out.
  ///
  /// - Parameter instant: Also those that are yet to wait for it, with planned ones as if they were
  ///   sealed then; nil for those that wait.
  package static func billable(
    run: Int32? = nil, site: Site? = nil, partner: String? = nil,
    asIfSealedAt instant: Instant? = nil, in tx: borrowing Transaction
  ) throws -> [String] {
    try tx.query(
      Query.Invoices.listSelfBillable,
      [
        .int32(run ?? 0), .text(site?.rawValue ?? ""), .text(partner ?? ""),
        .text(instant?.text() ?? ""),
      ], within: .seconds(120)
    ).map { $0.text(0) }
  }

  /// Waits for whoever invoices the statement, or takes an invoice for it, beside us.
  package static func lock(_ statement: String, in tx: borrowing Transaction) throws {
    try tx.query(Query.Invoices.lockSelfBilling, [.text(statement)])
  }

  /// What documents have credited of what a statement opens with; zero or more, minor units.
  package static func credited(
    before statement: SealedStatement, in tx: borrowing Transaction
  ) throws -> MinorUnits {
    try tx.query(
      Query.Invoices.sumCreditedBefore,
      [.int32(statement.runNumber), .int32(statement.number)])[0].int64(0)
  }

  /// What is left of the self-billed invoices before a statement at a rate, the newest one first:
  /// what a credit note can give back. Those without a rest are not listed.
  package static func creditable(
    before statement: SealedStatement, at rate: Rate, in tx: borrowing Transaction
  ) throws -> [CreditedPart] {
    try tx.query(
      Query.Invoices.listSelfBilledBefore,
      [.int32(statement.runNumber), .int32(statement.number), .int64(rate.millionths)]
    ).map { CreditedPart(invoiceID: $0.text(0), net: $0.int64(1)) }
  }

  /// Writes the documents of a statement and freezes their parties as they are named today.
  ///
  /// - Parameter buyer: The platform.
  package static func insert(
    _ documents: [NewSelfBilling], of statement: SealedStatement, on day: CivilDate,
    at instant: Instant, for buyer: Party, in tx: borrowing Transaction
  ) throws {
    for document in documents {
      try tx.query(
        Query.Invoices.insertSelfBilled,
        [
          .text(document.number.text), .text(document.number.kind.stored),
          .int32(Int32(document.number.sequence)), .date(day.days),
          .timestamp(instant.microseconds), .int32(statement.runNumber),
          .int32(statement.number), .int64(document.net), .int64(document.taxRate.millionths),
          .int64(document.tax), .int64(document.rounding), .int64(document.setOff),
          .text(document.credited.first?.invoiceID ?? ""), .int32(document.agreement.number),
          .textArray(document.items.map { $0.productID ?? "" }),
          .textArray(document.items.map(\.description)),
          .int64Array(document.items.map(\.net)),
          .textArray(document.credited.map(\.invoiceID)),
          .int64Array(document.credited.map(\.net)),
        ])
    }
    try InvoiceStore.freezeParties(of: statement.runNumber, by: buyer, in: tx)
  }
}

extension InvoiceStore {
  /// Looks up what the self-billed of some documents are for, and which invoices they give back.
  static func fillItems(
    of records: inout [InvoiceRecord], in tx: borrowing Transaction
  ) throws {
    let selfBilled = records.filter(\.isSelfBilled).map(\.id)
    if selfBilled.isEmpty { return }
    var items: [String: [InvoiceRecord.Item]] = [:]
    for row in try tx.query(Query.Invoices.listItems, [.textArray(selfBilled)]) {
      items[row.text(0), default: []].append(
        InvoiceRecord.Item(
          productID: row.optionalText(1), description: row.text(2), net: row.int64(3)))
    }
    var credited: [String: [CreditedPart]] = [:]
    for row in try tx.query(Query.Invoices.listCreditedParts, [.textArray(selfBilled)]) {
      credited[row.text(0), default: []].append(
        CreditedPart(invoiceID: row.text(1), net: row.int64(2)))
    }
    for index in records.indices {
      records[index].items = items[records[index].id] ?? []
      records[index].credited = credited[records[index].id] ?? []
    }
  }
}
