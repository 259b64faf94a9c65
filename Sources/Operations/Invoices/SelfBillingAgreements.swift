import CivilTime
import Invoicing
import Marketplace
import Postgres
import Store

/// `invoice agree|agreements`: which partners have agreed that the platform issues their invoices.
/// Directive 2006/112/EC, article 224.
package struct SelfBillingAgreements: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to the list.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// What a person enters; nil where there is none.
  package struct Entry: Sendable {
    /// By its id.
    package var partner: String
    /// Of the paper that both have signed.
    package var reference: String
    /// The first day on which a seal counts; nil is today.
    package var validFrom: CivilDate?
    /// The last one.
    package var validUntil: CivilDate?
    /// What the numbers of the partner's documents begin with; nil is its id in capitals, without
    /// signs.
    package var series: String?
    /// Why what the partner charges bears no tax where its rate is zero: `Z`, `AE`, `G` or `O`; nil is
    /// `O`.
    package var untaxedAs: String?

    package init(partner: String, reference: String) {
      self.partner = partner
      self.reference = reference
    }
  }

  /// Enters an agreement, or its end: of the rows of a partner the one with the latest first day that
  /// has come counts, and of one day the last entered.
  ///
  /// - Returns: What the numbers of the partner's documents begin with.
  /// - Throws: `Refusal` `.usage` for a reference, days, a series or a category that are none,
  ///   `.notFound` for a partner that the marketplace does not have, `.conflict` for a seller in
  ///   China, without trade details of both parties, and for a series that is another's.
  @discardableResult
  package func enter(_ entry: Entry) throws -> String {
    try Refusal.requireReason(
      entry.reference, remedy: "name the signed agreement with --reference TEXT")
    let now = workplace.now()
    let validFrom = entry.validFrom ?? CivilDate(at: now)
    let untaxedAs = try UntaxedFee.read(entry.untaxedAs)
    let series = try Self.series(entry)
    if let until = entry.validUntil, until < validFrom {
      throw Refusal(
        .usage, "ends_before_it_begins", "an agreement from \(validFrom) cannot end on \(until)",
        remedy: "give an --until that is not before --from")
    }
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      let site = try BankAccounts.partner(entry.partner, in: tx).site
      try Self.requireDetails(
        of: entry.partner, site: site, on: max(validFrom, CivilDate(at: now)), in: tx)
      let entity = try SelfBillingStore.series(of: entry.partner, wanted: series, in: tx)
      try Self.require(entity, for: entry, wanted: series)
      try SelfBillingStore.insert(
        agreementOf: entry.partner, from: validFrom, until: entry.validUntil,
        reference: entry.reference, untaxedAs: untaxedAs, by: actor, at: now, in: tx)
      let end = entry.validUntil.map { " until \($0.text)" } ?? ""
      try Trail.note(
        "self_billing_agreed", of: entry.partner, by: actor, at: now,
        detail: "from \(validFrom.text)\(end): \(entry.reference)", in: tx)
      return entity ?? series
    }
  }

  private static func series(_ entry: Entry) throws -> String {
    let text =
      entry.series
      ?? entry.partner.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    let number = InvoiceNumber(
      entity: text, kind: .selfBilledInvoice, year: 2000, sequence: 1)
    guard number != nil, !Site.allCases.map(\.entity).contains(text) else {
      throw Refusal(
        .usage, "series_unreadable", "no series of numbers can begin with \"\(text)\"",
        remedy: "give --series with 1 to 12 capital letters and digits, and not the word of a site")
    }
    return text
  }

  private static func require(
    _ entity: String?, for entry: Entry, wanted: String
  ) throws {
    guard let entity else {
      throw Refusal(
        .conflict, "series_taken", "the documents of another partner are numbered \(wanted)",
        remedy: "give another one with --series")
    }
    guard entry.series == nil || entity == wanted else {
      throw Refusal(
        .conflict, "series_given", "the documents of \(entry.partner) are numbered \(entity)",
        remedy: "leave --series out: a series goes on without gap")
    }
  }

  /// Refuses a seller in China and parties of whom too little is known.
  static func requireDetails(
    of partner: String, site: Site, on day: CivilDate, in tx: borrowing Transaction
  ) throws {
    func details(_ holder: String, _ role: String) throws -> TradeDetails? {
      try InvoiceStore.details(of: holder, in: tx).first {
        $0.holder.role == role && $0.validFrom <= day
      }?.details
    }
    let seller = try details(partner, TradeDetailRecord.Holder.partner(partner).role)
    guard seller.map({ $0.address.country != "CN" }) ?? (site != .cn) else {
      throw Refusal(
        .conflict, "self_billing_in_china",
        "\(partner) sells in China, where the tax bureau issues its digital invoices and a buyer may"
          + " issue them in few cases only (反向开票: scrap, for one)",
        remedy: "let it send its own: `settled statement invoice`")
    }
    guard seller != nil else {
      throw Refusal(
        .conflict, "details_missing", "nothing is known of \(partner) on \(day.text) as a seller",
        remedy: "enter it first: `settled invoice party \(partner) --country CODE`")
    }
    guard try details(site.rawValue, "issuer") != nil else {
      throw Refusal(
        .conflict, "details_missing",
        "nothing is known of the issuer of site \(site.rawValue) on \(day.text) as a buyer",
        remedy: "enter it first: `settled invoice party --site \(site.rawValue) --country CODE`")
    }
  }

  /// Agreements by partner, what counts last first.
  ///
  /// - Parameter partner: By its id; nil for all.
  package func list(of partner: String? = nil) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let agreements = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try SelfBillingStore.agreements(of: partner, in: tx)
    }
    return Listing(
      "agreements", of: agreements,
      [
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("series", .text) { .text($0.entity) },
        ListedColumn("valid_from", .date) { .date($0.validFrom) },
        ListedColumn("valid_until", .date) { $0.validUntil.map { .date($0) } ?? .empty },
        ListedColumn("reference", .text) { .text($0.reference) },
        ListedColumn("untaxed_as", .text) { .text($0.untaxedAs.rawValue) },
        ListedColumn("entered_by", .text) { .text($0.enteredBy) },
        ListedColumn("entered_at", .instant) { .instant($0.enteredAt) },
      ], summary: counted(agreements.count, "agreement"))
  }
}
