import Banking
import Invoicing
import XMLFiles

extension XMLText {
  /// An account to pay to.
  mutating func universal(_ account: PaymentInstructions.PayeeAccount) {
    element("cac:PayeeFinancialAccount") { text in
      text.leaf("cbc:ID", account.number.text)
      text.leaf("cbc:Name", account.name)
      if let bank = account.bank {
        text.element("cac:FinancialInstitutionBranch") { $0.leaf("cbc:ID", bank.text) }
      }
    }
  }

  /// A mandate to take from an account.
  mutating func universal(_ mandate: PaymentInstructions.Mandate) {
    element("cac:PaymentMandate") { text in
      text.leaf("cbc:ID", mandate.reference)
      if let account = mandate.account {
        text.element("cac:PayerFinancialAccount") { $0.leaf("cbc:ID", account.text) }
      }
    }
  }
}
