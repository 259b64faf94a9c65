extension InvoiceContent {
  /// What Peppol and XRechnung ask for beyond EN 16931.
  func checkSpecification() throws(ElectronicInvoiceError) {
    switch specification {
    case .core: return
    case .peppolBilling, .peppolSelfBilling, .xrechnung: break
    }
    try checkType()
    try checkNetwork(seller, .seller, "BT-34", missing: .sellerAddress)
    try checkNetwork(buyer, .buyer, "BT-49", missing: .buyerAddress)
    guard buyerReference != nil || orderReference != nil else {
      throw .rule(.reference, at: InvoicePlace(.document, "BT-10"))
    }
    guard notes.count <= 1 || isWithinGermany else {
      throw .rule(.oneNote, at: InvoicePlace(.note(2), "BT-22"))
    }
    switch specification {
    case .core, .peppolSelfBilling: break
    case .peppolBilling: if isWithinGermany { try checkGermany() }
    case .xrechnung: try checkGermany()
    }
  }

  private func checkType() throws(ElectronicInvoiceError) {
    let place = InvoicePlace(.document, "BT-3")
    switch specification {
    case .core: break
    case .peppolBilling:
      guard !type.isSelfBilled else {
        throw .rule(type.isCreditNote ? .creditNoteType : .invoiceType, at: place)
      }
      guard type != .correctedInvoice || isWithinGermany else {
        throw .rule(.correctedInGermany, at: place)
      }
    case .peppolSelfBilling:
      guard type.isSelfBilled else {
        throw .rule(type.isCreditNote ? .creditNoteType : .invoiceType, at: place)
      }
    case .xrechnung:
      guard type != .selfBilledCreditNote else { throw .rule(.germanType, at: place) }
    }
  }

  private func checkNetwork(
    _ party: TradeParty, _ part: InvoicePlace.Part, _ term: String, missing: InvoiceRule
  ) throws(ElectronicInvoiceError) {
    let place = InvoicePlace(part, term)
    guard let address = party.electronicAddress else { throw .rule(missing, at: place) }
    let isPeppol = specification != .xrechnung
    guard !isPeppol || CodeLists.peppolAddressSchemes.contains(address.scheme) else {
      throw .rule(.peppolAddressScheme, at: place)
    }
    let identifiers = party.identifiers + [party.legalRegistration].compactMap(\.self)
    let numbers = identifiers.filter { $0.scheme == "0088" }.map(\.value)
    for number in numbers + (address.scheme == "0088" ? [address.value] : []) {
      guard Self.isGlobalLocationNumber(number) else {
        throw .rule(.globalLocationNumber, at: place)
      }
    }
  }

  /// Digits weighed 1 and 3 in turn add up to a multiple of ten. GS1 General Specifications, 7.9.
  private static func isGlobalLocationNumber(_ text: String) -> Bool {
    let digits = text.utf8.map { Int($0) - 0x30 }
    guard digits.count == 13, digits.allSatisfy((0...9).contains) else { return false }
    let sum = digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
    return sum.isMultiple(of: 10)
  }

  private func checkGermany() throws(ElectronicInvoiceError) {
    let needed: [(rule: Int, isGiven: Bool, part: InvoicePlace.Part, term: String)] = [
      (1, payment != nil, .payment, "BG-16"),
      (2, seller.contact != nil, .seller, "BG-6"),
      (3, seller.address.city != nil, .seller, "BT-37"),
      (4, seller.address.postCode != nil, .seller, "BT-38"),
      (5, seller.contact?.name != nil, .seller, "BT-41"),
      (6, seller.contact?.telephone != nil, .seller, "BT-42"),
      (7, seller.contact?.mail != nil, .seller, "BT-43"),
      (8, buyer.address.city != nil, .buyer, "BT-52"),
      (9, buyer.address.postCode != nil, .buyer, "BT-53"),
      (10, delivery?.address.map { $0.city != nil } ?? true, .delivery, "BT-77"),
      (11, delivery?.address.map { $0.postCode != nil } ?? true, .delivery, "BT-78"),
      (15, buyerReference != nil, .document, "BT-10"),
      (26, type != .correctedInvoice || !precedingInvoices.isEmpty, .document, "BG-3"),
      (30, payment?.means.mandate.map { $0.creditor != nil } ?? true, .payment, "BT-90"),
      (31, payment?.means.mandate.map { $0.account != nil } ?? true, .payment, "BT-91"),
    ]
    if let missing = needed.first(where: { !$0.isGiven }) {
      throw .rule(
        .german(missing.rule, in: specification), at: InvoicePlace(missing.part, missing.term))
    }
  }
}
