import Amounts
import CivilTime

/// The two tools that read plain-text books.
package enum BookDialect: String, CaseIterable, Sendable {
  case hledger, beancount
}

/// A posting of plain-text books: minor units, debit positive.
package struct BookPosting: Sendable, Equatable {
  package let account: BookAccount
  package let amount: Money

  package init(account: BookAccount, amount: Money) {
    self.account = account
    self.amount = amount
  }
}

/// The books of one period as text: what was brought forward, the entries, and the balances at the
/// end as assertions that allow no difference.
///
/// Beancount lets an assertion differ by a hundredth unless it is told otherwise, and a transaction
/// by half of one: both tolerances are set to zero.
package struct PlainTextBooks: Sendable {
  private let dialect: BookDialect
  private let period: Period

  package init(_ dialect: BookDialect, of period: Period) {
    self.dialect = dialect
    self.period = period
  }

  private var firstDay: CivilDate { period.firstDate }
  private var lastDay: CivilDate { period.next.firstDate.adding(days: -1) }

  /// What stands before the entries: commodities, accounts and the balances brought forward.
  ///
  /// - Parameters:
  ///   - accounts: Every account that the text names, with what was brought forward and the balance
  ///     at the end.
  package func opening(_ accounts: [(posting: BookPosting, closing: Money)]) -> String {
    var text = ""
    let names = Set(accounts.map { $0.posting.account }).sorted()
    let currencies = Set(accounts.map { $0.posting.amount.currency }).sorted()
    switch dialect {
    case .hledger:
      for currency in currencies {
        let one = Money(minorUnits: currency.minorUnitsPerMajor * 1000, currency: currency)
        text += "commodity \(one.decimalText)\(currency.exponent == 0 ? "." : "") \(currency)\n"
      }
      for name in names { text += "account \(name.name)\n" }
    case .beancount:
      text += "option \"title\" \"settled \(period.text)\"\n"
      text += "option \"inferred_tolerance_multiplier\" \"0\"\n"
      for currency in currencies { text += "\(firstDay.text) commodity \(currency)\n" }
      for name in names { text += "\(firstDay.text) open \(name.name)\n" }
    }
    let brought = accounts.map(\.posting).filter { $0.amount.minorUnits != 0 }
    if !brought.isEmpty {
      text += transaction(firstDay, number: "", "balances brought forward", brought)
    }
    return text
  }

  /// One entry, dated the last day of the period.
  ///
  /// - Parameter number: With its site, for every site counts on its own: `cn-12`.
  package func entry(
    number: String, _ event: String, _ source: String, _ postings: [BookPosting]
  ) -> String {
    transaction(lastDay, number: number, "\(event) \(Self.plain(source))", postings)
  }

  /// The balances at the end, asserted exactly.
  package func closing(_ accounts: [(posting: BookPosting, closing: Money)]) -> String {
    switch dialect {
    case .hledger:
      let lines = accounts.map { account in
        "    \(account.posting.account.name)  0 \(account.closing.currency)"
          + " = \(account.closing)\n"
      }
      return lines.isEmpty
        ? "" : "\n\(lastDay.text) * balances at the end\n" + lines.joined()
    case .beancount:
      let day = period.next.firstDate.text
      return "\n"
        + accounts.map { account in
          "\(day) balance \(account.posting.account.name) \(account.closing.decimalText) ~ 0"
            + " \(account.closing.currency)\n"
        }.joined()
    }
  }

  private func transaction(
    _ day: CivilDate, number: String, _ words: String, _ postings: [BookPosting]
  ) -> String {
    let head =
      switch dialect {
      case .hledger: "\(day.text) * \(number.isEmpty ? "" : "(\(number)) ")\(words)"
      case .beancount: "\(day.text) * \"\(number.isEmpty ? "" : "\(number) ")\(words)\""
      }
    return "\n\(head)\n"
      + postings.map { "    \($0.account.name)  \($0.amount)\n" }.joined()
  }

  /// Printable ASCII that means nothing to either tool; every other byte as `%` and two digits.
  private static func plain(_ text: String) -> String {
    escapedBytes(of: text, mark: "%") { byte in
      (0x20...0x7E).contains(byte) && !"\";\\%|".utf8.contains(byte)
    }
  }
}
