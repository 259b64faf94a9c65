/// What the platform itself writes into the records of documents. A record says it in both languages on
/// one line, for it is the same in whatever language it is read; a page says it in its own.
package enum RecordedWords {
  /// A line of a fee invoice; the month follows.
  package static let fee = Wording(zh: "平台服务费", en: "Platform fee")
  /// Why the figures of a run made a self-billed credit note.
  package static let moreRefunded = Wording(zh: "退款多于当月销售", en: "More was refunded than sold")
  /// Why the figures of a run made a credit note of fees.
  package static let moreGivenBack = Wording(
    zh: "退款多于当月平台费", en: "More platform fee was given back than charged")
  /// Items of what a partner charges that concern no product.
  package static let adjustments = Wording(zh: "调账", en: "Adjustments")
  /// As above.
  package static let incentives = Wording(zh: "激励", en: "Incentives")
  /// As above.
  package static let carriedOver = Wording(zh: "上期结转", en: "Carried over")
  /// As above, of a corrected invoice; the number of the first one stands before it.
  package static let whatIsLeft = Wording(zh: "余额", en: "What is left")

  /// What a page in one language says of a text of the record.
  ///
  /// - Parameter all: What may stand in the text as the platform wrote it.
  static func said(
    _ text: String, in language: DocumentLanguage, among all: [Wording]
  ) -> String {
    guard language != .both, let own = all.first(where: { text.contains($0.recorded) }) else {
      return text
    }
    return text.replacing(own.recorded, with: own.line(in: language), maxReplacements: 1)
  }

  /// Of lines without a product.
  static let items = [fee, adjustments, incentives, carriedOver, whatIsLeft]
  /// Of credit notes that nobody asked for.
  static let reasons = [moreRefunded, moreGivenBack]
}

extension Wording {
  /// As a record says it.
  package var recorded: String { line(in: .both) }
}
