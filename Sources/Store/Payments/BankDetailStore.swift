import Amounts
import CivilTime
import Marketplace
import Postgres

/// An account of ours that partners are paid from.
package struct PayingAccount: Sendable, Equatable {
  /// A short word of ours: `CNY1`.
  package var id: String
  package var site: Site
  package var currency: Currency
  package var holder: String
  /// Nil where the bank takes the holder as it is.
  package var holderLatin: String?
  /// Without spaces.
  package var account: String
  package var bic: String?
  package var bankName: String?
  package var town: String?
  /// Two letters of ISO 3166.
  package var country: String?
  /// What the bank takes: `sepa`, `international` or `chinese`.
  package var profile: String
  /// `pain.001` or `csv`.
  package var fileForm: String

  package init(
    id: String, site: Site, currency: Currency, holder: String, holderLatin: String?,
    account: String, bic: String?, bankName: String?, town: String?, country: String?,
    profile: String, fileForm: String
  ) {
    self.id = id
    self.site = site
    self.currency = currency
    self.holder = holder
    self.holderLatin = holderLatin
    self.account = account
    self.bic = bic
    self.bankName = bankName
    self.town = town
    self.country = country
    self.profile = profile
    self.fileForm = fileForm
  }

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(1)), let currency = Currency(code: row.text(2)) else {
      preconditionFailure("account \(row.text(0)) has values nobody wrote")
    }
    self.init(
      id: row.text(0), site: site, currency: currency, holder: row.text(3),
      holderLatin: row.optionalText(4), account: row.text(5), bic: row.optionalText(6),
      bankName: row.optionalText(7), town: row.optionalText(8), country: row.optionalText(9),
      profile: row.text(10), fileForm: row.text(11))
  }
}

/// Where a partner is paid.
package struct BankDetails: Sendable, Equatable {
  package var holder: String
  /// Nil where there is none.
  package var holderLatin: String?
  package var account: String
  package var bic: String?
  package var bankName: String?
  package var address: String?
  package var town: String?
  /// Two letters of ISO 3166.
  package var country: String?

  package init(
    holder: String, holderLatin: String?, account: String, bic: String?, bankName: String?,
    address: String?, town: String?, country: String?
  ) {
    self.holder = holder
    self.holderLatin = holderLatin
    self.account = account
    self.bic = bic
    self.bankName = bankName
    self.address = address
    self.town = town
    self.country = country
  }

  /// - Parameter column: Of the holder; the others follow in the order of the table.
  init(_ row: Row, from column: Int) {
    self.init(
      holder: row.text(column), holderLatin: row.optionalText(column + 1),
      account: row.text(column + 2), bic: row.optionalText(column + 3),
      bankName: row.optionalText(column + 4), address: row.optionalText(column + 5),
      town: row.optionalText(column + 6), country: row.optionalText(column + 7))
  }
}

/// A version of a partner's bank details.
package struct BankDetailRecord: Sendable {
  /// Where a version stands.
  package enum State: String, Sendable {
    /// Waits for a second person.
    case proposed
    /// Approved; in use from its day on, until a newer one is.
    case approved
    case refused
  }

  package let number: Int32
  package let partnerID: String
  package let details: BankDetails
  package let reason: String
  package let proposedBy: String
  package let proposedAt: Instant
  package let approvedBy: String?
  /// When it may be paid to; nil while it is not approved.
  package let usableFrom: Instant?
  package let refusedBy: String?
  package let refusal: String?

  package var state: State {
    if approvedBy != nil { return .approved }
    return refusedBy == nil ? .proposed : .refused
  }

  init(_ row: Row) {
    number = row.int32(0)
    partnerID = row.text(1)
    details = BankDetails(row, from: 2)
    reason = row.text(10)
    proposedBy = row.text(11)
    proposedAt = Instant(microseconds: row.microseconds(12))
    approvedBy = row.optionalText(13)
    usableFrom = row.optionalMicroseconds(15).map { Instant(microseconds: $0) }
    refusedBy = row.optionalText(16)
    refusal = row.optionalText(18)
  }
}

