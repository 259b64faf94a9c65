import Amounts
import CivilTime

/// A fully digital Chinese VAT invoice, 数电票, blue or red.
///
/// It holds by construction that the totals are the exact sums of the lines, that the sign is that
/// of the colour, that a special invoice says the buyer's tax number, and that a number of the tax
/// platform is of the year and the province that issued it. Without the platform's part it is a
/// request, and no tax invoice.
package struct ChineseInvoice: Hashable, Sendable {
  /// Whether the buyer may deduct the tax.
  package enum Kind: String, CaseIterable, Sendable {
    /// 增值税专用发票.
    case special = "01"
    /// 普通发票.
    case ordinary = "02"
  }

  /// How the seller is registered for value added tax.
  package enum TaxpayerType: String, CaseIterable, Sendable {
    /// 一般纳税人.
    case general = "1"
    /// 小规模纳税人.
    case small = "2"
    /// 转登记纳税人: re-registered as small.
    case reregistered = "3"
  }

  /// Whether it charges or reverses.
  package enum Colour: Hashable, Sendable {
    case blue
    case red(RedReference)
  }

  /// What a red invoice reverses, and on which agreement.
  package struct RedReference: Hashable, Sendable {
    /// The blue invoice.
    package let original: ChineseInvoiceNumber
    /// The number that the tax platform gave the red-letter confirmation; not empty.
    package let confirmationNumber: String

    /// Refers to a blue invoice.
    ///
    /// - Throws: `notIssuable` in any state but 01 and 04, and once the red invoice is there;
    ///   `missing` without the confirmation's number, which exists even where nobody confirms.
    package init(
      original: ChineseInvoiceNumber, confirmationNumber: String, state: RedLetterState
    ) throws(ChineseInvoiceError) {
      guard state.allowsIssuing else { throw .notIssuable(state) }
      try checkFilled(confirmationNumber, "number of the red-letter confirmation")
      self.original = original
      self.confirmationNumber = confirmationNumber
    }
  }

  /// What only the tax platform gives.
  package struct Supervision: Hashable, Sendable {
    /// The number.
    package let number: ChineseInvoiceNumber
    /// The day it bears.
    package let issueDate: CivilDate
    /// The tax bureau's own code; nil where the answer was entered without it, like the next.
    package let bureauCode: String?
    /// The tax bureau's name.
    package let bureauName: String?

    /// The platform's answer, as it came.
    package init(
      number: ChineseInvoiceNumber, issueDate: CivilDate, bureauCode: String? = nil,
      bureauName: String? = nil
    ) {
      self.number = number
      self.issueDate = issueDate
      self.bureauCode = bureauCode
      self.bureauName = bureauName
    }
  }

  /// Special or ordinary.
  package let kind: Kind
  /// Blue or red.
  package let colour: Colour
  /// The seller's.
  package let taxpayerType: TaxpayerType
  /// The seller's.
  package let region: TaxRegion
  /// With a tax number, always.
  package let seller: ChineseInvoiceParty
  /// With a tax number on a special invoice; a natural person may have none.
  package let buyer: ChineseInvoiceParty
  /// At least one.
  package let items: [ChineseInvoiceItem]
  /// The person who draws it up, 开票人.
  package let drawer: String
  /// When it was requested.
  package let requested: Instant
  /// What is to be said besides; empty where nothing is.
  package let remark: String
  /// The tax platform's part; none before its answer.
  package let supervision: Supervision?
  /// The sum of the lines before tax.
  package let net: Money
  /// The sum of the lines' taxes.
  package let tax: Money
  /// Net and tax.
  package let gross: Money

  /// Draws up the invoice and adds it up.
  ///
  /// - Throws: `ChineseInvoiceError` where a rule of the form is broken; the first one found.
  package init(
    kind: Kind, colour: Colour = .blue, taxpayerType: TaxpayerType = .general, region: TaxRegion,
    seller: ChineseInvoiceParty, buyer: ChineseInvoiceParty, items: [ChineseInvoiceItem],
    drawer: String, requested: Instant, remark: String = "", supervision: Supervision? = nil
  ) throws(ChineseInvoiceError) {
    guard seller.taxNumber != nil else { throw .missing("tax number of the seller") }
    if kind == .special, buyer.taxNumber == nil { throw .buyerNumberMissing }
    try checkFilled(drawer, "drawer")
    try checkText(remark, "remark")
    try Self.check(items, colour)
    if let supervision { try Self.check(supervision, region) }
    do throws(AmountError) {
      net = try Self.sum(items.map(\.amount))
      tax = try Self.sum(items.map(\.tax))
      gross = try net.adding(tax)
    } catch {
      throw .amount(error)
    }
    try Self.checkSign(net: net, tax: tax, colour)
    self.kind = kind
    self.colour = colour
    self.taxpayerType = taxpayerType
    self.region = region
    self.seller = seller
    self.buyer = buyer
    self.items = items
    self.drawer = drawer
    self.requested = requested
    self.remark = remark
    self.supervision = supervision
  }
}

