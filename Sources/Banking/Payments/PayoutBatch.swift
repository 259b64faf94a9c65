import Amounts
import CivilTime

/// Payouts that go to one bank in one file, as they are wanted: nothing in it has been checked.
///
/// ``PaymentFile`` holds it against what a bank takes.
package struct PayoutBatch: Hashable, Sendable {
  /// Names the file and its one block; bookings come back with it. Never used twice.
  package var id: String
  /// When the file is made.
  package var created: Instant
  /// The day the bank is to pay.
  package var executionDate: CivilDate
  /// The currency of every payment.
  package var currency: Currency
  /// Who pays, from which account.
  package var debtor: PaymentParty
  /// In the order of the file.
  package var payments: [Payment]

  /// A batch of these payments.
  package init(
    id: String, created: Instant, executionDate: CivilDate, currency: Currency,
    debtor: PaymentParty, payments: [Payment]
  ) {
    self.id = id
    self.created = created
    self.executionDate = executionDate
    self.currency = currency
    self.debtor = debtor
    self.payments = payments
  }
}

/// One payout, as it is wanted.
package struct Payment: Hashable, Sendable {
  /// The id of the statement that is paid. The bank hands it through to the end, and by it the
  /// booking is matched.
  package var endToEndID: String
  /// Who is paid, to which account.
  package var creditor: PaymentParty
  /// Above zero.
  package var amount: Money
  /// What the creditor reads on the account; may be empty.
  package var remittance: String

  /// A payout to a creditor.
  package init(endToEndID: String, creditor: PaymentParty, amount: Money, remittance: String) {
    self.endToEndID = endToEndID
    self.creditor = creditor
    self.amount = amount
    self.remittance = remittance
  }
}

/// One side of a payment with its account, as it was given. Contract 1, partner.
package struct PaymentParty: Hashable, Sendable {
  /// The name the account is kept under.
  package var name: String
  /// The same in Latin letters, for banks that take no others.
  package var nameInLatin: String?
  /// An IBAN, or a number of the bank's own.
  package var account: String
  /// The bank's identifier.
  package var bic: String?
  /// The bank's name; it stands in for the identifier where the bank has none.
  package var bankName: String?
  /// Where the party is.
  package var address: PostalAddress?

  /// A party with what is known about it.
  package init(
    name: String, nameInLatin: String? = nil, account: String, bic: String? = nil,
    bankName: String? = nil, address: PostalAddress? = nil
  ) {
    self.name = name
    self.nameInLatin = nameInLatin
    self.account = account
    self.bic = bic
    self.bankName = bankName
    self.address = address
  }
}

/// An address in the parts that bank files tell apart; what is not known as a part is a line.
package struct PostalAddress: Hashable, Sendable {
  package var street: String?
  package var buildingNumber: String?
  package var postCode: String?
  package var town: String?
  /// Two letters of ISO 3166.
  package var country: String?
  /// What stands in none of the parts.
  package var lines: [String]

  /// An address of these parts.
  package init(
    street: String? = nil, buildingNumber: String? = nil, postCode: String? = nil,
    town: String? = nil, country: String? = nil, lines: [String] = []
  ) {
    self.street = street
    self.buildingNumber = buildingNumber
    self.postCode = postCode
    self.town = town
    self.country = country
    self.lines = lines
  }
}
