import CivilTime

/// A rule between fields with its columns looked up.
struct RowCheck {
  private enum Kind {
    case total
    case later
    case present(word: Int64)
  }

  private let kind: Kind
  /// The column that a finding names.
  private let column: Int
  private let others: [Int]

  init(_ rule: RowRule, in table: Table) {
    switch rule {
    case .total(let total, let parts):
      kind = .total
      column = table.index(of: total)
      others = parts.map(table.index(of:))
    case .later(let later, let earlier):
      kind = .later
      column = table.index(of: later)
      others = [table.index(of: earlier)]
    case .present(let needed, let choice, let word):
      column = table.index(of: needed)
      others = [table.index(of: choice)]
      guard case .choice(let words) = table.columns[others[0]].type,
        let place = words.firstIndex(of: word)
      else { preconditionFailure("\(table.name).\(choice) never says \(word)") }
      kind = .present(word: Int64(place))
    }
  }

  /// What does not agree, or nil. A rule about a field that was refused is not asked.
  func disagreement(
    _ values: [Int64], _ isPresent: [Bool], _ isRefused: [Bool], _ table: Table
  ) -> Disagreement? {
    guard !isRefused[column] else { return nil }
    for other in others where !isPresent[other] { return nil }
    switch kind {
    case .total:
      guard isPresent[column] else { return nil }
      var sum: Int128 = 0
      for other in others {
        sum += Int128(values[other])
      }
      return sum == Int128(values[column]) ? nil : wrongTotal(sum, values, table)
    case .later:
      guard isPresent[column], values[column] <= values[others[0]] else { return nil }
      return notLater(values, table)
    case .present(let word):
      guard !isPresent[column], values[others[0]] == word else { return nil }
      return absent(word, table)
    }
  }

  private func wrongTotal(_ sum: Int128, _ values: [Int64], _ table: Table) -> Disagreement {
    let parts = others.map { "\(table.columns[$0].name) \(values[$0])" }.joined(separator: " + ")
    return Disagreement(
      column: column, reason: "\(values[column]) is not \(parts), which is \(sum)",
      remedy: "correct the amounts so that they add up")
  }

  private func notLater(_ values: [Int64], _ table: Table) -> Disagreement {
    let (later, earlier) = (values[column], values[others[0]])
    let name = table.columns[others[0]].name
    return Disagreement(
      column: column,
      reason: "\(Instant(microseconds: later)) is not later than \(name) "
        + "\(Instant(microseconds: earlier))",
      remedy: "write a later instant")
  }

  private func absent(_ word: Int64, _ table: Table) -> Disagreement {
    let choice = table.columns[others[0]]
    guard case .choice(let words) = choice.type else {
      preconditionFailure("\(choice.name) is no choice")
    }
    return Disagreement(
      column: column, reason: "is empty where \(choice.name) is \(words[Int(word)])",
      remedy: "fill it in")
  }
}

/// What two fields of a row contradict each other in.
struct Disagreement {
  let column: Int
  let reason: String
  let remedy: String
}

extension Table {
  /// The place of a column that our own tables name.
  fileprivate func index(of name: String) -> Int {
    guard let index = columns.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(self.name) has no column \(name)")
    }
    return index
  }
}
