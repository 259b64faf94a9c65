import Banking

/// How a document is paid. EN 16931-1, BG-16.
package struct PaymentInstructions: Hashable, Sendable {
  /// BT-81; codes of UNTDID 4461. What a way of paying needs is a part of it, so that BR-50, BR-61
  /// and PEPPOL-EN16931-R061 can be broken by an empty list or text only.
  package enum Means: Hashable, Sendable {
    /// To one of the accounts; one at least. BG-17.
    case transfer([PayeeAccount])
    /// The same within SEPA; every account has an IBAN.
    case sepaTransfer([PayeeAccount])
    /// From the buyer's account. BG-19.
    case directDebit(Mandate)
    /// The same within SEPA.
    case sepaDirectDebit(Mandate)
    /// The parties settle between themselves: nothing moves through a bank.
    case clearing
    /// As agreed elsewhere.
    case standingAgreement

    /// The code of UNTDID 4461.
    package var code: String {
      switch self {
      case .transfer: "30"
      case .sepaTransfer: "58"
      case .directDebit: "49"
      case .sepaDirectDebit: "59"
      case .clearing: "97"
      case .standingAgreement: "57"
      }
    }

    /// BG-17; none where the money does not come by transfer.
    package var accounts: [PayeeAccount] {
      switch self {
      case .transfer(let accounts), .sepaTransfer(let accounts): accounts
      case .directDebit, .sepaDirectDebit, .clearing, .standingAgreement: []
      }
    }

    /// BG-19.
    package var mandate: Mandate? {
      switch self {
      case .directDebit(let mandate), .sepaDirectDebit(let mandate): mandate
      case .transfer, .sepaTransfer, .clearing, .standingAgreement: nil
      }
    }
  }

  /// An account that can be paid to. EN 16931-1, BG-17.
  package struct PayeeAccount: Hashable, Sendable {
    /// BT-84.
    package var number: AccountNumber
    /// Of the holder: BT-85.
    package var name: String?
    /// Of the bank: BT-86.
    package var bank: BIC?

    /// An account.
    package init(_ number: AccountNumber, name: String? = nil, bank: BIC? = nil) {
      self.number = number
      self.name = name
      self.bank = bank
    }
  }

  /// The buyer's leave to take from its account. EN 16931-1, BG-19.
  package struct Mandate: Hashable, Sendable {
    /// BT-89.
    package var reference: String
    /// The creditor's identifier at its bank: BT-90.
    package var creditor: String?
    /// The buyer's account: BT-91.
    package var account: AccountNumber?

    /// A mandate.
    package init(reference: String, creditor: String? = nil, account: AccountNumber? = nil) {
      self.reference = reference
      self.creditor = creditor
      self.account = account
    }
  }

  package var means: Means
  /// What the payer states, so that the payment is found again: BT-83.
  package var remittance: String?

  /// A way of paying.
  package init(_ means: Means, remittance: String? = nil) {
    self.means = means
    self.remittance = remittance
  }
}
