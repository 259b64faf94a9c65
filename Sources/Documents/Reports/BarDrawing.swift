/// Lying bars: the label at the left, the figure at the end of its bar, the axis at zero.
struct BarDrawing {
  private static let labelEnd = 170
  private static let plotStart = 180
  private static let plotWidth = 330
  private static let barHeight = 14
  private static let barStep = 18
  private static let groupGap = 10

  private let chart: Chart
  private let language: DocumentLanguage
  private let least: Double
  private let span: Double

  init(_ chart: Chart, _ language: DocumentLanguage) {
    self.chart = chart
    self.language = language
    let values = chart.series.flatMap { $0.figures.compactMap { $0?.value } }
    least = Double(min(values.min() ?? 0, 0))
    span = max(Double(max(values.max() ?? 0, 0)) - least, 1)
  }

  var svg: Drawing {
    var drawing = Drawing()
    var y = 4
    for (index, label) in chart.labels.enumerated() {
      let middle = y + (chart.series.count * Self.barStep) / 2
      drawing.text(shortened(label, toColumns: 26), x: Self.labelEnd, y: middle + 4, anchor: "end")
      for (number, series) in chart.series.enumerated() {
        if let figure = series.figures[index] {
          add(figure, of: series, number, y: y, to: &drawing)
        }
        y += Self.barStep
      }
      y += Self.groupGap
    }
    drawing.rule(x1: place(0), y1: 0, x2: place(0), y2: y)
    drawing.height = y + 4
    return drawing
  }

  private func add(
    _ figure: Chart.Figure, of series: Chart.Series, _ number: Int, y: Int,
    to drawing: inout Drawing
  ) {
    let (zero, end) = (place(0), place(figure.value))
    drawing.marks += """
      <rect x="\(min(zero, end))" y="\(y)" width="\(abs(end - zero))" height="\(Self.barHeight)" \
      fill="var(--c\(number + 1))"/>

      """
    let name = chart.series.count > 1 ? " " + series.name.line(in: language) : ""
    drawing.text(figure.text + name, x: max(zero, end) + 6, y: y + 11)
  }

  private func place(_ value: Int64) -> Int {
    Self.plotStart + Int(((Double(value) - least) / span * Double(Self.plotWidth)).rounded())
  }
}
