import Amounts
import CivilTime

/// What is stated on an electronic invoice; what follows from it is computed by
/// ``ElectronicInvoice``. EN 16931-1, 6.2.
package struct InvoiceContent: Hashable, Sendable {
  /// Currency and rate in which the tax office wants the tax. EN 16931-1, BT-6 and BT-111.
  package struct TaxCurrency: Hashable, Sendable {
    package var currency: Currency
    /// Its major units for one of the document's; above zero.
    package var rate: DecimalNumber

    /// A currency at a rate.
    package init(_ currency: Currency, at rate: DecimalNumber) {
      self.currency = currency
      self.rate = rate
    }
  }

  /// An invoice that this one corrects or follows. EN 16931-1, BG-3.
  package struct PrecedingInvoice: Hashable, Sendable {
    /// BT-25.
    package var number: String
    /// BT-26.
    package var issueDate: CivilDate?

    /// An earlier invoice by its number.
    package init(_ number: String, of issueDate: CivilDate? = nil) {
      self.number = number
      self.issueDate = issueDate
    }
  }

  /// A document that supports the invoice, by reference. EN 16931-1, BG-24.
  package struct SupportingDocument: Hashable, Sendable {
    /// BT-122.
    package var reference: String
    /// BT-123.
    package var description: String

    /// A document and what it is.
    package init(_ reference: String, description: String) {
      self.reference = reference
      self.description = description
    }

    /// The record from which every form of a document is made, by its digest.
    ///
    /// - Parameters:
    ///   - hash: SHA-256 of the record's JSON, 64 hexadecimal digits.
    ///   - file: The name under which a PDF carries it.
    package static func data(_ hash: String, in file: String) -> SupportingDocument {
      SupportingDocument(
        "sha256:\(hash)", description: "SHA-256 of \(file), the data of this document")
    }
  }

  /// When and where it was delivered. EN 16931-1, BG-13.
  package struct Delivery: Hashable, Sendable {
    /// BT-72.
    package var date: CivilDate?
    /// BT-70.
    package var name: String?
    /// BG-15.
    package var address: PostalAddress?

    /// A delivery of which something is known.
    package init(date: CivilDate? = nil, name: String? = nil, address: PostalAddress? = nil) {
      self.date = date
      self.name = name
      self.address = address
    }
  }

  /// BT-3.
  package var type: DocumentType
  /// BT-23 and BT-24.
  package var specification: Specification
  /// BT-1.
  package var number: String
  /// BT-2.
  package var issueDate: CivilDate
  /// BT-9.
  package var dueDate: CivilDate?
  /// BT-20.
  package var paymentTerms: String?
  /// BT-5: of every amount but BT-111.
  package var currency: Currency
  /// BT-6.
  package var taxCurrency: TaxCurrency?
  /// Where tax is rounded.
  package var taxMethod: TaxMethod
  /// BG-14.
  package var period: BillingPeriod?
  /// BT-10.
  package var buyerReference: String?
  /// BT-13.
  package var orderReference: String?
  /// BT-12.
  package var contractReference: String?
  /// BG-3.
  package var precedingInvoices: [PrecedingInvoice] = []
  /// BG-24.
  package var supportingDocuments: [SupportingDocument] = []
  /// BT-22.
  package var notes: [String] = []
  /// BG-4.
  package var seller: TradeParty
  /// BG-7.
  package var buyer: TradeParty
  /// BG-10.
  package var payee: Payee?
  /// BG-13.
  package var delivery: Delivery?
  /// BG-16.
  package var payment: PaymentInstructions?
  /// BG-20 and BG-21.
  package var allowancesAndCharges: [DocumentAllowanceOrCharge] = []
  /// BT-113; none means nothing was paid before.
  package var prepaid: Money?
  /// BT-114, any sign.
  package var rounding: Money?
  /// BG-25.
  package var lines: [InvoiceLine]
  /// BT-120 and BT-121 by category, where they are not the usual ones.
  package var exemptions: [TaxCategory: TaxExemption] = [:]

  /// The terms that every document has; the others are set afterwards.
  package init(
    type: DocumentType, specification: Specification, number: String, issueDate: CivilDate,
    currency: Currency, taxMethod: TaxMethod = .perCategory, seller: TradeParty,
    buyer: TradeParty, lines: [InvoiceLine]
  ) {
    self.type = type
    self.specification = specification
    self.number = number
    self.issueDate = issueDate
    self.currency = currency
    self.taxMethod = taxMethod
    self.seller = seller
    self.buyer = buyer
    self.lines = lines
  }

  /// BT-120 and BT-121 of a category: what is stated, or what the category means.
  package func exemption(of category: TaxCategory) -> TaxExemption? {
    exemptions[category] ?? TaxExemption.usual(of: category)
  }

  /// Whether both parties are in Germany.
  var isWithinGermany: Bool {
    seller.address.country == "DE" && buyer.address.country == "DE"
  }
}
