/// A rule that a document must keep, by its id in EN 16931, Peppol or wherever it comes from.
package struct InvoiceRule: Hashable, Sendable {
  /// As validators print it: `BR-CO-25`.
  package let id: String
  /// What must hold, as a sentence.
  package let requirement: String
  /// What the reader can do about it, as a sentence.
  package let remedy: String

  init(_ id: String, _ requirement: String, _ remedy: String) {
    self.id = id
    self.requirement = requirement
    self.remedy = remedy
  }
}

extension InvoiceRule {
  private static func given(_ id: String, _ what: String) -> InvoiceRule {
    InvoiceRule(id, "\(what) must be given.", "Fill it in where the document's data are kept.")
  }

  private static func coded(_ id: String, _ what: String, _ list: String) -> InvoiceRule {
    InvoiceRule(id, "\(what) must be a code of \(list).", "Use a code of that list.")
  }

  static let number = given("BR-02", "The number of the document")
  static let sellerName = given("BR-06", "The seller's name")
  static let buyerName = given("BR-07", "The buyer's name")
  static let lines = InvoiceRule(
    "BR-16", "A document must have a line.", "Issue no document for nothing.")
  static let payee = InvoiceRule(
    "BR-17", "The payee must have a name, and be somebody else than the seller.",
    "Leave the payee out where the seller is paid.")
  static let lineID = InvoiceRule(
    "BR-21", "A line must have an identifier that no other line has.", "Number the lines.")
  static let itemName = given("BR-25", "The name of the item")
  static let netPrice = InvoiceRule(
    "BR-27", "A net price must not be below zero.",
    "Take a quantity back instead, or issue a credit note.")
  static let grossPrice = InvoiceRule(
    "BR-28", "A gross price must not be below zero.",
    "Take a quantity back instead, or issue a credit note.")
  static let period = InvoiceRule(
    "BR-29", "A period must not end before it begins.", "Exchange the two days.")
  static let linePeriod = InvoiceRule(
    "BR-30", "The period of a line must not end before it begins.", "Exchange the two days.")
  static let allowanceReason = given("BR-33", "The reason of an allowance")
  static let chargeReason = given("BR-38", "The reason of a charge")
  static let lineAllowanceReason = given("BR-42", "The reason of an allowance on a line")
  static let lineChargeReason = given("BR-44", "The reason of a charge on a line")
  static let precedingInvoice = given("BR-55", "The number of the earlier invoice")
  static let account = given("BR-61", "An account for a transfer")
  static let taxNumber = InvoiceRule(
    "BR-CO-09", "A tax number must begin with the letters of its country.",
    "Write the country before the number, like CN or DE; Greece is EL.")
  static let lineTaxTooFar = InvoiceRule(
    "BR-CO-17", "Tax rounded by line must stay within 1.00 of the tax on the sum.",
    "Draw the document up with tax per category, or in several documents.")
  static let due = InvoiceRule(
    "BR-CO-25", "An amount to be paid needs a due date or terms of payment.",
    "Give one of both.")
  static let sellerIdentity = InvoiceRule(
    "BR-CO-26", "The seller must have an identifier, a registration or a tax number.",
    "Give one of them.")
  static let decimals = InvoiceRule(
    "BR-DEC-09", "Amounts of a document have two decimals at most, those of its currency too.",
    "Use a currency with two decimals or none.")

  static let country = coded("BR-CL-14", "A country", "ISO 3166-1")
  static let currency = coded("BR-CL-04", "The currency", "ISO 4217 as it is now")
  static let taxCurrency = coded("BR-CL-05", "The tax currency", "ISO 4217 as it is now")
  static let identifierScheme = coded("BR-CL-10", "A scheme of identifiers", "ISO 6523")
  static let registrationScheme = coded("BR-CL-11", "A scheme of registrations", "ISO 6523")
  static let addressScheme = coded("BR-CL-25", "A scheme of electronic addresses", "the list EAS")
  static let classificationScheme = coded("BR-CL-13", "A scheme of classes", "UNTDID 7143")
  static let allowanceCode = coded("BR-CL-19", "The reason of an allowance", "UNTDID 5189")
  static let chargeCode = coded("BR-CL-20", "The reason of a charge", "UNTDID 7161")
  static let exemptionCode = coded("BR-CL-22", "The reason of an exemption", "the list VATEX")
  static let unit = coded("BR-CL-23", "A unit", "those that this program counts in")

  static let standardRate = InvoiceRule(
    "BR-S-05", "A standard rate must be above zero.", "Use zero-rated, exempt or another category.")
  static let outsideScopeAlone = InvoiceRule(
    "BR-O-11", "What is outside the scope of tax must not share a document with anything else.",
    "Settle it on a document of its own.")
  static let deliveryDay = InvoiceRule(
    "BR-IC-11", "An intra-community supply needs the day of delivery or a period.",
    "Give one of both.")
  static let deliveryCountry = InvoiceRule(
    "BR-IC-12", "An intra-community supply needs the country it is delivered to.",
    "Give the address of delivery.")

  /// What the seller must be registered with, by category; 02 on a line, 03 on an allowance, 04 on
  /// a charge.
  static func registered(_ category: TaxCategory, _ number: String) -> InvoiceRule {
    InvoiceRule(
      "BR-\(category.rulePrefix)-\(number)",
      "The parties need the tax numbers of the category \(category.rawValue).",
      "Give the seller's number; the buyer's as well for AE and K, none of both for O.")
  }

  /// A reason where there must be one, and none where nothing is exempt.
  static func exemption(_ category: TaxCategory) -> InvoiceRule {
    InvoiceRule(
      "BR-\(category.rulePrefix)-10",
      "The category \(category.rawValue) must have its own reason of exemption, S and Z none.",
      "Give the reason that belongs to the category.")
  }
}
