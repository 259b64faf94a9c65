/// Finds where functions and blocks begin and end among the tokens of a file.
enum FunctionShape {
  /// The braces of the function, initializer, subscript or computed property that is declared at
  /// an index; nothing where none is declared or where it has no body.
  static func body(of start: Int, in tokens: [SwiftFile.Token]) -> ClosedRange<Int>? {
    guard declares(start, in: tokens),
      let opening = opening(after: start, in: tokens, isProperty: tokens[start].text == "var"),
      let closing = closing(of: opening, in: tokens)
    else { return nil }
    return opening...closing
  }

  /// The brace that closes the one at an index.
  static func closing(of opening: Int, in tokens: [SwiftFile.Token]) -> Int? {
    var depth = 0
    return tokens[opening...].indices.first { index in
      if tokens[index].text == "{" { depth += 1 }
      if tokens[index].text == "}" { depth -= 1 }
      return depth == 0
    }
  }

  private static func declares(_ start: Int, in tokens: [SwiftFile.Token]) -> Bool {
    let previous = start > 0 ? tokens[start - 1].text : "\n"
    let next = start + 1 < tokens.count ? tokens[start + 1].text : "\n"
    switch tokens[start].text {
    case "func", "var": return previous != "."
    case "init", "subscript": return previous != "." && ["(", "?", "<", "!"].contains(next)
    case "deinit": return next == "{"
    default: return false
    }
  }

  /// The brace that opens the body, unless the declaration ends before one.
  private static func opening(
    after start: Int, in tokens: [SwiftFile.Token], isProperty: Bool
  ) -> Int? {
    var depth = 0
    for index in tokens.indices.dropFirst(start + 1) {
      switch tokens[index].text {
      case "{" where depth == 0: return index
      case "=" where depth == 0 && isProperty: return nil
      case "}" where depth == 0: return nil
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "\n" where depth == 0 && !continues(after: index, in: tokens): return nil
      default: continue
      }
    }
    return nil
  }

  /// Whether the line after a line end still belongs to the signature.
  private static func continues(after end: Int, in tokens: [SwiftFile.Token]) -> Bool {
    let before = tokens[..<end].last?.text
    let after = tokens[end...].first { $0.text != "\n" }?.text
    return [",", ":", "&", ">", "where"].contains(before)
      || ["{", "-", "where", "throws", "async", "rethrows", "&"].contains(after)
  }
}
