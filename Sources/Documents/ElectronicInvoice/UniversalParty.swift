import Invoicing
import XMLFiles

extension XMLText {
  /// What stands within a seller or buyer.
  mutating func universal(_ party: TradeParty, creditor: String?) {
    if let address = party.electronicAddress {
      leaf("cbc:EndpointID", address.value, ("schemeID", address.scheme))
    }
    for identifier in party.identifiers { universal(identifier) }
    if let creditor { universal(SchemedIdentifier(creditor, scheme: "SEPA")) }
    if let name = party.tradingName {
      element("cac:PartyName") { $0.leaf("cbc:Name", name) }
    }
    element("cac:PostalAddress") { $0.universal(party.address) }
    for (scheme, number) in [("VAT", party.taxNumber), ("TAX", party.taxRegistration)] {
      guard let number else { continue }
      element("cac:PartyTaxScheme") { text in
        text.leaf("cbc:CompanyID", number)
        text.element("cac:TaxScheme") { $0.leaf("cbc:ID", scheme) }
      }
    }
    element("cac:PartyLegalEntity") { text in
      text.leaf("cbc:RegistrationName", party.name)
      text.universalCompany(party.legalRegistration)
    }
    if let contact = party.contact {
      element("cac:Contact") { text in
        text.leaf("cbc:Name", contact.name)
        text.leaf("cbc:Telephone", contact.telephone)
        text.leaf("cbc:ElectronicMail", contact.mail)
      }
    }
  }

  /// What stands within a payee.
  mutating func universal(_ payee: Payee, creditor: String?) {
    if let identifier = payee.identifier { universal(identifier) }
    if let creditor { universal(SchemedIdentifier(creditor, scheme: "SEPA")) }
    element("cac:PartyName") { $0.leaf("cbc:Name", payee.name) }
    if payee.legalRegistration != nil {
      element("cac:PartyLegalEntity") { $0.universalCompany(payee.legalRegistration) }
    }
  }

  private mutating func universal(_ identifier: SchemedIdentifier) {
    element("cac:PartyIdentification") {
      $0.leaf("cbc:ID", identifier.value, identifier.scheme.map { ("schemeID", $0) })
    }
  }

  private mutating func universalCompany(_ registration: SchemedIdentifier?) {
    leaf("cbc:CompanyID", registration?.value, registration?.scheme.map { ("schemeID", $0) })
  }

  /// What stands within an address; the third line has an element of its own.
  mutating func universal(_ address: PostalAddress) {
    leaf("cbc:StreetName", address.lines.first)
    leaf("cbc:AdditionalStreetName", address.lines.dropFirst().first)
    leaf("cbc:CityName", address.city)
    leaf("cbc:PostalZone", address.postCode)
    leaf("cbc:CountrySubentity", address.subdivision)
    if let third = address.lines.dropFirst(2).first {
      element("cac:AddressLine") { $0.leaf("cbc:Line", third) }
    }
    element("cac:Country") { $0.leaf("cbc:IdentificationCode", address.country) }
  }
}
