/// An identifier with the scheme that gives it out, where it has one: a code of ISO 6523 like
/// `0088` for a GLN. EN 16931-1, BT-29, BT-30, BT-46, BT-47, BT-60, BT-61.
package struct SchemedIdentifier: Hashable, Sendable {
  package var value: String
  /// Four digits; none where the identifier is of the parties' own making.
  package var scheme: String?

  /// An identifier, in a scheme or of the parties' own.
  package init(_ value: String, scheme: String? = nil) {
    self.value = value
    self.scheme = scheme
  }
}

/// Where a party receives electronic documents. EN 16931-1, BT-34 and BT-49; BR-62 and BR-63 hold
/// because an address has a scheme always.
package struct ElectronicAddress: Hashable, Sendable {
  package var value: String
  /// A code of the list EAS: `0088`, `9930`; `EM` for electronic mail.
  package var scheme: String

  /// An address in a scheme.
  package init(_ value: String, scheme: String) {
    self.value = value
    self.scheme = scheme
  }
}

/// Where somebody is. EN 16931-1, BG-5, BG-8, BG-15.
package struct PostalAddress: Hashable, Sendable {
  /// Street and number, then up to two lines more: BT-35, BT-36, BT-162 of a seller.
  package var lines: [String]
  /// BT-37 of a seller.
  package var city: String?
  /// BT-38 of a seller.
  package var postCode: String?
  /// A region or province: BT-39 of a seller.
  package var subdivision: String?
  /// Two letters of ISO 3166-1: BT-40 of a seller.
  package var country: String

  /// An address of which the country alone must be known.
  package init(
    lines: [String] = [], city: String? = nil, postCode: String? = nil,
    subdivision: String? = nil, country: String
  ) {
    self.lines = lines
    self.city = city
    self.postCode = postCode
    self.subdivision = subdivision
    self.country = country
  }
}

/// Whom to ask. EN 16931-1, BG-6 and BG-9.
package struct PartyContact: Hashable, Sendable {
  /// A person or a desk: BT-41.
  package var name: String?
  /// BT-42.
  package var telephone: String?
  /// BT-43.
  package var mail: String?

  /// A contact of which something is known.
  package init(name: String? = nil, telephone: String? = nil, mail: String? = nil) {
    self.name = name
    self.telephone = telephone
    self.mail = mail
  }
}

/// A seller or a buyer. EN 16931-1, BG-4 and BG-7.
package struct TradeParty: Hashable, Sendable {
  /// The registered name: BT-27, BT-44.
  package var name: String
  /// The name it trades under, where it is another one: BT-28, BT-45.
  package var tradingName: String?
  /// BT-29 as many as there are; of a buyer one, BT-46.
  package var identifiers: [SchemedIdentifier]
  /// BT-30, BT-47.
  package var legalRegistration: SchemedIdentifier?
  /// Value added tax number with the country's letters before it: BT-31, BT-48.
  package var taxNumber: String?
  /// A seller's registration with its tax office: BT-32.
  package var taxRegistration: String?
  /// BT-34, BT-49.
  package var electronicAddress: ElectronicAddress?
  package var address: PostalAddress
  package var contact: PartyContact?

  /// A party with what is known about it.
  package init(
    name: String, tradingName: String? = nil, identifiers: [SchemedIdentifier] = [],
    legalRegistration: SchemedIdentifier? = nil, taxNumber: String? = nil,
    taxRegistration: String? = nil, electronicAddress: ElectronicAddress? = nil,
    address: PostalAddress, contact: PartyContact? = nil
  ) {
    self.name = name
    self.tradingName = tradingName
    self.identifiers = identifiers
    self.legalRegistration = legalRegistration
    self.taxNumber = taxNumber
    self.taxRegistration = taxRegistration
    self.electronicAddress = electronicAddress
    self.address = address
    self.contact = contact
  }
}

/// Who is paid, where it is not the seller. EN 16931-1, BG-10.
package struct Payee: Hashable, Sendable {
  /// BT-59.
  package var name: String
  /// BT-60.
  package var identifier: SchemedIdentifier?
  /// BT-61.
  package var legalRegistration: SchemedIdentifier?

  /// A payee, by name.
  package init(
    name: String, identifier: SchemedIdentifier? = nil,
    legalRegistration: SchemedIdentifier? = nil
  ) {
    self.name = name
    self.identifier = identifier
    self.legalRegistration = legalRegistration
  }
}
