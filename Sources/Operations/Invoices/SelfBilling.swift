import Amounts
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Settlement
import Store

/// `invoice self-bill`: the platform issues, in the partner's name, what a statement waits for, and
/// credit notes where more was given back than sold. Rule 8.2; Directive 2006/112/EC, article 224.
///
/// Each statement is a transaction of its own: one that cannot be invoiced holds up no other. What is
/// issued is the partner's invoice as if it had come and been accepted, so the statement moves on.
package struct SelfBilling: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// What became of statements.
  package struct Outcome: Sendable {
    /// Issued now, or where one statement was named, before.
    package var issued: [InvoiceRecord] = []
    /// Statements of partners with an agreement that could not be invoiced, and why.
    package var leftOut: [(statement: String, refusal: Refusal)] = []
  }

  /// Issues what is missing of a run, or for one statement.
  ///
  /// - Parameters:
  ///   - id: Of a run, or of a statement.
  ///   - partner: Only this one; nil for all.
  /// - Throws: `Refusal` `.notFound`; for one statement why it cannot be invoiced. No number is drawn
  ///   then.
  package func callAsFunction(of id: String, partner: String? = nil) throws -> Outcome {
    guard id.hasPrefix("RUN-") else { return Outcome(issued: try issue(id)) }
    let session = try workplace.openCheckedSession()
    let ids = try session.transaction { (tx: borrowing Transaction) in
      try SelfBillingStore.billable(
        run: SealedContent.find(id, in: tx).number, partner: partner, in: tx)
    }
    return try issueAll(ids)
  }

  /// Issues what is missing for all statements of a site that wait, earlier months first.
  package func waiting(of site: Site) throws -> Outcome {
    let session = try workplace.openCheckedSession()
    return try issueAll(
      try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
        try SelfBillingStore.billable(site: site, in: tx)
      })
  }

  /// What would be issued now, drawn in transactions that are taken back, of a statement that is not
  /// sealed or countersigned yet as if it were; nothing where a statement is not self-billed.
  ///
  /// - Throws: As ``callAsFunction(of:partner:)``.
  func preview(of id: String, partner: String? = nil) throws -> [InvoicePaper] {
    struct TakenBack: Error { let papers: [InvoicePaper] }
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    let ids = try session.transaction { (tx: borrowing Transaction) in
      let run = id.hasPrefix("RUN-") ? try SealedContent.find(id, in: tx).number : nil
      let billable = try SelfBillingStore.billable(
        run: run, partner: partner, asIfSealedAt: now, in: tx)
      return run == nil ? billable.filter { $0 == id } : billable
    }
    return try ids.flatMap { (id: String) -> [InvoicePaper] in
      do {
        try session.transaction { (tx: borrowing Transaction) in
          let records = try issue(id, at: now, asIfSealedAt: now, in: tx)
          throw TakenBack(papers: try records.map(InvoicePaper.init(of:)))
        }
      } catch let drawn as TakenBack {
        return drawn.papers
      } catch let refusal as Refusal where ids.count > 1 && refusal.kind == .conflict {
        // Of many, it is for `invoice self-bill` to say which are left out and why.
        return []
      }
      return []
    }
  }

  private func issueAll(_ ids: [String]) throws -> Outcome {
    var outcome = Outcome()
    for id in ids {
      do {
        outcome.issued += try issue(id)
      } catch let refusal as Refusal where refusal.kind != .cancelled {
        outcome.leftOut.append((id, refusal))
      }
    }
    return outcome
  }

  private func issue(_ id: String) throws -> [InvoiceRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      // Whoever invoices the same statement beside us waits, and finds it invoiced.
      try SelfBillingStore.lock(id, in: tx)
      return try issue(id, at: workplace.now(), in: tx)
    }
  }

  /// - Parameter instant: Of a preview; nil where it is to be issued.
  private func issue(
    _ id: String, at now: Instant, asIfSealedAt instant: Instant? = nil,
    in tx: borrowing Transaction
  ) throws -> [InvoiceRecord] {
    let statement = try StatementStates.find(id, asIfSealedAt: instant, in: tx)
    let before = try Self.issued(statement, in: tx)
    if !before.isEmpty { return before }
    let bill = try SelfBill(
      statement, on: CivilDate(at: now), asIfSealedAt: instant, in: tx)
    let documents = try bill.numbered(in: tx)
    try SelfBillingStore.insert(
      documents, of: statement, on: bill.day, at: now, for: bill.buyer, in: tx)
    let records = try Self.issued(statement, in: tx)
    // What cannot be drawn up is refused while its number can still be given back.
    for record in records { _ = try InvoicePaper(drawn: record) }
    let numbers = records.map(\.id).joined(separator: ", ")
    if statement.state == .pendingInvoice {
      try accept(records, for: statement, remark: bill.remark, at: now, numbers, in: tx)
    }
    try Trail.note(
      "statement_self_billed", of: id, by: actor, at: now, detail: numbers, in: tx)
    return records
  }

  private static func issued(
    _ statement: SealedStatement, in tx: borrowing Transaction
  ) throws -> [InvoiceRecord] {
    try InvoiceStore.list(run: statement.runNumber, partner: statement.partnerID, in: tx)
      .filter { $0.isSelfBilled && $0.statementIDs == [statement.id] }
  }

  /// What `statement invoice` and finance would do with the same invoices.
  private func accept(
    _ records: [InvoiceRecord], for statement: SealedStatement, remark: String, at now: Instant,
    _ numbers: String, in tx: borrowing Transaction
  ) throws {
    for record in records {
      let invoice = PartnerInvoice(
        number: record.id, issuedOn: record.issuedOn,
        gross: Money(minorUnits: record.gross + record.rounding, currency: record.currency),
        taxRate: record.taxRate, title: record.buyer.name, remark: remark)
      try StatementStateStore.keep(
        invoice, for: statement, flaws: "", by: actor, at: now, in: tx)
    }
    for state in [StatementState.invoiceReview, .paymentRequested] {
      try StatementStateStore.move(
        [try StatementStates.find(statement.id, in: tx)], to: state, by: actor, at: now,
        reason: "self-billed: \(numbers)", in: tx)
    }
  }
}
