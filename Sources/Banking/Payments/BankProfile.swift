import Amounts

/// What a bank takes in a payment file. Data: a bank with other habits is another value.
package struct BankProfile: Hashable, Sendable {
  /// How an address may be written.
  package enum AddressForm: Hashable, Sendable {
    /// Never sent.
    case omitted
    /// As lines, whatever is known as a part included.
    case lines
    /// Town and country as parts; the rest as parts or lines. Wanted between banks since
    /// November 2026.
    case hybrid
    /// As parts alone.
    case structured
  }

  /// Which account numbers there may be.
  package enum Accounts: Hashable, Sendable {
    case ibanOnly
    case any
  }

  /// Who bears the banks' charges; the raw value is the code of ISO 20022.
  package enum ChargeBearer: String, Hashable, Sendable {
    case followingServiceLevel = "SLEV"
    case shared = "SHAR"
    case debtor = "DEBT"
    case creditor = "CRED"
  }

  /// What people call it; on findings.
  package var name: String
  /// Characters that texts may have. References are always of the SEPA set.
  package var characters: BankCharacters
  /// Characters of a name; the message itself ends at 140.
  package var nameLimit = 70
  /// Characters of a remittance text.
  package var remittanceLimit = 140
  /// Characters of an address line.
  package var addressLineLimit = 70
  /// How many lines an address may have.
  package var addressLineCount = 2
  package var addressForm = AddressForm.hybrid
  /// Whether a creditor without an address is refused.
  package var isAddressRequired = false
  package var accounts = Accounts.any
  /// Whether a creditor without the bank's identifier is refused.
  package var isBICRequired = false
  /// Whether the bank books the file as one entry.
  package var isBatchBooked = false
  /// Empty where any currency will do.
  package var currencies: [Currency] = []
  /// The largest single amount, in minor units.
  package var amountLimit: MinorUnits = 999_999_999_999_999_999
  /// A code of ISO 20022: `SEPA`; none where the bank wants none.
  package var serviceLevel: String?
  package var chargeBearer = ChargeBearer.shared

  /// A bank that takes these characters, and otherwise what most take.
  package init(name: String, characters: BankCharacters) {
    self.name = name
    self.characters = characters
  }
}

extension BankProfile {
  /// Euro within SEPA: IBAN, no BIC, the Latin characters that every bank there must take, one
  /// booking for the file. Rulebook of the European Payments Council.
  package static var sepa: BankProfile {
    var profile = BankProfile(name: "sepa", characters: .sepaLatin)
    profile.accounts = .ibanOnly
    profile.isBatchBooked = true
    profile.currencies = [Currency(code: "EUR")].compactMap(\.self)
    profile.amountLimit = 99_999_999_999
    profile.serviceLevel = "SEPA"
    profile.chargeBearer = .followingServiceLevel
    return profile
  }

  /// Any currency to any country: BIC, town and country, letters of western and central Europe.
  package static var international: BankProfile {
    var profile = BankProfile(name: "international", characters: .extendedLatin)
    profile.isBICRequired = true
    profile.isAddressRequired = true
    return profile
  }

  /// Within China: account and bank by name, in Chinese, without an address.
  package static var chinese: BankProfile {
    var profile = BankProfile(name: "chinese", characters: .unicode)
    profile.addressForm = .omitted
    profile.currencies = [Currency(code: "CNY")].compactMap(\.self)
    return profile
  }
}
