import Amounts
import Banking
import CivilTime
import Invoicing
import Testing

/// A document that breaks no rule, to be changed until it does.
enum Sample {
  static let standard = TaxTreatment.standard(Rate(millionths: 190_000))

  static let seller = TradeParty(
    name: "Example Platform GmbH", taxNumber: "DE123456789",
    electronicAddress: ElectronicAddress("4012345000009", scheme: "0088"),
    address: PostalAddress(city: "Berlin", postCode: "10115", country: "DE"),
    contact: PartyContact(name: "Desk", telephone: "+49 30 1234567", mail: "desk@example.com"))

  static let buyer = TradeParty(
    name: "Marchand Exemple SAS", taxNumber: "FR40303265045",
    electronicAddress: ElectronicAddress("30326504500016", scheme: "0009"),
    address: PostalAddress(city: "Paris", postCode: "75002", country: "FR"))

  static func money(_ text: String, _ code: String = "EUR") throws -> Money {
    try Money(parsing: text, in: try #require(Currency(code: code)))
  }

  static func number(_ text: String) throws -> DecimalNumber { try DecimalNumber(parsing: text) }

  static func line(
    _ id: String, _ quantity: String = "1", at price: String,
    _ tax: TaxTreatment = standard
  ) throws -> InvoiceLine {
    InvoiceLine(
      id: id, item: InvoiceItem(name: "Commission"), quantity: try number(quantity),
      price: ItemPrice(try number(price)), tax: tax)
  }

  /// One line of 100.00 at 19 %, by Peppol.
  static func content(
    _ type: DocumentType = .commercialInvoice, _ specification: Specification = .peppolBilling,
    lines: [InvoiceLine]? = nil, code: String = "EUR", method: TaxMethod = .perCategory
  ) throws -> InvoiceContent {
    var content = InvoiceContent(
      type: type, specification: specification, number: "INV-1",
      issueDate: try CivilDate(parsing: "2026-11-03"),
      currency: try #require(Currency(code: code)), taxMethod: method, seller: seller,
      buyer: buyer, lines: try lines ?? [line("1", at: "100")])
    content.dueDate = try CivilDate(parsing: "2026-12-03")
    content.buyerReference = "42"
    content.payment = PaymentInstructions(.clearing)
    return content
  }
}
