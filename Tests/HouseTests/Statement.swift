/// What the rules need to know of the text of an SQL file.
enum Statement {
  /// The text without its comments, and with its quoted texts emptied.
  static func code(of text: String) -> String {
    let pattern = /--[^\n]*|'(?:[^']|'')*'|\/\*.*?\*\//.dotMatchesNewlines()
    return text.replacing(pattern) { $0.output.hasPrefix("'") ? "''" : "" }
  }

  /// How many parameters it has.
  static func parameters(of text: String) -> Int {
    code(of: text).matches(of: /\$([0-9]+)/).compactMap { Int($0.output.1) }.max() ?? 0
  }

  /// The statements that are sent because of a file: itself; of a mere condition or order, every
  /// stream of its folder with it at the end; of a join or of the conditions of a stream that has none,
  /// that stream with each.
  static func completed(_ file: TextFile, among files: [TextFile]) -> [TextFile] {
    let folder = files.filter { $0.folder == file.folder }
    let streams = folder.filter { $0.name.hasPrefix("stream_") }.flatMap { whole($0, in: folder) }
    guard !streams.isEmpty else { return [file] }
    switch verb(of: file) {
    case "AND", "ORDER":
      return streams.map { TextFile(path: file.path, text: "\($0.text)\n\(file.text)") }
    case "LEFT", "CROSS", "WHERE": return streams.filter { $0.text.contains(file.text) }
    case _: return file.name.hasPrefix("stream_") ? whole(file, in: folder) : [file]
    }
  }

  /// A stream; of one without conditions that stand elsewhere, every choice of joins with them. Joins
  /// that give one name stand for each other.
  private static func whole(_ stream: TextFile, in folder: [TextFile]) -> [TextFile] {
    let conditions = folder.filter { verb(of: $0) == "WHERE" }
    let isWhole = code(of: stream.text).contains(/^ WHERE/.anchorsMatchLineEndings())
    if isWhole || conditions.isEmpty { return [stream] }
    let joins = Dictionary(
      grouping: folder.filter { ["LEFT", "CROSS"].contains(verb(of: $0)) }, by: givenName)
    let choices = joins.values.reduce([stream.text]) { texts, joins in
      texts.flatMap { text in joins.map { "\(text)\n\($0.text)" } }
    }
    return choices.flatMap { text in
      conditions.map { TextFile(path: stream.path, text: "\(text)\n\($0.text)") }
    }
  }

  /// What a join calls what it joins.
  private static func givenName(_ join: TextFile) -> Substring? {
    code(of: join.text).firstMatch(of: /AS (\w+)\s*(?:ON\b|$)/)?.output.1
  }

  private static func verb(of file: TextFile) -> String? {
    code(of: file.text).firstMatch(of: /[A-Za-z]+/)?.output.uppercased()
  }

  /// How PostgreSQL can be asked whether a statement would run.
  enum Check: Equatable {
    /// `PREPARE` understands it.
    case prepare(String)
    /// It cannot be prepared; it is run in a transaction that is rolled back.
    case run(String)
  }

  /// COPY cannot be prepared; what it reads or the columns it fills can.
  static func check(of text: String) -> Check {
    let verb = code(of: text).firstMatch(of: /[A-Za-z]+/)?.output.uppercased() ?? ""
    if ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH"].contains(verb) {
      return .prepare(text)
    }
    guard verb == "COPY" else { return .run(text) }
    let body = text.replacing(/--[^\n]*/, with: "")
    let query = /COPY\s*\((.*)\)\s*TO\s+STDOUT/.dotMatchesNewlines().ignoresCase()
    if let match = body.firstMatch(of: query) { return .prepare(String(match.output.1)) }
    let table = /COPY\s+([\w."]+)\s*(?:\(([^)]*)\))?\s*(?:FROM|TO)\s/.ignoresCase()
    if let match = body.firstMatch(of: table) {
      return .prepare(selecting(match.output.2 ?? "*", from: match.output.1))
    }
    return .run(text)
  }
}
