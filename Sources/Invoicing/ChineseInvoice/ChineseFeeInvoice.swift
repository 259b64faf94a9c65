import Amounts
import CivilTime

/// What the Chinese form of a fee invoice says beyond the document itself.
package struct ChineseFeeDetails: Hashable, Sendable {
  /// When the document was issued.
  package var requested: Instant
  /// What is to be said besides, on one line.
  package var remark: String
  /// The tax bureau's invoice for the document; nil while none was entered.
  package var supervision: ChineseInvoice.Supervision?
  /// Whether the buyer has a Chinese tax number, if any; others' numbers do not stand on the form.
  package var isBuyerChinese: Bool

  /// Details of a document.
  package init(
    requested: Instant, remark: String, supervision: ChineseInvoice.Supervision? = nil,
    isBuyerChinese: Bool = true
  ) {
    self.requested = requested
    self.remark = remark
    self.supervision = supervision
    self.isBuyerChinese = isBuyerChinese
  }
}

extension FeeInvoice {
  /// 开票人: no person draws the platform's invoices up.
  private static let drawer = "系统"

  /// The platform's service, by the classification that the tax bureau has for such services.
  private func goods() throws(ChineseInvoiceError) -> ChineseInvoiceGoods {
    try ChineseInvoiceGoods(
      name: "*信息技术服务*平台服务费", classificationCode: "3040203000000000000", taxRate: taxRate)
  }

  /// An invoice of the platform as the tax bureau's blue invoice: one line of the net amount, with the
  /// tax of the document.
  ///
  /// - Throws: `ChineseInvoiceError` where a rule of the form is broken: other currencies than the
  ///   yuan, tax numbers that are none, a seller without number or region.
  package func chinese(
    _ details: ChineseFeeDetails
  ) throws(ChineseInvoiceError) -> ChineseInvoice {
    try chinese(
      details, .blue, items: [ChineseInvoiceItem(goods: try goods(), amount: net)])
  }

  /// A credit note of the platform as the red invoice that reverses its part of a blue one, with the
  /// document's own net amount and tax.
  ///
  /// - Parameters:
  ///   - blue: The document that it corrects, in its Chinese form.
  ///   - earlier: What the credit notes before it gave back, net and tax, above zero.
  /// - Throws: `ChineseInvoiceError` as of a blue one; `RedLineRefusal` where more is given back than is
  ///   left of the blue one.
  package func chinese(
    _ details: ChineseFeeDetails, reversing blue: ChineseInvoice,
    after earlier: [(net: Money, tax: Money)], on reference: ChineseInvoice.RedReference
  ) throws -> ChineseInvoice {
    var reversed: [ChineseInvoiceItem] = []
    for part in earlier {
      reversed += try redLines(
        of: blue, after: reversed, parts: [RedPart(line: 1, .stated(part.net, tax: part.tax))])
    }
    let own = RedPart(line: 1, .stated(try net.negated(), tax: try tax.negated()))
    return try chinese(
      details, .red(reference), items: try redLines(of: blue, after: reversed, parts: [own]))
  }

  private func chinese(
    _ details: ChineseFeeDetails, _ colour: ChineseInvoice.Colour, items: [ChineseInvoiceItem]
  ) throws(ChineseInvoiceError) -> ChineseInvoice {
    let seller = try seller.onChineseInvoice(as: .seller, hasNumber: true)
    let buyer = try buyer.onChineseInvoice(as: .buyer, hasNumber: details.isBuyerChinese)
    var region = seller.taxNumber.flatMap { TaxRegion(of: $0) }
    // The tax bureau knows better where it is.
    if let given = details.supervision?.number, given.province != region?.province {
      region = TaxRegion(code: given.province + "00")
    }
    guard let region else { throw .missing("region in the tax number of the seller") }
    return try ChineseInvoice(
      kind: buyer.taxNumber == nil ? .ordinary : .special, colour: colour, region: region,
      seller: seller, buyer: buyer, items: items, drawer: Self.drawer,
      requested: details.requested, remark: details.remark, supervision: details.supervision)
  }
}

extension Party {
  /// - Parameter hasNumber: Whether its tax number, if it has one, is that of a Chinese taxpayer.
  fileprivate func onChineseInvoice(
    as side: InvoiceSide, hasNumber: Bool
  ) throws(ChineseInvoiceError) -> ChineseInvoiceParty {
    var number: ChineseTaxNumber?
    if hasNumber, let taxNumber, !taxNumber.isEmpty {
      // Electronic invoices have the country's letters before it.
      let isPrefixed = taxNumber.hasPrefix("CN") && taxNumber.count == 20
      do throws(ChineseTaxNumberFlaw) {
        number = try ChineseTaxNumber(parsing: isPrefixed ? taxNumber.dropFirst(2) : taxNumber[...])
      } catch {
        throw .taxNumber(side, error)
      }
    }
    return try ChineseInvoiceParty(name: name, taxNumber: number, address: address ?? "")
  }
}
