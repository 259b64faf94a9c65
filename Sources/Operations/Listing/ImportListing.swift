import Documents

extension Listing {
  /// What became of the rows of each file.
  package init(countsOf outcome: ImportOutcome) {
    func column(
      _ name: String, _ count: @escaping (ImportOutcome.Count) -> Int
    ) -> ListedColumn<ImportOutcome.Count> {
      ListedColumn(name, .integer) { .integer(Int64(count($0))) }
    }
    let new = outcome.counts.reduce(0) { $0 + $1.new }
    let replaced = outcome.counts.reduce(0) { $0 + $1.replaced }
    let unchanged = outcome.counts.reduce(0) { $0 + $1.unchanged }
    self.init(
      "tables", of: outcome.counts,
      [
        ListedColumn("table", .text) { .text($0.table) }, column("read") { $0.read },
        column("new") { $0.new }, column("unchanged") { $0.unchanged },
        column("replaced") { $0.replaced }, column("rejected") { $0.rejected },
      ],
      summary: outcome.isLoaded
        ? "loaded \(counted(new, "new row")), \(grouped(replaced)) replaced, "
          + "\(grouped(unchanged)) known already"
        : "0 rows were loaded")
  }
}
