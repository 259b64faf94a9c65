extension InvoiceContent {
  /// Seller, buyer, payee and where it was delivered.
  func checkParties() throws(ElectronicInvoiceError) {
    try InvoiceText.check(seller.name, missing: .sellerName, at: .seller, "BT-27")
    try InvoiceText.check(buyer.name, missing: .buyerName, at: .buyer, "BT-44")
    try Self.check(seller, .seller)
    try Self.check(buyer, .buyer)
    guard seller.taxNumber != nil || seller.legalRegistration != nil || !seller.identifiers.isEmpty
    else { throw .rule(.sellerIdentity, at: InvoicePlace(.seller, "BT-29")) }
    guard buyer.identifiers.count <= 1, buyer.taxRegistration == nil else {
      throw .rule(.onceOnly, at: InvoicePlace(.buyer, "BT-46"))
    }
    if let payee {
      try InvoiceText.check(payee.name, missing: .payee, at: .payee, "BT-59")
      guard payee.name != seller.name else {
        throw .rule(.payee, at: InvoicePlace(.payee, "BT-59"))
      }
      try Self.check(payee.identifier, .identifierScheme, .payee, "BT-60")
      try Self.check(payee.legalRegistration, .registrationScheme, .payee, "BT-61")
    }
    try InvoiceText.check(delivery?.name, at: .delivery, "BT-70")
    if let address = delivery?.address { try Self.check(address, .delivery, "BT-80") }
  }

  /// What holds of a seller or buyer on any document.
  static func check(
    _ party: TradeParty, _ part: InvoicePlace.Part
  ) throws(ElectronicInvoiceError) {
    let isSeller = part == .seller
    try InvoiceText.check(party.tradingName, at: part, isSeller ? "BT-28" : "BT-45")
    for identifier in party.identifiers {
      try check(identifier, .identifierScheme, part, isSeller ? "BT-29" : "BT-46")
    }
    try check(party.legalRegistration, .registrationScheme, part, isSeller ? "BT-30" : "BT-47")
    try InvoiceText.check(party.taxNumber, at: part, isSeller ? "BT-31" : "BT-48")
    try InvoiceText.check(party.taxRegistration, at: part, "BT-32")
    if let number = party.taxNumber {
      let prefix = String(number.prefix(2))
      guard prefix == "EL" || CodeLists.countries.contains(prefix) else {
        throw .rule(.taxNumber, at: InvoicePlace(part, isSeller ? "BT-31" : "BT-48"))
      }
    }
    if let address = party.electronicAddress {
      let term = isSeller ? "BT-34" : "BT-49"
      try InvoiceText.check(address.value, at: part, term)
      guard CodeLists.addressSchemes.contains(address.scheme) else {
        throw .rule(.addressScheme, at: InvoicePlace(part, term))
      }
    }
    try check(party.address, part, isSeller ? "BT-40" : "BT-55")
    if let contact = party.contact {
      try InvoiceText.check(contact.name, at: part, isSeller ? "BT-41" : "BT-56")
      try InvoiceText.check(contact.telephone, at: part, isSeller ? "BT-42" : "BT-57")
      try InvoiceText.check(contact.mail, at: part, isSeller ? "BT-43" : "BT-58")
    }
  }

  private static func check(
    _ identifier: SchemedIdentifier?, _ rule: InvoiceRule, _ part: InvoicePlace.Part,
    _ term: String
  ) throws(ElectronicInvoiceError) {
    guard let identifier else { return }
    try InvoiceText.check(identifier.value, at: part, term)
    guard let scheme = identifier.scheme else { return }
    guard CodeLists.hasIdentifierScheme(scheme) else {
      throw .rule(rule, at: InvoicePlace(part, term))
    }
  }

  private static func check(
    _ address: PostalAddress, _ part: InvoicePlace.Part, _ countryTerm: String
  ) throws(ElectronicInvoiceError) {
    guard CodeLists.countries.contains(address.country) else {
      throw .rule(.country, at: InvoicePlace(part, countryTerm))
    }
    guard address.lines.count <= 3 else {
      throw .rule(.threeLines, at: InvoicePlace(part, countryTerm))
    }
    for text in address.lines + [address.city, address.postCode, address.subdivision] {
      try InvoiceText.check(text, at: part, countryTerm)
    }
  }
}
