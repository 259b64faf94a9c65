internal import CLibpq

/// A refusal by the server, or the loss of it.
@usableFromInline
package struct PostgresError: Error, Sendable, Hashable {
  /// What to do about it.
  package internal(set) var `class`: ErrorClass
  /// Five characters, the server's own where it spoke. Where it did not: `08001` no connection,
  /// `08006` connection lost, `08007` lost while committing, `57014` out of time.
  package let sqlState: String
  /// What happened, as the server said it, with values.
  package let message: String
  /// The server's further facts, such as the key that exists already.
  package internal(set) var detail: String?
  /// What the server proposes.
  package internal(set) var hint: String?
  /// The constraint that refused, by its name.
  package internal(set) var constraint: String?
  /// The table concerned, with its schema.
  package internal(set) var table: String?
  /// The column concerned.
  package internal(set) var column: String?
  /// The name of the statement (``SQL/name``).
  package internal(set) var query: String?
  /// The character of the statement's text that the error is about, from 1.
  package internal(set) var position: Int?

  init(
    _ sqlState: String, _ message: String, class: ErrorClass? = nil, hint: String? = nil,
    query: String? = nil
  ) {
    self.class = `class` ?? ErrorClass(sqlState: sqlState)
    self.sqlState = sqlState
    self.message = message
    self.hint = hint
    self.query = query
  }
}

extension PostgresError: CustomStringConvertible {
  /// One sentence with the values, then what the reader can do.
  @usableFromInline
  package var description: String {
    let place = query.map { ", statement \($0)" } ?? ""
    let facts = detail.map { ": \($0.withoutFullStop)" } ?? ""
    let proposal = hint.map { " \($0.withoutFullStop)." } ?? ""
    return "\(message.withoutFullStop)\(facts) (\(sqlState)\(place)).\(proposal) \(`class`.remedy)"
  }
}

extension PostgresError {
  /// The error in a server's answer, or in libpq's own.
  init(_ result: ResultHandle, query: String?) {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(result.pointer, Int32(code.value)).map { String(cString: $0) }
    }
    // libpq's own errors carry no state: it speaks up when the connection is gone.
    let state = field("C") ?? "08006"
    let message = field("M") ?? String(cString: PQresultErrorMessage(result.pointer)).oneLine
    self.init(state, message, hint: field("H"), query: query)
    detail = field("D")
    constraint = field("n")
    column = field("c")
    position = field("P").flatMap { Int($0) }
    table = field("t").map { name in field("s").map { "\($0).\(name)" } ?? name }
  }

  /// The reason that a connection could not be made.
  ///
  /// libpq keeps the server's SQLSTATE of a refused log-in to itself, but writes it into a verbose
  /// message: `… failed: FATAL:  28P01: password authentication failed …`.
  init(connecting message: String) {
    let lines = message.split(separator: "\n")
    let state = lines.reversed().lazy.compactMap(Self.sqlState(in:)).first
    let said = lines.filter { !$0.hasPrefix("LOCATION:") }.joined(separator: " ")
    let text = state.map { said.replacing("  \($0): ", with: " ") } ?? said
    self.init(
      state ?? "08001", text.oneLine,
      hint: state == nil ? "Check the database URL, its TLS settings and the server" : nil)
  }

  /// The five characters between two spaces and a colon, as in `FATAL:  28P01: …`.
  private static func sqlState(in line: Substring) -> String? {
    for part in line.split(separator: ":  ").dropFirst() {
      let state = part.prefix(5)
      let isState = state.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
      if state.utf8.count == 5, isState, part.dropFirst(5).hasPrefix(": ") { return String(state) }
    }
    return nil
  }

  /// The same failure, where the server may have committed before it was lost.
  func whileCommitting() -> PostgresError {
    PostgresError(
      "08007", "the server was lost before it said whether it had committed: \(message)",
      query: query)
  }
}

extension String {
  /// Lines joined by a space: a message is one sentence.
  fileprivate var oneLine: String {
    split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  fileprivate var withoutFullStop: Substring {
    hasSuffix(".") ? dropLast() : self[...]
  }
}
