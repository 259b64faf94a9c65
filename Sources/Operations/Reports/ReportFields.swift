import JSONFiles

/// The fields of one object of a `report.json`. What was not asked for is unknown.
struct ReportFields {
  /// Where the object is, such as `columns[2].`; empty at the top.
  private let path: String
  private let line: Int
  private let members: [PlacedJSON.Member]
  private let findings: ReportFindings

  /// - Returns: Nil, and a finding, for what is no object.
  init?(
    _ json: PlacedJSON, at path: String, knowing names: [String], _ findings: ReportFindings
  ) {
    guard case .object(let members) = json.content else {
      findings.add(
        json.line, path.isEmpty ? nil : path, "is no object", "write it in braces: { ... }")
      return nil
    }
    self.path = path.isEmpty ? "" : path + "."
    self.members = members
    self.findings = findings
    line = json.line
    var seen: Set<String> = []
    for member in members {
      if !names.contains(member.name) {
        findings.add(
          member.line, self.path + member.name, "is no field that is known",
          "take it out; the fields here are \(names.joined(separator: ", "))")
      } else if !seen.insert(member.name).inserted {
        findings.add(member.line, self.path + member.name, "stands twice", "keep one of the two")
      }
    }
  }

  /// The value of a field; nil where it is left out or null.
  func optional(_ name: String) -> PlacedJSON? {
    guard let value = members.first(where: { $0.name == name })?.value else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  /// The value of a field that must be there.
  func required(_ name: String, _ remedy: String) -> PlacedJSON? {
    if let value = optional(name) { return value }
    findings.add(line, path + name, "is missing", remedy)
    return nil
  }

  /// A text that says something.
  func text(_ name: String, _ remedy: String) -> String? {
    required(name, remedy).flatMap { text($0, name, remedy) }
  }

  /// A text that may be left out.
  func optionalText(_ name: String, _ remedy: String) -> String? {
    optional(name).flatMap { text($0, name, remedy) }
  }

  /// The elements of a list, each with its path.
  func list(_ json: PlacedJSON, _ name: String) -> [(path: String, json: PlacedJSON)] {
    guard case .array(let elements) = json.content else {
      findings.add(json.line, path + name, "is no list", "write it in brackets: [ ... ]")
      return []
    }
    return elements.enumerated().map { ("\(path)\(name)[\($0)]", $1) }
  }

  /// A list of texts.
  func texts(_ json: PlacedJSON, _ name: String) -> [(path: String, line: Int, text: String)] {
    list(json, name).compactMap { path, element in
      guard case .text(let text) = element.content else {
        findings.add(element.line, path, "is no text", "write the name of a column in quotes")
        return nil
      }
      return (path, element.line, text)
    }
  }

  /// Words in both languages: `{"en": "Age", "zh": "账龄"}`.
  func wording(_ name: String) -> (en: String, zh: String)? {
    let remedy = "write {\"en\": \"...\", \"zh\": \"...\"}"
    guard let json = required(name, remedy),
      let words = ReportFields(json, at: path + name, knowing: ["en", "zh"], findings)
    else { return nil }
    return words.bothLanguages()
  }

  /// The fields `en` and `zh` of this object itself.
  func bothLanguages() -> (en: String, zh: String)? {
    let en = text("en", "write the English words")
    let zh = text("zh", "write the Chinese words")
    guard let en, let zh else { return nil }
    return (en, zh)
  }

  private func text(_ json: PlacedJSON, _ name: String, _ remedy: String) -> String? {
    guard case .text(let text) = json.content, text.contains(where: { !$0.isWhitespace }) else {
      findings.add(json.line, path + name, "is no text", remedy)
      return nil
    }
    return text
  }
}

/// What is wrong with the files of one report. A class, since every part of a file adds to it.
final class ReportFindings {
  private let file: String
  private(set) var all: [Finding] = []

  /// - Parameter file: As the reader can find it: `DIR/NAME/report.json`.
  init(file: String) {
    self.file = file
  }

  func add(_ line: Int, _ field: String?, _ reason: String, _ remedy: String) {
    all.append(
      Finding(file: file, line: line, columnName: field, reason: reason, remedy: remedy))
  }
}
