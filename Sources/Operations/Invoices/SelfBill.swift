import Amounts
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Settlement
import Store

/// What the platform invoices itself for one statement, before its numbers.
struct SelfBill {
  /// The day that the documents bear.
  let day: CivilDate
  /// The platform as it was named when the statement was sealed.
  let buyer: Party
  /// What names the statement on an invoice.
  let remark: String
  private let statement: SealedStatement
  private let agreement: SelfBillingAgreement
  private let documents: [Document]

  private struct Document {
    let kind: InvoiceNumber.Kind
    let invoice: InvoiceDemand.Invoice
    let taxRate: Rate
    let setOff: MinorUnits
    let credited: [CreditedPart]
  }

  /// - Parameter instant: Of a preview, which does not ask that the statement waits by now; else nil.
  /// - Throws: `Refusal` `.conflict` where nothing is to be invoiced by the platform, `.configuration`
  ///   without an issuer.
  init(
    _ statement: SealedStatement, on day: CivilDate, asIfSealedAt instant: Instant? = nil,
    in tx: borrowing Transaction
  ) throws {
    self.statement = statement
    self.day = day
    let sealedOn = CivilDate(at: statement.sealedAt)
    try Self.requireInvoiced(statement)
    guard
      let agreement = try SelfBillingStore.agreement(
        of: statement.partnerID, on: sealedOn, in: tx)
    else {
      throw Refusal(
        .conflict, "no_agreement",
        "\(statement.partnerID) had not agreed on \(sealedOn.text), the day of the seal, that the"
          + " platform issues its invoices",
        remedy: "enter what was agreed: `settled invoice agree`, or let the partner send its own")
    }
    self.agreement = agreement
    try Self.requireWaiting(statement, asIfSealedAt: instant, in: tx)
    try SelfBillingAgreements.requireDetails(
      of: statement.partnerID, site: statement.site, on: day, in: tx)
    let expected = try ExpectedInvoices(for: statement, in: tx)
    remark = expected.remark
    buyer =
      try expected.buyer ?? IssuerRecord.named(for: statement.site, on: sealedOn, in: tx).party
    if expected.demand.invoices.isEmpty {
      // Another month of the partner may credit the same invoices beside us.
      try SelfBillingStore.lock(agreement.entity, in: tx)
    }
    documents = try Self.documents(of: expected, in: tx)
  }

  private static func requireInvoiced(_ statement: SealedStatement) throws {
    guard statement.isInvoiced else {
      throw Refusal(
        .conflict, "partner_invoices_customers",
        "\(statement.id) is of general goods of site cn: the merchant invoices its customers",
        remedy: "see `settled invoice list` for the fee invoices")
    }
    guard statement.disputedAt == nil else {
      throw Refusal(
        .conflict, "statement_disputed", "\(statement.id) is disputed",
        remedy: "answer it first: `settled dispute answer`")
    }
  }

  /// Refuses a statement that no invoice is awaited for, or for which one has come.
  private static func requireWaiting(
    _ statement: SealedStatement, asIfSealedAt instant: Instant?, in tx: borrowing Transaction
  ) throws {
    let isYetToWait = [.pendingCountersign, .countersigning].contains(statement.state)
    if instant != nil, isYetToWait { return }
    if statement.state == .settledZero {
      let billable = try SelfBillingStore.billable(
        run: statement.runNumber, partner: statement.partnerID, asIfSealedAt: instant, in: tx)
      guard !billable.contains(statement.id) else { return }
      throw Refusal(
        .conflict, "taken_off_later",
        "\(statement.id) pays nothing, and a later statement was sealed, whose invoice takes its"
          + " balance off",
        remedy: "see `settled statement list --partner \(statement.partnerID)`")
    }
    guard statement.state == .pendingInvoice else {
      throw Refusal(
        .conflict, "no_invoice_expected",
        "\(statement.id) is \(statement.state.rawValue) and waits for no invoice",
        remedy: "see `settled statement steps \(statement.id)`")
    }
    let sound = try StatementStateStore.soundInvoices(for: statement, in: tx)
    guard sound.isEmpty else {
      throw Refusal(
        .conflict, "partner_sent_invoice",
        "\(statement.partnerID) has sent \(sound.map(\.number).joined(separator: ", ")) for"
          + " \(statement.id)",
        remedy: "take the rest from the partner too, or reject what came and ask again")
    }
  }

