import Amounts
import CivilTime
import Invoicing
import Marketplace
import Postgres
import Store

/// What the partner's invoices for a sealed statement must say: the invoicing list prints it, and
/// every invoice that comes is held against it.
struct ExpectedInvoices {
  let statement: SealedStatement
  let demand: InvoiceDemand
  /// Whom they are made out to, as named when the statement was sealed; nil where the site had no
  /// issuer then.
  let buyer: Party?
  /// What documents have credited of what the statement opens with: the invoices do not take it off
  /// again, its payment does. Above zero; nil where there is none.
  let setOff: Money?
  /// For their remark: the id that is looked for, and the month for people.
  var remark: String { "\(statement.id) \(statement.period.text)" }

  /// Reads what was frozen with the run of the statement.
  init(for statement: SealedStatement, in tx: borrowing Transaction) throws {
    self.statement = statement
    let agreed = try StatementStateStore.invoiceTerms(of: statement, number: "", in: tx).taxRate
    var amounts = try StatementStateStore.invoicedAmounts(of: statement, in: tx).map { amount in
      InvoiceDemand.Amount(
        amount.subject, taxRate: agreed ?? amount.taxRateIncluded, gross: amount.amount)
    }
    let credited =
      statement.opening.minorUnits < 0
      ? try SelfBillingStore.credited(before: statement, in: tx) : 0
    let setOff = Money(minorUnits: credited, currency: statement.opening.currency)
    self.setOff = credited > 0 ? setOff : nil
    amounts.append(
      InvoiceDemand.Amount(
        .opening, taxRate: agreed, gross: try statement.opening.adding(setOff)))
    demand = try InvoiceDemand(statementID: statement.id, of: amounts)
    buyer = try InvoiceStore.issuer(
      of: statement.site, on: CivilDate(at: statement.sealedAt), in: tx)?.party
  }

  /// What is wrong about an invoice, a sentence each, and which of the demand it is; nil where that
  /// cannot be told or it came before.
  ///
  /// - Parameter earlier: Sound invoices for the statement that were kept before.
  func compare(
    _ invoice: PartnerInvoice, after earlier: [(number: String, gross: Money, taxRate: Rate)]
  ) -> (flaws: [String], open: [InvoiceDemand.Invoice]) {
    var flaws: [String] = []
    var open = demand.invoices.filter { expected in
      !earlier.contains { $0.gross == expected.gross && expected.takes($0.taxRate) }
    }
    if let place = open.firstIndex(where: { $0.takes(invoice.taxRate) })
      ?? (open.count == 1 ? 0 : nil)
    {
      let expected = open.remove(at: place)
      if invoice.gross != expected.gross {
        let part = demand.invoices.count > 1 ? " at \(invoice.taxRate)" : ""
        flaws.append(
          "the amount is \(invoice.gross), the statement has \(expected.gross)\(part)")
      }
      if let agreed = expected.taxRate, agreed != invoice.taxRate {
        flaws.append("the tax rate is \(invoice.taxRate), \(agreed) was agreed")
      }
    } else {
      let rates = open.compactMap(\.taxRate).map(\.description).joined(separator: ", ")
      flaws.append("the tax rate is \(invoice.taxRate), invoices at \(rates) are to come")
    }
    if let buyer, ![buyer.name, buyer.nameInEnglish].contains(invoice.title) {
      flaws.append(
        "it is made out to \"\(invoice.title)\" and not to \"\(buyer.name)\""
          + (buyer.nameInEnglish.map { " (\($0))" } ?? ""))
    }
    if !invoice.remark.contains(demand.statementID) {
      flaws.append("its remark does not name \(demand.statementID)")
    }
    if earlier.contains(where: { $0.number == invoice.number }) {
      flaws.append("its number \(invoice.number) is that of another invoice for the statement")
    }
    return (flaws, open)
  }
}

extension InvoiceDemand.Invoice {
  fileprivate func takes(_ rate: Rate) -> Bool { taxRate == nil || taxRate == rate }
}

extension InvoicedAmount {
  fileprivate var subject: InvoiceDemand.Subject {
    switch sourceKind {
    case .order, .refund, .usage: .product(id: productID ?? "", name: productName ?? "")
    case .adjustment: .adjustments
    case .incentive: .incentives
    }
  }

  /// The rate of the tax that the amount includes by its share model, rule 5; nil where the amount
  /// says nothing of tax: a platform fee on other sites, adjustments, incentives.
  fileprivate var taxRateIncluded: Rate? {
    switch role {
    case .merchant, .operator: shareModel == "platform_fee" ? nil : productTaxRate
    case .csp: serviceTaxRate
    case .reseller: serviceTaxRate ?? productTaxRate
    }
  }
}
