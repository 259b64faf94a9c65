import Amounts
import CivilTime
import Postgres
import Settlement
import Store

/// `statement invoice`: an invoice that a partner sent for a statement is checked and kept. Rule 8.2.
package struct PartnerInvoices: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// An invoice as it was typed from the paper.
  package struct Received: Sendable {
    package var number: String
    package var issuedOn: CivilDate
    /// In major units.
    package var gross: String
    /// A proportion: `0.06`.
    package var taxRate: String
    package var title: String
    package var remark: String

    package init(
      number: String, issuedOn: CivilDate, gross: String, taxRate: String, title: String,
      remark: String
    ) {
      self.number = number
      self.issuedOn = issuedOn
      self.gross = gross
      self.taxRate = taxRate
      self.title = title
      self.remark = remark
    }
  }

  /// What became of an invoice.
  package struct Outcome: Sendable, Equatable {
    /// What is wrong, a sentence each; empty where nothing is.
    package let flaws: [String]
    /// The tax rates at which invoices for the statement are still to come.
    package let awaited: [Rate]
  }

  /// Keeps an invoice and holds it against the statement: amount, tax rate, title, remark, and
  /// whether its number was used before. Once all of a statement's are there and sound they wait for
  /// finance in `invoice_review`; one that is not is rejected with everything that is wrong.
  ///
  /// - Throws: `Refusal` `.notFound`, `.conflict` when the statement expects none, `.usage` for a
  ///   figure that cannot be read.
  package func receive(_ received: Received, for id: String) throws -> Outcome {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      try SelfBillingStore.lock(id, in: tx)
      var statement = try StatementStates.find(id, in: tx)
      if statement.state == .invoiceRejected {
        // Sent once more: it is expected again.
        try StatementStateStore.move(
          [statement], to: .pendingInvoice, by: actor, at: now, reason: "", in: tx)
        statement = try StatementStates.find(id, in: tx)
      }
      guard statement.state == .pendingInvoice else {
        throw Refusal(
          .conflict, "no_invoice_expected",
          "\(id) is \(statement.state.rawValue) and expects no invoice",
          remedy: "see `settled statement steps \(id)`")
      }
      let invoice = try Self.read(received, in: statement.payable.currency)
      let outcome = try outcome(of: invoice, for: statement, on: CivilDate(at: now), in: tx)
      let flaws = outcome.flaws.joined(separator: "; ")
      try StatementStateStore.keep(
        invoice, for: statement, flaws: flaws, by: actor, at: now, in: tx)
      if !flaws.isEmpty || outcome.awaited.isEmpty {
        try StatementStateStore.move(
          [statement], to: .invoiceReview, by: actor, at: now,
          reason: "invoice \(invoice.number)", in: tx)
      }
      if !flaws.isEmpty {
        try StatementStateStore.move(
          [try StatementStates.find(id, in: tx)], to: .invoiceRejected, by: actor, at: now,
          reason: flaws, in: tx)
      }
      try Trail.note(
        flaws.isEmpty ? "partner_invoice_received" : "partner_invoice_rejected", of: id, by: actor,
        at: now, detail: ([invoice.number] + outcome.flaws).joined(separator: "; "), in: tx)
      return outcome
    }
  }

  private static func read(
    _ received: Received, in currency: Currency
  ) throws -> PartnerInvoice {
    guard !received.number.allSatisfy(\.isWhitespace) else {
      throw Refusal(
        .usage, "number_missing", "the invoice has no number", remedy: "give it with --number")
    }
    guard let gross = try? Money(parsing: received.gross, in: currency) else {
      throw Refusal(
        .usage, "amount_unreadable", "\(received.gross) is no amount in \(currency)",
        remedy: "give the amount with tax like 1234.50")
    }
    guard let rate = try? Rate(parsing: received.taxRate) else {
      throw Refusal(
        .usage, "rate_unreadable", "\(received.taxRate) is no rate",
        remedy: "give the tax rate as a proportion: 0.06")
    }
    return PartnerInvoice(
      number: received.number, issuedOn: received.issuedOn, gross: gross, taxRate: rate,
      title: received.title, remark: received.remark)
  }

  private func outcome(
    of invoice: PartnerInvoice, for statement: SealedStatement, on today: CivilDate,
    in tx: borrowing Transaction
  ) throws -> Outcome {
    let earlier = try StatementStateStore.soundInvoices(for: statement, in: tx)
    let (found, open) = try ExpectedInvoices(for: statement, in: tx).compare(
      invoice, after: earlier)
    var flaws = found
    if invoice.issuedOn > today { flaws.append("it is dated \(invoice.issuedOn), after today") }
    let terms = try StatementStateStore.invoiceTerms(
      of: statement, number: invoice.number, in: tx)
    if let other = terms.usedFor {
      flaws.append("its number \(invoice.number) was used for \(other)")
    }
    return Outcome(flaws: flaws, awaited: open.compactMap(\.taxRate))
  }
}
