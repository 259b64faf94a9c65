import Amounts
import CivilTime

/// One debit or credit of an account, minor units; one of the two is zero, none is negative.
package struct Posting: Sendable, Equatable {
  /// The code of the account.
  package let account: String
  package let debit: MinorUnits
  package let credit: MinorUnits

  package init(account: String, debit: MinorUnits, credit: MinorUnits) {
    self.account = account
    self.debit = debit
    self.credit = credit
  }
}

/// What an entry is about.
package struct EntryHead: Sendable, Equatable {
  package let event: JournalEvent
  /// The id of the statement or document, the same at every posting: it is posted once.
  package let source: String
  /// The accounting period that it belongs to.
  package let period: Period
  /// Empty where no partner is concerned.
  package let partnerID: String
  /// The tab of the statement; empty where there is none.
  package let tab: String
  package let currency: Currency

  package init(
    event: JournalEvent, source: String, period: Period, partnerID: String, tab: String,
    currency: Currency
  ) {
    self.event = event
    self.source = source
    self.period = period
    self.partnerID = partnerID
    self.tab = tab
    self.currency = currency
  }
}

/// Postings that balance, with what they are about.
package struct JournalEntry: Sendable, Equatable {
  package let head: EntryHead
  /// Debits before credits, each by account; at least one of either.
  package let postings: [Posting]

  /// Posts components by the rules; what cancels out on an account is not posted.
  ///
  /// - Parameter components: Minor units of the head's currency, any sign.
  /// - Returns: Nil when nothing is left to post.
  /// - Throws: `BookkeepingError` where a rule is missing or a sum is too large.
  package init?(
    _ head: EntryHead, _ components: [(component: Component, amount: MinorUnits)],
    by rules: PostingRules
  ) throws(BookkeepingError) {
    var balances: [(account: String, amount: Int128)] = []
    balances.reserveCapacity(2 * components.count)
    func add(_ amount: Int128, to account: String) {
      if let place = balances.firstIndex(where: { $0.account == account }) {
        balances[place].amount += amount
      } else {
        balances.append((account, amount))
      }
    }
    for (component, amount) in components where amount != 0 {
      let rule = try rules.rule(for: component, of: head.event)
      add(Int128(amount), to: rule.debit)
      add(-Int128(amount), to: rule.credit)
    }
    balances.sort { $0.account < $1.account }
    var postings: [Posting] = []
    postings.reserveCapacity(balances.count)
    for isDebit in [true, false] {
      for (account, balance) in balances where balance != 0 && (balance > 0) == isDebit {
        guard let amount = Int64(exactly: abs(balance)) else {
          throw .overflow(source: head.source)
        }
        postings.append(
          Posting(
            account: account, debit: isDebit ? amount : 0, credit: isDebit ? 0 : amount))
      }
    }
    if postings.isEmpty { return nil }
    self.head = head
    self.postings = postings
  }
}
