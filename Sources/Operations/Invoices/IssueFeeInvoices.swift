import Amounts
import CivilTime
import Invoicing
import Postgres
import Store

/// Issues the platform-fee invoice of every merchant of a sealed run, and credit notes where more
/// was given back than earned. Numbers have no gaps: they are drawn last, in the same transaction.
package struct IssueFeeInvoices: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Issues what is missing; asked again it returns what was issued.
  ///
  /// The day of issue is the day of the seal, so that a resumed job issues the same documents.
  ///
  /// - Throws: `Refusal` `.conflict` when the run is not sealed, `.configuration` when no issuer is
  ///   named, `.badInput` where an electronic form would break a rule; no number is drawn then.
  package func callAsFunction(run id: String) throws -> [InvoiceRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      // The row lock makes a second process wait here and find the documents issued.
      let run = try SealedContent.find(id, in: tx)
      guard run.state == .sealed, let sealedAt = run.sealedAt else {
        throw Refusal(
          .conflict, "run_is_\(run.state.rawValue)", "\(id) is \(run.state.rawValue), not sealed",
          remedy: "invoices are issued for sealed runs")
      }
      let issued = try InvoiceStore.list(run: run.number, in: tx)
      if !issued.isEmpty { return issued }
      let fees = try InvoiceStore.fees(of: run.number, in: tx)
      if fees.isEmpty { return [] }
      try issue(fees, of: run, at: sealedAt, in: tx)
      try Trail.note(
        "fee_invoices_issued", of: id, by: actor, at: workplace.now(),
        detail: "\(fees.count) documents", in: tx)
      try PostJournal.post(run.site, by: actor, at: workplace.now(), in: tx)
      return try InvoiceStore.list(run: run.number, in: tx)
    }
  }

  private func issue(
    _ fees: [FeeRecord], of run: RunRecord, at instant: Instant, in tx: borrowing Transaction
  ) throws {
    let day = CivilDate(at: instant)
    guard let issuer = try InvoiceStore.issuer(of: run.site, on: day, in: tx) else {
      throw Refusal(
        .configuration, "issuer_missing", "site \(run.site.rawValue) has no issuer on \(day.text)",
        remedy: "add a row to settlement.issuer")
    }
    var drafts: [(kind: InvoiceNumber.Kind, fee: FeeRecord, net: MinorUnits, tax: MinorUnits)] = []
    for fee in fees {
      guard fee.fee != .min else { throw AmountError.overflow }
      let net = abs(fee.fee)
      drafts.append(
        (
          fee.fee > 0 ? .platformFee : .creditNote, fee, net,
          try rounded(net, times: issuer.feeTaxRate)
        ))
    }
    var invoices: [NewInvoice] = []
    for kind in InvoiceNumber.Kind.allCases {
      let ofKind = drafts.filter { $0.kind == kind }
      if ofKind.isEmpty { continue }
      let first = try InvoiceStore.draw(
        ofKind.count, of: kind.stored, site: run.site, year: day.year, in: tx)
      for (offset, draft) in ofKind.enumerated() {
        guard
          let number = InvoiceNumber(
            entity: run.site.rawValue.uppercased(), kind: kind, year: day.year,
            sequence: first + offset)
        else { preconditionFailure("no number for \(run.site) in \(day.year)") }
        invoices.append(
          NewInvoice(
            id: number.text, kind: kind.stored, number: number.sequence, fee: draft.fee,
            net: draft.net, tax: draft.tax))
      }
    }
    try InvoiceStore.insert(
      invoices, of: run, on: day, at: instant, by: issuer.party, taxRate: issuer.feeTaxRate, in: tx)
    // What cannot be drawn up is refused while its number can still be given back.
    for record in try InvoiceStore.list(run: run.number, in: tx)
    where record.kind == InvoiceNumber.Kind.platformFee.stored || record.originalID != nil {
      _ = try InvoicePaper(of: record)
    }
  }
}

extension InvoiceNumber.Kind {
  /// The word in `settlement.invoice.kind`.
  package var stored: String {
    switch self {
    case .platformFee: "fee"
    case .creditNote: "fee_credit"
    }
  }
}
