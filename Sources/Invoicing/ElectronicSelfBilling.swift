import Amounts
import CivilTime

extension FeeInvoice {
  /// The words that an invoice must bear which its buyer issues. Directive 2006/112/EC, article 226,
  /// number 10a.
  package static let selfBillingMention = "Self-billing"

  /// A document that the platform issues in the partner's name, types 389 and 261.
  ///
  /// It follows Peppol BIS Self-Billing 3.0 where both parties have addresses that Peppol delivers to,
  /// else the European core: billing by the seller refuses these types (PEPPOL-EN16931-P0100). The
  /// buyer's reference is the statement. What goes against the document's sign is an allowance of the
  /// document (BG-20), because no price is below zero (BR-27).
  func selfBilled(
    _ selfBilling: SelfBilling, between parties: ElectronicParties
  ) throws(ElectronicInvoiceError) -> InvoiceContent {
    let treatment: TaxTreatment =
      taxRate == .zero ? parties.untaxedAs.treatment : .standard(taxRate)
    let isTaxed = treatment != .outsideScope
    let isCredit = number.kind.isCredit
    let statements = statementIDs.joined(separator: " ")
    var content = InvoiceContent(
      type: isCredit ? .selfBilledCreditNote : .selfBilledInvoice,
      specification: parties.areOnPeppol ? .peppolSelfBilling : .core, number: number.text,
      issueDate: issueDate, currency: currency,
      seller: seller.traded(with: parties.seller, isTaxed: isTaxed),
      buyer: buyer.traded(with: parties.buyer, isTaxed: isTaxed), lines: [])
    do throws(AmountError) {
      for line in lines {
        try content.add(line, isCredit ? line.amount.negated() : line.amount, tax: treatment)
      }
      if selfBilling.setOff.minorUnits != 0 { content.prepaid = selfBilling.setOff }
      if selfBilling.rounding.minorUnits != 0 {
        content.rounding = isCredit ? try selfBilling.rounding.negated() : selfBilling.rounding
      }
    } catch {
      throw .amount(error, at: InvoicePlace(.document, "BT-114"))
    }
    content.period = BillingPeriod(period)
    content.buyerReference = statements
    content.notes = [Self.selfBillingMention]
    if case .creditNote(let original, let reason) = kind {
      let numbers =
        selfBilling.credited.isEmpty ? [original] : selfBilling.credited.map(\.number)
      content.precedingInvoices = numbers.map { .init($0.text) }
      // One note at most. PEPPOL-EN16931-R002.
      content.notes = ["\(Self.selfBillingMention). \(reason)"]
    }
    let isSettled = isCredit || payable.minorUnits == 0
    content.payment = PaymentInstructions(
      isSettled ? .clearing : .standingAgreement, remittance: statements)
    content.paymentTerms =
      isCredit
      ? "Set off against later statements."
      : isSettled
        ? "Set off against earlier credit notes." : "Paid by the buyer with the statement."
    return content
  }
}

extension InvoiceContent {
  /// A line, or an allowance where the amount is below zero.
  fileprivate mutating func add(
    _ line: FeeInvoice.Line, _ amount: Money, tax: TaxTreatment
  ) throws(AmountError) {
    if amount.minorUnits < 0 {
      allowancesAndCharges.append(
        DocumentAllowanceOrCharge(
          AllowanceOrCharge(
            .allowance, of: try amount.negated(),
            because: AllowanceOrCharge.Reason(line.description)), tax: tax))
    } else {
      lines.append(
        InvoiceLine(
          id: String(lines.count + 1),
          item: InvoiceItem(name: line.description, sellerID: line.productID),
          quantity: DecimalNumber(1), price: ItemPrice(DecimalNumber(amount)), tax: tax))
    }
  }
}

extension ElectronicParties {
  /// Whether Peppol delivers to both.
  fileprivate var areOnPeppol: Bool {
    [seller, buyer].allSatisfy {
      $0.electronicAddress.map { CodeLists.peppolAddressSchemes.contains($0.scheme) } ?? false
    }
  }
}
