import Amounts
import BankFiles
import Banking
import CivilTime
import Digests
import Store

/// What goes to the bank: a batch as its account's bank takes it.
struct PayoutFile {
  /// The bytes of the file; the same batch gives the same.
  let bytes: [UInt8]
  /// Where the file says something else than was given.
  let changes: [PaymentFile.Change]
  /// Of the bytes.
  let hash: SHA256Digest

  /// One payment, before it is checked.
  struct Item {
    let endToEndID: String
    let statementID: String
    let amount: Money
    let details: BankDetails
  }

  /// - Throws: `PaymentRefusal` with everything that the bank does not take.
  init(
    _ id: String, from account: PayingAccount, plannedAt: Instant, executionDate: CivilDate,
    _ items: [Item]
  ) throws {
    guard let profile = BankProfile.named(account.profile) else {
      preconditionFailure("account \(account.id) has the profile \(account.profile)")
    }
    let file = try PaymentFile(
      PayoutBatch(
        id: id, created: plannedAt, executionDate: executionDate, currency: account.currency,
        debtor: PaymentParty(
          name: account.holder, nameInLatin: account.holderLatin, account: account.account,
          bic: account.bic, bankName: account.bankName,
          address: Self.address(lines: [], town: account.town, country: account.country)),
        payments: items.map { item in
          Payment(
            endToEndID: item.endToEndID, creditor: Self.party(item.details), amount: item.amount,
            remittance: "Settlement \(item.statementID)")
        }), for: profile)
    var bytes: [UInt8] = []
    switch account.fileForm {
    case "csv": bytes = try Self.table(of: file)
    default: bytes = file.creditTransferMessage
    }
    self.bytes = bytes
    changes = file.changes
    hash = SHA256.digest(of: bytes)
  }

  private static func table(of file: PaymentFile) throws -> [UInt8] {
    var bytes: [UInt8] = []
    // Collected here and written at once, so that a file is whole or absent.
    try withoutActuallyEscaping({ (part: UnsafeRawBufferPointer) in bytes += part }) { sink in
      try file.writeTable(to: sink)
    }
    return bytes
  }

  private static func party(_ details: BankDetails) -> PaymentParty {
    PaymentParty(
      name: details.holder, nameInLatin: details.holderLatin, account: details.account,
      bic: details.bic, bankName: details.bankName,
      address: address(
        lines: [details.address].compactMap(\.self), town: details.town, country: details.country))
  }

  private static func address(
    lines: [String], town: String?, country: String?
  ) -> PostalAddress? {
    if lines.isEmpty, town == nil, country == nil { return nil }
    return PostalAddress(town: town, country: country, lines: lines)
  }
}
