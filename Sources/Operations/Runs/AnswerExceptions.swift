import CivilTime
import Postgres
import Store

/// Which exceptions of a run a person speaks about. Contract 4.
package enum ExceptionChoice: Sendable, Equatable {
  case all
  /// Every one of a code.
  case code(String)
  /// One by its number.
  case number(Int32)

  /// As the store takes it: an empty code and a zero number mean all.
  fileprivate var filter: (code: String, number: Int32) {
    switch self {
    case .all: ("", 0)
    case .code(let code): (code, 0)
    case .number(let number): ("", number)
    }
  }

  /// How the trail names them.
  fileprivate var words: String {
    switch self {
    case .all: "all"
    case .code(let code): code
    case .number(let number): "exception \(number)"
    }
  }
}

/// `exception acknowledge|resolve|assign`: what people say about what a run found. Rule 9.5.
extension ReviewRun {
  /// Accepts open exceptions by name; an empty code and number 0 mean all.
  ///
  /// - Returns: How many were open.
  package func acknowledge(
    _ id: String, code: String = "", exception: Int32 = 0, reason: String
  ) throws -> Int {
    let choice: ExceptionChoice =
      exception != 0 ? .number(exception) : code.isEmpty ? .all : .code(code)
    return try acknowledge(id, choice, reason: reason)
  }

  /// Accepts open exceptions by name: what they say stays as it is.
  ///
  /// - Returns: How many were open.
  /// - Throws: `Refusal` `.notFound`, `.conflict` once the run is approved or for a difference of
  ///   the two calculations, `.usage` without a reason.
  package func acknowledge(
    _ id: String, _ choice: ExceptionChoice, reason: String
  ) throws -> Int {
    try close(id, choice, isResolved: false, reason: reason)
  }

  /// Closes open exceptions whose cause was removed, by name. A plan that finds one of them again
  /// opens it again.
  ///
  /// - Returns: How many were open.
  /// - Throws: As for `acknowledge`.
  package func resolve(
    _ id: String, _ choice: ExceptionChoice, reason: String
  ) throws -> Int {
    try close(id, choice, isResolved: true, reason: reason)
  }

  /// Gives open exceptions to somebody, whoever had them.
  ///
  /// - Returns: How many were open.
  /// - Throws: `Refusal` `.notFound`, `.conflict` once the run is approved, `.usage` without a
  ///   name.
  package func assign(
    _ id: String, _ choice: ExceptionChoice, to assignee: String
  ) throws -> Int {
    guard assignee.contains(where: { !$0.isWhitespace }) else {
      throw Refusal(
        .usage, "assignee_missing", "the name is empty", remedy: "say who with --to USER")
    }
    return try answer(id, "exceptions_assigned", to: "\(choice.words): to \(assignee)") {
      run, _, tx in
      try RunStore.assign(
        run.number, code: choice.filter.code, exception: choice.filter.number, to: assignee,
        by: actor, in: tx)
    }
  }

  private func close(
    _ id: String, _ choice: ExceptionChoice, isResolved: Bool, reason: String
  ) throws -> Int {
    try Refusal.requireReason(reason)
    let action = isResolved ? "exceptions_resolved" : "exceptions_acknowledged"
    return try answer(id, action, to: "\(choice.words): \(reason)") { run, now, tx in
      let count = try RunStore.acknowledge(
        run.number, code: choice.filter.code, exception: choice.filter.number,
        isResolved: isResolved, by: actor, at: now, reason: reason, in: tx)
      if count == 0 { try refuseToClose(choice, of: run, in: tx) }
      return count
    }
  }

  /// Says why nothing was closed where a difference of the two calculations was named.
  private func refuseToClose(
    _ choice: ExceptionChoice, of run: RunRecord, in tx: borrowing Transaction
  ) throws {
    let standing = try RunStore.exceptions(of: run.number, in: tx).first { exception in
      guard exception.code == CheckRun.exceptionCode else { return false }
      return switch choice {
      case .all: false
      case .code(let code): code == exception.code
      case .number(let number): number == exception.number
      }
    }
    guard let standing else { return }
    throw Refusal(
      .conflict, "check_differs_stands",
      "exception \(standing.number) of \(run.id) is \(standing.code), which can be neither"
        + " acknowledged nor resolved: \(standing.detail)",
      remedy: "remove the cause, then plan \(run.period.text) of site \(run.site.rawValue) again:"
        + " a plan on which both calculations agree has no such exception")
  }

  /// Changes exceptions of a run that nobody has approved, with a row of the trail if any changed.
  private func answer(
    _ id: String, _ action: String, to detail: String,
    _ body: (RunRecord, Instant, borrowing Transaction) throws -> Int
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      let run = try SealedContent.find(id, in: tx)
      try require(run, in: [.draft, .inReview], for: "exception")
      let count = try body(run, now, tx)
      if count > 0 {
        try Trail.note(action, of: id, by: actor, at: now, detail: detail, in: tx)
      }
      return count
    }
  }
}
