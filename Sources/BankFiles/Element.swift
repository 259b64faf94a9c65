/// A small part of a bank's file: one entry, one balance.
struct Element {
  let name: String
  let line: Int
  /// The attribute `Ccy`.
  let currency: String?
  var text = ""
  var children: [Element] = []

  /// The first child of that name.
  subscript(_ name: String) -> Element? {
    children.first { $0.name == name }
  }

  /// The first element that is found when names are followed downwards: `"NtryDtls/Btch"`.
  func at(_ path: String) -> Element? {
    path.split(separator: "/").reduce(self as Element?) { element, name in
      element?[String(name)]
    }
  }

  /// The text there, without spaces around it; nil where there is none.
  func text(at path: String) -> String? {
    at(path)?.trimmed
  }

  /// The children of that name.
  func all(_ name: String) -> [Element] {
    children.filter { $0.name == name }
  }

  /// The text without spaces around it; nil where there is none.
  var trimmed: String? {
    let spaces: Set<Unicode.Scalar> = [" ", "\n", "\r", "\t"]
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !spaces.contains($0) }),
      let last = scalars.lastIndex(where: { !spaces.contains($0) })
    else { return nil }
    return String(scalars[first...last])
  }
}
