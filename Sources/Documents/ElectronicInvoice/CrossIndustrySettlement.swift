import Amounts
import Banking
import Invoicing
import XMLFiles

extension ElectronicInvoice {
  /// Payment, tax, terms and totals in the order of the UN/CEFACT schema.
  func settlement(to text: inout XMLText) {
    text.leaf("ram:CreditorReferenceID", content.payment?.means.mandate?.creditor)
    text.leaf("ram:PaymentReference", content.payment?.remittance)
    text.leaf("ram:TaxCurrencyCode", content.taxCurrency?.currency.code)
    text.leaf("ram:InvoiceCurrencyCode", content.currency.code)
    if let payee = content.payee {
      text.element("ram:PayeeTradeParty") { $0.crossIndustry(payee) }
    }
    if let means = content.payment?.means { payment(means, to: &text) }
    for share in totals.taxes {
      text.element("ram:ApplicableTradeTax") { tax(share, to: &$0) }
    }
    text.crossIndustry(content.period)
    for entry in content.allowancesAndCharges { text.crossIndustry(entry.terms, tax: entry.tax) }
    terms(to: &text)
    text.element("ram:SpecifiedTradeSettlementHeaderMonetarySummation") { sums(to: &$0) }
    for earlier in content.precedingInvoices {
      text.element("ram:InvoiceReferencedDocument") { text in
        text.leaf("ram:IssuerAssignedID", earlier.number)
        if let date = earlier.issueDate {
          text.element("ram:FormattedIssueDateTime") {
            $0.leaf("qdt:DateTimeString", date.compactText, ("format", "102"))
          }
        }
      }
    }
  }

  /// One element for each account, all of one way of paying.
  private func payment(_ means: PaymentInstructions.Means, to text: inout XMLText) {
    for account in means.accounts {
      text.element("ram:SpecifiedTradeSettlementPaymentMeans") { text in
        text.leaf("ram:TypeCode", means.code)
        text.element("ram:PayeePartyCreditorFinancialAccount") { text in
          switch account.number {
          case .iban(let iban):
            text.leaf("ram:IBANID", iban.text)
            text.leaf("ram:AccountName", account.name)
          case .other(let number):
            text.leaf("ram:AccountName", account.name)
            text.leaf("ram:ProprietaryID", number)
          }
        }
        if let bank = account.bank {
          text.element("ram:PayeeSpecifiedCreditorFinancialInstitution") {
            $0.leaf("ram:BICID", bank.text)
          }
        }
      }
    }
    guard means.accounts.isEmpty else { return }
    text.element("ram:SpecifiedTradeSettlementPaymentMeans") { text in
      text.leaf("ram:TypeCode", means.code)
      if let account = means.mandate?.account {
        text.element("ram:PayerPartyDebtorFinancialAccount") { text in
          switch account {
          case .iban(let iban): text.leaf("ram:IBANID", iban.text)
          case .other(let number): text.leaf("ram:ProprietaryID", number)
          }
        }
      }
    }
  }

  private func tax(_ share: InvoiceTotals.TaxShare, to text: inout XMLText) {
    let exemption = content.exemption(of: share.treatment.category)
    text.leaf("ram:CalculatedAmount", share.tax.decimalText)
    text.leaf("ram:TypeCode", "VAT")
    text.leaf("ram:ExemptionReason", exemption?.reason)
    text.leaf("ram:BasisAmount", share.base.decimalText)
    text.leaf("ram:CategoryCode", share.treatment.category.rawValue)
    text.leaf("ram:ExemptionReasonCode", exemption?.code)
    text.leaf("ram:RateApplicablePercent", share.treatment.percentNumber)
  }

  private func terms(to text: inout XMLText) {
    let mandate = content.payment?.means.mandate?.reference
    guard content.paymentTerms != nil || content.dueDate != nil || mandate != nil else { return }
    text.element("ram:SpecifiedTradePaymentTerms") { text in
      text.leaf("ram:Description", content.paymentTerms)
      if let due = content.dueDate {
        text.element("ram:DueDateDateTime") { $0.crossIndustry(date: due) }
      }
      text.leaf("ram:DirectDebitMandateID", mandate)
    }
  }

  private func sums(to text: inout XMLText) {
    text.leaf("ram:LineTotalAmount", totals.lines.decimalText)
    if content.has(.charge) { text.leaf("ram:ChargeTotalAmount", totals.charges.decimalText) }
    if content.has(.allowance) {
      text.leaf("ram:AllowanceTotalAmount", totals.allowances.decimalText)
    }
    text.leaf("ram:TaxBasisTotalAmount", totals.net.decimalText)
    for tax in [totals.tax, totals.taxInTaxCurrency].compactMap(\.self) {
      text.leaf("ram:TaxTotalAmount", tax.decimalText, ("currencyID", tax.currency.code))
    }
    text.leaf("ram:RoundingAmount", content.rounding?.decimalText)
    text.leaf("ram:GrandTotalAmount", totals.gross.decimalText)
    text.leaf("ram:TotalPrepaidAmount", content.prepaid?.decimalText)
    text.leaf("ram:DuePayableAmount", totals.due.decimalText)
  }
}
