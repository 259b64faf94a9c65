import Amounts
import Documents
import Invoicing
import Postgres
import Store

/// A document of a seller in China in the shape of the tax bureau's invoice, as it stands today: a
/// request until the tax bureau's number is entered.
struct ChinesePaper {
  let invoice: ChineseInvoice

  /// - Parameter document: The same document's page and data.
  /// - Throws: `Refusal` `.conflict` for a seller elsewhere, for a credit note without a red-letter
  ///   confirmation that allows its red invoice, and for one that gives back more than is left of
  ///   the blue one; `.badInput` where a rule of the form would be broken.
  init(
    of record: InvoiceRecord, _ document: FeeInvoiceDocument, in tx: borrowing Transaction
  ) throws {
    guard record.isOfChineseSeller else {
      throw record.sellerElsewhere(
        remedy: "its electronic forms are those of EN 16931: --type cii or --type ubl")
    }
    do {
      guard record.isCredit else {
        invoice = try document.invoice.chinese(record.details(document))
        return
      }
      let basis = try RedLetters.basis(of: record, in: tx)
      let original = basis.original
      let originalDocument = try InvoicePaper(of: original).document
      let earlier = try RedLetterStore.credits(of: original.id, before: record.id, in: tx)
      let money = { (amount: MinorUnits) in
        Money(minorUnits: amount, currency: original.currency)
      }
      invoice = try document.invoice.chinese(
        record.details(document),
        reversing: originalDocument.invoice.chinese(original.details(originalDocument)),
        after: earlier.map { (money($0.net), money($0.tax)) }, on: basis.reference)
    } catch let error as ChineseInvoiceError {
      throw Refusal(
        .badInput, error.code.lowercased(),
        "\(record.id) cannot have the Chinese form: \(error.sentence.withoutFullStop)",
        remedy: error.remedy.withoutFullStop
          + "; `settled invoice party` counts for documents issued later")
    } catch let error as RedLineRefusal {
      throw Refusal(
        .conflict, error.code.lowercased(),
        "\(record.id) cannot be a red invoice: \(error.sentence.withoutFullStop)",
        remedy: error.remedy.withoutFullStop)
    }
  }
}

extension InvoiceRecord {
  /// The remark names our document, its statements and the digest of its record.
  fileprivate func details(_ document: FeeInvoiceDocument) -> ChineseFeeDetails {
    let said =
      ["结算单", id, "账期", period.text, "账单"] + statementIDs + ["数据摘要", "sha256:\(document.dataHash)"]
    return ChineseFeeDetails(
      requested: issuedAt, remark: said.joined(separator: " "),
      supervision: legal.map {
        ChineseInvoice.Supervision(number: $0.number, issueDate: $0.issuedOn)
      }, isBuyerChinese: (parties?.buyer.address.country ?? "CN") == "CN")
  }
}
