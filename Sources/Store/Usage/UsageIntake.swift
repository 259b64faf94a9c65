import CivilTime
import Marketplace
import Metering
import Postgres

/// Puts what rating needs aside by partition: records, instances, packages and what is carried over.
struct UsageIntake: ~Copyable {
  private let scope: UsageScope
  private let partitions: Int
  private var writer: PartitionWriter
  /// The least `begin_time` among the records that are new to the run.
  private(set) var leastBegin = Instant(microseconds: .max)
  /// Records that are new to the run.
  private(set) var newRecords = 0

  init(scope: UsageScope, layout: UsageLayout, file: ChunkFile) {
    self.scope = scope
    partitions = layout.partitions
    writer = PartitionWriter(
      file: file, partitions: layout.partitions, writers: layout.shards.count)
  }

  /// Writes what is left, and says where everything lies.
  mutating func finish() throws(PostgresError) -> [[ChunkFile.Chunk]] {
    try writer.finish()
    return writer.chunks
  }

  // MARK: Records

  /// Takes the records of a shard that no sealed run has seen. Rule 4.3.
  mutating func takeNewRecords(
    pages: Range<Int64>?, takesRefused: Bool, in tx: borrowing Transaction
  ) throws {
    try scope.apply(leastBegin: scope.asOf, pages: pages, in: tx)
    var narrowing: [SQL] = []
    if pages != nil { narrowing.append(Query.UsageRecords.narrowToPlaces) }
    if scope.chain.seenUpTo != nil { narrowing.append(Query.UsageRecords.narrowToUnseen) }
    newRecords += try tx.copyOut(
      Query.UsageRecords.streamRecords, appending: narrowing
    ) { row in try take(&row, isSeen: false) }
    if takesRefused, scope.hasRefused {
      newRecords += try tx.copyOut(Query.UsageRecords.streamRefusedRecords) { row in
        try take(&row, isSeen: false)
      }
    }
  }

  /// Takes the records of a shard that could be the earlier half of a duplicate. Rule 4.1.
  mutating func takeSeenRecords(
    pages: Range<Int64>?, since leastBegin: Instant, in tx: borrowing Transaction
  ) throws {
    try scope.apply(leastBegin: leastBegin, pages: pages, in: tx)
    try tx.copyOut(
      Query.UsageRecords.streamSeenRecords,
      appending: pages == nil ? [] : [Query.UsageRecords.narrowToPlaces]
    ) { row in try take(&row, isSeen: true) }
  }

  /// An entry says what is wrong with the record by itself, so that `record_time` need not be kept.
  @inline(__always)
  private mutating func take(_ row: inout CopyRow, isSeen: Bool) throws {
    let id = try row.nextInt64()
    let key = try row.nextBytes() ?? .empty
    let begin = Self.instant(try row.nextInt64())
    let end = Self.instant(try row.nextInt64())
    let recordTime = Self.instant(try row.nextInt64())
    let receivedAt = Self.instant(try row.nextInt64())
    let value = BinaryNumeric.tenThousandths(try row.nextBytes() ?? .empty)
    let package = try row.nextBytes()
    let flaw = AbnormalCode.ofRecord(
      value: value ?? 0, begin: begin, end: end, recordTime: recordTime)
    if !isSeen, begin < leastBegin { leastBegin = begin }
    var mark: UInt8 = isSeen ? RecordMark.seen : 0
    if package != nil { mark |= RecordMark.namesPackage }
    if value == nil { mark |= RecordMark.unreadable }
    var entry = try EntryCursor(
      .record, key: key, fields: 40 + (package?.count ?? 0), mark: mark,
      second: flaw?.rawValue ?? 0, in: &writer, partitions: partitions)
    entry.put(id)
    entry.put(begin.microseconds)
    entry.put(end.microseconds)
    entry.put(receivedAt.microseconds)
    entry.put(value ?? 0)
    if let package { entry.put(package) }
  }

  /// An instant from what the wire carries; infinity is the first or the last one there is.
  @inline(__always)
  private static func instant(_ sent: Int64) -> Instant {
    if sent == .min { return Instant(microseconds: .min) }
    let (shifted, isLater) = sent.addingReportingOverflow(postgresEpochMicroseconds)
    return Instant(microseconds: isLater ? .max : shifted)
  }

  // MARK: What belongs to instances

  /// Takes every instance and package.
  mutating func takeInstances(in tx: borrowing Transaction) throws {
    try scope.apply(leastBegin: scope.asOf, pages: nil, in: tx)
    try tx.copyOut(Query.Usage.streamInstances) { row in try takeInstance(&row) }
    try tx.copyOut(Query.Usage.streamPackages) { row in
      let key = try row.nextBytes() ?? .empty
      let id = try row.nextBytes() ?? .empty
      let quota = BinaryNumeric.tenThousandths(try row.nextBytes() ?? .empty) ?? .min
      let reset = QuotaReset(code: try row.nextText() ?? "")
      let stops = try row.nextBool()
      let from = Self.instant(try row.nextInt64())
      let to = try row.nextOptionalInt64().map(Self.instant)
      var entry = try EntryCursor(
        .package, key: key, fields: 24 + id.count, mark: reset?.rawValue ?? .max,
        second: stops ? 1 : 0, in: &writer, partitions: partitions)
      entry.put(quota)
      entry.put(from.microseconds)
      entry.putOptional(to?.microseconds)
      entry.put(id)
    }
  }

