import Amounts
import CivilTime

/// Carries the parts of a batch over to what a bank takes and collects what stands against it.
struct PaymentCheck {
  let profile: BankProfile
  private(set) var findings: [PaymentFinding] = []
  private(set) var changes: [PaymentFile.Change] = []
  private var position: Int?
  private var endToEndID: String?

  /// References of ISO 20022 have at most 35 characters.
  private static let referenceLimit = 35
  private static let bankNameLimit = 140

  init(profile: BankProfile) {
    self.profile = profile
  }

  /// What follows is about this payment.
  mutating func turn(to position: Int, _ payment: Payment) {
    self.position = position
    endToEndID = payment.endToEndID
  }

  mutating func batch(_ batch: PayoutBatch) {
    reference(batch.id, .batchID)
    if batch.payments.isEmpty { find(.batch, .missing) }
    if !profile.currencies.isEmpty, !profile.currencies.contains(batch.currency) {
      find(.batch, .currencyNotTaken(batch.currency))
    }
    let made = CivilDate(at: batch.created)
    if batch.executionDate < made {
      find(.executionDate, .pastDate(batch.executionDate, created: made))
    }
  }

  /// The sum must fit the 18 digits of a control sum.
  mutating func sum(_ total: Total) {
    position = nil
    if total.minorUnits > 999_999_999_999_999_999 { find(.batch, .sumTooLarge(total)) }
  }

  /// The payment as the file says it, or nil where something was found.
  mutating func transfer(
    _ payment: Payment, in currency: Currency, firstUse: inout [String: Int]
  ) -> PaymentFile.Transfer? {
    let before = findings.count
    reference(payment.endToEndID, .endToEndID)
    if let first = firstUse[payment.endToEndID] {
      find(.endToEndID, .usedTwice(firstPayment: first))
    } else {
      firstUse[payment.endToEndID] = position
    }
    let creditor = party(payment.creditor, isCreditor: true)
    amount(payment.amount, in: currency)
    let remittance = text(payment.remittance, .remittance, limit: profile.remittanceLimit)
    guard findings.count == before, let creditor, let remittance else { return nil }
    return PaymentFile.Transfer(
      endToEndID: payment.endToEndID, creditor: creditor, amount: payment.amount,
      remittance: remittance)
  }

  /// The party as the file says it, or nil where something was found.
  mutating func party(_ party: PaymentParty, isCreditor: Bool) -> PaymentFile.Party? {
    let before = findings.count
    let name = name(of: party)
    let account = account(party.account)
    let bic = bic(party.bic)
    let bankName = party.bankName.flatMap { bank in
      // An identifier says more than a name, which is then not needed.
      bic == nil ? text(bank, .bankName, limit: Self.bankNameLimit) : nil
    }
    if isCreditor, let account, Self.isBlank(party.bic) {
      bankIsKnown(for: account, bankName: bankName)
    }
    let address = address(party.address, isRequired: isCreditor && profile.isAddressRequired)
    guard findings.count == before, let name, let account else { return nil }
    return PaymentFile.Party(
      name: name, account: account, bic: bic, bankName: Self.isBlank(bankName) ? nil : bankName,
      address: address)
  }

  /// An IBAN leads to its bank; any other number needs the bank beside it.
  private mutating func bankIsKnown(for account: AccountNumber, bankName: String?) {
    if profile.isBICRequired { return find(.bic, .missing) }
    // Where IBANs alone are taken, that the number is none has been said.
    if case .other = account, profile.accounts == .any, Self.isBlank(bankName) {
      find(.bankName, .missing)
    }
  }

  private mutating func name(of party: PaymentParty) -> String? {
    let limit = profile.nameLimit
    if let latin = party.nameInLatin, !Self.isBlank(latin),
      case .refused = profile.characters.carry(party.name),
      case .carried(let written) = profile.characters.carry(latin),
      !written.isEmpty, written.unicodeScalars.count <= limit
    {
      note(.name, given: party.name, written: written)
      return written
    }
    guard !Self.isBlank(party.name) else {
      find(.name, .missing)
      return nil
    }
    return text(party.name, .name, limit: limit)
  }

  private mutating func account(_ written: String) -> AccountNumber? {
    guard !Self.isBlank(written) else {
      find(.account, .missing)
      return nil
    }
    do throws(IBANFlaw) {
      let account = try AccountNumber(parsing: written)
      if case .other = account, profile.accounts == .ibanOnly { find(.account, .notAnIBAN) }
      return account
    } catch {
      find(.account, .iban(error))
      return nil
    }
  }

  private mutating func bic(_ written: String?) -> BIC? {
    guard let written, !Self.isBlank(written) else { return nil }
    guard let bic = BIC(parsing: written) else {
      find(.bic, .bicMalformed)
      return nil
    }
    return bic
  }

  private mutating func amount(_ amount: Money, in currency: Currency) {
    guard amount.currency == currency else {
      return find(.amount, .currency(amount.currency, expected: currency))
    }
    if amount.minorUnits <= 0 { find(.amount, .notPositive(amount)) }
    if amount.minorUnits > profile.amountLimit {
      find(.amount, .tooLarge(amount, limit: profile.amountLimit))
    }
  }

  /// References come back from the bank letter by letter, so nothing about them is changed.
  private mutating func reference(_ id: String, _ part: PaymentFinding.Part) {
    guard !Self.isBlank(id) else { return find(part, .missing) }
    let set = BankCharacters.sepaLatin
    let refused = id.unicodeScalars.filter { !set.contains($0) }
    if !refused.isEmpty { find(part, .characters(Array(refused), set)) }
    let count = id.unicodeScalars.count
    if count > Self.referenceLimit {
      find(part, .tooLong(count: count, limit: Self.referenceLimit))
    }
    if [" ", "/"].contains(where: { id.hasPrefix($0) || id.hasSuffix($0) }) || id.contains("//") {
      find(part, .reference)
    }
  }

  /// The text in the bank's characters, or nil where it cannot be carried.
  mutating func text(_ given: String, _ part: PaymentFinding.Part, limit: Int) -> String? {
    switch profile.characters.carry(given) {
    case .refused(let scalars):
      find(part, .characters(scalars, profile.characters))
      return nil
    case .carried(let written):
      let count = written.unicodeScalars.count
      guard count <= limit else {
        find(part, .tooLong(count: count, limit: limit))
        return nil
      }
      note(part, given: given, written: written)
      return written
    }
  }

  /// Remembers that the file says something else than was given.
  mutating func note(_ part: PaymentFinding.Part, given: String, written: String) {
    // Compared by bytes: two spellings of ä are one character to Swift and two to a bank.
    guard !given.utf8.elementsEqual(written.utf8) else { return }
    changes.append(
      PaymentFile.Change(payment: position, part: part, given: given, written: written))
  }

  mutating func find(_ part: PaymentFinding.Part, _ flaw: PaymentFlaw) {
    findings.append(
      PaymentFinding(
        payment: position, endToEndID: position == nil ? nil : endToEndID, part: part,
        flaw: flaw))
  }

  /// Whether nothing is written there.
  static func isBlank(_ text: String?) -> Bool {
    text?.unicodeScalars.allSatisfy { $0.properties.generalCategory == .spaceSeparator } ?? true
  }
}
