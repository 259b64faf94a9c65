import Amounts
import Banking
import CivilTime
import Documents
import Postgres
import Store

/// `bank accounts|open|details|propose|approve|refuse`: the accounts that pay, and where partners are
/// paid. A change of a partner's details needs a second person and then cools before it is used.
package struct BankAccounts: Sendable {
  let workplace: Workplace
  let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to the lists.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
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

  /// What is known of a partner, by its id.
  ///
  /// - Throws: `Refusal` `.notFound` for one that the marketplace does not have.
  static func partner(_ id: String, in tx: borrowing Transaction) throws -> PartnerBank {
    if let known = try BankDetailStore.partner(id, in: tx) { return known }
    throw Refusal(
      .notFound, "partner_not_found", "there is no partner \(id)",
      remedy: "give a partner_id of marketplace.partner")
  }

  /// Proposes bank details of a partner: what the marketplace says, with what is given instead.
  ///
  /// - Returns: The number of the proposal.
  /// - Throws: `Refusal` `.notFound`, `.usage` without an account or a reason, `.conflict` while
  ///   another proposal is open.
  package func propose(
    _ proposal: Proposal, for partner: String, reason: String
  ) throws -> Int32 {
    try Refusal.requireReason(
      reason, remedy: "say who asked for the change and how that was verified: --reason TEXT")
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      let known = try Self.partner(partner, in: tx)
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
      try Trail.note(
        "bank_details_proposed", of: partner, by: actor, at: now,
        detail: "\(number): \(reason)",
        change: (
          try BankDetailStore.list(partner: partner, in: tx).first { $0.state == .approved }
            .map { masked($0.details.account) } ?? "", masked(details.account)
        ), in: tx)
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
      try Trail.note(
        "bank_details_approved", of: proposal.partnerID, by: actor, at: now,
        detail: "\(number): usable from \(usable)", change: ("proposed", "approved"), in: tx)
      return usable
    }
  }

  /// Turns a change down.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` when it is decided.
  package func refuse(_ number: Int32, reason: String) throws {
    try Refusal.requireReason(reason)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      let proposal = try Self.find(number, in: tx)
      guard try BankDetailStore.refuse(number, reason: reason, by: actor, at: now, in: tx) else {
        throw Self.decided(proposal)
      }
      try Trail.note(
        "bank_details_refused", of: proposal.partnerID, by: actor, at: now,
        detail: "\(number): \(reason)", change: ("proposed", "refused"), in: tx)
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
  static func number(_ written: String) throws -> String {
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
