import CivilTime
import Postgres
import Store

/// `hold add|release|list`: statements of a partner that finance keeps back. Rule 7.5.
package struct Holds: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// What ends a hold unless somebody says more.
  package static let defaultEnd = "when finance releases it"

  /// Holds a partner's statements from now on.
  ///
  /// - Parameter endsWhen: What ends the hold; the partner reads it.
  /// - Returns: The number of the hold.
  /// - Throws: `Refusal` `.notFound` for an unknown partner, `.usage` without a reason.
  package func add(
    partner: String, reason: String, endsWhen: String = Holds.defaultEnd
  ) throws -> Int32 {
    try Refusal.requireReason(
      reason, remedy: "say why with --reason TEXT; the partner will read it")
    guard endsWhen.contains(where: { !$0.isWhitespace }) else {
      throw Refusal(
        .usage, "end_missing", "what ends the hold is empty",
        remedy: "say it with --until TEXT, or leave --until out")
    }
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      guard
        let number = try HoldStore.add(
          partner, reason: reason, endsWhen: endsWhen, by: actor, at: now, in: tx)
      else {
        throw Refusal(
          .notFound, "partner_not_found", "there is no partner \(partner)",
          remedy: "give a partner_id of marketplace.partner")
      }
      try Trail.note(
        "hold_added", of: partner, by: actor, at: now,
        detail: "\(reason); ends \(endsWhen)", change: ("", "held"), in: tx)
      return number
    }
  }

  /// Ends a hold.
  ///
  /// - Throws: `Refusal` `.notFound` when there is no such hold or it was released.
  package func release(_ number: Int32) throws {
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    try session.transaction { (tx: borrowing Transaction) in
      guard try HoldStore.release(number, by: actor, at: now, in: tx) else {
        throw Refusal(
          .notFound, "hold_not_found", "hold \(number) does not exist or was released",
          remedy: "see `settled hold list`")
      }
      try Trail.note(
        "hold_released", of: String(number), by: actor, at: now, change: ("held", "released"),
        in: tx)
    }
  }

  /// Every hold, newest first.
  package func list() throws -> [HoldRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try HoldStore.list(in: tx)
    }
  }
}
