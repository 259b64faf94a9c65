import Amounts
import Banking
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// Carries out what the matching of bookings with payouts decided: payouts, states of statements,
/// decisions and journal entries.
struct BankMatching {
  private let bookings: [ImportBank.Booking]
  private let actor: String
  private let now: Instant
  private let payouts: [String: PayoutRecord]
  private var journals: [Site: MoneyPosting] = [:]
  /// How many payouts became paid, and how many came back.
  private(set) var paid = 0
  private(set) var returned = 0

  init(
    _ bookings: [ImportBank.Booking], by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    self.bookings = bookings
    self.actor = actor
    self.now = now
    let reported = try PayoutStore.reported(by: NamedPayments(in: bookings.map(\.entry)), in: tx)
    payouts = Dictionary(uniqueKeysWithValues: reported.map { ($0.endToEndID, $0) })
  }

  mutating func match(in tx: borrowing Transaction) throws {
    let outgoing = payouts.values.sorted {
      ($0.batchNumber, $0.position) < ($1.batchNumber, $1.position)
    }.compactMap { payout in
      OutgoingPayment.Progress(payout.state).map {
        OutgoingPayment(
          endToEndID: payout.endToEndID, batchID: payout.batchID, amount: payout.amount,
          progress: $0)
      }
    }
    let decisions = Dictionary(
      grouping: reconcile(bookings.map(\.entry), with: outgoing).decisions, by: \.entry)
    // What went out is done first, as it was decided: a file may have both in any order.
    for isOutgoing in [true, false] {
      for booked in bookings {
        for decision in decisions[booked.entry.identity, default: []]
        where (decision.amount.minorUnits < 0) == isOutgoing {
          try carryOut(decision, of: booked, in: tx)
        }
      }
    }
    for booked in bookings {
      let made = decisions[booked.entry.identity, default: []]
      for record in Self.records(of: made, booked) {
        try BankEntryStore.decide(record, of: booked.number, in: tx)
      }
    }
    for (_, journal) in journals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try journal.post(by: actor, at: now, in: tx)
    }
  }

  private mutating func carryOut(
    _ decision: Reconciliation.Decision, of booked: ImportBank.Booking,
    in tx: borrowing Transaction
  ) throws {
    let day = booked.entry.bookedOn
    switch decision.verdict {
    case .paid(let id, let fee): try pay(id, on: day, fee: fee, in: tx)
    case .batchPaid(_, let ids, let fee):
      for id in ids { try pay(id, on: day, fee: nil, in: tx) }
      if let fee {
        try post(on: booked.account.site, in: tx) {
          try $0.moved(
            Self.source(decision, booked), on: day, .bankCharge,
            Money(minorUnits: -fee.minorUnits, currency: fee.currency))
        }
      }
    case .returned(let id, let reason, let fee):
      try sendBack(id, on: day, reason, fee: fee, in: tx)
    case .bankFee:
      // The account's currency is checked when the file is read; a fee in another one is left over.
      guard decision.amount.currency == booked.account.currency else { return }
      try post(on: booked.account.site, in: tx) {
        try $0.moved(Self.source(decision, booked), on: day, .bankCharge, decision.amount)
      }
    case .difference(let id, _, let isReturn):
      if isReturn {
        try sendBack(id, on: day, nil, fee: nil, in: tx)
      } else {
        try pay(id, on: day, fee: nil, in: tx)
      }
    case .unmatched: break
    }
  }

  private mutating func pay(
    _ id: String, on day: CivilDate, fee: Money?, in tx: borrowing Transaction
  ) throws {
    guard let payout = payouts[id] else { return }
    try PaymentSteps.pay(payout, on: day, by: actor, at: now, in: tx)
    try post(on: payout.site, in: tx) {
      try $0.paid(payout, on: day, fee: fee?.minorUnits ?? 0)
    }
    paid += 1
  }

  private mutating func sendBack(
    _ id: String, on day: CivilDate, _ reason: ReturnReason?, fee: Money?,
    in tx: borrowing Transaction
  ) throws {
    guard let payout = payouts[id] else { return }
    try PaymentSteps.sendBack(payout, on: day, reason, by: actor, at: now, in: tx)
    try post(on: payout.site, in: tx) {
      try $0.returned(payout, on: day, fee: fee?.minorUnits ?? 0)
    }
    returned += 1
  }

  private mutating func post(
    on site: Site, in tx: borrowing Transaction, _ body: (inout MoneyPosting) throws -> Void
  ) throws {
    var journal = try journals.removeValue(forKey: site) ?? MoneyPosting(site, at: now, in: tx)
    try body(&journal)
    journals[site] = journal
  }

  private static func source(
    _ decision: Reconciliation.Decision, _ booked: ImportBank.Booking
  ) -> String {
    "BE-\(booked.number)" + (decision.detail.map { "/\($0)" } ?? "")
  }

  /// The decisions of an entry as they are kept, in the currency of the account. What is in another
  /// currency is left over as one movement: the entry less its other parts.
  private static func records(
    of decisions: [Reconciliation.Decision], _ booked: ImportBank.Booking
  ) -> [BankDecisionRecord] {
    let currency = booked.account.currency
    let own = decisions.filter { $0.amount.currency == currency }
    var records = own.map { decision in
      BankDecisionRecord(
        detail: Int32(decision.detail ?? 0), amount: decision.amount.minorUnits,
        verdict: decision.verdict.code, sentence: decision.verdict.sentence.withoutFullStop,
        endToEndID: decision.verdict.endToEndID, candidates: decision.verdict.candidates,
        remainder: MinorUnits(decision.remainder.minorUnits))
    }
    if own.count < decisions.count,
      let foreign = decisions.first(where: { $0.amount.currency != currency })
    {
      let rest = own.reduce(booked.entry.amount.minorUnits) { $0 - $1.amount.minorUnits }
      records.append(
        BankDecisionRecord(
          detail: 0, amount: rest, verdict: foreign.verdict.code,
          sentence: foreign.verdict.sentence.withoutFullStop, endToEndID: nil, candidates: [],
          remainder: rest))
    }
    return records
  }
}

