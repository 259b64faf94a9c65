import Amounts
import CivilTime
import Digests
import Invoicing
import Marketplace
import Postgres

/// An issued invoice or credit note; net, tax and gross are positive on both.
package struct InvoiceRecord: Sendable {
  package let id: String
  package let site: Site
  /// How it is numbered, which is what it is.
  package let numbered: InvoiceNumber.Kind
  package let year: Int32
  package let number: Int32
  package let runNumber: Int32
  package let period: Period
  package let partnerID: String
  package let currency: Currency
  package let issuedOn: CivilDate
  package let issuedAt: Instant
  package let statementIDs: [String]
  package let base: MinorUnits
  package let net: MinorUnits
  package let taxRate: Rate
  package let tax: MinorUnits
  package let gross: MinorUnits
  /// The invoice that a credit note corrects, or that this one replaces; nil on any other.
  package let originalID: String?
  /// When that was issued.
  package let originalIssuedOn: CivilDate?
  /// Of a credit note that gives back nothing: the invoice for which it cancels an earlier one.
  package let replacementID: String?
  /// The credit note that cancels what this one replaces; none of a corrected invoice.
  package let cancellingID: String?
  /// The invoice that has replaced this one.
  package let replacedBy: String?
  /// Why a person had it issued; nil where the figures of a run made the document.
  package let reason: String?
  /// The invoice of the Chinese tax bureau that belongs to it; nil where none was entered.
  package let legal: LegalInvoice?
  /// The platform as it was named when the document was issued; the partner where it is self-billed.
  package let seller: Party
  /// The merchant as it was named when the document was issued; the platform where it is self-billed.
  package let buyer: Party
  /// What was known for its electronic form: of both parties or, as far as a document goes, nothing.
  package let parties: ElectronicParties?
  /// The signed file; nil while there is none.
  package let signed: SignedOriginal?
  /// When its signature existed, as the time stamp within it says; nil while it has none.
  package let signatureStampedAt: Instant?
  /// Who says so: the subject of a certificate. RFC 4514.
  package let signatureStampedBy: String?
  /// When the signed file existed, as the time stamp of its run says; nil while there is none.
  package let stampedAt: Instant?
  /// Who says so: the subject of a certificate. RFC 4514.
  package let stampedBy: String?
  /// What leads from the gross amount to what the statement owes, of the document's sign; zero of
  /// what is not self-billed, like the next.
  package let rounding: MinorUnits
  /// What earlier credit notes gave back and is taken off its payment.
  package let setOff: MinorUnits
  /// What its pages print for whoever checks it; nil: nothing.
  package let verificationAddress: String?
  /// Whether its pages in one language say in that one alone what its record says in both; earlier
  /// releases did not.
  package let hasWordsByLanguage: Bool
  /// What a self-billed document is for; none of a fee, which is one figure.
  package internal(set) var items: [Item] = []

  /// Of which invoices a self-billed credit note gives back how much, the newest one first; none of
  /// other documents.
  package internal(set) var credited: [CreditedPart] = []
  /// What of a self-billed invoice no credit note has given back, without tax; nil of others.
  package let left: MinorUnits?

  /// A part of a self-billed document.
  package struct Item: Sendable {
    /// Nil of adjustments, incentives and what the statement before left.
    package let productID: String?
    package let description: String
    /// Without tax, of the document's sign; below zero it is an allowance on the others.
    package let net: MinorUnits

    package init(productID: String?, description: String, net: MinorUnits) {
      self.productID = productID
      self.description = description
      self.net = net
    }
  }

  /// `fee`, `fee_corrected`, `fee_credit`, `self_billed` or `self_billed_credit`.
  package var kind: String { numbered.stored }
  /// Whether it gives back.
  package var isCredit: Bool { numbered.isCredit }
  /// Whether the platform issued it in the partner's name.
  package var isSelfBilled: Bool { numbered.isSelfBilled }
  /// Whether it replaces an invoice.
  package var isReplacement: Bool { originalID != nil && !isCredit }
  /// Whether its net amount is in the statements that it names; what a person has credited is not.
  package var isNetted: Bool { reason == nil || isReplacement || replacementID != nil }
  /// The baseline level of its signature (ETSI EN 319 142-1, 6); nil while it is not signed.
  package var signatureLevel: String? {
    signed.map { _ in signatureStampedAt == nil ? "PAdES B-B" : "PAdES B-T" }
  }
  /// The partner as the document names it.
  package var partner: Party { isSelfBilled ? seller : buyer }

  init(_ row: Row) {
    guard let kind = InvoiceNumber.Kind.allCases.first(where: { $0.stored == row.text(2) }),
      let site = Site(rawValue: row.text(1)), let period = Period(yyyymm: row.int32(6)),
      let currency = Currency(code: row.text(8))
    else { preconditionFailure("invoice \(row.text(0)) has values nobody wrote") }
    id = row.text(0)
    self.site = site
    numbered = kind
    year = row.int32(3)
    number = row.int32(4)
    runNumber = row.int32(5)
    self.period = period
    partnerID = row.text(7)
    self.currency = currency
    issuedOn = CivilDate(days: row.days(9))
    issuedAt = Instant(microseconds: row.microseconds(10))
    statementIDs = row.text(11).split(separator: " ").map(String.init)
    base = row.int64(12)
    net = row.int64(13)
    taxRate = Rate(millionths: Int64(row.int32(14)))
    tax = row.int64(15)
    gross = row.int64(16)
    originalID = row.optionalText(17)
    reason = row.optionalText(18)
    signed = SignedOriginal(row, from: 19)
    stampedAt = row.optionalMicroseconds(56).map { Instant(microseconds: $0) }
    stampedBy = row.optionalText(57)
    let issuing = TradeDetails(row, from: 27)
    let buying = TradeDetails(row, from: 44)
    let isOfPartner = kind.isSelfBilled
    seller = Party(row, from: 23, id: isOfPartner ? row.text(7) : nil).named(by: issuing)
    buyer = Party(row, from: 40, id: isOfPartner ? nil : row.text(7)).named(by: buying)
    rounding = row.int64(58)
    setOff = row.int64(59)
    legal = LegalInvoice(row, from: 60)
    replacementID = row.optionalText(62)
    originalIssuedOn = row.optionalDays(63).map { CivilDate(days: $0) }
    replacedBy = row.optionalText(64)
    cancellingID = row.optionalText(65)
    verificationAddress = row.optionalText(66)
    left = row.optionalInt64(67)
    signatureStampedAt = row.optionalMicroseconds(68).map { Instant(microseconds: $0) }
    signatureStampedBy = row.optionalText(69)
    hasWordsByLanguage = row.bool(70)
    if let issuing, let buying, let untaxedAs = UntaxedFee(rawValue: row.optionalText(39) ?? "") {
      parties = ElectronicParties(seller: issuing, buyer: buying, untaxedAs: untaxedAs)
    } else {
      parties = nil
    }
  }
}

/// What a self-billed credit note gives back of one invoice. EN 16931-1, BG-3.
package struct CreditedPart: Sendable {
  package let invoiceID: String
  /// Without tax, minor units, zero or more.
  package let net: MinorUnits

  package init(invoiceID: String, net: MinorUnits) {
    self.invoiceID = invoiceID
    self.net = net
  }
}

extension InvoiceNumber.Kind {
  /// The word in `settlement.invoice.kind`.
  package var stored: String {
    switch self {
    case .platformFee: "fee"
    case .creditNote: "fee_credit"
    case .correctedInvoice: "fee_corrected"
    case .selfBilledInvoice: "self_billed"
    case .selfBilledCreditNote: "self_billed_credit"
    }
  }
}

extension Party {
  /// - Parameter column: Of the name; Latin name, address and tax number follow.
  fileprivate init(_ row: Row, from column: Int, id: String?) {
    self.init(
      id: id, name: row.text(column), nameInEnglish: row.optionalText(column + 1),
      address: row.optionalText(column + 2), taxNumber: row.optionalText(column + 3))
  }
}
