/// The sheet and the spaces on it. One place, so that every document looks like the others.
enum Measures {
  /// A4 in thousandths of a point.
  static let pageWidth: Length = 595_276
  static let pageHeight: Length = 841_890
  static let top = millimetres(18)
  static let right = millimetres(14)
  static let bottom = millimetres(20)
  static let left = millimetres(14)
  /// The line grid.
  static let grid = millimetres(4)
  static let contentWidth = pageWidth - left - right
  static let contentRight = pageWidth - right
  /// The lowest place that content may reach.
  static let contentBottom = pageHeight - bottom
  /// Where content begins from the second page on, under the running head.
  static let laterTop = top + millimetres(7)
  /// Between two columns of a table.
  static let gutter: Length = 7_000
  /// What English under Chinese keeps of its size, in percent.
  static let secondaryPercent = 85

  static func millimetres(_ count: Int) -> Length {
    count * 283_465 / 100
  }
}

/// A colour of the palette; what carries meaning is dark enough to be read in grey.
enum Colour {
  case ink
  case muted
  case accent
  case negative
  case surface
  case line
  case edge
  case mark
  case barTotal
  case barMinus
  case barPlus

  /// Red, green and blue as PDF writes them, of 8-bit values, to three decimals.
  var components: String {
    switch self {
    case .ink: "0.086 0.098 0.122"
    case .muted: "0.322 0.357 0.408"
    case .accent: "0.043 0.341 0.643"
    case .negative: "0.702 0.149 0.118"
    case .surface: "0.965 0.969 0.976"
    case .line: "0.835 0.851 0.878"
    case .mark: "0.863 0.863 0.863"
    case .edge: "0.463 0.498 0.553"
    case .barTotal: "0.043 0.435 0.722"
    case .barMinus: "0.706 0.322 0.039"
    case .barPlus: "0.122 0.161 0.216"
    }
  }
}

/// How text is drawn.
struct TextStyle {
  var weight: FontWeight = .regular
  var size: Length
  var colour: Colour = .ink

  static let text = TextStyle(size: 9_000)
  static let strong = TextStyle(weight: .bold, size: 9_000)
  static let note = TextStyle(size: 7_000, colour: .muted)
  static let cell = TextStyle(size: 8_000)
  static let label = TextStyle(size: 8_000, colour: .muted)

  func with(
    weight: FontWeight? = nil, size: Length? = nil, colour: Colour? = nil
  ) -> TextStyle {
    TextStyle(
      weight: weight ?? self.weight, size: size ?? self.size, colour: colour ?? self.colour)
  }

  /// The style of the English under the Chinese.
  var secondary: TextStyle { with(size: size * Measures.secondaryPercent / 100) }
}

/// Where a text stands against the place that is named for it.
enum Alignment {
  case left
  case centre
  case right
}