/// What the marketplace says of a partner's bank.
package struct PartnerBank: Sendable {
  /// As the marketplace has it; the account may be empty.
  package let details: BankDetails
  package let site: Site
  /// Hash of the bank columns, to notice a change.
  package let mark: [UInt8]
  /// How long a change is not paid to after its approval. Zero or more.
  package let coolingHours: Int
}

/// Accounts in the database. Every function runs in the caller's transaction.
package enum BankDetailStore {
  /// Opens an account of ours.
  ///
  /// - Returns: False where the site has one in the currency, or the id or the number is used.
  package static func open(
    _ account: PayingAccount, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.insertPayingAccount,
      [
        .text(account.id), .text(account.site.rawValue), .text(account.currency.code),
        .text(account.holder), .text(account.holderLatin ?? ""), .text(account.account),
        .text(account.bic ?? ""), .text(account.bankName ?? ""), .text(account.town ?? ""),
        .text(account.country ?? ""), .text(account.profile), .text(account.fileForm),
        .text(actor), .timestamp(now.microseconds),
      ]
    ).isEmpty
  }

  /// Our accounts, by id.
  package static func accounts(in tx: borrowing Transaction) throws -> [PayingAccount] {
    try tx.query(Query.Bank.listPayingAccounts).map { PayingAccount($0) }
  }

  /// Versions of bank details, by partner, newest first; nil leaves a filter out.
  package static func list(
    partner: String? = nil, number: Int32? = nil, isOpenOnly: Bool = false,
    in tx: borrowing Transaction
  ) throws -> [BankDetailRecord] {
    try tx.query(
      Query.Bank.listBankDetails,
      [.text(partner ?? ""), .int32(number ?? 0), .bool(isOpenOnly)]
    ).map { BankDetailRecord($0) }
  }

  /// What the marketplace says of a partner; nil when there is no such partner.
  package static func partner(
    _ id: String, in tx: borrowing Transaction
  ) throws -> PartnerBank? {
    try tx.query(Query.Bank.findPartnerBank, [.text(id)]).first.map { row in
      guard let site = Site(rawValue: row.text(6)) else {
        preconditionFailure("partner \(id) has the site \(row.text(6))")
      }
      return PartnerBank(
        details: BankDetails(
          holder: row.text(0), holderLatin: row.optionalText(1),
          account: row.optionalText(4) ?? "", bic: row.optionalText(5),
          bankName: row.optionalText(3), address: row.optionalText(2), town: nil, country: nil),
        site: site, mark: row.bytes(7), coolingHours: Int(row.int32(8)))
    }
  }

  /// Proposes bank details.
  ///
  /// - Returns: Their number; nil while another proposal of the partner is open.
  package static func propose(
    _ details: BankDetails, of partner: String, mark: [UInt8], reason: String, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Int32? {
    try tx.query(
      Query.Bank.insertBankDetail,
      [
        .text(partner), .text(details.holder), .text(details.holderLatin ?? ""),
        .text(details.account), .text(details.bic ?? ""), .text(details.bankName ?? ""),
        .text(details.address ?? ""), .text(details.town ?? ""), .text(details.country ?? ""),
        .bytes(mark), .text(reason), .text(actor), .timestamp(now.microseconds),
      ]
    ).first?.int32(0)
  }

  /// - Returns: False when somebody has decided.
  package static func approve(
    _ number: Int32, usableFrom: Instant, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.approveBankDetail,
      [
        .int32(number), .text(actor), .timestamp(now.microseconds),
        .timestamp(usableFrom.microseconds),
      ]
    ).isEmpty
  }

  /// - Returns: False when somebody has decided.
  package static func refuse(
    _ number: Int32, reason: String, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.refuseBankDetail,
      [.int32(number), .text(actor), .timestamp(now.microseconds), .text(reason)]
    ).isEmpty
  }

  /// Takes over what certified partners came with who are to be paid and have no details yet.
  package static func adopt(
    _ site: Site, _ currency: Currency, at now: Instant, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Bank.adoptBankDetails,
      [.text(site.rawValue), .text(currency.code), .timestamp(now.microseconds)])
  }
}