  private mutating func takeInstance(_ row: inout CopyRow) throws {
    let key = try row.nextBytes() ?? .empty
    guard try row.nextBool() else {
      _ = try EntryCursor(
        .instance, key: key, fields: 0, in: &writer, partitions: partitions)
      return
    }
    let product = try row.nextBytes()
    let customer = try row.nextBytes()
    let line = try row.nextBytes()
    let plan = try row.nextBytes()
    let opened = Self.instant(try row.nextInt64())
    let closed = try row.nextOptionalInt64().map(Self.instant)
    let provider = try row.nextBytes()
    let `operator` = try row.nextBytes()
    let isPostpaid = try row.nextBool()
    let keys = [product, customer, line, plan, provider, `operator`]
    var entry = try EntryCursor(
      .instance, key: key, fields: 16 + keys.reduce(0) { $0 + EntryCursor.size($1) },
      mark: 1, second: isPostpaid ? 1 : 0, in: &writer, partitions: partitions)
    entry.put(opened.microseconds)
    entry.putOptional(closed?.microseconds)
    for key in keys { entry.putSized(key) }
  }

  /// Takes what sealed runs left: counters, open lines, and how many lines they formed.
  mutating func takeCarried(
    since leastBegin: Instant, in tx: borrowing Transaction
  ) throws -> Period {
    try scope.apply(leastBegin: leastBegin, pages: nil, in: tx)
    try tx.copyOut(Query.Usage.streamCounters) { row in
      let key = try row.nextBytes() ?? .empty
      let package = try row.nextBytes() ?? .empty
      let cycle = try row.nextDays()
      let quantity = BinaryNumeric.tenThousandths(try row.nextBytes() ?? .empty)
      var entry = try EntryCursor(
        .counter, key: key, fields: 12 + package.count, in: &writer, partitions: partitions)
      entry.put(cycle)
      entry.put(quantity ?? .max)
      entry.put(package)
    }
    try tx.copyOut(Query.Usage.streamFormedLines) { row in
      let key = try row.nextBytes() ?? .empty
      var entry = try EntryCursor(
        .formedLines, key: key, fields: 8, in: &writer, partitions: partitions)
      entry.put(try row.nextInt32())
      entry.put(try row.nextInt32())
    }
    var leastMonth = Period(containing: leastBegin)
    try tx.copyOut(Query.Usage.streamOpenLines) { row in
      leastMonth = min(leastMonth, try takeOpenLine(&row))
    }
    return leastMonth
  }

  private mutating func takeOpenLine(_ row: inout CopyRow) throws -> Period {
    let key = try row.nextBytes() ?? .empty
    let month = try row.nextInt32()
    let number = try row.nextInt32()
    let records = try row.nextInt64()
    let quantity = BinaryNumeric.tenThousandths(try row.nextBytes() ?? .empty)
    let amount = BinaryNumeric.unscaled(try row.nextBytes() ?? .empty, decimals: ratedDecimals)
    let begin = Self.instant(try row.nextInt64())
    let received = Self.instant(try row.nextInt64())
    let isLate = try row.nextBool()
    let billed = try row.nextBytes() ?? .empty
    guard let quantity, let amount, let period = Period(yyyymm: month) else {
      preconditionFailure("an open usage line has values nobody wrote")
    }
    var entry = try EntryCursor(
      .openLine, key: key, fields: 56 + billed.count, second: isLate ? 1 : 0, in: &writer,
      partitions: partitions)
    entry.put(month)
    entry.put(number)
    entry.put(records)
    entry.put(quantity)
    entry.put(amount)
    entry.put(begin.microseconds)
    entry.put(received.microseconds)
    entry.put(billed)
    return period
  }

  /// Takes the repayments of customers who pay later. Rule 4.7.
  mutating func takeRepayments(
    since month: Period, in tx: borrowing Transaction
  ) throws {
    try scope.apply(leastBegin: month.start, pages: nil, in: tx)
    try tx.copyOut(Query.Usage.streamRepayments) { row in
      let key = try row.nextBytes() ?? .empty
      var entry = try EntryCursor(
        .repayment, key: key, fields: 12, in: &writer, partitions: partitions)
      entry.put(try row.nextDays())
      entry.put(Self.instant(try row.nextInt64()).microseconds)
    }
  }
}

/// The bits of a record's mark.
enum RecordMark {
  static let seen: UInt8 = 1
  static let namesPackage: UInt8 = 2
  static let unreadable: UInt8 = 4
}
