import Amounts

/// An invoice or credit note as EN 16931 means it. It keeps the rules by construction: where one
/// would be broken, there is no such value.
package struct ElectronicInvoice: Hashable, Sendable {
  /// What is stated.
  package let content: InvoiceContent
  /// What follows.
  package let totals: InvoiceTotals

  /// Checks what is stated, adds it up, and checks what follows.
  ///
  /// - Throws: ``ElectronicInvoiceError`` with the first rule that would be broken.
  package init(_ content: InvoiceContent) throws(ElectronicInvoiceError) {
    try content.checkHeader()
    try content.checkParties()
    try content.checkPayment()
    try content.checkLines()
    try content.checkAllowancesAndCharges()
    do throws(AmountError) {
      totals = try InvoiceTotals(content)
    } catch {
      throw .amount(error, at: InvoicePlace(.document, "BT-115"))
    }
    self.content = content
    try content.checkTaxes(totals)
    try content.checkSpecification()
    if totals.due.minorUnits > 0, content.dueDate == nil, content.paymentTerms == nil {
      throw .rule(.due, at: InvoicePlace(.document, "BT-9"))
    }
  }
}
