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
      if selfBilling.setOff.minorUnits != 0 {
        content.prepaid = isCredit ? try selfBilling.setOff.negated() : selfBilling.setOff
      }
      if selfBilling.rounding.minorUnits != 0 {
        content.rounding = isCredit ? try selfBilling.rounding.negated() : selfBilling.rounding
      }
    } catch {
      throw .amount(error, at: InvoicePlace(.document, "BT-114"))
    }
    content.period = BillingPeriod(period)
    content.buyerReference = statements
    nameEarlier(in: &content)
    if !selfBilling.credited.isEmpty {
      content.precedingInvoices = selfBilling.credited.map { .init($0.number.text) }
    }
    // One note at most. PEPPOL-EN16931-R002.
    content.notes = [([Self.selfBillingMention] + content.notes).joined(separator: ". ")]
    let isSettled = isCredit || payable.minorUnits == 0
    content.payment = PaymentInstructions(
      isSettled ? .clearing : .standingAgreement, remittance: statements)
    content.paymentTerms = selfBillingTerms
    return content
  }

  /// BT-20.
  private var selfBillingTerms: String {
    switch kind {
    case .cancellation(_, let replacement, _): "Set off against \(replacement)."
    case .creditNote: "Set off against later statements."
    case .invoice where payable.minorUnits == 0, .replacement where payable.minorUnits == 0:
      "Set off against earlier credit notes."
    case .replacement(let earlier, _, _):
      "Paid by the buyer with the statement; what was paid for \(earlier.number) counts."
    case .invoice, .corrected: "Paid by the buyer with the statement."
    }
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
