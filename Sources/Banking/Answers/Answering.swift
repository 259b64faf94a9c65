import Amounts
import CivilTime

/// A payout that a report may be about.
package struct ReportedPayment: Hashable, Sendable {
  /// Where it stands with us.
  package enum Stand: Hashable, Sendable {
    /// No file with it has left.
    case notSent
    /// The bank was told of it, and has not booked it.
    case sent
    /// It left the account.
    case paid
    /// It came back.
    case returned
    /// It is given up; the instant is that of the bank's refusal, none where a person said so.
    case cancelled(refusedAt: Instant?)
  }

  package let endToEndID: String
  /// The file that it is in.
  package let batchID: String
  /// Above zero.
  package let amount: Money
  package let stand: Stand
  /// When the bank last said that it does not refuse the payment; nil where it never did.
  package let acceptedAt: Instant?

  /// A payout that a report may be about.
  package init(
    endToEndID: String, batchID: String, amount: Money, stand: Stand, acceptedAt: Instant? = nil
  ) {
    self.endToEndID = endToEndID
    self.batchID = batchID
    self.amount = amount
    self.stand = stand
    self.acceptedAt = acceptedAt
  }
}

/// What one answer of a bank means for one payout, or for none.
package struct AnswerDecision: Hashable, Sendable {
  /// What is to be done.
  package enum Verdict: Hashable, Sendable {
    /// It is kept as information; nothing moves.
    case kept
    /// The payment is not made: its statement can be paid again.
    case refused
    /// It fits nothing that we know, and is for a person to judge.
    case unmatched(AnswerCause)
  }

  /// The end-to-end id or the batch as the bank names it; empty where it names nothing.
  package let subject: String
  /// The batch that the bank names; nil where it names none.
  package let batchID: String?
  /// Ours; nil where the answer names none of ours.
  package let endToEndID: String?
  package let answer: StatusAnswer
  package let verdict: Verdict
}

/// Why an answer is left over.
package enum AnswerCause: String, Hashable, Sendable {
  /// It names no payment or batch of ours.
  case unknown = "ANSWER_UNMATCHED"
  /// The payment it names is in another batch than the one it names.
  case batchDiffers = "BATCH_DIFFERS"
  /// It states another amount than that of the payment it names.
  case amountDiffers = "AMOUNT_DIFFERS"
  /// The payment it names has not left us.
  case notSent = "NOT_SENT"
  /// It refuses a payment that left the account.
  case alreadyPaid = "REFUSED_AFTER_PAID"
  /// It refuses a payment that the bank accepted in a later report.
  case overtaken = "REFUSED_BEFORE_ACCEPTED"
  /// It came before the payment had left us, and refuses it: what left since may be made.
  case beforeSent = "REFUSED_BEFORE_SENT"
  /// It accepts a payment that is given up.
  case cancelled = "ACCEPTED_AFTER_REFUSED"

  /// What happened, in one sentence.
  package var sentence: String {
    switch self {
    case .unknown: "The bank's answer names no payment of ours."
    case .batchDiffers: "The payment is not in the batch that the bank names."
    case .amountDiffers: "The bank answers another amount than that of the payment."
    case .notSent: "The bank answers a payment whose file has not been exported."
    case .alreadyPaid: "The bank refuses a payment that it booked before."
    case .overtaken: "The bank refuses a payment that it accepted later."
    case .beforeSent: "The bank refused the payment before its file was exported."
    case .cancelled: "The bank accepts a payment that was refused or given up."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .unknown, .batchDiffers, .amountDiffers:
      "Ask the bank which payment is meant; `settled payout fail` if it is refused."
    case .notSent: "Ask the bank who gave it the file, before anything is paid again."
    case .alreadyPaid: "Import the statement in which the money comes back, or ask the bank."
    case .overtaken: "Ask the bank which counts; `settled payout fail` if it is the refusal."
    case .beforeSent:
      "Ask the bank whether it has the file since; `settled payout fail` if it has not."
    case .cancelled: "Ask the bank at once, before the statement is paid again."
    }
  }
}

/// Says what a report means for our payments.
///
/// Nearest counts: what is said of a payment, else of its block, else of the file; so a refused
/// file refuses all that is not named otherwise. A refusal gives up only what was sent and not
/// booked, and only where nothing contradicts it: whoever is paid twice has the money.
///
/// - Parameters:
///   - payments: Ours, in their order; their ids differ.
///   - isTriedAgain: Whether it was decided before, on what was known then. Then it gives up nothing:
///     where it would by now, the payment has left us since.
/// - Returns: One decision a payment of ours, for the first that is said of it; one for each that
///   is named and not ours, and for a block of none of ours one alone.
package func decide(
  _ report: StatusReport, on payments: [ReportedPayment], isTriedAgain: Bool = false
) -> [AnswerDecision] {
  var seen: Set<String> = []
  return Answering(report, payments, isTriedAgain: isTriedAgain).all.filter { decision in
    decision.endToEndID.map { seen.insert($0).inserted } ?? true
  }
}