/// What the bank's answer does to a payout and its statement. Rule 8.2.
enum PaymentSteps {
  /// The payout left the bank.
  static func pay(
    _ payout: PayoutRecord, on day: CivilDate, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    try PayoutStore.set(
      .paid, of: payout.endToEndID, bookedOn: day, returnedOn: nil, outcome: nil, in: tx)
    try StatementStateStore.move(
      [try StatementStates.find(payout.statementID, in: tx)], to: .paid, by: actor, at: now,
      reason: "\(payout.endToEndID) booked on \(day)", in: tx)
  }

  /// The bank does not make the payout, and has not: its statement can be paid again.
  ///
  /// - Parameters:
  ///   - outcome: What the bank says of it.
  ///   - isPartnersTurn: Whether the partner's details are to be mended first.
  static func refuse(
    _ payout: PayoutRecord, outcome: String, isPartnersTurn: Bool, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws {
    try PayoutStore.set(
      .cancelled, of: payout.endToEndID, bookedOn: nil, returnedOn: nil, outcome: outcome, in: tx)
    try StatementStateStore.move(
      [try StatementStates.find(payout.statementID, in: tx)],
      to: isPartnersTurn ? .paymentInfoError : .paymentRejected, by: actor, at: now,
      reason: outcome, in: tx)
    try Trail.note(
      "payout_failed", of: payout.endToEndID, by: actor, at: now, detail: outcome,
      change: ("sent", "cancelled"), in: tx)
  }

  /// The bank makes a payout that was refused: its statement is on its way again.
  ///
  /// - Throws: `Refusal` `.conflict` where the statement is paid by another payout.
  static func resume(
    _ payout: PayoutRecord, by actor: String, at now: Instant, reason: String,
    in tx: borrowing Transaction
  ) throws {
    let others = try PayoutStore.list(statement: payout.statementID, in: tx)
    if let other = others.first(where: { [.planned, .sent, .paid].contains($0.state) }) {
      throw Refusal(
        .conflict, "paid_anew",
        "\(payout.statementID) is \(other.state.rawValue) by \(other.endToEndID), so that it would "
          + "be paid twice",
        remedy: other.state == .planned
          ? "cancel that one first: `settled payout cancel \(other.batchID)`"
          : "ask for the money back, and say what the movement is: `settled payout explain`")
    }
    for state in [StatementState.paymentRequested, .paying] {
      let statement = try StatementStates.find(payout.statementID, in: tx)
      if statement.state == state { continue }
      try StatementStateStore.move(
        [statement], to: state, by: actor, at: now, reason: reason, in: tx)
    }
  }

  /// The payout came back: it is the partner's turn where its details are to be mended.
  static func sendBack(
    _ payout: PayoutRecord, on day: CivilDate, _ reason: ReturnReason?, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws {
    let said = reason ?? ReturnReason(code: "MS03")
    try PayoutStore.set(
      .returned, of: payout.endToEndID, bookedOn: nil, returnedOn: day,
      outcome: "\(said.code): \(said.sentence)", in: tx)
    try StatementStateStore.move(
      [try StatementStates.find(payout.statementID, in: tx)],
      to: said.isAboutDetails ? .paymentInfoError : .paymentRejected, by: actor, at: now,
      reason: "\(payout.endToEndID) came back on \(day): \(said.sentence)", in: tx)
  }
}

extension Reconciliation.Verdict {
  /// The one payout that it is about; nil where there is none or several.
  fileprivate var endToEndID: String? {
    switch self {
    case .paid(let id, _), .returned(let id, _, _), .difference(let id, _, _): id
    case .bankFee(let id): id
    case .batchPaid, .unmatched: nil
    }
  }

  /// Payouts that could be meant.
  fileprivate var candidates: [String] {
    switch self {
    case .unmatched(_, let candidates): candidates
    case .paid, .batchPaid, .returned, .bankFee, .difference: []
    }
  }
}

extension OutgoingPayment.Progress {
  /// Nil for a payout that no bank was told of.
  fileprivate init?(_ state: PayoutRecord.State) {
    switch state {
    case .sent: self = .sent
    case .paid: self = .paid
    case .returned: self = .returned
    case .cancelled: self = .cancelled
    case .planned: return nil
    }
  }
}
