import Invoicing
import XMLFiles

extension XMLText {
  /// What stands within a seller or buyer.
  mutating func crossIndustry(_ party: TradeParty) {
    for identifier in party.identifiers where identifier.scheme == nil {
      leaf("ram:ID", identifier.value)
    }
    for identifier in party.identifiers {
      if let scheme = identifier.scheme {
        leaf("ram:GlobalID", identifier.value, ("schemeID", scheme))
      }
    }
    leaf("ram:Name", party.name)
    crossIndustry(party.legalRegistration, tradingName: party.tradingName)
    if let contact = party.contact {
      element("ram:DefinedTradeContact") { text in
        text.leaf("ram:PersonName", contact.name)
        if let telephone = contact.telephone {
          text.element("ram:TelephoneUniversalCommunication") {
            $0.leaf("ram:CompleteNumber", telephone)
          }
        }
        if let mail = contact.mail {
          text.element("ram:EmailURIUniversalCommunication") { $0.leaf("ram:URIID", mail) }
        }
      }
    }
    crossIndustry(party.address)
    if let address = party.electronicAddress {
      element("ram:URIUniversalCommunication") {
        $0.leaf("ram:URIID", address.value, ("schemeID", address.scheme))
      }
    }
    for (scheme, number) in [("VA", party.taxNumber), ("FC", party.taxRegistration)] {
      guard let number else { continue }
      element("ram:SpecifiedTaxRegistration") { $0.leaf("ram:ID", number, ("schemeID", scheme)) }
    }
  }

  /// What stands within a payee.
  mutating func crossIndustry(_ payee: Payee) {
    if let identifier = payee.identifier {
      if let scheme = identifier.scheme {
        leaf("ram:GlobalID", identifier.value, ("schemeID", scheme))
      } else {
        leaf("ram:ID", identifier.value)
      }
    }
    leaf("ram:Name", payee.name)
    crossIndustry(payee.legalRegistration, tradingName: nil)
  }

  private mutating func crossIndustry(
    _ registration: SchemedIdentifier?, tradingName: String?
  ) {
    guard registration != nil || tradingName != nil else { return }
    element("ram:SpecifiedLegalOrganization") { text in
      text.leaf("ram:ID", registration?.value, registration?.scheme.map { ("schemeID", $0) })
      text.leaf("ram:TradingBusinessName", tradingName)
    }
  }

  /// An address; here the post code comes first and the region last.
  mutating func crossIndustry(_ address: PostalAddress) {
    element("ram:PostalTradeAddress") { text in
      text.leaf("ram:PostcodeCode", address.postCode)
      text.leaf("ram:LineOne", address.lines.first)
      text.leaf("ram:LineTwo", address.lines.dropFirst().first)
      text.leaf("ram:LineThree", address.lines.dropFirst(2).first)
      text.leaf("ram:CityName", address.city)
      text.leaf("ram:CountryID", address.country)
      text.leaf("ram:CountrySubDivisionName", address.subdivision)
    }
  }
}
