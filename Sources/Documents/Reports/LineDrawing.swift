/// Lines over labels in their order; the axis need not begin at zero, and says where it begins.
struct LineDrawing {
  private static let plotStart = 120
  private static let plotWidth = 380
  private static let top = 16
  private static let plotHeight = 180

  private let chart: Chart
  private let language: DocumentLanguage
  private let least: Chart.Figure
  private let most: Chart.Figure

  init(_ chart: Chart, _ language: DocumentLanguage) {
    self.chart = chart
    self.language = language
    let figures = chart.series.flatMap { $0.figures.compactMap { $0 } }
    least = figures.min { $0.value < $1.value } ?? Chart.Figure(0, "0")
    most = figures.max { $0.value < $1.value } ?? Chart.Figure(0, "0")
  }

  var svg: Drawing {
    var drawing = Drawing()
    let bottom = Self.top + Self.plotHeight
    let right = Self.plotStart + Self.plotWidth
    drawing.rule(x1: Self.plotStart, y1: bottom, x2: right, y2: bottom)
    drawing.text(most.text, x: Self.plotStart - 8, y: height(most.value) + 4, anchor: "end")
    if least.value != most.value {
      drawing.text(least.text, x: Self.plotStart - 8, y: height(least.value) + 4, anchor: "end")
    }
    // All labels where there is room for them, else the first and the last.
    let shown = chart.labels.count <= 6 ? Array(chart.labels.indices) : [0, chart.labels.count - 1]
    for index in shown where chart.labels.indices.contains(index) {
      drawing.text(
        shortened(chart.labels[index], toColumns: 14), x: place(index), y: bottom + 18,
        anchor: "middle")
    }
    for (number, series) in chart.series.enumerated() { add(series, number, to: &drawing) }
    drawing.height = bottom + 28
    return drawing
  }

  private func add(_ series: Chart.Series, _ number: Int, to drawing: inout Drawing) {
    let points = series.figures.enumerated().compactMap { index, figure in
      figure.map { (x: place(index), y: height($0.value), figure: $0) }
    }
    guard let last = points.last else { return }
    let line = points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
    let dashes = number == 0 ? "" : " stroke-dasharray=\"\(2 + 3 * number) 3\""
    drawing.marks += """
      <polyline points="\(line)" fill="none" stroke="var(--c\(number + 1))" \
      stroke-width="2"\(dashes)/>

      """
    for point in points {
      drawing.marks +=
        "<circle cx=\"\(point.x)\" cy=\"\(point.y)\" r=\"3\" fill=\"var(--c\(number + 1))\"/>\n"
    }
    let name = series.name.line(in: language)
    drawing.text("\(last.figure.text) \(name)", x: last.x + 8, y: last.y + 4)
  }

  private func place(_ index: Int) -> Int {
    let steps = max(chart.labels.count - 1, 1)
    return Self.plotStart + 20 + index * (Self.plotWidth - 40) / steps
  }

  private func height(_ value: Int64) -> Int {
    let span = Double(most.value) - Double(least.value)
    guard span > 0 else { return Self.top + Self.plotHeight / 2 }
    let share = (Double(value) - Double(least.value)) / span
    return Self.top + Self.plotHeight - 12 - Int((share * Double(Self.plotHeight - 24)).rounded())
  }
}