/// A report beside the payments that it may be about.
private struct Answering {
  private let report: StatusReport
  private let isTriedAgain: Bool
  private let batches: [String: [ReportedPayment]]
  private let byID: [String: ReportedPayment]

  init(_ report: StatusReport, _ payments: [ReportedPayment], isTriedAgain: Bool) {
    self.report = report
    self.isTriedAgain = isTriedAgain
    batches = Dictionary(grouping: payments, by: \.batchID)
    byID = Dictionary(
      payments.map { ($0.endToEndID, $0) },
      uniquingKeysWith: { first, _ in
        preconditionFailure("two payments are called \(first.endToEndID)")
      })
  }

  /// What is said of single payments comes before what is said of all others.
  var all: [AnswerDecision] {
    let single = report.blocks.flatMap { block in
      isOfOthers(block)
        ? [unknown(block)] : block.payments.map { decision(on: $0, in: block) }
    }
    let whole = report.blocks.flatMap { block in
      block.answer.map { decisions(on: block.batchID ?? report.batchID, $0) } ?? []
    }
    guard let answer = report.answer else { return single + whole }
    let members = decisions(on: report.batchID, answer)
    if members.isEmpty, report.blocks.isEmpty {
      return [left(.unknown, report.batchID ?? "", report.batchID, answer)]
    }
    return single + whole + members
  }

  /// Whether the block names a batch and payments of which none is ours.
  private func isOfOthers(_ block: StatusReport.Block) -> Bool {
    let batch = block.batchID ?? report.batchID
    return batch.flatMap { batches[$0] } == nil
      && !block.payments.contains { $0.endToEndID.flatMap { byID[$0] } != nil }
      && (batch != nil || block.payments.isEmpty)
  }

  private func unknown(_ block: StatusReport.Block) -> AnswerDecision {
    let batch = block.batchID ?? report.batchID
    guard let answer = block.answer ?? report.answer ?? block.payments.first?.answer else {
      preconditionFailure("the block \(batch ?? "without a name") says nothing")
    }
    return left(.unknown, batch ?? "", batch, answer)
  }

  private func left(
    _ cause: AnswerCause, _ subject: String, _ batch: String?, _ answer: StatusAnswer
  ) -> AnswerDecision {
    AnswerDecision(
      subject: subject, batchID: batch, endToEndID: nil, answer: answer,
      verdict: .unmatched(cause))
  }

  private func decision(
    on said: AnsweredPayment, in block: StatusReport.Block
  ) -> AnswerDecision {
    let named = block.batchID ?? report.batchID
    guard let id = said.endToEndID, let payment = byID[id] else {
      return left(.unknown, said.endToEndID ?? "", named, said.answer)
    }
    let isElsewhere = [block.batchID, report.batchID].contains { batch in
      batch.map { $0 != payment.batchID } ?? false
    }
    let verdict: AnswerDecision.Verdict
    if isElsewhere {
      verdict = .unmatched(.batchDiffers)
    } else if let amount = said.amount, amount != payment.amount {
      verdict = .unmatched(.amountDiffers)
    } else {
      verdict = self.verdict(of: said.answer.status, on: payment)
    }
    return AnswerDecision(
      subject: id, batchID: named, endToEndID: id, answer: said.answer, verdict: verdict)
  }

  /// What is said of a whole batch, for each payment of it; none where it is not ours.
  private func decisions(on batch: String?, _ answer: StatusAnswer) -> [AnswerDecision] {
    guard let batch else { return [] }
    return batches[batch, default: []].map { payment in
      AnswerDecision(
        subject: payment.endToEndID, batchID: batch, endToEndID: payment.endToEndID,
        answer: answer, verdict: verdict(of: answer.status, on: payment))
    }
  }

  private func verdict(
    of status: PaymentStatus, on payment: ReportedPayment
  ) -> AnswerDecision.Verdict {
    switch payment.stand {
    case .notSent: return .unmatched(.notSent)
    case .sent:
      guard status.isRefusal else { return .kept }
      let isOvertaken = payment.acceptedAt.map { $0 > report.answeredAt } ?? false
      if isOvertaken { return .unmatched(.overtaken) }
      return isTriedAgain ? .unmatched(.beforeSent) : .refused
    case .paid: return status.isRefusal ? .unmatched(.alreadyPaid) : .kept
    case .returned: return .kept
    case .cancelled(let refusedAt):
      let isOlder = refusedAt.map { report.answeredAt <= $0 } ?? false
      return status.isRefusal || isOlder ? .kept : .unmatched(.cancelled)
    }
  }
}
