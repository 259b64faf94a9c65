import Amounts
import Banking
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `bank accounts|open|details|propose|approve|refuse`: the accounts that pay, and where partners are
/// paid. A change of a partner's details needs a second person and then cools before it is used.
package struct BankAccounts: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to the lists.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

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
      try RunStore.note(
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

  /// What a person changes of a partner's details; nil leaves what the marketplace says.
  package struct Proposal: Sendable {
    package var holder: String?
    package var holderLatin: String?
    package var account: String?
    package var bic: String?
    package var bankName: String?
    package var address: String?
    package var town: String?
    package var country: String?

    package init() {}
  }

  /// Proposes bank details of a partner: what the marketplace says, with what is given instead.
  ///
  /// - Returns: The number of the proposal.
  /// - Throws: `Refusal` `.notFound`, `.usage` without an account or a reason, `.conflict` while
  ///   another proposal is open.
  package func propose(
    _ proposal: Proposal, for partner: String, reason: String
  ) throws -> Int32 {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw Refusal(
        .usage, "reason_missing", "the reason is empty",
        remedy: "say who asked for the change and how that was verified: --reason TEXT")
    }
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      guard let known = try BankDetailStore.partner(partner, in: tx) else {
        throw Refusal(
          .notFound, "partner_not_found", "there is no partner \(partner)",
          remedy: "give a partner_id of marketplace.partner")
      }
      var details = known.details
      details.holder = proposal.holder ?? details.holder
      details.holderLatin = proposal.holderLatin ?? details.holderLatin
      details.account = try Self.number(proposal.account ?? details.account)
      details.bic = proposal.bic ?? details.bic
      details.bankName = proposal.bankName ?? details.bankName
      details.address = proposal.address ?? details.address
      details.town = proposal.town
      details.country = proposal.country
      guard
        let number = try BankDetailStore.propose(
          details, of: partner, mark: known.mark, reason: reason, by: actor, at: now, in: tx)
      else {
        throw Refusal(
          .conflict, "proposal_open", "another change of \(partner)'s bank details is not decided",
          remedy: "decide it first: `settled bank details --partner \(partner)`")
      }
      try RunStore.note(
        "bank_details_proposed", of: partner, by: actor, at: now,
        detail: "\(number): ends \(details.account.suffix(4)): \(reason)", in: tx)
      return number
    }
  }

  /// Signs a change; it is used once it has cooled. The first details of a partner are used at once.
  ///
  /// - Returns: From when on the partner is paid there.
  /// - Throws: `Refusal` `.notFound`, `.notPermitted` for who proposed it, `.conflict` when it is
  ///   decided.
  package func approve(_ number: Int32) throws -> Instant {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      let proposal = try Self.find(number, in: tx)
      if proposal.proposedBy == actor {
        throw Refusal(
          .notPermitted, "approver_is_author", "\(actor) proposed \(number) and cannot approve it",
          remedy: "ask another person to run `settled bank approve \(number)`")
      }
      let isFirst = try !BankDetailStore.list(partner: proposal.partnerID, in: tx)
        .contains { $0.state == .approved }
      let hours = try BankDetailStore.partner(proposal.partnerID, in: tx)?.coolingHours ?? 0
      let usable =
        isFirst
        ? now : Instant(microseconds: now.microseconds + Int64(hours) * 3_600_000_000)
      guard
        try BankDetailStore.approve(number, usableFrom: usable, by: actor, at: now, in: tx)
      else { throw Self.decided(proposal) }
      try RunStore.note(
        "bank_details_approved", of: proposal.partnerID, by: actor, at: now,
        detail: "\(number): usable from \(usable)", in: tx)
      return usable
    }
  }

  /// Turns a change down.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` when it is decided.
  package func refuse(_ number: Int32, reason: String) throws {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw Refusal(
        .usage, "reason_missing", "the reason is empty", remedy: "say why with --reason TEXT")
    }
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      let proposal = try Self.find(number, in: tx)
      guard try BankDetailStore.refuse(number, reason: reason, by: actor, at: now, in: tx) else {
        throw Self.decided(proposal)
      }
      try RunStore.note(
        "bank_details_refused", of: proposal.partnerID, by: actor, at: now,
        detail: "\(number): \(reason)", in: tx)
    }
  }

  /// Every version of partners' details, newest first; numbers are masked.
  ///
  /// - Parameters:
  ///   - partner: Nil for all.
  ///   - isOpenOnly: Only those that wait for a second person.
  package func details(partner: String?, isOpenOnly: Bool) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let versions = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try BankDetailStore.list(partner: partner, isOpenOnly: isOpenOnly, in: tx)
    }
    return Listing(
      "bank_details", of: versions,
      [
        ListedColumn("number", .integer) { .integer(Int64($0.number)) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("holder", .text) { .text($0.details.holder) },
        ListedColumn("account", .text) { .text(masked($0.details.account)) },
        ListedColumn("bic", .text) { TableCell($0.details.bic) },
        ListedColumn("state", .text) { .text($0.state.rawValue) },
        ListedColumn("proposed_by", .text) { .text($0.proposedBy) },
        ListedColumn("proposed_at", .instant) { .instant($0.proposedAt) },
        ListedColumn("approved_by", .text) { TableCell($0.approvedBy) },
        ListedColumn("usable_from", .instant) { TableCell($0.usableFrom) },
        ListedColumn("reason", .text) { .text($0.refusal ?? $0.reason) },
      ], summary: counted(versions.count, "version"))
  }

  private static func find(
    _ number: Int32, in tx: borrowing Transaction
  ) throws -> BankDetailRecord {
    if number > 0, let found = try BankDetailStore.list(number: number, in: tx).first {
      return found
    }
    throw Refusal(
      .notFound, "proposal_not_found", "there are no bank details \(number)",
      remedy: "see `settled bank details`")
  }

  private static func decided(_ proposal: BankDetailRecord) -> Refusal {
    Refusal(
      .conflict, "proposal_decided",
      "the change \(proposal.number) is \(proposal.state.rawValue) and stays so",
      remedy: "propose another one: `settled bank propose \(proposal.partnerID)`")
  }

  /// - Returns: The number as a bank file has it.
  private static func number(_ written: String) throws -> String {
    if written.allSatisfy(\.isWhitespace) {
      throw Refusal(
        .usage, "account_missing", "there is no account number", remedy: "give it with --account")
    }
    do throws(IBANFlaw) {
      return try AccountNumber(parsing: written).text
    } catch {
      throw Refusal(
        .usage, "account_unreadable", "the account number that ends \(written.suffix(4)) is wrong",
        remedy: "compare it with the letter of the bank; an IBAN has two check digits")
    }
  }
}

/// The last four characters, as lists show an account's number.
func masked(_ number: String) -> String { "…" + number.suffix(4) }

extension BankProfile {
  /// The profile that people call so; nil for another word.
  static func named(_ name: String) -> BankProfile? {
    [BankProfile.sepa, .international, .chinese].first { $0.name == name }
  }
}
