import Amounts
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Store

/// Issues the platform-fee invoices of the merchants of a sealed run, and credit notes where more
/// was given back than earned. Numbers have no gaps: they are drawn last, in the same transaction.
package struct IssueFeeInvoices: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Issues what is missing; asked again it returns what was issued, and what replaced it.
  ///
  /// The day of issue is the day of the seal, so that a resumed job issues the same documents.
  ///
  /// - Parameters:
  ///   - id: Of a run, or of one of its statements.
  ///   - partner: Only for this merchant; nil for all.
  /// - Throws: `Refusal` `.conflict` when the run is not sealed, `.configuration` when no issuer is
  ///   named, `.badInput` where a document cannot be drawn or its electronic form would break a
  ///   rule; no number is drawn then.
  package func callAsFunction(of id: String, partner: String? = nil) throws -> [InvoiceRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      // The row lock makes a second process wait here and find the documents issued.
      let choice = try FeeChoice(id, partner: partner, in: tx)
      let run = choice.run
      guard run.state == .sealed, let sealedAt = run.sealedAt else {
        throw Refusal(
          .conflict, "run_is_\(run.state.rawValue)",
          "\(run.id) is \(run.state.rawValue), not sealed",
          remedy: "invoices are issued for sealed runs; `settled invoice preview` shows them before"
        )
      }
      let count = try issue(choice, at: sealedAt, in: tx).count
      if count > 0 {
        try Trail.note(
          "fee_invoices_issued", of: run.id, by: actor, at: workplace.now(),
          detail: counted(count, "document"), in: tx)
        try PostJournal.post(run.site, by: actor, at: workplace.now(), in: tx)
      }
      return try choice.issued(in: tx)
    }
  }

  /// What would be issued now, drawn in one transaction that is taken back; of an unsealed run as if
  /// it were sealed now. Nothing where nothing is left to issue.
  ///
  /// - Throws: As ``callAsFunction(of:partner:)``.
  func preview(of id: String, partner: String? = nil) throws -> [InvoicePaper] {
    struct TakenBack: Error { let papers: [InvoicePaper] }
    let session = try workplace.openCheckedSession()
    do {
      try session.transaction { (tx: borrowing Transaction) in
        let choice = try FeeChoice(id, partner: partner, in: tx)
        throw TakenBack(
          papers: try issue(choice, at: choice.run.sealedAt ?? workplace.now(), in: tx).papers)
      }
    } catch let drawn as TakenBack {
      return drawn.papers
    }
    return []
  }

  /// - Returns: How many documents are new, and the papers of those that have one: a credit note
  ///   that corrects no earlier invoice has none.
  private func issue(
    _ choice: FeeChoice, at instant: Instant, in tx: borrowing Transaction
  ) throws -> (count: Int, papers: [InvoicePaper]) {
    let run = choice.run
    let fees = try choice.fees(in: tx)
    if fees.isEmpty { return (0, []) }
    let day = CivilDate(at: instant)
    let issuer = try IssuerRecord.named(for: run.site, on: day, in: tx)
    var invoices: [NewInvoice] = []
    let entity = run.site.entity
    for kind in [InvoiceNumber.Kind.platformFee, .creditNote] {
      let ofKind = fees.filter { ($0.fee > 0) == (kind == .platformFee) }
      if ofKind.isEmpty { continue }
      let first = try InvoiceStore.draw(
        ofKind.count, of: kind, entity: entity, year: day.year, in: tx)
      for (offset, fee) in ofKind.enumerated() {
        guard fee.fee != .min else { throw AmountError.overflow }
        let net = abs(fee.fee)
        let number = InvoiceNumber.drawn(first + offset, of: kind, entity: entity, on: day)
        invoices.append(
          NewInvoice(
            id: number.text, kind: kind.stored, number: number.sequence, fee: fee, net: net,
            tax: try rounded(net, times: issuer.feeTaxRate)))
      }
    }
    try InvoiceStore.insert(
      invoices, of: run, on: day, at: instant, by: issuer.party, taxRate: issuer.feeTaxRate, in: tx)
    // What cannot be drawn up is refused while its number can still be given back.
    let new = Set(invoices.map(\.id))
    let papers = try choice.issued(in: tx).filter { new.contains($0.id) && $0.hasPaper }
      .map(InvoicePaper.init(drawn:))
    return (new.count, papers)
  }
}

/// Which fees of a run are invoiced.
private struct FeeChoice {
  let run: RunRecord
  private let partner: String?
  private let currency: Currency?

  /// - Parameter id: Of a run, or of one of its statements.
  /// - Throws: `Refusal` `.notFound`; `.conflict` for a statement of goods that bear no platform fee.
  init(_ id: String, partner: String?, in tx: borrowing Transaction) throws {
    guard !id.hasPrefix("RUN-"),
      let statement = try StatementStore.list(id: id, in: tx).last
    else {
      run = try SealedContent.find(id, in: tx)
      self.partner = partner
      currency = nil
      return
    }
    guard statement.tab == "general", statement.role == .merchant else {
      throw Refusal(
        .conflict, "no_platform_fee", "\(id) bears no platform fee: the platform sells these goods",
        remedy: "the partner invoices the platform: `settled statement invoice`")
    }
    run = try SealedContent.find(statement.runID, in: tx)
    self.partner = statement.partnerID
    currency = statement.currency
  }

  /// What is not invoiced yet.
  func fees(in tx: borrowing Transaction) throws -> [FeeRecord] {
    try InvoiceStore.fees(of: run.number, in: tx).filter {
      (partner ?? $0.partnerID) == $0.partnerID && (currency ?? $0.currency) == $0.currency
    }
  }

  /// What was issued and what has replaced it since; without the credit notes that people asked for.
  func issued(in tx: borrowing Transaction) throws -> [InvoiceRecord] {
    try InvoiceStore.list(run: run.number, partner: partner, in: tx).filter {
      $0.isNetted && !$0.isSelfBilled && (currency ?? $0.currency) == $0.currency
    }
  }
}

extension InvoicePaper {
  /// The paper of a document that is about to be issued, laid out once.
  ///
  /// - Throws: `Refusal` `.badInput` also where a text has no shape in the fonts.
  init(drawn record: InvoiceRecord) throws {
    try self.init(of: record)
    do {
      try Typesetter.shared().check(document)
    } catch {
      let refusal = Refusal(of: error)
      throw Refusal(
        refusal.kind, refusal.code,
        "\(record.named) cannot be drawn: \(refusal.sentence)",
        remedy: refusal.remedy + " `settled invoice party \(record.partnerID) --name` gives the"
          + " name that documents bear.")
    }
  }
}

extension InvoiceNumber {
  /// A number that was drawn from its series.
  static func drawn(
    _ sequence: Int, of kind: Kind, entity: String, on day: CivilDate
  ) -> InvoiceNumber {
    guard
      let number = InvoiceNumber(
        entity: entity, kind: kind, year: day.year, sequence: sequence)
    else { preconditionFailure("no number of \(entity) in \(day.year)") }
    return number
  }
}

extension Site {
  /// What the numbers of the platform's documents begin with there.
  var entity: String { rawValue.uppercased() }
}
