import Amounts
import CivilTime

/// What the platform charges a merchant for a month, or gives back; or, issued by the platform in a
/// partner's name, what the partner charges the platform.
///
/// Amounts on it are what the buyer owes the seller: positive on an invoice, negative on a credit
/// note. It holds by construction that the lines add up to the net amount, that the tax is
/// the net amount times the rate, rounded once (rule 2.2), and that net and tax make the gross.
package struct FeeInvoice: Hashable, Sendable {
  /// Whether the platform charges, or corrects what it charged.
  package enum Kind: Hashable, Sendable {
    case invoice
    /// Corrects an earlier invoice, for a reason in words.
    case creditNote(of: InvoiceNumber, reason: String)
    /// Has the right details and takes the place of an earlier invoice, between German parties.
    case corrected(of: Earlier, reason: String)
    /// Has the right details and takes the place of an earlier invoice that a credit note cancels.
    case replacement(of: Earlier, creditNote: InvoiceNumber, reason: String)
    /// Cancels an earlier invoice that another replaces.
    case cancellation(of: Earlier, replacedBy: InvoiceNumber, reason: String)
  }

  /// An invoice on which a detail was wrong. EN 16931-1, BG-3.
  package struct Earlier: Hashable, Sendable {
    package let number: InvoiceNumber
    package let issueDate: CivilDate

    package init(_ number: InvoiceNumber, of issueDate: CivilDate) {
      self.number = number
      self.issueDate = issueDate
    }
  }

  /// What a document has that its buyer, the platform, draws up. Directive 2006/112/EC, article 224.
  package struct SelfBilling: Hashable, Sendable {
    /// What leads from net and tax to the amount that the statement owes, which is divided into both
    /// item by item. EN 16931-1, BT-114.
    package var rounding: Money
    /// What earlier credit notes gave back and is taken off the payment, of the document's sign; zero
    /// on a credit note unless it cancels an invoice that had some. EN 16931-1, BT-113.
    package var setOff: Money
    /// The invoices that a credit note gives back, the newest first, with what it gives back of each:
    /// without tax, of the document's sign, together its net amount. None where one invoice is all
    /// that it corrects. EN 16931-1, BG-3.
    package var credited: [Credited]

    /// Amounts in the currency of the document.
    package init(rounding: Money, setOff: Money, credited: [Credited] = []) {
      self.rounding = rounding
      self.setOff = setOff
      self.credited = credited
    }
  }

  /// What a credit note gives back of one of several invoices.
  package struct Credited: Hashable, Sendable {
    package let number: InvoiceNumber
    /// Without tax, zero or less.
    package let net: Money

    package init(_ number: InvoiceNumber, net: Money) {
      self.number = number
      self.net = net
    }
  }

  /// One fee, or one item of what a partner charges.
  package struct Line: Hashable, Sendable {
    /// What is charged for.
    package var description: String
    /// What the fee is a proportion of; none where it is a fixed amount.
    package var base: Money?
    /// The proportion of the base; none where it is a fixed amount.
    package var rate: Rate?
    /// Without tax.
    package var amount: Money
    /// Of what a partner charges; none of fees, and of what concerns no product.
    package var productID: String?

    /// A fee, or a fee given back.
    package init(
      description: String, base: Money? = nil, rate: Rate? = nil, amount: Money,
      productID: String? = nil
    ) {
      self.productID = productID
      self.description = description
      self.base = base
      self.rate = rate
      self.amount = amount
    }
  }

  /// Of the kind that belongs to the document's.
  package let number: InvoiceNumber
  /// Invoice or credit note.
  package let kind: Kind
  /// The day it bears.
  package let issueDate: CivilDate
  /// The platform; the partner where it is self-billed.
  package let seller: Party
  /// The merchant; the platform where it is self-billed.
  package let buyer: Party
  /// The month that is invoiced.
  package let period: Period
  /// The statements in which the fees were kept back.
  package let statementIDs: [String]
  /// Whether the net amount was kept back or given back in those statements; what a person has
  /// credited later was not.
  package let isNetted: Bool
  /// Nil of what the platform issues in its own name.
  package let selfBilling: SelfBilling?
  /// At least one.
  package let lines: [Line]
  /// The sum of the lines.
  package let net: Money
  /// The one rate of all lines; zero where the service is not taxed.
  package let taxRate: Rate
  /// The net amount times the rate.
  package let tax: Money
  /// Net and tax.
  package let gross: Money
  /// What the document asks for: the gross amount, rounded and less what is set off where it is
  /// self-billed.
  package let payable: Money

  /// Draws up the document and adds it up.
  ///
  /// - Throws: `InvoiceError` where the lines are missing, of mixed currencies, of the wrong sign
  ///   for the kind of document, or beyond 64 bits.
  package init(
    number: InvoiceNumber, kind: Kind = .invoice, issueDate: CivilDate, seller: Party,
    buyer: Party, period: Period, statementIDs: [String], isNetted: Bool = true, lines: [Line],
    taxRate: Rate, selfBilling: SelfBilling? = nil
  ) throws(InvoiceError) {
    let net = try Self.sum(of: lines, number: number)
    try Self.checkKind(kind, number: number, isSelfBilled: selfBilling != nil)
    // Of a self-billed document what is below zero is a discount on the rest.
    try Self.checkSigns(
      of: selfBilling == nil ? lines.map(\.amount) : [net], number: number)
    self.number = number
    self.kind = kind
    self.issueDate = issueDate
    self.seller = seller
    self.buyer = buyer
    self.period = period
    self.statementIDs = statementIDs
    self.isNetted = isNetted
    self.selfBilling = selfBilling
    self.lines = lines
    self.net = net
    self.taxRate = taxRate
    do throws(AmountError) {
      tax = try net.times(taxRate)
      gross = try net.adding(tax)
      if let selfBilling {
        payable = try gross.adding(selfBilling.rounding).subtracting(selfBilling.setOff)
      } else {
        payable = gross
      }
    } catch {
      throw .amount(number, error)
    }
  }

  /// The currency of all its amounts.
  package var currency: Currency { net.currency }

  /// Holds the document against totals that were computed elsewhere: in the books, or before.
  ///
  /// - Throws: `totalsDiffer` with the first one that is not the same.
  package func check(net: Money, tax: Money, gross: Money) throws(InvoiceError) {
    let pairs = [
      ("net amount", net, self.net), ("tax", tax, self.tax), ("gross amount", gross, self.gross),
    ]
    for (what, stated, computed) in pairs where stated != computed {
      throw .totalsDiffer(number, what: what, stated: stated, computed: computed)
    }
  }

  private static func sum(
    of lines: [Line], number: InvoiceNumber
  ) throws(InvoiceError) -> Money {
    guard let currency = lines.first?.amount.currency else { throw .withoutLines(number) }
    var sum = Money.zero(in: currency)
    for line in lines {
      for amount in [line.amount, line.base ?? line.amount] where amount.currency != currency {
        throw .currencyMixed(number, currency, amount.currency)
      }
      do throws(AmountError) {
        sum = try sum.adding(line.amount)
      } catch {
        throw .amount(number, error)
      }
    }
    return sum
  }

  private static func checkKind(
    _ kind: Kind, number: InvoiceNumber, isSelfBilled: Bool
  ) throws(InvoiceError) {
    let own: InvoiceNumber.Kind
    let original: InvoiceNumber?
    switch kind {
    case .invoice: (own, original) = (isSelfBilled ? .selfBilledInvoice : .platformFee, nil)
    case .creditNote(let corrected, _):
      (own, original) = (isSelfBilled ? .selfBilledCreditNote : .creditNote, corrected)
    case .corrected(let earlier, _): (own, original) = (.correctedInvoice, earlier.number)
    case .replacement(let earlier, _, _):
      (own, original) = (isSelfBilled ? .selfBilledInvoice : .platformFee, earlier.number)
    case .cancellation(let earlier, _, _):
      (own, original) = (isSelfBilled ? .selfBilledCreditNote : .creditNote, earlier.number)
    }
    let originals: [InvoiceNumber.Kind] =
      isSelfBilled ? [.selfBilledInvoice] : [.platformFee, .correctedInvoice]
    guard number.kind == own, own.isSelfBilled == isSelfBilled,
      original.map({ originals.contains($0.kind) }) ?? true
    else { throw .kindMismatch(number) }
  }

  private static func checkSigns(
    of amounts: [Money], number: InvoiceNumber
  ) throws(InvoiceError) {
    for (index, amount) in amounts.enumerated() {
      let isWrong = number.kind.isCredit ? amount.minorUnits > 0 : amount.minorUnits < 0
      if isWrong { throw .signMixed(number, line: index + 1, amount: amount) }
    }
  }
}
