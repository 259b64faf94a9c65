/// What an import came to. Contract 2.
package struct ImportOutcome: Sendable {
  /// What became of the rows of one file.
  package struct Count: Sendable, Equatable {
    /// The table of the contract.
    package let table: String
    /// Rows of the file without its header.
    package internal(set) var read = 0
    /// Rows whose key was not known.
    package internal(set) var new = 0
    /// Rows that are known as they are.
    package internal(set) var unchanged = 0
    /// Rows that took the place of known ones.
    package internal(set) var replaced = 0
    /// Rows with a finding.
    package internal(set) var rejected = 0

    init(table: String) {
      self.table = table
    }
  }

  /// `IMP-3`; nil where nothing was loaded.
  package let importID: String?
  /// One for each file, in load order. Where nothing is loaded, only what was read and rejected.
  package let counts: [Count]
  /// The first findings, in the order of files and lines.
  package let findings: [Finding]
  /// How many findings there are in all.
  package let findingCount: Int
  /// The first remarks about rows that were loaded all the same.
  package let warnings: [Finding]
  /// Whether the good rows are in the database now.
  package let isLoaded: Bool
  /// The file with every finding and its row, where one was asked for and there are findings.
  package let rejectsFile: String?

  /// How many findings and how many warnings are kept for printing.
  package static let printedLimit = 100
}
