import Amounts
import CivilTime
import Invoicing
import Postgres

/// What replaces an invoice on which a detail was wrong, about to be written.
package struct NewCorrection: Sendable {
  /// Of the invoice with the right details, drawn in this transaction.
  package var number: InvoiceNumber
  /// Of the credit note that cancels the first one; nil where a corrected invoice needs none.
  package var creditNote: InvoiceNumber?
  /// What both are of, minor units, above zero, with the tax on it.
  package var net: MinorUnits
  package var tax: MinorUnits
  /// It stands on the page.
  package var reason: String
  /// What both are for where they are self-billed; none of fees.
  package var items: [InvoiceRecord.Item]

  package init(
    number: InvoiceNumber, creditNote: InvoiceNumber?, net: MinorUnits, tax: MinorUnits,
    reason: String, items: [InvoiceRecord.Item] = []
  ) {
    self.number = number
    self.creditNote = creditNote
    self.net = net
    self.tax = tax
    self.reason = reason
    self.items = items
  }
}

extension InvoiceStore {
  /// Waits for whoever credits or corrects the invoice beside us; until the transaction ends.
  package static func lock(_ id: String, in tx: borrowing Transaction) throws {
    // The credit notes of a partner wait on its series, and then on the invoices that they are of.
    if let number = try? InvoiceNumber(parsing: id), number.kind.isSelfBilled {
      try SelfBillingStore.lock(number.entity, in: tx)
    }
    try SelfBillingStore.lock(id, in: tx)
  }

  /// Writes what replaces an invoice, of its parties as they are named today, and the credit note, of
  /// its parties as they were.
  ///
  /// - Parameter platform: As it is named today, on whichever side it is.
  package static func insert(
    _ correction: NewCorrection, of original: InvoiceRecord, on day: CivilDate,
    at instant: Instant, by platform: Party, in tx: borrowing Transaction
  ) throws {
    let numbers = [correction.number] + [correction.creditNote].compactMap(\.self)
    try tx.query(
      Query.Invoices.insertCorrection,
      [
        .text(original.id), .textArray(numbers.map(\.text)),
        .textArray(numbers.map(\.kind.stored)), .int64Array(numbers.map { Int64($0.sequence) }),
        .date(day.days), .timestamp(instant.microseconds), .int64(correction.net),
        .int64(correction.tax), .text(correction.reason),
        .textArray(correction.items.map { $0.productID ?? "" }),
        .textArray(correction.items.map(\.description)),
        .int64Array(correction.items.map(\.net)),
      ])
    try freezeParties(of: original.runNumber, by: platform, in: tx)
  }
}
