/// Rules of the specifications upon EN 16931, of the syntaxes, and of characters.
extension InvoiceRule {
  private static func peppol(
    _ number: String, _ requirement: String, _ remedy: String
  ) -> InvoiceRule {
    InvoiceRule("PEPPOL-EN16931-\(number)", requirement, remedy)
  }

  static let oneNote = peppol(
    "R002", "A document has one note at most, unless both parties are German.",
    "Join the notes.")
  static let reference = peppol(
    "R003", "A buyer reference or an order must be given.", "Ask the buyer for its reference.")
  static let otherTaxCurrency = peppol(
    "R005", "The tax currency must be another one than the currency.",
    "Leave the tax currency out.")
  static let nothingEmpty = peppol(
    "R008", "What is given must not be empty.", "Leave it out, or fill it in.")
  static let buyerAddress = peppol(
    "R010", "The buyer must have an electronic address.", "Ask the buyer for it.")
  static let sellerAddress = peppol(
    "R020", "The seller must have an electronic address.", "Ask the seller for it.")
  static let mandate = peppol(
    "R061", "A direct debit needs the reference of its mandate.", "Give the reference.")
  static let periodStart = peppol(
    "R110", "A line must not begin before the document's period.", "Widen the document's period.")
  static let periodEnd = peppol(
    "R111", "A line must not end after the document's period.", "Widen the document's period.")
  static let baseQuantity = peppol(
    "R121", "A price must be for a quantity above zero.", "Leave the base quantity out for one.")
  static let invoiceType = peppol(
    "P0100", "This type of invoice is not of this specification.",
    "Send self-billed invoices by the self-billing specification, the others by billing.")
  static let creditNoteType = peppol(
    "P0101", "This type of credit note is not of this specification.",
    "Send self-billed credit notes by the self-billing specification, the others by billing.")
  static let correctedInGermany = peppol(
    "P0112", "A corrected invoice is allowed between two German parties only.",
    "Issue a credit note and a new invoice.")
  static let peppolAddressScheme = peppol(
    "CL008", "The scheme of an electronic address must be one that Peppol delivers to.",
    "Use another address of the party; electronic mail (EM) is none.")
  static let globalLocationNumber = InvoiceRule(
    "PEPPOL-COMMON-R040", "A GLN must have 13 digits, the last of which checks the others.",
    "Check the number for a slip.")

  /// A reason of exemption that another category has. PEPPOL-EN16931-P0104 to P0111.
  static func exemptionBelongs(_ number: String, to category: String) -> InvoiceRule {
    peppol(
      number, "This reason of exemption is one of the category \(category) alone.",
      "Use the category \(category), or another reason.")
  }

  /// What German receivers ask for, numbered alike by Peppol and by XRechnung.
  static func german(_ number: Int, in specification: Specification) -> InvoiceRule {
    let id: String
    switch specification {
    case .xrechnung: id = "BR-DE-\(number)"
    case .core, .peppolBilling, .peppolSelfBilling:
      id = "DE-R-\(number < 10 ? "00" : "0")\(number)"
    }
    return InvoiceRule(
      id, "Between German parties this must be given.",
      "Fill it in where the parties' data are kept.")
  }

  static let germanType = InvoiceRule(
    "BR-DE-17", "This type of document is not one of XRechnung.", "Use another specification.")
  static let ibanWithinSEPA = InvoiceRule(
    "DE-R-019", "A number in a SEPA payment must be an IBAN.",
    "Give the IBAN, or pay by a transfer outside SEPA.")
  static let dueWithMeans = InvoiceRule(
    "UBL-SR-45", "The due date of a credit note stands with its way of payment.",
    "Say how the amount is paid.")
  static let onceOnly = InvoiceRule(
    "UBL-SR-16", "A buyer has one identifier and no registration with a tax office.",
    "Give the identifier that the seller knows.")
  static let threeLines = InvoiceRule(
    "UBL-SR-51", "An address has three lines at most.", "Join the lines.")
  static let character = InvoiceRule(
    "XML 1.0, 2.2", "A text must hold characters that XML can carry and people can see.",
    "Remove the control character where the text is kept.")
  static let direction = InvoiceRule(
    "UAX 9", "A text must read the same for everyone: nothing may turn its direction.",
    "Remove the unseen character where the text is kept.")
  static let length = InvoiceRule(
    "TEXT-LENGTH", "A text has 10,000 characters at most.", "Shorten it.")
}
