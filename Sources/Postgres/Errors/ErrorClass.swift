/// What to do about a failure; the answer to "and now?".
package enum ErrorClass: String, Sendable, Hashable, CaseIterable {
  /// Nothing was committed and the same work may succeed later: try again, with a limit.
  case retry
  /// The statement or its data are refused: the same work fails again.
  case giveUp
  /// Only a person can mend it: disk, memory, connections, log-in, a missing database.
  case askOperator
  /// The connection was lost while the server was committing. Look up what was written by its key;
  /// never repeat blindly.
  case outcomeUnknown
  /// Somebody asked for the statement to stop; nothing was committed.
  case cancelled

  /// The class of an SQLSTATE: its own row in ``table``, else that of its first two characters,
  /// else ``giveUp``.
  package init(sqlState: String) {
    self = Self.table[sqlState] ?? Self.table[String(sqlState.prefix(2))] ?? .giveUp
  }

  /// SQLSTATE, or the two characters all states of a class share, to what is to be done.
  ///
  /// Appendix A of the PostgreSQL manual lists the states.
  package static let table: [String: ErrorClass] = [
    // The connection: lost, refused, or never made.
    "08": .retry,
    "08007": .outcomeUnknown,
    "08P01": .giveUp,
    // Transactions that met: serialization failure, deadlock; completion unknown.
    "40001": .retry,
    "40P01": .retry,
    "40003": .outcomeUnknown,
    // A lock that did not come in time, an object that is in use.
    "55P03": .retry,
    "55006": .retry,
    // The server closed a transaction or a session that idled.
    "25P03": .retry,
    "57P05": .retry,
    // Cancelled, by us or by a person.
    "57014": .cancelled,
    // Shutdown, crash of a neighbour, start-up; a database that was dropped.
    "57P01": .retry,
    "57P02": .retry,
    "57P03": .retry,
    "57P04": .askOperator,
    // The data or the statement.
    "0A": .giveUp,
    "21": .giveUp,
    "22": .giveUp,
    "23": .giveUp,
    "25": .giveUp,
    "42": .giveUp,
    "P0": .giveUp,
    // A missing grant is in the statement's class and in the operator's hands.
    "42501": .askOperator,
    // Log-in, missing database or schema, resources, the system, configuration, corruption.
    "28": .askOperator,
    "3D": .askOperator,
    "53": .askOperator,
    "58": .askOperator,
    "F0": .askOperator,
    "XX": .askOperator,
  ]

  /// What the reader can do, in one sentence.
  var remedy: String {
    switch self {
    case .retry: "Try again; nothing was committed."
    case .giveUp: "Correct the data or the statement; trying again gives the same answer."
    case .askOperator: "Ask whoever runs the database to mend this, then try again."
    case .outcomeUnknown: "Look up what was written before doing it again."
    case .cancelled: "Nothing was committed; start again when ready."
    }
  }
}
