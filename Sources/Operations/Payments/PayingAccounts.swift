import Amounts
import Banking
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `bank open|accounts`: our own accounts.
extension BankAccounts {
  /// An account as a person opens it.
  package struct Opening: Sendable {
    /// A short word of capitals and digits: `CNY1`.
    package var id: String
    package var site: Site
    /// An ISO 4217 code.
    package var currency: String
    /// `sepa`, `international` or `chinese`.
    package var profile: String
    /// Whether the bank takes CSV and no pain.001.
    package var isCSV: Bool
    /// Holder, number and bank.
    package var details: Proposal

    package init(
      id: String, site: Site, currency: String, profile: String, isCSV: Bool, details: Proposal
    ) {
      self.id = id
      self.site = site
      self.currency = currency
      self.profile = profile
      self.isCSV = isCSV
      self.details = details
    }
  }

  /// Opens an account that pays the partners of a site in a currency.
  ///
  /// - Throws: `Refusal` `.usage` for an account that its bank's profile does not take, `.conflict`
  ///   where the site has one in the currency.
  package func open(_ opening: Opening) throws {
    let opened = try Self.account(opening)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      guard try BankDetailStore.open(opened, by: actor, at: now, in: tx) else {
        throw Refusal(
          .conflict, "account_exists",
          "site \(opened.site.rawValue) has an account in \(opened.currency), or \(opened.id) or "
            + "its number is used",
          remedy: "see `settled bank accounts`")
      }
      try Trail.note(
        "paying_account_opened", of: opened.id, by: actor, at: now,
        detail: "\(opened.site.rawValue) \(opened.currency), ends \(opened.account.suffix(4))",
        in: tx)
    }
  }

  private static func account(_ opening: Opening) throws -> PayingAccount {
    guard opening.id.wholeMatch(of: /[A-Z][A-Z0-9]{0,11}/) != nil else {
      throw Refusal(
        .usage, "id_unreadable", "\(opening.id) is no short word of capitals and digits",
        remedy: "call it like CNY1")
    }
    guard let currency = Currency(code: opening.currency) else {
      throw Refusal(
        .usage, "currency_unknown", "\(opening.currency) is no currency of ISO 4217",
        remedy: "give three capital letters, such as CNY")
    }
    guard let profile = BankProfile.named(opening.profile) else {
      throw Refusal(
        .usage, "profile_unknown", "there is no bank profile \(opening.profile)",
        remedy: "use sepa, international or chinese")
    }
    guard profile.currencies.isEmpty || profile.currencies.contains(currency) else {
      throw Refusal(
        .usage, "currency_not_taken", "the profile \(profile.name) does not take \(currency)",
        remedy: "use the profile international")
    }
    let details = opening.details
    return PayingAccount(
      id: opening.id, site: opening.site, currency: currency, holder: details.holder ?? "",
      holderLatin: details.holderLatin, account: try number(details.account ?? ""),
      bic: details.bic, bankName: details.bankName, town: details.town, country: details.country,
      profile: profile.name, fileForm: opening.isCSV ? "csv" : "pain.001")
  }

  /// The accounts that pay, by id; numbers are masked.
  package func accounts() throws -> Listing {
    let session = try workplace.openCheckedSession()
    let accounts = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try BankDetailStore.accounts(in: tx)
    }
    return Listing(
      "accounts", of: accounts,
      [
        ListedColumn("account", .text) { .text($0.id) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("holder", .text) { .text($0.holder) },
        ListedColumn("number", .text) { .text(masked($0.account)) },
        ListedColumn("bic", .text) { TableCell($0.bic) },
        ListedColumn("profile", .text) { .text($0.profile) },
        ListedColumn("file_form", .text) { .text($0.fileForm) },
      ], summary: counted(accounts.count, "account"))
  }
}
