import Amounts
import CivilTime

/// What a bank says happened on an account: a statement (camt.053), or a notification of single
/// bookings (camt.054), which has no balances.
package struct BankStatement: Hashable, Sendable {
  /// The bank's name for it.
  package let id: String
  /// Our account: an IBAN, or a number of the bank's own.
  package let account: String
  /// Before the entries; positive is ours.
  package let opening: Money?
  /// After the entries that are booked.
  package let closing: Money?
  /// In the order of the bank.
  package let entries: [BankEntry]

  /// A statement of these entries, which are thereby numbered where they are alike.
  package init(
    id: String, account: String, opening: Money? = nil, closing: Money? = nil,
    entries: [BankEntry]
  ) {
    self.id = id
    self.account = account
    self.opening = opening
    self.closing = closing
    var count: [EntryIdentity: Int] = [:]
    self.entries = entries.map { entry in
      var entry = entry
      entry.account = account
      entry.ordinal = 1
      count[entry.identity, default: 0] += 1
      entry.ordinal = count[entry.identity] ?? 1
      return entry
    }
  }

  /// Whether the statement adds up.
  package enum Balance: Hashable, Sendable {
    /// Opening balance and booked entries make the closing balance.
    case addsUp
    /// One of the balances is not stated, as on every notification.
    case notStated
    /// An entry or a balance is in another currency than the account.
    case currencyMixed(Currency, Currency)
    case differs(stated: Money, computed: Total)
  }

  /// Holds opening balance and booked entries against the closing balance.
  package var balance: Balance {
    guard let opening, let closing else { return .notStated }
    var sum = Int128(opening.minorUnits)
    let booked = entries.filter(\.isBooked).map(\.amount)
    for amount in [closing] + booked where amount.currency != opening.currency {
      return .currencyMixed(opening.currency, amount.currency)
    }
    for amount in booked { sum += Int128(amount.minorUnits) }
    guard sum == Int128(closing.minorUnits) else {
      return .differs(
        stated: closing, computed: Total(minorUnits: sum, currency: opening.currency))
    }
    return .addsUp
  }
}

/// One booking on the account, alone or for many transfers together.
package struct BankEntry: Hashable, Sendable {
  /// Our account; given by the statement.
  package fileprivate(set) var account = ""
  /// The how-manieth of entries that are alike in one statement, from 1; given by the statement.
  package fileprivate(set) var ordinal = 1
  /// The day of the booking, as the bank writes it.
  package var bookedOn: CivilDate
  /// Positive came in, negative went out.
  package var amount: Money
  /// False while the bank only expects it.
  package var isBooked: Bool
  /// It takes back an earlier entry; the amount has the sign of this one.
  package var isReversal: Bool
  /// The bank's own reference.
  package var servicerReference: String?
  /// Domain, family and subfamily: `PMNT-ICDT-ESCT`; or the bank's own code.
  package var transactionCode: String?
  /// The batch of ours that it books.
  package var batchID: String?
  /// What the bank adds in words.
  package var information: String?
  /// What the bank charged, stated beside the whole entry.
  package var charges: [BankCharge]
  /// The transfers it consists of, where the bank tells them apart.
  package var details: [BankTransfer]

  /// An entry with what the bank said about it.
  package init(
    bookedOn: CivilDate, amount: Money, isBooked: Bool = true, isReversal: Bool = false,
    servicerReference: String? = nil, transactionCode: String? = nil, batchID: String? = nil,
    information: String? = nil, charges: [BankCharge] = [], details: [BankTransfer] = []
  ) {
    self.bookedOn = bookedOn
    self.amount = amount
    self.isBooked = isBooked
    self.isReversal = isReversal
    self.servicerReference = servicerReference
    self.transactionCode = transactionCode
    self.batchID = batchID
    self.information = information
    self.charges = charges
    self.details = details
  }

  /// Whether the bank itself calls the whole entry its charge.
  package var isCharge: Bool {
    guard let code = transactionCode else { return false }
    return ["-CHRG", "-COMM", "-FEES"].contains { code.hasSuffix($0) }
  }

  /// What makes the entry this one and no other, in every file that has it.
  package var identity: EntryIdentity { EntryIdentity(self) }
}

/// One transfer within an entry.
package struct BankTransfer: Hashable, Sendable {
  /// As we gave it; none where the bank says `NOTPROVIDED`.
  package var endToEndID: String?
  /// Signed like entries; none where the bank gives only the whole.
  package var amount: Money?
  /// Who stands on the other side.
  package var counterparty: String?
  package var remittance: String?
  /// Why it came back.
  package var returnReason: ReturnReason?
  package var charges: [BankCharge]

  /// A transfer with what the bank said about it.
  package init(
    endToEndID: String? = nil, amount: Money? = nil, counterparty: String? = nil,
    remittance: String? = nil, returnReason: ReturnReason? = nil, charges: [BankCharge] = []
  ) {
    self.endToEndID = endToEndID
    self.amount = amount
    self.counterparty = counterparty
    self.remittance = remittance
    self.returnReason = returnReason
    self.charges = charges
  }
}

/// A charge that the bank states.
package struct BankCharge: Hashable, Sendable {
  /// Signed like entries: negative was charged to us.
  package var amount: Money
  /// Whether the amount beside it contains the charge; none where the bank does not say.
  package var isIncluded: Bool?

  /// A charge of that amount.
  package init(amount: Money, isIncluded: Bool? = nil) {
    self.amount = amount
    self.isIncluded = isIncluded
  }
}
