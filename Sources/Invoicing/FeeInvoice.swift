import Amounts
import CivilTime

/// What the platform charges a merchant for a month, or gives back.
///
/// Amounts on it are what the merchant owes the platform: positive on an invoice, negative on a
/// credit note. It holds by construction that the lines add up to the net amount, that the tax is
/// the net amount times the rate, rounded once (rule 2.2), and that net and tax make the gross.
package struct FeeInvoice: Hashable, Sendable {
  /// Whether the platform charges, or corrects what it charged.
  package enum Kind: Hashable, Sendable {
    case invoice
    /// Corrects an earlier invoice, for a reason in words.
    case creditNote(of: InvoiceNumber, reason: String)
  }

  /// One fee.
  package struct Line: Hashable, Sendable {
    /// What is charged for.
    package var description: String
    /// What the fee is a proportion of; none where it is a fixed amount.
    package var base: Money?
    /// The proportion of the base; none where it is a fixed amount.
    package var rate: Rate?
    /// Without tax.
    package var amount: Money

    /// A fee, or a fee given back.
    package init(description: String, base: Money? = nil, rate: Rate? = nil, amount: Money) {
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
  /// The platform.
  package let seller: Party
  /// The merchant.
  package let buyer: Party
  /// The month of the fees.
  package let period: Period
  /// The statements in which the fees were kept back.
  package let statementIDs: [String]
  /// Whether the net amount was kept back or given back in those statements; what a person has
  /// credited later was not.
  package let isNetted: Bool
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

  /// Draws up the document and adds it up.
  ///
  /// - Throws: `InvoiceError` where the lines are missing, of mixed currencies, of the wrong sign
  ///   for the kind of document, or beyond 64 bits.
  package init(
    number: InvoiceNumber, kind: Kind = .invoice, issueDate: CivilDate, seller: Party,
    buyer: Party, period: Period, statementIDs: [String], isNetted: Bool = true, lines: [Line],
    taxRate: Rate
  ) throws(InvoiceError) {
    let net = try Self.sum(of: lines, number: number)
    try Self.checkKind(kind, number: number, lines: lines)
    self.number = number
    self.kind = kind
    self.issueDate = issueDate
    self.seller = seller
    self.buyer = buyer
    self.period = period
    self.statementIDs = statementIDs
    self.isNetted = isNetted
    self.lines = lines
    self.net = net
    self.taxRate = taxRate
    do throws(AmountError) {
      tax = try net.times(taxRate)
      gross = try net.adding(tax)
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
    _ kind: Kind, number: InvoiceNumber, lines: [Line]
  ) throws(InvoiceError) {
    let isCredit: Bool
    switch kind {
    case .invoice:
      isCredit = false
      guard number.kind == .platformFee else { throw .kindMismatch(number) }
    case .creditNote(let original, _):
      isCredit = true
      guard number.kind == .creditNote, original.kind == .platformFee else {
        throw .kindMismatch(number)
      }
    }
    for (index, line) in lines.enumerated() {
      let isWrong = isCredit ? line.amount.minorUnits > 0 : line.amount.minorUnits < 0
      if isWrong { throw .signMixed(number, line: index + 1, amount: line.amount) }
    }
  }
}
