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

  /// The statements that are sent because of a file: itself, or, of a mere condition or order, every
  /// stream of its folder with it at the end.
  static func completed(_ file: TextFile, among files: [TextFile]) -> [TextFile] {
    let verb = code(of: file.text).firstMatch(of: /[A-Za-z]+/)?.output.uppercased()
    guard verb == "AND" || verb == "ORDER" else { return [file] }
    let streams = files.filter { $0.folder == file.folder && $0.name.hasPrefix("stream_") }
    guard !streams.isEmpty else { return [file] }
    return streams.map { TextFile(path: file.path, text: "\($0.text)\n\(file.text)") }
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
