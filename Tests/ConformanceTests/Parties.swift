import Amounts
import Banking
import CivilTime
import Invoicing
import Testing

/// Invented parties, complete enough for every specification.
enum Parties {
  static let platform = TradeParty(
    name: "Example Platform GmbH", tradingName: "Example Market",
    identifiers: [SchemedIdentifier("4012345000009", scheme: "0088")],
    legalRegistration: SchemedIdentifier("HRB 12345"), taxNumber: "DE123456789",
    electronicAddress: ElectronicAddress("4012345000009", scheme: "0088"),
    address: PostalAddress(
      lines: ["Musterstraße 1", "Hof 2", "Tür 3"], city: "Berlin", postCode: "10115",
      subdivision: "Berlin", country: "DE"),
    contact: PartyContact(
      name: "Settlement desk", telephone: "+49 30 1234567", mail: "settle@example.com"))

  static let german = TradeParty(
    name: "Händler & Söhne <Beispiel> AG",
    identifiers: [SchemedIdentifier("M-100")],
    legalRegistration: SchemedIdentifier("4000001000005", scheme: "0088"),
    taxNumber: "DE987654321",
    electronicAddress: ElectronicAddress("4000001000005", scheme: "0088"),
    address: PostalAddress(
      lines: ["Ladenweg 3"], city: "Hamburg", postCode: "20095", country: "DE"),
    contact: PartyContact(
      name: "Buchhaltung", telephone: "+49 40 7654321", mail: "buch@example.com"))

  static let french = TradeParty(
    name: "Marchand Exemple SAS", legalRegistration: SchemedIdentifier("303265045", scheme: "0002"),
    taxNumber: "FR40303265045",
    electronicAddress: ElectronicAddress("30326504500016", scheme: "0009"),
    address: PostalAddress(
      lines: ["1 rue de la Paix"], city: "Paris", postCode: "75002", country: "FR"))

  static let chinese = TradeParty(
    name: "上海示例平台科技有限公司", legalRegistration: SchemedIdentifier("91310115MA1K34567F"),
    taxNumber: "CN91310115MA1K34567F",
    electronicAddress: ElectronicAddress("invoice@platform.example.cn", scheme: "EM"),
    address: PostalAddress(
      lines: ["世纪大道100号"], city: "上海市", postCode: "200120", country: "CN"))

  static let chineseMerchant = TradeParty(
    name: "北京示例商贸有限公司", taxNumber: "CN91110108MA0123456G",
    electronicAddress: ElectronicAddress("ap@buyer.example.cn", scheme: "EM"),
    address: PostalAddress(
      lines: ["中关村大街1号"], city: "北京市", postCode: "100080", country: "CN"))

  static func transfer() throws -> PaymentInstructions {
    PaymentInstructions(
      .sepaTransfer([
        .init(
          try AccountNumber(parsing: "DE89370400440532013000"), name: "Example Platform GmbH",
          bank: BIC(parsing: "COBADEFFXXX")),
        .init(try AccountNumber(parsing: "FR1420041010050500013M02606")),
      ]),
      remittance: "INV-2026-000001")
  }
}

/// An amount, as people write it.
func money(_ text: String, _ code: String = "EUR") throws -> Money {
  try Money(parsing: text, in: try #require(Currency(code: code)))
}

/// A day, as people write it.
func day(_ text: String) throws -> CivilDate { try CivilDate(parsing: text) }

/// A line of one price.
func line(
  _ id: String, _ name: String, _ quantity: String, at price: String, _ tax: TaxTreatment
) throws -> InvoiceLine {
  InvoiceLine(
    id: id, item: InvoiceItem(name: name), quantity: try DecimalNumber(parsing: quantity),
    price: ItemPrice(try DecimalNumber(parsing: price)), tax: tax)
}
