import Amounts
import Invoicing

/// One line of a list of facts: what it is called, and what it is.
struct Fact {
  let label: Wording
  let value: String
  var isStrong = false
}

extension Composer {
  /// The issuer on the left, the title with its number on the right, and a rule under both.
  mutating func letterhead(
    issuer: Party, title: Wording, number: String, colour: Colour
  ) throws(DocumentError) {
    let top = cursor
    let half = Measures.contentWidth * 55 / 100
    var left = top + 10_000
    left = try whole(
      issuer.names(in: language)[0], TextStyle(weight: .bold, size: 11_000), x: Measures.left,
      y: left, width: half, pitch: 13_500)
    for detail in issuerDetails(issuer) {
      left = try whole(
        detail, .note.with(size: 7_500), x: Measures.left, y: left, width: half, pitch: 10_500)
    }
    var right = top + 15_000
    let right0 = Measures.contentRight
    var style = TextStyle(weight: .bold, size: 19_000, colour: colour)
    for line in title.lines(in: language) {
      try text(line, x: right0, y: right, style, .right)
      style = TextStyle(weight: .bold, size: 10_500, colour: colour)
      right += 15_500
    }
    try text(number, x: right0, y: right + 500, TextStyle(size: 9_500, colour: .muted), .right)
    cursor = max(left - 2_000, right + 9_000)
    rule(y: cursor, thickness: 1_500, colour)
    cursor += 12_000
  }

  private func issuerDetails(_ issuer: Party) -> [String] {
    var details = Array(issuer.names(in: language).dropFirst())
    if let address = issuer.address { details.append(address) }
    if let number = issuer.taxNumber {
      details.append(Words.taxNumber.line(in: language) + "  " + number)
    }
    return details
  }

  /// A party with all that is known about it, in a column. Returns where it ends.
  mutating func party(
    _ party: Party, heading: Wording, x: Length, y: Length, width: Length
  ) throws(DocumentError) -> Length {
    var y = y
    try text(heading.line(in: language), x: x, y: y, .label)
    y += 14_000
    y = try whole(
      party.names(in: language)[0], TextStyle(weight: .bold, size: 10_500), x: x, y: y,
      width: width, pitch: 13_000)
    var details = Array(party.names(in: language).dropFirst())
    if let address = party.address { details.append(address) }
    if let id = party.id { details.append(Words.partnerID.line(in: language) + "  " + id) }
    if let number = party.taxNumber {
      details.append(Words.taxNumber.line(in: language) + "  " + number)
    }
    for detail in details {
      y = try whole(detail, .cell, x: x, y: y, width: width, pitch: 11_339)
    }
    return y
  }

  /// Facts below each other, their labels in one column and their values in the next. Returns
  /// where they end.
  mutating func facts(
    _ facts: [Fact], x: Length, y: Length, width: Length
  ) throws(DocumentError) -> Length {
    var labelWidth = 0
    for fact in facts {
      labelWidth = max(labelWidth, try self.width(fact.label.line(in: language), .label))
    }
    labelWidth = min(labelWidth + 10_000, width / 2)
    var y = y
    for fact in facts {
      let end = try whole(
        fact.label.line(in: language), .label, x: x, y: y, width: labelWidth - 4_000, pitch: 11_339)
      let style = fact.isStrong ? TextStyle.cell.with(weight: .bold) : .cell
      y = max(
        end,
        try whole(
          fact.value, style, x: x + labelWidth, y: y, width: width - labelWidth, pitch: 11_339))
    }
    return y
  }

  /// The figure that the reader came for, large on a panel, with its words and a note below them;
  /// red where it is below zero.
  mutating func amountPanel(
    _ words: Wording, _ amount: Money, note: String?, colour: Colour = .accent
  ) throws(DocumentError) {
    let height: Length = 40_000
    if !fits(height) { breakPage() }
    let top = cursor
    fill(x: Measures.left, y: top, width: Measures.contentWidth, height: height, .surface)
    fill(x: Measures.left, y: top, width: 3_000, height: height, colour)
    let x = Measures.left + 13_000
    try text(
      words.line(in: language), x: x, y: top + (note == nil ? 23_000 : 15_500),
      TextStyle(weight: .bold, size: 9_000, colour: colour))
    let figure = "\(amount.currency.code) \(amount.groupedText)"
    let big = TextStyle(
      weight: .bold, size: 20_000, colour: amount.minorUnits < 0 ? .negative : .ink)
    try text(figure, x: Measures.contentRight - 12_000, y: top + 26_500, big, .right)
    if let note {
      let room = Measures.contentWidth - 36_000 - (try width(figure, big))
      let width = max(room, 120_000)
      // An amount in words that ended with an ellipsis would be another amount.
      let (lines, style) = try whole(note, .cell, width: width, atMost: 2)
      var y = top + 28_000
      for line in lines {
        show(line, x: x, y: y, style)
        y += 9_500
      }
    }
    cursor = top + height
  }

