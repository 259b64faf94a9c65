import Banking

extension InvoiceContent {
  /// How it is paid.
  func checkPayment() throws(ElectronicInvoiceError) {
    guard let payment else {
      // In UBL the due date of a credit note is a part of the way of payment.
      guard !type.isCreditNote || dueDate == nil else {
        throw .rule(.dueWithMeans, at: InvoicePlace(.payment, "BT-9"))
      }
      return
    }
    try InvoiceText.check(payment.remittance, at: .payment, "BT-83")
    switch payment.means {
    case .transfer(let accounts): try Self.check(accounts, needsIBAN: false)
    case .sepaTransfer(let accounts): try Self.check(accounts, needsIBAN: true)
    case .directDebit(let mandate): try Self.check(mandate, needsIBAN: false)
    case .sepaDirectDebit(let mandate): try Self.check(mandate, needsIBAN: true)
    case .clearing, .standingAgreement: break
    }
  }

  private static func check(
    _ accounts: [PaymentInstructions.PayeeAccount], needsIBAN: Bool
  ) throws(ElectronicInvoiceError) {
    guard !accounts.isEmpty else { throw .rule(.account, at: InvoicePlace(.payment, "BT-84")) }
    for account in accounts {
      try check(account.number, needsIBAN: needsIBAN, "BT-84")
      try InvoiceText.check(account.name, at: .payment, "BT-85")
    }
  }

  private static func check(
    _ mandate: PaymentInstructions.Mandate, needsIBAN: Bool
  ) throws(ElectronicInvoiceError) {
    try InvoiceText.check(mandate.reference, missing: .mandate, at: .payment, "BT-89")
    try InvoiceText.check(mandate.creditor, at: .payment, "BT-90")
    if let account = mandate.account { try check(account, needsIBAN: needsIBAN, "BT-91") }
  }

  private static func check(
    _ number: AccountNumber, needsIBAN: Bool, _ term: String
  ) throws(ElectronicInvoiceError) {
    switch number {
    case .iban: break
    case .other(let text):
      try InvoiceText.check(text, missing: .account, at: .payment, term)
      guard !needsIBAN else { throw .rule(.ibanWithinSEPA, at: InvoicePlace(.payment, term)) }
    }
  }
}
