import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Store

/// `invoice party|parties`: what electronic invoices say of the platform and its merchants.
package struct TradeParties: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to the list.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Whose details are entered.
  package enum Holder: Sendable {
    case issuer(Site)
    /// By its id.
    case partner(String)
  }

  /// What a person enters; nil where there is none.
  package struct Entry: Sendable {
    /// Two letters of ISO 3166-1.
    package var country: String
    /// Street and number, then up to two lines more.
    package var lines: [String] = []
    package var city: String?
    package var postCode: String?
    package var region: String?
    /// For value added tax, with the letters of the country.
    package var taxNumber: String?
    /// `HRB 12345`, or with a scheme of ISO 6523 `0088:4012345000009`.
    package var registration: String?
    /// With its scheme: `EM:billing@example.com`.
    package var electronicAddress: String?
    /// What documents call it, where that is not its name on the marketplace.
    package var name: String?
    /// The same in Latin letters.
    package var nameInEnglish: String?
    /// Of an issuer: `Z`, `AE`, `G` or `O`; nil is `O`.
    package var untaxedAs: String?
    /// The first day it counts for; nil is today.
    package var validFrom: CivilDate?

    /// An entry of which the country alone is known.
    package init(country: String) {
      self.country = country
    }
  }

  /// Enters details that count for documents issued from a day on. What was issued keeps what it
  /// said.
  ///
  /// - Throws: `Refusal` `.usage` for an address without a scheme or a reason of an issuer where a
  ///   partner is named, `.badInput` where a rule of EN 16931 would be broken, `.notFound` for a
  ///   partner that the marketplace does not have.
  package func enter(_ entry: Entry, of holder: Holder) throws {
    let checked = try Self.checked(entry, of: holder)
    let session = try workplace.openCheckedSession()
    try session.transaction { (tx: borrowing Transaction) in try write(checked, in: tx) }
  }

  /// Enters the details of many parties from a file, all of them or none.
  ///
  /// - Returns: What is wrong with the file, and how many rows were entered: none where something is.
  /// - Throws: `UnreadableFile`; `PostgresError` and `StoreError` for the database.
  package func load(_ path: String) throws -> (findings: [Finding], entered: Int) {
    var file = try TradePartyFile(path: path)
    var checked: [(line: Int, details: Checked)] = []
    for row in file.rows {
      do {
        checked.append((row.line, try Self.checked(row.entry, of: row.holder)))
      } catch let refusal as Refusal {
        file.find(row.line, refusal.sentence, refusal.remedy)
      }
    }
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      for row in checked {
        do {
          try Self.requirePartner(row.details.holder, in: tx)
        } catch let refusal as Refusal {
          file.find(row.line, refusal.sentence, refusal.remedy)
        }
      }
      guard file.findings.isEmpty else {
        return (file.findings, 0)
      }
      for row in checked { try write(row.details, in: tx) }
      return ([], checked.count)
    }
  }

  /// What can be entered: the details keep the rules of EN 16931.
  private struct Checked {
    let holder: TradeDetailRecord.Holder
    let details: TradeDetails
    /// Nil is today.
    let validFrom: CivilDate?
  }

  private static func checked(_ entry: Entry, of holder: Holder) throws -> Checked {
    let details = try details(entry)
    let holder = try record(holder, entry)
    do throws(ElectronicInvoiceError) {
      try details.check(isSeller: holder.untaxedAs != nil)
    } catch {
      throw Refusal(
        .badInput, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
    }
    return Checked(holder: holder, details: details, validFrom: entry.validFrom)
  }

  private static func requirePartner(
    _ holder: TradeDetailRecord.Holder, in tx: borrowing Transaction
  ) throws {
    if case .partner(let id) = holder { _ = try BankAccounts.partner(id, in: tx) }
  }

  private func write(_ checked: Checked, in tx: borrowing Transaction) throws {
    try Self.requirePartner(checked.holder, in: tx)
    let now = workplace.now()
    let validFrom = checked.validFrom ?? CivilDate(at: now)
    try InvoiceStore.insert(
      TradeDetailRecord(
        holder: checked.holder, validFrom: validFrom, details: checked.details, enteredBy: actor,
        enteredAt: now), in: tx)
    try Trail.note(
      "trade_details_entered", of: checked.holder.party, by: actor, at: now,
      detail: "from \(validFrom.text): \(checked.details.sentence)", in: tx)
  }

  private static func details(_ entry: Entry) throws -> TradeDetails {
    var details = TradeDetails(
      address: PostalAddress(
        lines: entry.lines, city: entry.city, postCode: entry.postCode,
        subdivision: entry.region, country: entry.country.uppercased()),
      taxNumber: entry.taxNumber)
    details.name = entry.name
    details.nameInEnglish = entry.nameInEnglish
    if let registration = entry.registration {
      let parts = schemed(registration)
      let isSchemed = parts.scheme?.utf8.count == 4 && parts.scheme?.allSatisfy(\.isNumber) == true
      details.registration =
        isSchemed
        ? SchemedIdentifier(parts.value, scheme: parts.scheme) : SchemedIdentifier(registration)
    }
    if let address = entry.electronicAddress {
      let parts = schemed(address)
      guard let scheme = parts.scheme else {
        throw Refusal(
          .usage, "address_without_scheme", "the electronic address \(address) has no scheme",
          remedy: "write a code of the list EAS before it: EM:billing@example.com")
      }
      details.electronicAddress = ElectronicAddress(parts.value, scheme: scheme)
    }
    return details
  }

  private static func record(
    _ holder: Holder, _ entry: Entry
  ) throws -> TradeDetailRecord.Holder {
    switch holder {
    case .issuer(let site):
      return .issuer(site, untaxedAs: try UntaxedFee.read(entry.untaxedAs))
    case .partner(let id):
      guard entry.untaxedAs == nil else {
        throw Refusal(
          .usage, "category_of_issuer", "why a fee bears no tax is for the issuer to say",
          remedy: "give --untaxed-as together with --site")
      }
      return .partner(id)
    }
  }

  /// What stands before the first colon, and after it.
  private static func schemed(_ text: String) -> (scheme: String?, value: String) {
    guard let colon = text.firstIndex(of: ":") else { return (nil, text) }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  /// Details by party, what counts last first.
  ///
  /// - Parameter party: A partner's id or a site; nil for all.
  package func list(of party: String? = nil) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let records = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try InvoiceStore.details(of: party, in: tx)
    }
    return Listing(
      "parties", of: records,
      [
        ListedColumn("role", .text) { .text($0.holder.role) },
        ListedColumn("party", .text) { .text($0.holder.party) },
        ListedColumn("valid_from", .date) { .date($0.validFrom) },
        ListedColumn("name", .text) { TableCell($0.details.name) },
        ListedColumn("name_en", .text) { TableCell($0.details.nameInEnglish) },
        ListedColumn("country", .text) { .text($0.details.address.country) },
        ListedColumn("address", .text) {
          .text($0.details.address.lines.joined(separator: "; "))
        },
        ListedColumn("post_code", .text) { TableCell($0.details.address.postCode) },
        ListedColumn("city", .text) { TableCell($0.details.address.city) },
        ListedColumn("region", .text) { TableCell($0.details.address.subdivision) },
        ListedColumn("tax_number", .text) { TableCell($0.details.taxNumber) },
        ListedColumn("registration", .text) { TableCell($0.details.registration?.text) },
        ListedColumn("electronic_address", .text) {
          TableCell($0.details.electronicAddress.map { "\($0.scheme):\($0.value)" })
        },
        ListedColumn("untaxed_as", .text) { TableCell($0.holder.untaxedAs?.rawValue) },
        ListedColumn("entered_by", .text) { .text($0.enteredBy) },
        ListedColumn("entered_at", .instant) { .instant($0.enteredAt) },
      ], summary: counted(records.count, "row"))
  }
}

extension UntaxedFee {
  /// The category that a person names in letters of any case; `O` where none is named.
  ///
  /// - Throws: `Refusal` `.usage` for another word.
  static func read(_ word: String?) throws -> UntaxedFee {
    let word = word?.uppercased() ?? "O"
    if let category = UntaxedFee(rawValue: word) { return category }
    throw Refusal(
      .usage, "category_unknown", "\(word) is no category of what bears no tax",
      remedy: "Z zero rated, AE reverse charge, G export or O outside the scope")
  }
}

extension TradeDetails {
  /// All of it, for the trail.
  fileprivate var sentence: String {
    let parts =
      [name, nameInEnglish].compactMap(\.self) + address.lines
      + [
        address.postCode, address.city, address.subdivision, address.country, taxNumber,
        registration?.text, electronicAddress.map { "\($0.scheme):\($0.value)" },
      ].compactMap(\.self)
    return parts.joined(separator: ", ")
  }
}

extension SchemedIdentifier {
  /// The scheme before the value, where there is one: `0088:4012345000009`.
  fileprivate var text: String { scheme.map { "\($0):\(value)" } ?? value }
}
