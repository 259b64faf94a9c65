import CivilTime
import Postgres
import Store

/// `import DIR`: loads the files of the data contract in one transaction. Contract 2.
///
/// Rows are staged, compared with what is known, held against each other and merged as whole sets.
/// Loading the same files again changes nothing.
package struct ImportFiles: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// How many bytes an import of the folder reads, for a progress bar.
  package static func byteCount(of directory: String) throws -> Int {
    try ImportFolder(directory).byteCount
  }

  /// Loads every file of the contract that is in the folder; other files than `.csv` are ignored.
  ///
  /// - Parameters:
  ///   - acceptRejects: Leave bad rows out, and those that depend on them, and load the others.
  ///     Without it one finding keeps everything out. A file whose header cannot be read keeps
  ///     everything out in any case.
  ///   - replace: A row with a known key and other content takes the place of the known one, unless
  ///     a sealed statement used that.
  ///   - rejectsFile: Where all findings are written with their rows; nil for nowhere. Without a
  ///     finding no file is made.
  ///   - progress: Told the bytes read in the stage `read files`.
  /// - Returns: What was found and whether it was loaded: bad rows are no error of this function.
  /// - Throws: `Refusal` when the folder, a file or a table of the database cannot be used at all.
  package func callAsFunction(
    directory: String, acceptRejects: Bool = false, replace: Bool = false,
    rejectsFile: String? = nil, progress: (Progress) -> Void = { _ in }
  ) throws -> ImportOutcome {
    let folder = try ImportFolder(directory)
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    try ImportStore.prepare(session)
    return try session.transaction { (tx: borrowing Transaction) in
      try requireTables(for: folder, in: tx)
      try ImportStore.open(
        relations: MarketplaceTables.inLoadOrder.map(\.name),
        written: folder.files.map(\.table.name), in: tx)
      var readings: [FileReading] = []
      progress(.stage("read files"))
      for file in folder.files {
        readings.append(try FileReading(of: file, in: tx, progress: progress))
      }
      progress(.stage("check rows"))
      var findings = try check(folder, readings, mayReplace: replace, in: tx)
      func isLoadable() -> Bool {
        findings.total == 0 || acceptRejects && readings.allSatisfy(\.hasGoodHeader)
      }
      var merged: [ImportStore.Merged]?
      if isLoadable() {
        progress(.stage("store rows"))
        merged = try mergeTrustingKeys(readings, in: tx)
      }
      if merged == nil {
        // Either something else was found, and all findings are wanted, or a key stands twice.
        findings = try checkKeys(folder, readings, in: tx)
        if isLoadable() { merged = try merge(readings, in: tx) }
      }
      let counts = counts(readings, findings, merged ?? [])
      let record = try merged.map { _ in
        try ImportOnRecord(of: directory, by: actor, at: now, in: tx)
      }
      try record.map { try keep(readings, counts, on: $0, from: directory, in: tx) }
      if findings.total > 0 {
        progress(.stage("write rejects"))
        try write(findings, to: rejectsFile, folder, on: record, in: tx)
      }
      return ImportOutcome(
        importID: record?.id, counts: counts,
        findings: try findings.first(ImportOutcome.printedLimit, folder, readings, in: tx),
        findingCount: findings.total,
        warnings: try merged.map { try warnings(readings, $0, in: tx) } ?? [],
        isLoaded: merged != nil, rejectsFile: findings.total > 0 ? rejectsFile : nil)
    }
  }

  /// Refuses a database whose relations cannot take what the files hold.
  private func requireTables(for folder: ImportFolder, in tx: borrowing Transaction) throws {
    let relations = try ImportStore.relations(in: tx)
    for table in folder.files.map(\.table) {
      guard let relation = relations[table.name] else {
        throw Refusal(
          .configuration, "relation_missing", "marketplace.\(table.name) does not exist",
          remedy: "see `settled db check`")
      }
      guard ["table", "partitioned table"].contains(relation.kind) else {
        throw Refusal(
          .configuration, "relation_is_no_table",
          "marketplace.\(table.name) is a \(relation.kind); import writes tables",
          remedy: "load what is behind it, and take \(table.fileName) out of the folder")
      }
      for column in table.columns where relation.types[column.name] != column.type.postgresType {
        let type = relation.types[column.name] ?? "missing"
        throw Refusal(
          .configuration, "contract_differs",
          "marketplace.\(table.name).\(column.name) is \(type); the data contract says "
            + column.type.postgresType,
          remedy: "see `settled db check`")
      }
    }
  }

  /// Rejects what the database finds wrong with the staged rows, but for duplicates in files of
  /// tables that have no rows yet: sorting them out costs as much as all other checks together.
  private func check(
    _ folder: ImportFolder, _ readings: [FileReading], mayReplace: Bool,
    in tx: borrowing Transaction
  ) throws -> ImportFindings {
    for table in readings.map(\.table) {
      try ImportStore.rejectDuplicates(
        of: table.name, keys: table.primaryKey, mayTrust: true, in: tx)
      try ImportStore.noteChanges(
        of: table.name, keys: table.primaryKey, columns: table.columns.map(\.name), in: tx)
    }
    try ImportStore.rejectChanges(mayReplace: mayReplace, in: tx)
    try ImportStore.rejectDangling(in: tx)
    return ImportFindings(
      folder: folder.findings, readings: readings, rows: try ImportStore.findingCounts(in: tx))
  }

  /// Rejects duplicates in every file, and what depends on them.
  private func checkKeys(
    _ folder: ImportFolder, _ readings: [FileReading], in tx: borrowing Transaction
  ) throws -> ImportFindings {
    for table in readings.map(\.table) {
      try ImportStore.rejectDuplicates(
        of: table.name, keys: table.primaryKey, mayTrust: false, in: tx)
    }
    try ImportStore.rejectDangling(in: tx)
    return ImportFindings(
      folder: folder.findings, readings: readings, rows: try ImportStore.findingCounts(in: tx))
  }

  /// Merges; nil, and nothing changed, where a key stands twice.
  private func mergeTrustingKeys(
    _ readings: [FileReading], in tx: borrowing Transaction
  ) throws -> [ImportStore.Merged]? {
    do {
      return try tx.savepoint { (tx: borrowing Transaction) in try merge(readings, in: tx) }
    } catch let error as PostgresError where error.sqlState == "23505" {
      return nil
    }
  }

  private func merge(
    _ readings: [FileReading], in tx: borrowing Transaction
  ) throws -> [ImportStore.Merged] {
    try readings.map { reading in
      try ImportStore.merge(
        reading.table.name, keys: reading.table.primaryKey,
        columns: reading.table.columns.map(\.name), in: tx)
    }
  }

  /// Puts on record what was loaded, what it replaced, and which rows that were left out it brings.
  private func keep(
    _ readings: [FileReading], _ counts: [ImportOutcome.Count], on record: ImportOnRecord,
    from directory: String, in tx: borrowing Transaction
  ) throws {
    try record.keep(
      counts.map {
        ImportedTable(
          relation: $0.table, read: $0.read, inserted: $0.new, replaced: $0.replaced,
          unchanged: $0.unchanged, leftOut: $0.rejected)
      }, as: "files_imported", from: directory, in: tx)
    for (reading, count) in zip(readings, counts) {
      try record.noteReplaced(count.replaced, of: reading.table, in: tx)
      try record.bring(reading.table, in: tx)
    }
  }

  private func counts(
    _ readings: [FileReading], _ findings: ImportFindings, _ merged: [ImportStore.Merged]
  ) -> [ImportOutcome.Count] {
    readings.enumerated().map { index, reading in
      var count = ImportOutcome.Count(table: reading.table.name)
      count.read = reading.read
      count.rejected = reading.refused + (findings.rows[reading.table.name]?.rejected ?? 0)
      if merged.indices.contains(index) {
        count.new = merged[index].inserted
        count.replaced = merged[index].replaced
        count.unchanged = merged[index].unchanged
      }
      return count
    }
  }

  /// Writes all findings with their rows where they are wanted, and keeps what is left out.
  private func write(
    _ findings: ImportFindings, to path: String?, _ folder: ImportFolder,
    on record: ImportOnRecord?, in tx: borrowing Transaction
  ) throws {
    if path == nil, record == nil { return }
    let rejects = try path.map { try RejectsFile($0) }
    var leftOut = record.map { LeftOutBuffer($0) }
    try findings.write(to: rejects, leftOut: &leftOut, folder, in: tx)
    try rejects?.finish()
    if let path { try record?.keep(rejects: path, in: tx) }
  }

  /// Remarks about rows that were loaded all the same.
  private func warnings(
    _ readings: [FileReading], _ merged: [ImportStore.Merged], in tx: borrowing Transaction
  ) throws -> [Finding] {
    let uncounted = zip(readings, merged).filter { $1.lacksStatistics }.map { reading, merged in
      Finding(
        file: reading.table.fileName, line: 1,
        reason: "marketplace.\(reading.table.name) belongs to a role that settled's tables do not, "
          + "and has no statistics of \(counted(merged.inserted, "new row"))",
        remedy:
          "let its owner run `ANALYZE marketplace.\(reading.table.name)`, or runs that follow "
          + "are slow")
    }
    return try uncounted
      + ImportStore.warnings(page: ImportOutcome.printedLimit, in: tx).map {
        Finding(
          file: "\($0.relation).csv", line: $0.finding.line,
          columnName: $0.finding.column, reason: $0.finding.reason,
          remedy: $0.finding.remedy)
      }
  }
}