  private static func documents(
    of expected: ExpectedInvoices, in tx: borrowing Transaction
  ) throws -> [Document] {
    let statement = expected.statement
    let isCredit = expected.demand.invoices.isEmpty
    let invoices = isCredit ? expected.demand.credits : expected.demand.invoices
    guard !invoices.isEmpty else {
      throw Refusal(
        .conflict, "nothing_to_invoice", "\(statement.id) comes to nothing",
        remedy: "no document is needed for it")
    }
    var left = isCredit ? 0 : expected.setOff?.minorUnits ?? 0
    return try invoices.map { invoice in
      guard let rate = invoice.taxRate else {
        throw Refusal(
          .conflict, "tax_rate_unknown", "no tax rate was agreed for \(statement.id)",
          remedy:
            "give \(statement.partnerID) an invoice_tax_rate for the months to come, and let it"
            + " invoice this one")
      }
      let setOff = min(left, invoice.gross.minorUnits)
      left -= isCredit ? 0 : setOff
      return Document(
        kind: isCredit ? .selfBilledCreditNote : .selfBilledInvoice, invoice: invoice,
        taxRate: rate, setOff: isCredit ? 0 : setOff,
        credited: isCredit ? try credited(by: invoice, at: rate, of: statement, in: tx) : [])
    }
  }

  /// Which earlier invoices a credit note gives back: the newest ones first, each up to what is left
  /// of it.
  ///
  /// - Throws: `Refusal` `.conflict` where all of them together are less than the credit note.
  private static func credited(
    by credit: InvoiceDemand.Invoice, at rate: Rate, of statement: SealedStatement,
    in tx: borrowing Transaction
  ) throws -> [CreditedPart] {
    let creditable = try SelfBillingStore.creditable(before: statement, at: rate, in: tx)
    guard !creditable.isEmpty else {
      throw Refusal(
        .conflict, "nothing_to_credit",
        "\(statement.id) comes to \(credit.gross) at \(rate), and nothing is left of an earlier"
          + " self-billed invoice of \(statement.partnerID) at that rate",
        remedy: "nothing is to be done: the next statement takes it off")
    }
    let currency = credit.gross.currency
    let net = -(credit.net?.minorUnits ?? 0)
    var parts: [CreditedPart] = []
    var missing = net
    for invoice in creditable where missing > 0 || parts.isEmpty {
      let part = min(missing, invoice.net)
      parts.append(CreditedPart(invoiceID: invoice.invoiceID, net: part))
      missing -= part
    }
    guard missing == 0 else {
      let left = creditable.map {
        "\($0.invoiceID) \(Money(minorUnits: $0.net, currency: currency).decimalText)"
      }
      throw Refusal(
        .conflict, "credit_too_large",
        "\(statement.id) gives back \(Money(minorUnits: net, currency: currency)) without tax at"
          + " \(rate), \(Money(minorUnits: missing, currency: currency)) more than is left of the"
          + " self-billed invoices before it: \(left.joined(separator: ", "))",
        remedy: "nothing is to be done: the next statement takes it off")
    }
    return parts
  }

  /// Draws the numbers, last of all.
  ///
  /// Tax is that of the sum of the items, rounded once (rule 2.2); what the demand, which divides it
  /// item by item, has more or less is the rounding amount.
  func numbered(in tx: borrowing Transaction) throws -> [NewSelfBilling] {
    guard let kind = documents.first?.kind else { return [] }
    let sign: MinorUnits = kind.isCredit ? -1 : 1
    let first = try InvoiceStore.draw(
      documents.count, of: kind, entity: agreement.entity, year: day.year, in: tx)
    return try documents.enumerated().map { offset, document in
      let items = document.invoice.items.compactMap { item in
        item.net.map {
          InvoiceRecord.Item(
            productID: item.subject.productID, description: item.subject.description,
            net: sign * $0.minorUnits)
        }
      }
      let net = items.reduce(0) { $0 + $1.net }
      let tax = try rounded(net, times: document.taxRate)
      return NewSelfBilling(
        number: .drawn(first + offset, of: kind, entity: agreement.entity, on: day),
        agreement: agreement, net: net, taxRate: document.taxRate, tax: tax,
        rounding: sign * document.invoice.gross.minorUnits - net - tax, setOff: document.setOff,
        credited: document.credited, items: items)
    }
  }
}

extension InvoiceDemand.Subject {
  /// Nil of what concerns no product.
  fileprivate var productID: String? {
    switch self {
    case .product(let id, _): id.isEmpty ? nil : id
    case .adjustments, .incentives, .opening: nil
    }
  }

  /// As a document says it.
  fileprivate var description: String {
    switch self {
    case .product(let id, let name): name.isEmpty ? id : name
    case .adjustments: RecordedWords.adjustments.recorded
    case .incentives: RecordedWords.incentives.recorded
    case .opening: RecordedWords.carriedOver.recorded
    }
  }
}
