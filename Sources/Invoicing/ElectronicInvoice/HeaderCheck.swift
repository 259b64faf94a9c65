import Amounts

extension InvoiceContent {
  /// Number, currencies, references and notes.
  func checkHeader() throws(ElectronicInvoiceError) {
    try InvoiceText.check(number, missing: .number, at: .document, "BT-1")
    try Self.check(currency, .currency, "BT-5")
    if let taxCurrency {
      try Self.check(taxCurrency.currency, .taxCurrency, "BT-6")
      guard taxCurrency.currency != currency, taxCurrency.rate.unscaled > 0 else {
        throw .rule(.otherTaxCurrency, at: InvoicePlace(.document, "BT-6"))
      }
    }
    try InvoiceText.check(paymentTerms, .prose, at: .document, "BT-20")
    try InvoiceText.check(buyerReference, at: .document, "BT-10")
    try InvoiceText.check(orderReference, at: .document, "BT-13")
    try InvoiceText.check(contractReference, at: .document, "BT-12")
    for (index, note) in notes.enumerated() {
      try InvoiceText.check(note, .prose, at: .note(index + 1), "BT-22")
    }
    for (index, earlier) in precedingInvoices.enumerated() {
      try InvoiceText.check(
        earlier.number, missing: .precedingInvoice, at: .precedingInvoice(index + 1), "BT-25")
    }
    if let start = period?.start, let end = period?.end, end < start {
      throw .rule(.period, at: InvoicePlace(.document, "BT-74"))
    }
    try check(prepaid, at: InvoicePlace(.document, "BT-113"))
    try check(rounding, at: InvoicePlace(.document, "BT-114"))
  }

  /// A currency that the list has, with decimals that EN 16931 allows.
  private static func check(
    _ currency: Currency, _ rule: InvoiceRule, _ term: String
  ) throws(ElectronicInvoiceError) {
    guard !CodeLists.currenciesWithdrawn.contains(currency.code) else {
      throw .rule(rule, at: InvoicePlace(.document, term))
    }
    guard currency.exponent <= 2 else {
      throw .rule(.decimals, at: InvoicePlace(.document, term))
    }
  }

  /// An amount is in the document's currency.
  func check(_ amount: Money?, at place: InvoicePlace) throws(ElectronicInvoiceError) {
    guard let amount, amount.currency != currency else { return }
    throw .currencyMixed(currency, amount.currency, at: place)
  }
}
