import Amounts
import CivilTime
import Invoicing
import Postgres
import Store

/// `invoice credit`: gives back a fee that was invoiced, in whole or in part, by a credit note.
///
/// The books take the fee and its tax off the merchant's account in the month of issue; an adjustment
/// with the code `FEE_CREDIT` pays it with a statement.
package struct CreditInvoice: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Issues the credit note today. Its tax is that of what it gives back, rounded once (rule 2.2).
  ///
  /// - Parameters:
  ///   - amount: Without tax, positive; nil for all that is left of the invoice.
  ///   - reason: It stands on the page.
  /// - Throws: `Refusal` `.notFound`; `.usage` for an amount or a reason that is none; `.conflict`
  ///   for what is no invoice or was replaced, for more than is left of it, and where the month takes no entries;
  ///   `.badInput` as ``IssueFeeInvoices``. No number is drawn then.
  package func callAsFunction(
    _ id: String, amount: String? = nil, reason: String
  ) throws -> InvoiceRecord {
    try Refusal.requireReason(
      reason, remedy: "say why with --reason TEXT; it stands on the credit note")
    let now = workplace.now()
    let day = CivilDate(at: now)
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      let invoice = try InvoiceRecord.standing(id, in: tx)
      guard !invoice.isSelfBilled else {
        throw Refusal(
          .conflict, "self_billed", "\(id) was issued in the name of \(invoice.partnerID)",
          remedy: "what is wrong about its amounts is an adjustment, and on the partner's next"
            + " statement: `settled adjust add`; a detail: `settled invoice correct`")
      }
      let drawn = try InvoiceStore.draw(
        1, of: .creditNote, entity: invoice.site.entity, year: day.year, in: tx)
      let number = InvoiceNumber.drawn(drawn, of: .creditNote, entity: invoice.site.entity, on: day)
      let left = invoice.net - (try InvoiceStore.credited(of: id, in: tx))
      let net = try Self.net(amount, left: left, of: invoice)
      try InvoiceStore.insert(
        credit: number.text, number: number.sequence, of: invoice, on: day, at: now, net: net,
        tax: try rounded(net, times: invoice.taxRate), reason: reason, in: tx)
      guard let record = try InvoiceStore.list(id: number.text, in: tx).first else {
        preconditionFailure("\(number) was written and is not there")
      }
      _ = try InvoicePaper(drawn: record)
      let given = Money(minorUnits: net, currency: invoice.currency)
      try Trail.note(
        "invoice_credited", of: id, by: actor, at: now,
        detail: "\(number.text) gives back \(given): \(reason)", in: tx)
      try PostJournal.post(invoice.site, by: actor, at: now, in: tx)
      return record
    }
  }

  private static func net(
    _ amount: String?, left: MinorUnits, of invoice: InvoiceRecord
  ) throws -> MinorUnits {
    let currency = invoice.currency
    let remaining = Money(minorUnits: left, currency: currency)
    guard left > 0 else { throw invoice.creditedInWhole }
    guard let amount else { return left }
    guard let money = try? Money(parsing: amount, in: currency), money.minorUnits > 0 else {
      throw Refusal(
        .usage, "amount_unreadable", "\(amount) is no amount above zero in \(currency.code)",
        remedy: "give it without tax like 12.50, at most \(currency.exponent) decimals")
    }
    guard money.minorUnits <= left else {
      throw Refusal(
        .conflict, "credit_too_large",
        "\(money) is more than is left of \(invoice.id): \(remaining)",
        remedy: "give \(remaining.decimalText) or less, or leave --amount out for all of it")
    }
    return money.minorUnits
  }
}