extension ChineseInvoice {
  /// The total in the numerals of the form: 壹万壹仟叁佰贰拾陆圆叁角壹分, below zero with 负 before it.
  package var capitals: String {
    guard let text = capitalNumerals(gross, .taxInvoice) else {
      preconditionFailure("\(gross) is no amount of yuan")
    }
    return text
  }

  /// What a person should look at before the invoice is issued, in the order of the form.
  package var warnings: [ChineseInvoiceWarning] {
    var warnings: [ChineseInvoiceWarning] = []
    for (side, party) in [(InvoiceSide.seller, seller), (.buyer, buyer)] {
      if let number = party.taxNumber, number.needsLook {
        warnings.append(.taxNumber(side, number.finding))
      }
    }
    for (index, item) in items.enumerated() where !item.goods.isTaxRateStatutory {
      warnings.append(.unusualRate(line: index + 1, item.goods.taxRate))
    }
    return warnings
  }

  private static func check(
    _ items: [ChineseInvoiceItem], _ colour: Colour
  ) throws(ChineseInvoiceError) {
    guard !items.isEmpty else { throw .withoutItems }
    for (index, item) in items.enumerated() {
      let belongs =
        switch colour {
        case .blue: item.blueLine == nil
        case .red: item.blueLine != nil
        }
      guard belongs else { throw .lineColour(line: index + 1) }
    }
  }

  private static func check(
    _ supervision: Supervision, _ region: TaxRegion
  ) throws(ChineseInvoiceError) {
    let number = supervision.number
    guard number.year == supervision.issueDate.year % 100 else {
      throw .numberDiffers(number, what: "year")
    }
    guard number.province == region.province else {
      throw .numberDiffers(number, what: "province")
    }
    if let code = supervision.bureauCode { try checkFilled(code, "code of the tax bureau") }
    if let name = supervision.bureauName { try checkFilled(name, "name of the tax bureau") }
  }

  private static func checkSign(
    net: Money, tax: Money, _ colour: Colour
  ) throws(ChineseInvoiceError) {
    let isRight =
      switch colour {
      // Discounts below zero may make a blue invoice free, never a debt.
      case .blue: net.minorUnits >= 0 && tax.minorUnits >= 0
      case .red: net.minorUnits < 0 && tax.minorUnits <= 0
      }
    guard isRight else { throw .sign(net: net, tax: tax) }
  }

  private static func sum(_ amounts: [Money]) throws(AmountError) -> Money {
    var sum = Money.zero(in: amounts[0].currency)
    for amount in amounts { sum = try sum.adding(amount) }
    return sum
  }
}

/// What a person should look at, and what is no reason to refuse.
package enum ChineseInvoiceWarning: Hashable, Sendable {
  /// A tax number that is old, or whose check character is another.
  case taxNumber(InvoiceSide, ChineseTaxNumber.Finding)
  /// A rate that the law does not know today; lines count from 1.
  case unusualRate(line: Int, Rate)
}
