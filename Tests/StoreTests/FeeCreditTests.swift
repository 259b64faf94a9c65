import Operations
import Store
import TestKit
import Testing

/// What adjustments with the code FEE_CREDIT may pay.
enum FeeCreditTests {
  /// Of a credit note of 42.40, of which 40.00 are paid.
  static func expectNoMore(
    than credit: InvoiceRecord, of invoice: InvoiceRecord, in database: TestDatabase
  ) throws {
    // 42.40 are given back: 2.40 are left, once.
    try expectRefused("fee_credit_too_large") { try payBack(credit.id, "2.41", database) }
    try expectRefused("fee_credit_too_large") { try payBack(credit.id, "-2.40", database) }
    try expectRefused("nothing_to_pay_back") { try payBack(invoice.id, "1.00", database) }
    try expectRefused("credit_note_missing") { try payBack(nil, "1.00", database) }
    try expectRefused("credit_note_missing") {
      try payBack(credit.id, "1.00", database, code: "OTHER")
    }
    try expectRefused("invoice_not_found") { try payBack("CN-CRN-2026-000009", "1.00", database) }
    let rest = try payBack(credit.id, "2.40", database)
    try expectRefused("fee_credit_too_large") { try payBack(credit.id, "0.01", database) }
    _ = try Adjustments(database.workplace, by: "bea").refuse(
      rest.adjustment.id, reason: "the tax is paid by hand")
  }

  @discardableResult
  static func payBack(
    _ credit: String?, _ amount: String, _ database: TestDatabase, code: String = "FEE_CREDIT"
  ) throws -> AdjustmentView {
    try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "CNY", amount: amount, reasonCode: code,
        reason: "rate corrected", creditNoteID: credit))
  }

  private static func expectRefused(_ code: String, _ work: () throws -> AdjustmentView) throws {
    #expect {
      _ = try work()
    } throws: { ($0 as? Refusal)?.code == code }
  }
}
