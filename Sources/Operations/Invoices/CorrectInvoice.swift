import Amounts
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Store

/// `invoice correct`: replaces an invoice on which a detail of a party was wrong by one with the
/// details that are known today.
///
/// A fee invoice between two German parties by one corrected invoice (type 384); any other, and a
/// self-billed one, by a credit note of what is left and a new invoice. None changes what anybody owes,
/// so nothing is posted.
package struct CorrectInvoice: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Issues what replaces the invoice today.
  ///
  /// - Parameter reason: It stands on the page.
  /// - Returns: The invoice with the right details, then the credit note if there is one.
  /// - Throws: `Refusal` `.notFound`; `.usage` without a reason; `.conflict` for what is no invoice, was
  ///   replaced or given back in whole, where the details are those it has, and where a self-billed
  ///   one could not be issued with those of today; `.badInput` as ``IssueFeeInvoices``. No number is
  ///   drawn then.
  package func callAsFunction(_ id: String, reason: String) throws -> [InvoiceRecord] {
    try Refusal.requireReason(
      reason, remedy: "say why with --reason TEXT; it stands on the document")
    let now = workplace.now()
    let day = CivilDate(at: now)
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      let original = try InvoiceRecord.standing(id, in: tx)
      if original.isSelfBilled {
        try SelfBillingAgreements.requireDetails(
          of: original.partnerID, site: original.site, on: day, in: tx)
      }
      let correction = try Self.correction(of: original, on: day, reason: reason, in: tx)
      let issuer = try IssuerRecord.named(for: original.site, on: day, in: tx)
      try InvoiceStore.insert(
        correction, of: original, on: day, at: now, by: issuer.party, in: tx)
      let numbers = [correction.number] + [correction.creditNote].compactMap(\.self)
      let records = try numbers.map { number in
        guard let record = try InvoiceStore.list(id: number.text, in: tx).first else {
          preconditionFailure("\(number) was written and is not there")
        }
        return record
      }
      guard !records[0].hasDetails(of: original) else {
        throw Refusal(
          .conflict, "nothing_to_correct",
          records[0].parties == nil
            ? "details count where both parties of \(id) have some, and one has none today"
            : "\(id) has the details that are known today",
          remedy: "enter the right ones first: `settled invoice party \(original.partnerID)` or"
            + " `--site \(original.site.rawValue)`; amounts are "
            + (original.isSelfBilled
              ? "adjusted: `settled adjust add`" : "given back by `settled invoice credit`"))
      }
      for record in records { _ = try InvoicePaper(drawn: record) }
      let cancelled = correction.creditNote.map { ", which \($0) cancels" } ?? ""
      try Trail.note(
        "invoice_corrected", of: id, by: actor, at: now,
        detail: "\(correction.number) replaces it\(cancelled): \(reason)", in: tx)
      return records
    }
  }

  /// Draws the numbers, in the order in which a run's invoices and credit notes draw theirs, so that
  /// nobody waits for anybody who waits.
  private static func correction(
    of original: InvoiceRecord, on day: CivilDate, reason: String, in tx: borrowing Transaction
  ) throws -> NewCorrection {
    let left =
      try original.left ?? (original.net - InvoiceStore.credited(of: original.id, in: tx))
    guard left > 0 else { throw original.creditedInWhole }
    let entity = try InvoiceNumber(parsing: original.id).entity
    func number(_ kind: InvoiceNumber.Kind) throws -> InvoiceNumber {
      .drawn(
        try InvoiceStore.draw(1, of: kind, entity: entity, year: day.year, in: tx), of: kind,
        entity: entity, on: day)
    }
    let isWhole = left == original.net
    if original.isSelfBilled {
      // What is left of several items is not of one of them.
      let rest = InvoiceRecord.Item(
        productID: nil, description: "\(original.id) \(RecordedWords.whatIsLeft.recorded)",
        net: left)
      return NewCorrection(
        number: try number(.selfBilledInvoice), creditNote: try number(.selfBilledCreditNote),
        net: left, tax: isWhole ? original.tax : try rounded(left, times: original.taxRate),
        reason: reason, items: isWhole ? original.items : [rest])
    }
    if try isBetweenGermans(original, on: day, in: tx) {
      return NewCorrection(
        number: try number(.correctedInvoice), creditNote: nil, net: original.net,
        tax: original.tax, reason: reason)
    }
    return NewCorrection(
      number: try number(.platformFee), creditNote: try number(.creditNote), net: left,
      tax: try rounded(left, times: original.taxRate), reason: reason)
  }

  /// PEPPOL-EN16931-P0112: elsewhere a corrected invoice is not taken.
  private static func isBetweenGermans(
    _ invoice: InvoiceRecord, on day: CivilDate, in tx: borrowing Transaction
  ) throws -> Bool {
    func details(_ role: String, _ party: String) throws -> TradeDetails? {
      try InvoiceStore.details(of: party, in: tx).first {
        $0.holder.role == role && $0.validFrom <= day
      }?.details
    }
    return try details("issuer", invoice.site.rawValue)?.address.country == "DE"
      && details("partner", invoice.partnerID)?.address.country == "DE"
  }
}

extension InvoiceRecord {
  /// An invoice that stands: nothing has replaced it, and nobody credits or corrects it beside us.
  ///
  /// - Throws: `Refusal` `.notFound`; `.conflict` for any other document.
  static func standing(_ id: String, in tx: borrowing Transaction) throws -> InvoiceRecord {
    try InvoiceStore.lock(id, in: tx)
    // An empty id would name them all.
    guard !id.isEmpty, let invoice = try InvoiceStore.list(id: id, in: tx).first else {
      throw Invoices.unknown(id)
    }
    guard !invoice.isCredit else {
      throw Refusal(
        .conflict, "not_an_invoice", "\(id) is a credit note",
        remedy: "credit notes stand; name the invoice that it corrects")
    }
    if let replacedBy = invoice.replacedBy {
      throw Refusal(
        .conflict, "invoice_replaced", "\(id) was replaced by \(replacedBy)",
        remedy: "name \(replacedBy)")
    }
    return invoice
  }

  /// Nothing is left to give back or to correct.
  var creditedInWhole: Refusal {
    Refusal(
      .conflict, "credited_in_whole", "nothing is left of \(id): it was given back",
      remedy: "see `settled invoice list --partner \(partnerID)`")
  }

  /// Whether both parties are named as on another document, with the same reason for no tax where
  /// there is none.
  fileprivate func hasDetails(of other: InvoiceRecord) -> Bool {
    seller == other.seller && buyer == other.buyer
      && parties?.seller == other.parties?.seller && parties?.buyer == other.parties?.buyer
      && (taxRate != .zero || parties?.untaxedAs == other.parties?.untaxedAs)
  }
}
