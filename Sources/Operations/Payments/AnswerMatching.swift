import Banking
import CivilTime
import Postgres
import Store

/// Carries out what a bank's report says of payouts: what is refused can be paid again, everything
/// else is kept to be shown. Nothing is posted, for no money moved. Decisions 41 and 46.
struct AnswerMatching {
  private let report: StatusReport
  private let messageID: String
  private let actor: String
  private let now: Instant
  private let payouts: [String: PayoutRecord]
  private let decisions: [AnswerDecision]
  /// What changed by it.
  private(set) var answers = ImportBank.Answers()
  /// How many answers were known.
  private(set) var known = 0

  /// - Parameter isTriedAgain: Whether it was imported before.
  init(
    _ report: StatusReport, messageID: String, isTriedAgain: Bool = false, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws {
    self.report = report
    self.messageID = messageID
    self.actor = actor
    self.now = now
    let reported = try PayoutStore.reported(by: NamedPayments(in: report), in: tx)
    let last = try PaymentAnswerStore.last(of: reported.map(\.endToEndID), in: tx)
    payouts = Dictionary(uniqueKeysWithValues: reported.map { ($0.endToEndID, $0) })
    decisions = decide(
      report, on: reported.map { ReportedPayment($0, last[$0.endToEndID]) },
      isTriedAgain: isTriedAgain)
  }

  /// How many answers the report comes to.
  var count: Int { decisions.count }

  /// Keeps the answers of a file, and gives up the payouts that they refuse.
  mutating func match(file number: Int32, in tx: borrowing Transaction) throws {
    for decision in decisions {
      guard try PaymentAnswerStore.keep(record(of: decision), of: number, in: tx) else {
        known += 1
        continue
      }
      switch decision.verdict {
      case .kept: answers.kept += 1
      case .refused: try refuse(decision, in: tx)
      case .unmatched: answers.unmatched += 1
      }
    }
  }

  /// Tries answers again that fit nothing and that nobody has explained: what they name may have
  /// left us since, come, come back, or been given up.
  static func tryAgain(
    by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    for unmatched in try PaymentAnswerStore.openFiles(in: tx) {
      let file = try ImportBank.read(unmatched.content)
      guard case .answers(let report) = file.content else { continue }
      let matching = try AnswerMatching(
        report, messageID: file.messageID, isTriedAgain: true, by: actor, at: now, in: tx)
      try matching.judgeAgain(unmatched, in: tx)
    }
  }

  private func judgeAgain(_ unmatched: OpenAnswerFile, in tx: borrowing Transaction) throws {
    var left = unmatched.answers
    for decision in decisions {
      let answer = record(of: decision)
      guard let number = left.removeValue(forKey: answer.identity) else {
        _ = try PaymentAnswerStore.keep(answer, of: unmatched.number, in: tx)
        continue
      }
      if try PaymentAnswerStore.judgeAgain(number, as: answer, in: tx) {
        try Trail.note(
          "bank_answer_judged_again", of: "PA-\(number)", by: actor, at: now,
          detail: "\(answer.verdict): \(answer.sentence)", in: tx)
      }
    }
    // What was said of a batch that is known by now is said of its payments.
    for number in left.values.sorted() {
      let reason = "what it names is known by now, and is answered payment by payment"
      _ = try PaymentAnswerStore.explain(number, reason: reason, by: actor, at: now, in: tx)
      try Trail.note(
        "bank_answer_explained", of: "PA-\(number)", by: actor, at: now, detail: reason, in: tx)
    }
  }

  private mutating func refuse(
    _ decision: AnswerDecision, in tx: borrowing Transaction
  ) throws {
    guard let payout = decision.endToEndID.flatMap({ payouts[$0] }) else { return }
    let words = decision.answer.words ?? decision.answer.status.sentence
    let reason = decision.answer.reasons.first ?? ReturnReason(code: "MS03")
    try PaymentSteps.refuse(
      payout, outcome: words,
      isPartnersTurn: decision.answer.reasons.contains { $0.isAboutDetails },
      by: actor, at: now, in: tx)
    answers.refused.append(
      ImportBank.Refused(
        endToEndID: payout.endToEndID, words: words.withoutFullStop, remedy: reason.remedy))
  }

  private func record(of decision: AnswerDecision) -> PaymentAnswerRecord {
    let status = decision.answer.status
    let identity = [
      messageID, report.answeredAt.text(), decision.batchID ?? "", decision.subject, status.code,
    ].joined(separator: "\u{1F}")
    return PaymentAnswerRecord(
      identity: identity, answeredAt: report.answeredAt, subject: decision.subject,
      status: status.code, reason: decision.answer.words, batchID: decision.batchID,
      endToEndID: decision.endToEndID, verdict: decision.verdict.code,
      sentence: decision.sentence, isMatched: decision.isMatched)
  }
}

extension PayoutStore {
  /// Payouts that a bank's file can be about.
  static func reported(
    by named: NamedPayments, in tx: borrowing Transaction
  ) throws -> [PayoutRecord] {
    try reported(
      endToEndIDs: named.endToEndIDs.sorted(), batches: named.batchIDs.sorted(),
      returns: named.returns.sorted(), in: tx)
  }
}

extension AnswerDecision {
  fileprivate var isMatched: Bool {
    switch verdict {
    case .kept, .refused: true
    case .unmatched: false
    }
  }

  /// What the answer says or what is wrong about it, without a full stop.
  fileprivate var sentence: String {
    switch verdict {
    case .kept, .refused: answer.status.sentence.withoutFullStop
    case .unmatched(let cause): cause.sentence.withoutFullStop
    }
  }
}

extension AnswerDecision.Verdict {
  /// The stable name of the case, for machines.
  fileprivate var code: String {
    switch self {
    case .kept: "KEPT"
    case .refused: "REFUSED"
    case .unmatched(let cause): cause.rawValue
    }
  }
}

extension ReportedPayment {
  fileprivate init(_ payout: PayoutRecord, _ last: LastAnswer?) {
    let stand: Stand =
      switch payout.state {
      case .planned: .notSent
      case .sent: .sent
      case .paid: .paid
      case .returned: .returned
      case .cancelled: .cancelled(refusedAt: last?.refusedAt)
      }
    self.init(
      endToEndID: payout.endToEndID, batchID: payout.batchID, amount: payout.amount, stand: stand,
      acceptedAt: last?.acceptedAt)
  }
}
