/// What an electronic invoice says of a party beyond its name. EN 16931-1, BG-4 and BG-7.
package struct TradeDetails: Hashable, Sendable {
  /// BG-5, BG-8.
  package var address: PostalAddress
  /// For value added tax, with the letters of the country: BT-31, BT-48.
  package var taxNumber: String?
  /// BT-30, BT-47.
  package var registration: SchemedIdentifier?
  /// BT-34, BT-49.
  package var electronicAddress: ElectronicAddress?
  /// What documents call the party instead of its name on the marketplace: BT-27, BT-44.
  package var name: String?
  /// The same in Latin letters; of no use without a name.
  package var nameInEnglish: String?

  /// Details of which the country alone must be known.
  package init(
    address: PostalAddress, taxNumber: String? = nil, registration: SchemedIdentifier? = nil,
    electronicAddress: ElectronicAddress? = nil
  ) {
    self.address = address
    self.taxNumber = taxNumber
    self.registration = registration
    self.electronicAddress = electronicAddress
  }

  /// Checks everything that does not depend on a document.
  ///
  /// - Parameter isSeller: Which business terms a message names.
  /// - Throws: ``ElectronicInvoiceError`` with the first rule that would be broken.
  package func check(isSeller: Bool) throws(ElectronicInvoiceError) {
    let party = TradeParty(
      name: "", legalRegistration: registration, taxNumber: taxNumber,
      electronicAddress: electronicAddress, address: address)
    try InvoiceContent.check(party, isSeller ? .seller : .buyer)
  }
}

/// Why a fee bears no tax, which is for the issuer to say; why what a partner charges bears none is said
/// by the agreement on self-billing. EN 16931-1, BT-151.
package enum UntaxedFee: String, Hashable, Sendable {
  case zeroRated = "Z"
  /// The buyer owes the tax; both parties need tax numbers. BR-AE-02.
  case reverseCharge = "AE"
  case export = "G"
  /// No tax of value added at all; tax numbers are left out then. BR-O-02.
  case outsideScope = "O"

  /// How the line is treated.
  package var treatment: TaxTreatment {
    switch self {
    case .zeroRated: .zeroRated
    case .reverseCharge: .reverseCharge
    case .export: .export
    case .outsideScope: .outsideScope
    }
  }
}

/// What is known of both parties of a document; without it there is no electronic form.
package struct ElectronicParties: Hashable, Sendable {
  package var seller: TradeDetails
  package var buyer: TradeDetails
  /// Why the seller charges no tax; of no use where the rate is above zero.
  package var untaxedAs: UntaxedFee

  /// Both parties as they were when the document was issued.
  package init(seller: TradeDetails, buyer: TradeDetails, untaxedAs: UntaxedFee) {
    self.seller = seller
    self.buyer = buyer
    self.untaxedAs = untaxedAs
  }
}

extension Party {
  /// The party by the name that documents call it, where one was entered.
  package func named(by details: TradeDetails?) -> Party {
    guard let details, let name = details.name else { return self }
    var party = self
    party.name = name
    party.nameInEnglish = details.nameInEnglish
    return party
  }

  /// The party as a document with an electronic form prints it: what that form says, and nothing
  /// else.
  package func printed(with details: TradeDetails?) -> Party {
    guard let details else { return self }
    var party = self
    let place = [details.address.postCode, details.address.city].compactMap(\.self)
    let parts =
      details.address.lines + [place.joined(separator: " ")]
      + [details.address.subdivision, details.address.country].compactMap(\.self)
    party.address = parts.filter { !$0.isEmpty }.joined(separator: ", ")
    party.taxNumber = details.taxNumber ?? taxNumber
    return party
  }

  /// The party of the electronic form. Where it has no registration its tax number is one.
  ///
  /// - Parameter isTaxed: Whether its number for value added tax may be named. BR-O-02.
  func traded(with details: TradeDetails, isTaxed: Bool) -> TradeParty {
    TradeParty(
      name: name, tradingName: nameInEnglish == name ? nil : nameInEnglish,
      identifiers: id.map { [SchemedIdentifier($0)] } ?? [],
      legalRegistration: details.registration ?? taxNumber.map { SchemedIdentifier($0) },
      taxNumber: isTaxed ? details.taxNumber : nil,
      electronicAddress: details.electronicAddress, address: details.address)
  }
}
