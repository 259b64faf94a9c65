import Amounts

/// What a partner is to invoice the platform for one statement: one invoice for each tax rate.
///
/// The one source of the invoicing list and of the check of the invoices that come. Rule 8.2; the
/// platform wants different rates on separate invoices, and statement and month in the remark.
/// It holds by construction that the invoices add up to the amounts given, that each is above zero,
/// and that net and tax of every item make its gross amount. Where all comes to less than nothing there
/// are credits instead, divided in the same way; only self-billing makes documents of them.
package struct InvoiceDemand: Hashable, Sendable {
  /// What an amount of the statement is for.
  package enum Subject: Hashable, Sendable {
    /// What was sold of a product, less what was refunded.
    case product(id: String, name: String)
    case adjustments
    case incentives
    /// What the statement before left: below zero.
    case opening
  }

  /// An amount of the statement before it has a place on an invoice.
  package struct Amount: Hashable, Sendable {
    package let subject: Subject
    /// The rate that it is to be invoiced at; nil where neither agreement nor product says one.
    package let taxRate: Rate?
    /// With tax, of any sign.
    package let gross: Money

    /// An amount as the statement has it.
    package init(_ subject: Subject, taxRate: Rate?, gross: Money) {
      self.subject = subject
      self.taxRate = taxRate
      self.gross = gross
    }
  }

  /// One line of an invoice.
  package struct Item: Hashable, Sendable {
    package let subject: Subject
    /// The gross amount over one and the rate, rounded once; nil where the rate is not known.
    package let net: Money?
    /// What the net amount leaves of the gross one; nil where the rate is not known.
    package let tax: Money?
    /// With tax; below zero it is a discount on the others.
    package let gross: Money
  }

  /// One invoice that is to come.
  package struct Invoice: Hashable, Sendable {
    /// Nil where any rate is taken.
    package let taxRate: Rate?
    /// Products by id, then adjustments, incentives and what was carried over; at least one.
    package let items: [Item]
    /// The sums of the items; net and tax are nil where the rate is not known.
    package let net: Money?
    package let tax: Money?
    package let gross: Money
  }

  /// The text that the remark of every invoice must contain.
  package let statementID: String
  /// By rate, the lowest first; none where nothing is to be paid.
  package let invoices: [Invoice]
  /// What is given back, in amounts below zero, where all comes to less than nothing; none otherwise.
  package let credits: [Invoice]

  /// Divides a statement into invoices.
  ///
  /// Amounts without a rate belong to the largest invoice, and so does what comes to nothing or
  /// less at its own rate: no invoice is of a negative amount. They are discounts, or additions,
  /// on it and bear its rate.
  ///
  /// - Parameters:
  ///   - statementID: As the remark must name it.
  ///   - amounts: Of the statement, in one currency.
  /// - Throws: `AmountError` where a sum leaves 64 bits.
  package init(statementID: String, of amounts: [Amount]) throws(AmountError) {
    self.statementID = statementID
    invoices = try Self.invoices(of: amounts, isCredit: false)
    credits = invoices.isEmpty ? try Self.invoices(of: amounts, isCredit: true) : []
  }

  /// - Parameter isCredit: Whether what is below zero is asked for, and what is above it a discount.
  private static func invoices(
    of amounts: [Amount], isCredit: Bool
  ) throws(AmountError) -> [Invoice] {
    let sign: MinorUnits = isCredit ? -1 : 1
    var parts: [Part] = []
    for (rate, members) in Dictionary(grouping: amounts, by: \.taxRate) {
      parts.append(Part(taxRate: rate, amounts: members, gross: try Self.sum(members.map(\.gross))))
    }
    parts.sort { ($0.taxRate?.millionths ?? -1) < ($1.taxRate?.millionths ?? -1) }
    while parts.count > 1,
      let place = parts.firstIndex(where: { $0.taxRate == nil })
        ?? parts.firstIndex(where: { sign * $0.gross.minorUnits <= 0 })
    {
      let part = parts.remove(at: place)
      // Of two that are as large, the one with the lower rate.
      guard let most = parts.map({ sign * $0.gross.minorUnits }).max(),
        let largest = parts.firstIndex(where: { sign * $0.gross.minorUnits == most })
      else { break }
      parts[largest].amounts += part.amounts
      parts[largest].gross = try parts[largest].gross.adding(part.gross)
    }
    if let only = parts.first, parts.count == 1, sign * only.gross.minorUnits <= 0 { parts = [] }
    var invoices: [Invoice] = []
    for part in parts { invoices.append(try Self.invoice(part)) }
    return invoices
  }

  private struct Part {
    let taxRate: Rate?
    var amounts: [Amount]
    var gross: Money
  }

  private static func invoice(_ part: Part) throws(AmountError) -> Invoice {
    var items: [Item] = []
    for (subject, members) in Dictionary(grouping: part.amounts, by: \.subject) {
      let gross = try sum(members.map(\.gross))
      if gross.minorUnits != 0 { items.append(try item(subject, gross, part.taxRate)) }
    }
    items.sort { $0.subject.precedes($1.subject) }
    let isSplit = part.taxRate != nil
    return Invoice(
      taxRate: part.taxRate, items: items, net: isSplit ? try sum(items.compactMap(\.net)) : nil,
      tax: isSplit ? try sum(items.compactMap(\.tax)) : nil, gross: part.gross)
  }

  private static func item(
    _ subject: Subject, _ gross: Money, _ rate: Rate?
  ) throws(AmountError) -> Item {
    guard let rate else { return Item(subject: subject, net: nil, tax: nil, gross: gross) }
    let taxed = try Exact(1) + Exact(rate)
    let net = Money(
      minorUnits: try Exact(gross.minorUnits).divided(by: taxed).rounded(),
      currency: gross.currency)
    return Item(subject: subject, net: net, tax: try gross.subtracting(net), gross: gross)
  }

  /// - Precondition: At least one amount.
  private static func sum(_ amounts: [Money]) throws(AmountError) -> Money {
    guard var sum = amounts.first else { preconditionFailure("the sum of no amounts") }
    for amount in amounts.dropFirst() { sum = try sum.adding(amount) }
    return sum
  }
}

extension InvoiceDemand.Subject {
  /// Products come first, by the bytes of their ids.
  fileprivate func precedes(_ other: InvoiceDemand.Subject) -> Bool {
    let (left, right) = (place, other.place)
    if left.kind != right.kind { return left.kind < right.kind }
    return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  private var place: (kind: Int, text: String) {
    switch self {
    case .product(let id, let name): (0, "\(id)\u{0}\(name)")
    case .adjustments: (1, "")
    case .incentives: (2, "")
    case .opening: (3, "")
    }
  }
}
