import CivilTime
import Postgres
import Store

/// An import that is put on record, in its own transaction.
struct ImportOnRecord {
  /// `IMP-3`.
  let id: String
  private let number: Int32
  private let actor: String
  private let now: Instant

  /// So many replaced rows of a table are told with what they were.
  private static let toldChanges = 20

  /// - Parameter source: The folder or the log, as it was named.
  init(
    of source: String, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    (number, id) = try ImportRecordStore.begin(source: source, by: actor, at: now, in: tx)
    self.actor = actor
    self.now = now
  }

  /// Keeps what became of each table, and leaves a trace of it where anything was written or left
  /// out.
  ///
  /// - Parameter action: What the trail calls it.
  func keep(
    _ tables: [ImportedTable], as action: String, from source: String, in tx: borrowing Transaction
  ) throws {
    for table in tables { try ImportRecordStore.keep(table, of: number, in: tx) }
    let words = tables.filter { $0.inserted + $0.replaced + $0.leftOut > 0 }.map { table in
      "\(table.relation) +\(table.inserted) ~\(table.replaced)"
        + (table.leftOut > 0 ? ", \(table.leftOut) left out" : "")
    }
    guard !words.isEmpty else { return }
    try Trail.note(
      action, of: id, by: actor, at: now, detail: "\(words.joined(separator: "; ")); \(source)",
      in: tx)
  }

  /// Puts on the trail what the rows of a table were that others took the place of.
  ///
  /// - Parameter count: How many there are; the first ones are told.
  func noteReplaced(_ count: Int, of table: Table, in tx: borrowing Transaction) throws {
    let changes = try ImportRecordStore.changes(
      of: table.name, keys: table.primaryKey, page: Self.toldChanges, in: tx)
    try noteReplaced(count, of: table.name, changes, in: tx)
  }

  /// The same where the changes are at hand: keys, and what was and is.
  func noteReplaced(
    _ count: Int, of relation: String, _ changes: [(key: String, was: String, becomes: String)],
    in tx: borrowing Transaction
  ) throws {
    guard count > 0 else { return }
    let told = changes.prefix(Self.toldChanges)
    let more = count - told.count
    try Trail.note(
      "rows_replaced", of: id, by: actor, at: now,
      detail: "\(relation), \(counted(count, "row")): "
        + told.map(\.key).joined(separator: ", ") + (more > 0 ? " and \(grouped(more)) more" : ""),
      change: (
        told.map { "\($0.key): \($0.was)" }.joined(separator: "; "),
        told.map { "\($0.key): \($0.becomes)" }.joined(separator: "; ")
      ), in: tx)
  }

  /// Answers rows that earlier imports left out and the staged ones of a table bring.
  func bring(_ table: Table, in tx: borrowing Transaction) throws {
    try ImportRecordStore.bring(
      staged: table.name, keys: table.primaryKey, by: number, in: tx)
  }

  /// The same of rows by their keys of one column.
  func bring(_ keys: [String], of relation: String, in tx: borrowing Transaction) throws {
    try ImportRecordStore.bring(keys, of: relation, by: number, in: tx)
  }

  /// Keeps rows that are left out.
  func leaveOut(_ rows: [LeftOutRow], in tx: borrowing Transaction) throws {
    try ImportRecordStore.leaveOut(rows, of: number, in: tx)
  }

  /// Keeps which file has all findings, once it is whole.
  func keep(rejects path: String, in tx: borrowing Transaction) throws {
    try ImportRecordStore.keep(
      rejects: path, FileDigest.read(path).digest, of: number, in: tx)
  }
}

/// Rows that are left out on their way into the database, some thousands at a time.
struct LeftOutBuffer {
  private let record: ImportOnRecord
  private var rows: [LeftOutRow] = []
  private static let page = 10_000

  init(_ record: ImportOnRecord) {
    self.record = record
  }

  /// Adds a row with what was found first.
  mutating func add(_ row: LeftOutRow, in tx: borrowing Transaction) throws {
    rows.append(row)
    if rows.count >= Self.page { try flush(in: tx) }
  }

  /// Writes what is left.
  mutating func flush(in tx: borrowing Transaction) throws {
    if rows.isEmpty { return }
    try record.leaveOut(rows, in: tx)
    rows.removeAll(keepingCapacity: true)
  }
}
