/// What is posted.
package enum JournalEvent: String, CaseIterable, Sendable {
  /// A statement became final; its source is the statement.
  case seal
  /// A fee invoice or its credit note was issued; its source is that document.
  case invoice
  /// A payout left the bank; its source is the end-to-end id.
  case payment
  /// A payout came back; its source is the end-to-end id.
  case paymentReturn = "return"
  /// Something else happened at the bank; its source is the entry.
  case bankEntry = "bank_entry"
}

/// A part of an event that has accounts of its own. A positive amount is posted as the rule says, a
/// negative one the other way round.
package enum Component: String, CaseIterable, Sendable {
  case merchantShare = "merchant_share"
  case providerShare = "provider_share"
  case resellerShare = "reseller_share"
  case operatorShare = "operator_share"
  case taxesWithheld = "taxes_withheld"
  case platformFee = "platform_fee"
  case platformMargin = "platform_margin"
  case voucherBorne = "voucher_borne"
  case payeeShare = "payee_share"
  case incentive, adjustment
  case outputVAT = "output_vat"
  case feeCredited = "fee_credited"
  case feeCreditPaid = "fee_credit_paid"
  case payout
  case bankCharge = "bank_charge"
  case receipt
  case writeOff = "write_off"
}

/// The accounts of a component, by their codes.
package struct PostingRule: Sendable, Equatable {
  package let event: JournalEvent
  package let component: Component
  package let debit: String
  package let credit: String

  package init(event: JournalEvent, component: Component, debit: String, credit: String) {
    self.event = event
    self.component = component
    self.debit = debit
    self.credit = credit
  }
}

/// The table of posting rules.
package struct PostingRules: Sendable {
  private struct Key: Hashable {
    let event: JournalEvent
    let component: Component
  }

  private let rules: [Key: PostingRule]

  /// - Parameter rules: One for each component of an event; of several the last counts.
  package init(_ rules: [PostingRule]) {
    self.rules = Dictionary(
      rules.map { (Key(event: $0.event, component: $0.component), $0) },
      uniquingKeysWith: { $1 })
  }

  func rule(
    for component: Component, of event: JournalEvent
  ) throws(BookkeepingError) -> PostingRule {
    guard let rule = rules[Key(event: event, component: component)] else {
      throw .ruleMissing(event: event, component: component)
    }
    return rule
  }
}

/// Why an entry cannot be made.
package enum BookkeepingError: Error, Equatable, Sendable {
  /// No posting rule says where the component goes.
  case ruleMissing(event: JournalEvent, component: Component)
  /// The sums exceed what 64 bits hold.
  case overflow(source: String)

  /// What happened, with the values.
  package var sentence: String {
    switch self {
    case .ruleMissing(let event, let component):
      "no posting rule says where \(component.rawValue) of \(event.rawValue) goes"
    case .overflow(let source): "the amounts of \(source) exceed what the books can hold"
    }
  }

  /// What the reader can do.
  package var remedy: String {
    switch self {
    case .ruleMissing: "add the row to settlement.posting_rule"
    case .overflow: "look at the amounts of its lines; one of them cannot be right"
    }
  }
}
