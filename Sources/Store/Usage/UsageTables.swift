import CivilTime
import Metering
import Postgres

/// What a run writes of usage beside its lines, gathered until a portion is worth a COPY.
struct UsageTables: ~Copyable {
  private let runNumber: Int32?
  private var parts = CopyRows(
    "settlement.usage_part",
    [
      "run_no", "instance_id", "month", "records", "quantity", "amount", "first_begin",
      "last_received",
    ])
  private var open = CopyRows(
    "settlement.usage_open",
    [
      "run_no", "instance_id", "month", "number", "source_id", "records", "quantity", "amount",
      "first_begin", "last_received", "is_late", "billed",
    ])
  private var counters = CopyRows(
    "settlement.usage_counter",
    ["run_no", "instance_id", "package_id", "cycle_start", "quantity"])
  private var abnormal = CopyRows(
    "settlement.usage_abnormal",
    ["run_no", "usage_id", "instance_id", "begin_time", "end_time", "usage_value", "code"])
  private var refused = CopyRows(
    "settlement.usage_refused", ["run_no", "instance_id", "unseen_since"])

  /// - Parameter runNumber: Nil to write nothing.
  init(runNumber: Int32?) {
    self.runNumber = runNumber
  }

  /// What the run was the first to see.
  mutating func add(_ part: UsagePart, of instance: UnsafeRawBufferPointer) {
    guard let runNumber else { return }
    parts.start(runNumber)
    parts.field(instance)
    parts.field(part.month.yyyymm)
    parts.field(part.records)
    parts.numeric(Int128(part.quantity), decimals: quantityDecimals)
    parts.numeric(part.amount, decimals: ratedDecimals)
    parts.instant(part.firstBegin)
    parts.instant(part.lastReceived)
  }

  /// A line that is open.
  mutating func add(
    _ line: UsageLine, _ sourceID: UnsafeRawBufferPointer, billed: Payees,
    of instance: UnsafeRawBufferPointer
  ) {
    guard let runNumber else { return }
    open.start(runNumber)
    open.field(instance)
    open.field(line.part.month.yyyymm)
    open.field(Int32(line.number))
    open.field(sourceID)
    open.field(line.part.records)
    open.numeric(Int128(line.part.quantity), decimals: quantityDecimals)
    open.numeric(line.part.amount, decimals: ratedDecimals)
    open.instant(line.part.firstBegin)
    open.instant(line.part.lastReceived)
    open.field(line.isLate ? UInt8(1) : 0)
    open.field(Int16(billed.rawValue))
  }

  /// What the run added to a counter; an empty package stands for steps.
  mutating func add(
    _ counter: UsageCounter, package: UnsafeRawBufferPointer, of instance: UnsafeRawBufferPointer
  ) {
    guard let runNumber else { return }
    counters.start(runNumber)
    counters.field(instance)
    counters.field(package)
    counters.day(counter.cycle)
    counters.numeric(Int128(counter.quantity), decimals: quantityDecimals)
  }

  /// What is not charged.
  mutating func add(_ record: AbnormalUsage, of instance: UnsafeRawBufferPointer) {
    guard let runNumber else { return }
    abnormal.start(runNumber)
    abnormal.field(record.id)
    abnormal.field(instance)
    abnormal.instant(record.begin)
    abnormal.instant(record.end)
    abnormal.numeric(Int128(record.value), decimals: quantityDecimals)
    abnormal.field(record.code.code)
  }

  /// An instance that could not be rated, and since when its records wait.
  mutating func refuse(_ instance: UnsafeRawBufferPointer, unseenSince: Instant) {
    guard let runNumber else { return }
    refused.start(runNumber)
    refused.field(instance)
    refused.instant(unseenSince)
  }

  /// Writes what has become a portion, or with `all` everything.
  mutating func flush(all: Bool, in tx: borrowing Transaction) throws {
    try parts.flush(all: all, in: tx)
    try open.flush(all: all, in: tx)
    try counters.flush(all: all, in: tx)
    try abnormal.flush(all: all, in: tx)
    try refused.flush(all: all, in: tx)
  }
}

/// Rows of one table in the binary form of COPY.
private struct CopyRows {
  private let table: String
  private let columns: [String]
  private var bytes: [UInt8] = []
  private var rowCount = 0
  private static let portion = 512 << 10

  init(_ table: String, _ columns: [String]) {
    self.table = table
    self.columns = columns
  }

  mutating func start(_ runNumber: Int32) {
    put(Int16(columns.count))
    field(runNumber)
    rowCount += 1
  }

  mutating func field<Value: FixedWidthInteger>(_ value: Value) {
    put(Int32(MemoryLayout<Value>.size))
    put(value)
  }

  mutating func field(_ value: UnsafeRawBufferPointer) {
    put(Int32(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func field(_ value: String) {
    put(Int32(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  mutating func numeric(_ unscaled: Int128, decimals: Int) {
    let start = bytes.count
    put(Int32(0))
    BinaryNumeric.append(unscaled, decimals: decimals, to: &bytes)
    let length = UInt32(bytes.count - start - 4)
    for byte in 0..<4 { bytes[start + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * byte)) }
  }

  /// The first and the last instant there is are infinity.
  mutating func instant(_ value: Instant) {
    let (shifted, overflow) = value.microseconds
      .subtractingReportingOverflow(postgresEpochMicroseconds)
    let isInfinite = overflow || value.microseconds == .max
    field(isInfinite ? (value.microseconds < 0 ? Int64.min : Int64.max) : shifted)
  }

  mutating func day(_ value: CivilDate) {
    field(value.days - Int32(postgresEpochMicroseconds / Instant.microsecondsPerDay))
  }

  mutating func flush(all: Bool, in tx: borrowing Transaction) throws {
    guard rowCount > 0, all || bytes.count >= Self.portion else { return }
    try tx.copyIn(into: table, columns: columns) { (writer: inout CopyWriter) in
      try bytes.withUnsafeBytes { try writer.rawRows($0, count: rowCount) }
    }
    bytes.removeAll(keepingCapacity: true)
    rowCount = 0
  }

  private mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
