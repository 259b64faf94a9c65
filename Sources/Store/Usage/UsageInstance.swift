import CivilTime
import Marketplace
import Metering
import Postgres

/// All that is known of one instance: filled from its entries, used for one instance after another.
///
/// Keys are borrowed from the partition in memory.
struct UsageInstance {
  /// Whether some entry said that the instance exists.
  private(set) var exists = false
  /// Whether it is the site's own, or of an unknown product.
  private(set) var isOwn = false
  private(set) var product = UnsafeRawBufferPointer.empty
  private(set) var customer = UnsafeRawBufferPointer.empty
  private(set) var line = UnsafeRawBufferPointer.empty
  private(set) var plan = UnsafeRawBufferPointer.empty
  private(set) var provider: UnsafeRawBufferPointer?
  private(set) var `operator`: UnsafeRawBufferPointer?
  private(set) var openedAt = Instant(microseconds: .min)
  private(set) var closedAt: Instant?
  private(set) var isPostpaid = false
  private(set) var hasNewRecords = false
  /// The first record or package whose numbers cannot be read.
  private(set) var unreadable: String?
  /// What earlier runs left open, and what they billed of it, as `BilledLines` reads it.
  var openLines: [(line: UsageLine, billed: UnsafeRawBufferPointer)] = []
  /// How many lines earlier runs formed, by month.
  private(set) var formed: [Period: Int] = [:]
  /// When the customer repaid, by month.
  private(set) var repaid: [Period: Instant] = [:]
  /// In the order of consumption: by (`valid_from`, key).
  private(set) var packageKeys: [UnsafeRawBufferPointer] = []
  private var packages: [(key: UnsafeRawBufferPointer, package: UsagePackage)] = []
  private var counters: [(package: UnsafeRawBufferPointer, cycle: CivilDate, quantity: Int64)] = []
  /// By place of the record: the package that it names.
  private var names: [(record: Int, package: UnsafeRawBufferPointer)] = []

  init() {}

  /// Reads one entry; records go straight to the meter.
  @inline(__always)
  mutating func take(_ entry: inout EntryReader, into meter: inout InstanceMeter) {
    switch entry.kind {
    case .record: takeRecord(&entry, into: &meter)
    case .instance: takeInstance(&entry)
    case .package: takePackage(&entry)
    case .counter:
      let cycle = CivilDate(days: entry.next())
      let quantity: Int64 = entry.next()
      counters.append((entry.rest, cycle, quantity))
    case .openLine: takeOpenLine(&entry)
    case .formedLines:
      if let month = Period(yyyymm: entry.next()) { formed[month] = Int(entry.next(Int32.self)) }
    case .repayment:
      let month = Period(containing: CivilDate(days: entry.next()))
      repaid[month] = entry.nextInstant()
    }
  }

  @inline(__always)
  private mutating func takeRecord(_ entry: inout EntryReader, into meter: inout InstanceMeter) {
    let id: Int64 = entry.next()
    let begin = entry.nextInstant()
    let end = entry.nextInstant()
    let receivedAt = entry.nextInstant()
    let value: Int64 = entry.next()
    let isSeen = entry.mark & RecordMark.seen != 0
    if !isSeen { hasNewRecords = true }
    if entry.mark & RecordMark.unreadable != 0, unreadable == nil {
      unreadable = "the usage_value of record \(id)"
    }
    if entry.mark & RecordMark.namesPackage != 0 {
      names.append((meter.records.count, entry.rest))
    }
    meter.records.append(
      UsageRecord(
        id: id, begin: begin, end: end, receivedAt: receivedAt, value: value, package: .none,
        isSeen: isSeen, flaw: isSeen ? nil : AbnormalCode(rawValue: entry.second)))
  }

  private mutating func takeInstance(_ entry: inout EntryReader) {
    exists = true
    isOwn = entry.mark == 1
    guard isOwn else { return }
    isPostpaid = entry.second == 1
    openedAt = entry.nextInstant()
    closedAt = entry.nextOptionalInstant()
    product = entry.nextSized() ?? .empty
    customer = entry.nextSized() ?? .empty
    line = entry.nextSized() ?? .empty
    plan = entry.nextSized() ?? .empty
    provider = entry.nextSized()
    `operator` = entry.nextSized()
  }

  private mutating func takePackage(_ entry: inout EntryReader) {
    let quota: Int64 = entry.next()
    let from = entry.nextInstant()
    let to = entry.nextOptionalInstant()
    let key = entry.rest
    guard let reset = QuotaReset(rawValue: entry.mark), quota >= 0 else {
      unreadable = unreadable ?? "the quota or reset of package \(key.text)"
      return
    }
    packages.append(
      (
        key,
        UsagePackage(
          quota: quota, reset: reset, stopsWhenExhausted: entry.second == 1, validFrom: from,
          validTo: to)
      ))
  }

  private mutating func takeOpenLine(_ entry: inout EntryReader) {
    guard let month = Period(yyyymm: entry.next()) else { return }
    let number = Int(entry.next(Int32.self))
    let records: Int64 = entry.next()
    let quantity: Int64 = entry.next()
    let amount: Int128 = entry.next()
    let part = UsagePart(
      month: month, records: records, quantity: quantity, amount: amount,
      firstBegin: entry.nextInstant(), lastReceived: entry.nextInstant())
    openLines.append(
      (UsageLine(number: number, part: part, isLate: entry.second == 1), entry.rest))
  }

  /// Brings packages into the order of consumption, hands them and the counters to the meter, and
  /// tells records which package they name. Rules 4.4 and 10 (4.4).
  ///
  /// - Returns: Records, by place, that name a package of nobody or of another instance.
  mutating func hand(to meter: inout InstanceMeter) -> [(record: Int, package: String)] {
    if packages.isEmpty, counters.isEmpty, names.isEmpty { return [] }
    packages.sort { first, second in
      first.package.validFrom == second.package.validFrom
        ? first.key.lexicographicallyPrecedes(second.key)
        : first.package.validFrom < second.package.validFrom
    }
    packageKeys = packages.map(\.key)
    meter.packages = packages.map(\.package)
    for counter in counters {
      let place = counter.package.isEmpty ? nil : place(of: counter.package)
      // The quota of a package that is gone is nobody's.
      if place == nil, !counter.package.isEmpty { continue }
      meter.carried.append(
        UsageCounter(package: place, cycle: counter.cycle, quantity: counter.quantity))
    }
    var foreign: [(record: Int, package: String)] = []
    for name in names {
      if let place = place(of: name.package) {
        meter.records[name.record].package = .own(Int32(place))
      } else {
        foreign.append((name.record, name.package.text))
      }
    }
    return foreign
  }

  private func place(of key: UnsafeRawBufferPointer) -> Int? {
    packageKeys.firstIndex { $0.count == key.count && $0.elementsEqual(key) }
  }
}
