import Amounts
import BankFiles
import Banking
import CivilTime
import Foundation
import Testing

/// Batches, entries and files whose amounts can be checked by hand.
enum Sample {
  static func money(_ text: String, _ code: String = "EUR") throws -> Money {
    try Money(parsing: text, in: #require(Currency(code: code)))
  }

  static func day(_ text: String) throws -> CivilDate {
    try CivilDate(parsing: text)
  }

  /// A file of `Tests/Data/bank`.
  static func bytes(_ name: String) throws -> [UInt8] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Data/bank/\(name)")
    return Array(try Data(contentsOf: file))
  }

  static let germanIBAN = "DE89 3704 0044 0532 0130 00"

  static func payment(
    _ id: String = "202610-M-201-general-EUR", name: String = "Lotus Cloud Ltd",
    nameInLatin: String? = nil, account: String = germanIBAN, bic: String? = nil,
    bankName: String? = nil, address: PostalAddress? = nil, amount: String = "15.00",
    _ code: String = "EUR", remittance: String = ""
  ) throws -> Payment {
    Payment(
      endToEndID: id,
      creditor: PaymentParty(
        name: name, nameInLatin: nameInLatin, account: account, bic: bic, bankName: bankName,
        address: address),
      amount: try money(amount, code), remittance: remittance)
  }

  /// A batch of a German payer, made on Friday 2026-11-20 for the Monday after.
  static func batch(
    _ payments: [Payment], id: String = "PO-202610-eu-1", code: String = "EUR"
  ) throws -> PayoutBatch {
    PayoutBatch(
      id: id, created: try Instant(parsing: "2026-11-20T10:30:00.75+08:00"),
      executionDate: try day("2026-11-23"), currency: try #require(Currency(code: code)),
      debtor: PaymentParty(
        name: "Beispiel Marktplatz GmbH", account: "DE02120300000000202051", bic: "BYLADEM1001",
        address: PostalAddress(
          street: "Hauptstraße", buildingNumber: "1a", postCode: "10827", town: "Berlin",
          country: "DE")),
      payments: payments)
  }

  /// What stands against the batch, as `number part code`; the payer's is number 0.
  static func findings(_ batch: PayoutBatch, _ profile: BankProfile) -> [String] {
    do throws(PaymentRefusal) {
      _ = try PaymentFile(batch, for: profile)
      return []
    } catch {
      return error.findings.map { "\($0.payment ?? 0) \($0.part.rawValue) \($0.code)" }
    }
  }

  static func entry(
    _ amount: String, _ code: String = "EUR", id: String? = nil, batch: String? = nil,
    reference: String? = nil, charge: String? = nil, reason: String? = nil
  ) throws -> BankEntry {
    let detail = BankTransfer(
      endToEndID: id, returnReason: reason.map { ReturnReason(code: $0) },
      charges: try charge.map { [BankCharge(amount: try money($0, code))] } ?? [])
    return BankEntry(
      bookedOn: try day("2026-11-25"), amount: try money(amount, code),
      servicerReference: reference, batchID: batch, details: id == nil ? [] : [detail])
  }

  /// The entries as a statement numbers them.
  static func numbered(_ entries: [BankEntry]) -> [BankEntry] {
    BankStatement(id: "1", account: "DE02120300000000202051", entries: entries).entries
  }
}
