/// The seller or the buyer, as a Chinese invoice names them.
package struct ChineseInvoiceParty: Hashable, Sendable {
  /// As it is registered; not empty.
  package let name: String
  /// None for a natural person.
  package let taxNumber: ChineseTaxNumber?
  /// Empty where it is not stated; optional since invoices are fully digital.
  package let address: String
  /// Empty where it is not stated.
  package let telephone: String
  /// Empty where it is not stated.
  package let bankName: String
  /// Empty where it is not stated.
  package let bankAccount: String

  /// A party with what is to be said about it.
  ///
  /// - Throws: `missing` without a name, `text` for one that no line can carry.
  package init(
    name: String, taxNumber: ChineseTaxNumber?, address: String = "", telephone: String = "",
    bankName: String = "", bankAccount: String = ""
  ) throws(ChineseInvoiceError) {
    try checkFilled(name, "name of a party")
    for (field, text) in [
      ("address", address), ("telephone", telephone), ("bank", bankName), ("account", bankAccount),
    ] {
      try checkText(text, field)
    }
    self.name = name
    self.taxNumber = taxNumber
    self.address = address
    self.telephone = telephone
    self.bankName = bankName
    self.bankAccount = bankAccount
  }
}

/// Refuses a text of nothing but spaces, and one that is no line.
func checkFilled(_ text: String, _ field: String) throws(ChineseInvoiceError) {
  guard text.contains(where: { !$0.isWhitespace }) else { throw .missing(field) }
  try checkText(text, field)
}