  /// Two parties beside each other, the left one first.
  mutating func parties(
    _ left: (Party, heading: Wording), _ right: (Party, heading: Wording)
  ) throws(DocumentError) {
    let top = cursor + 6_000
    let column = Measures.contentWidth / 2
    let leftEnd = try party(
      left.0, heading: left.heading, x: Measures.left, y: top, width: column - 16_000)
    let rightEnd = try party(
      right.0, heading: right.heading, x: Measures.left + column, y: top, width: column)
    cursor = max(leftEnd, rightEnd) + 2_000
  }

  /// Sentences under a heading, all on one page.
  mutating func notes(_ heading: Wording, _ notes: [Wording]) throws(DocumentError) {
    try self.heading(heading, keeping: notes.count * (language == .both ? 23_000 : 11_500))
    for words in notes {
      try note(words)
      cursor += 2_500
    }
  }

  /// A numbered heading; it keeps the space that what follows needs to begin on the same page.
  mutating func heading(
    _ words: Wording, keeping height: Length, colour: Colour = .accent
  ) throws(DocumentError) {
    if !fits(height + 26_000) { breakPage() }
    bookmark(words.line(in: language))
    let lines = words.lines(in: language)
    let style = TextStyle(weight: .bold, size: 10_000, colour: colour)
    let first = try shaped(lines[0], style)
    show(first, x: Measures.left, y: cursor + 10_500, style)
    if lines.count > 1 {
      let x = Measures.left + first.width(atSize: style.size) + 6_000
      try text(lines[1], x: x, y: cursor + 10_500, style.secondary)
    }
    cursor += 17_000
  }

  /// Small text over the whole width.
  mutating func note(_ note: String, _ style: TextStyle = .note) throws(DocumentError) {
    let lines = try wrapped(note, style, width: Measures.contentWidth, atMost: .max)
    let pitch = style.size * 14 / 10
    for line in lines {
      if !fits(pitch) { breakPage() }
      show(line, x: Measures.left, y: cursor + style.size, style)
      cursor += pitch
    }
  }

  /// The note in the document's languages, one below the other.
  mutating func note(_ words: Wording, _ style: TextStyle = .note) throws(DocumentError) {
    for line in words.lines(in: language) { try note(line, style) }
  }

  /// A one-line head from the second page on, and a foot with the page number on every page.
  ///
  /// - Parameter foot: What stands beside each other, as far as there is room, and then below it: it may
  ///   say what the document is not, so nothing of it is cut.
  mutating func runningLines(head: String, foot: [String]) throws(DocumentError) {
    let count = pages.count
    let line = Measures.pageHeight - Measures.millimetres(11)
    for page in 0..<count {
      revisit(page: page)
      if page > 0 {
        let head = try fitted(head, .note, width: Measures.contentWidth)
        show(head, x: Measures.left, y: Measures.top, .note)
        rule(y: Measures.top + 4_000, thickness: 300, .line)
      }
      rule(y: line - 11_000, thickness: 300, .line)
      let number = Wording(
        zh: "第 \(page + 1) 页 共 \(count) 页", en: "Page \(page + 1) of \(count)")
      let pageText = try shaped(number.line(in: language, separator: "  "), .note)
      let room = Measures.contentWidth - pageText.width(atSize: 7_000) - 12_000
      var y = line
      for row in try rows(of: foot, width: room) {
        let (lines, style) = try whole(row, .note, width: room, atMost: 1)
        for text in lines { show(text, x: Measures.left, y: y, style) }
        y += 9_000
      }
      show(pageText, x: Measures.contentRight, y: line, .note, .right)
    }
  }
}

extension Composer {
  /// Texts beside each other, in as many rows as they need.
  private mutating func rows(of texts: [String], width: Length) throws(DocumentError) -> [String] {
    var rows: [String] = []
    for text in texts {
      let longer = rows.last.map { $0 + "   " + text } ?? text
      let isTooLong = try self.width(longer, .note) > width
      if rows.isEmpty || isTooLong {
        rows.append(text)
      } else {
        rows[rows.count - 1] = longer
      }
    }
    return rows
  }
}

extension Party {
  /// Its name as a page in that language has it, then its other name, where there is one.
  fileprivate func names(in language: DocumentLanguage) -> [String] {
    guard let english = nameInEnglish, english != name else { return [name] }
    switch language {
    case .en: return [english, name]
    case .zh, .both: return [name, english]
    }
  }
}
