/// A Swift file taken apart into code, text literals and comments.
///
/// Good enough for the rules of the house, not a compiler: it knows nested comments, raw and
/// multi-line literals, interpolations and regex literals.
struct SwiftFile {
  /// A text literal or a comment, with the line on which it begins.
  struct Passage: Hashable {
    var line: Int
    var text: String
  }

  /// A word or a single other character of the code; `"\n"` where a line ends.
  struct Token: Hashable {
    var text: String
    var line: Int
  }

  let path: String
  let text: String
  /// The code, line by line, with comments taken out and literals emptied.
  let code: TextFile
  let literals: [Passage]
  let comments: [Passage]

  init(path: String, text: String) {
    var reader = SwiftReader(text)
    reader.readCode()
    self.path = path
    self.text = text
    code = TextFile(path: path, text: String(decoding: reader.code, as: UTF8.self))
    literals = reader.literals
    comments = reader.comments
  }

  init(_ file: TextFile) {
    self.init(path: file.path, text: file.text)
  }

  /// The target that the file belongs to: the folder below `Sources` or `Tests`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  func tokens() -> [Token] {
    var tokens: [Token] = []
    for (index, line) in code.lines.enumerated() {
      var word = ""
      for character in line {
        if character.isLetter || character.isNumber || "_@#`$".contains(character) {
          word.append(character)
          continue
        }
        if !word.isEmpty { tokens.append(Token(text: word, line: index + 1)) }
        word = ""
        if !character.isWhitespace {
          tokens.append(Token(text: String(character), line: index + 1))
        }
      }
      if !word.isEmpty { tokens.append(Token(text: word, line: index + 1)) }
      tokens.append(Token(text: "\n", line: index + 1))
    }
    return tokens
  }
}
