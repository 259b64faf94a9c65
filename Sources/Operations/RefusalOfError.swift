import Amounts
import CivilTime
import Documents
import Invoicing
import Postgres
import Store

extension Refusal {
  /// Any failure as a refusal: one place decides how commands, pages and jobs name it.
  ///
  /// - Parameter isCancelled: Whether the caller asked for the work to stop.
  package init(of error: any Error, isCancelled: Bool = false) {
    switch error {
    case let refusal as Refusal: self = refusal
    case let error as PostgresError: self.init(postgres: error, isCancelled: isCancelled)
    case let error as StoreError:
      self.init(error.kind, error.code, error.sentence, remedy: error.remedy)
    case let error as DocumentError:
      self.init(error.kind, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
    case let error as CivilTimeError:
      self.init(.badInput, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
    case let error as AmountError:
      self.init(
        .badInput, "amount_error", "an amount cannot be computed: \(error)",
        remedy: "correct the amounts of the fact that is named")
    default:
      self.init(
        .failed, "failed", "\(error)", remedy: "try again; `settled doctor` checks what is needed")
    }
  }

  private init(postgres error: PostgresError, isCancelled: Bool) {
    let kind = error.kind(isCancelled: isCancelled)
    switch kind {
    case .cancelled:
      self.init(
        .cancelled, "cancelled", "the work was stopped as asked; nothing of it was committed",
        remedy: "start again when ready")
    case .unreachable:
      self.init(
        kind, "database_unreachable", error.sentence,
        remedy: "check that the server runs and that --database-url names it")
    case .busy:
      self.init(
        kind, "database_busy", error.sentence,
        remedy: "nothing was committed; try again in a moment")
    case .configuration:
      self.init(
        kind, "database_refuses", error.sentence,
        remedy: error.hint ?? "correct the database URL, or ask whoever runs the database")
    case .failed, .reviewNeeded, .notPermitted, .notFound, .conflict, .differencesFound,
      .stillWaiting, .verificationFailed, .usage, .badInput:
      self.init(
        kind, "database_error", error.sentence,
        remedy: error.hint ?? "see the server's log for the statement and its time")
    }
  }
}

extension PostgresError {
  /// Contract 4: the exit code that a failure of the database comes to.
  fileprivate func kind(isCancelled: Bool) -> Refusal.Kind {
    switch self.class {
    case .cancelled: return isCancelled ? .cancelled : .busy
    case .retry:
      let isLost = sqlState.hasPrefix("08") || sqlState.hasPrefix("57P")
      return isLost ? .unreachable : .busy
    case .askOperator: return .configuration
    case .outcomeUnknown, .giveUp: return .failed
    }
  }

  /// What happened, with the server's facts and the SQLSTATE.
  fileprivate var sentence: String {
    let facts = detail.map { ": \($0.withoutFullStop)" } ?? ""
    return "\((message.withoutFullStop + facts).onOneLine) (SQLSTATE \(sqlState))"
  }
}

extension StoreError {
  fileprivate var kind: Refusal.Kind {
    switch self {
    case .catalogue: .badInput
    case .notMigrated, .behind, .migrationChanged, .newerSchema, .unsafeSetting: .configuration
    }
  }
}

extension DocumentError {
  fileprivate var kind: Refusal.Kind {
    switch self {
    case .fontMissing, .fontUnusable: .configuration
    case .characterMissing, .textTooLong, .codeUnreadable, .archiveEntry: .badInput
    case .inconsistent, .rowMismatch, .writingFailed: .failed
    }
  }
}

extension String {
  var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }

  /// libpq sets tabs within its sentences.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
