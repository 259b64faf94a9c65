import CivilTime
import Marketplace
import Settlement
import Store

/// The conditions of a fact with who must act. Rules 3.3, 4.7 and 6.3.
enum GateViews {
  /// Of an order line, judged against a cut-off.
  static func gates(
    of fact: OrderFact, isSupervised: Bool, supervision: String?, cutoff: Instant
  ) -> [Explanation.Gate] {
    if fact.isTrial {
      return [
        Explanation.Gate(
          name: "trial", openedAt: nil, reason: PendingReasons.trial.text, who: nil,
          sentence: "A trial order is never settled.")
      ]
    }
    var gates = [fact.paidGate, fact.effectiveGate(isSupervised: isSupervised)]
    if let repaid = fact.repaidGate { gates.append(repaid) }
    return gates.map { gate in
      let view = view(gate, cutoff: cutoff)
      guard gate.openedAt == nil, gate.missing == .supervisionOpen else { return view }
      return supervised(supervision, view)
    }
  }

  /// Of a month's usage.
  static func gates(of fact: UsageFact, cutoff: Instant) -> [Explanation.Gate] {
    // The month's end counts as before the cut-off of its own month.
    let isOver = fact.monthEnd <= cutoff
    var gates = [
      Explanation.Gate(
        name: "month end", openedAt: fact.monthEnd,
        reason: isOver ? "" : PendingReasons.afterCutoff.text, who: nil,
        sentence: isOver ? met : "The month is not over at the cut-off.")
    ]
    if let received = fact.lateReceivedAt {
      gates.append(
        dated("last record received", received, missing: .afterCutoff, cutoff: cutoff))
    }
    if let repaid = fact.repaidGate { gates.append(view(repaid, cutoff: cutoff)) }
    return gates
  }

  /// A condition by its instant.
  static func dated(
    _ name: String, _ instant: Instant?, missing: PendingReasons, cutoff: Instant
  ) -> Explanation.Gate {
    let reason: PendingReasons =
      instant.map { $0 >= cutoff ? .afterCutoff : [] } ?? missing
    return Explanation.Gate(
      name: name, openedAt: instant, reason: reason.text, who: reason.actor(payee: .merchant),
      sentence: sentence(reason, cutoff))
  }

  private static let met = "Met."

  private static func view(_ gate: Gate, cutoff: Instant) -> Explanation.Gate {
    dated(gate.name.rawValue, gate.openedAt, missing: gate.missing, cutoff: cutoff)
  }

  private static func sentence(_ reason: PendingReasons, _ cutoff: Instant) -> String {
    if reason.isEmpty { return met }
    if reason == .afterCutoff {
      return "Met at or after the cut-off \(cutoff.text()): time alone is missing."
    }
    return reason.sentences.joined(separator: " ")
  }

  /// Under supervision it depends on the status who acts. Contract 1, `supervision`.
  private static func supervised(
    _ status: String?, _ gate: Explanation.Gate
  ) -> Explanation.Gate {
    let (who, sentence): (Explanation.Actor, String) =
      switch status {
      case "delivered": (.customer, "The merchant has delivered; the customer must accept it.")
      case "appealed": (.platform, "The customer has appealed; the platform must decide.")
      case "completed": (.platform, "Supervision is completed without an instant; record it.")
      case "refunded": (.platform, "Supervision ended in a refund that is not completed.")
      default: (.merchant, "The merchant must deliver under supervision.")
      }
    return Explanation.Gate(
      name: gate.name, openedAt: nil, reason: gate.reason, who: who, sentence: sentence)
  }
}

extension Explanation {
  /// A missing gate knows better than its reason who must act, such as under supervision.
  mutating func takeCausesFromGates() {
    for line in lines.indices {
      lines[line].causes = lines[line].causes.map { cause in
        guard let gate = gates.first(where: { $0.reason == cause.code && $0.openedAt == nil })
        else { return cause }
        return Cause(
          code: cause.code, who: gate.who, sentence: gate.sentence, figures: cause.figures)
      }
    }
  }
}
