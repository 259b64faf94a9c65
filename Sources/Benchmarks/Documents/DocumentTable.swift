/// The table of the document benchmark: medians of the rounds.
enum DocumentTable {
  static func head() {
    print(
      "| document | by | documents/s | ms each | CPU ms each | peak MiB | KB each "
        + "| settled is so many times as fast |")
    print("|---|---|---|---|---|---|---|---|")
  }

  /// - Parameter ours: The rounds that alternated with these, where they are of another.
  static func row(
    _ paper: DocumentBenchmark.Paper, by name: String, _ rounds: [DocumentBenchmark.Round],
    peak: Double, against ours: [DocumentBenchmark.Round] = []
  ) {
    let documents = rounds.reduce(0) { $0 + $1.documents }
    let bytes = rounds.reduce(0) { $0 + $1.bytes }
    let cells = [
      paper.name, name, number(median(rounds.map(\.rate)), 1),
      number(1000 / median(rounds.map(\.rate)), 1), number(median(rounds.map(\.milliseconds)), 1),
      number(peak, 0), number(Double(bytes) / Double(documents) / 1000, 0),
      ours.isEmpty ? "" : number(median(zip(ours, rounds).map { $0.rate / $1.rate }), 1),
    ]
    print("| " + cells.joined(separator: " | ") + " |")
  }

  /// The middle one of several figures.
  private static func median(_ figures: [Double]) -> Double {
    figures.sorted()[figures.count / 2]
  }
}
