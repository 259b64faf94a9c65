/// The forms of a picture.
package enum ChartKind: String, Sendable, CaseIterable {
  /// Lying bars from zero, one group a label.
  case bar
  /// A line over labels in their order, such as months.
  case line
}

/// A picture of figures that also stand in a table beside it.
///
/// The colours are the properties `--c1` to `--c4` of the page, so that it follows light and dark.
package struct Chart: Sendable {
  /// A figure: where it lies, and as it is written beside its bar or point.
  package struct Figure: Sendable, Hashable {
    /// In the unit of the whole picture, any sign.
    let value: Int64
    let text: String

    /// A figure and its text for people.
    package init(_ value: Int64, _ text: String) {
      self.value = value
      self.text = text
    }
  }

  /// One column of figures, one for each label; nil where there is none.
  package struct Series: Sendable {
    let name: Wording
    let figures: [Figure?]

    /// A column with its name.
    package init(_ name: Wording, _ figures: [Figure?]) {
      self.name = name
      self.figures = figures
    }
  }

  let kind: ChartKind
  let title: Wording
  let labels: [String]
  let series: [Series]

  /// More bars than this say nothing any more.
  static let labelLimit = 30

  /// A picture of one to four series with a figure, or none, for each label.
  package init(_ kind: ChartKind, title: Wording, labels: [String], series: [Series]) {
    precondition((1...4).contains(series.count), "\(series.count) series cannot be told apart")
    precondition(
      series.allSatisfy { $0.figures.count == labels.count },
      "a series has other figures than the \(labels.count) labels")
    self.kind = kind
    self.title = title
    self.labels = labels
    self.series = series
  }

  /// The picture as SVG for a page, with a title and a sentence for those who do not see it.
  ///
  /// - Parameter id: Unique on the page.
  func svg(id: String, in language: DocumentLanguage) -> String {
    let shown = labels.count > Self.labelLimit ? first(Self.labelLimit) : self
    let drawing =
      switch kind {
      case .bar: BarDrawing(shown, language).svg
      case .line: LineDrawing(shown, language).svg
      }
    return """
      <svg class="chart" viewBox="0 0 \(Self.width) \(drawing.height)" role="img" \
      aria-labelledby="\(id)-title \(id)-text">
      <title id="\(id)-title">\(escaped(title.line(in: language)))</title>
      <desc id="\(id)-text">\(escaped(sentence.line(in: language)))</desc>
      \(drawing.marks)</svg>

      """
  }

  /// Of the drawing, in its own units.
  static let width = 720

  private func first(_ count: Int) -> Chart {
    Chart(
      kind, title: title, labels: Array(labels.prefix(count)),
      series: series.map { Series($0.name, Array($0.figures.prefix(count))) })
  }

  /// What a person would say about the picture: how many, the highest and the lowest.
  var sentence: Wording {
    var zh: [String] = []
    var en: [String] = []
    for series in series {
      let known = zip(labels, series.figures).compactMap { label, figure in
        figure.map { (label: label, figure: $0) }
      }
      guard let most = known.max(by: { $0.figure.value < $1.figure.value }),
        let least = known.min(by: { $0.figure.value < $1.figure.value })
      else {
        zh.append("\(series.name.zh)：无数据。")
        en.append("\(series.name.en): no figures.")
        continue
      }
      zh.append(
        "\(series.name.zh)：\(known.count) 项，最高 \(most.label) \(most.figure.text)，"
          + "最低 \(least.label) \(least.figure.text)。")
      en.append(
        "\(series.name.en): \(known.count) figures, highest \(most.label) \(most.figure.text), "
          + "lowest \(least.label) \(least.figure.text).")
    }
    if labels.count > Self.labelLimit {
      zh.append("图中为前 \(Self.labelLimit) 项，共 \(labels.count) 项。")
      en.append("Drawn are the first \(Self.labelLimit) of \(labels.count).")
    }
    return Wording(zh: zh.joined(), en: en.joined(separator: " "))
  }
}

/// Marks of a picture, and how high it is.
struct Drawing {
  var marks = ""
  var height = 0

  /// A text at a place; the anchor is `start`, `middle` or `end`.
  mutating func text(_ text: String, x: Int, y: Int, anchor: String = "start") {
    marks += "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
  }

  /// A straight rule in the colour of quiet text.
  mutating func rule(x1: Int, y1: Int, x2: Int, y2: Int) {
    marks +=
      "<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" stroke=\"var(--muted)\"/>\n"
  }
}

/// The text where HTML is read: in elements and in quoted attributes.
func escaped(_ text: String) -> String {
  let special: Set<UInt8> = Set("&<>\"'".utf8)
  guard text.utf8.contains(where: special.contains) else { return text }
  var result = ""
  for character in text.unicodeScalars {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(character)
    }
  }
  return result
}
