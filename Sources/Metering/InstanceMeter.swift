import Amounts
import CivilTime
import Marketplace

/// Rates the records of one instance after another: validation, packages, prices. Rules 4.1 to 4.6.
///
/// One value serves many instances, so that its lists are made once. Fill `records`, `packages` and
/// `carried`, call `rate`, and take the results.
package struct InstanceMeter: Sendable {
  /// The records of the instance in any order: those that are new to the run, and older ones that
  /// could be the earlier half of a duplicate.
  package var records: [UsageRecord] = []
  /// In the order of consumption: (`valid_from`, `package_id`). Rule 4.4.
  package var packages: [UsagePackage] = []
  /// What earlier runs took from packages and cumulated in steps; of one cycle there may be several.
  package var carried: [UsageCounter] = []
  /// Rated parts by month, ascending. Months without anything rated are not there.
  package private(set) var parts: [UsagePart] = []
  /// What this run added to counters.
  package private(set) var counters: [UsageCounter] = []
  /// What is not charged, in the order of rating.
  package private(set) var abnormal: [AbnormalUsage] = []
  private var steps = StepCounter()
  private var month = Period(year: 1, month: 1)
  private var monthEnd = Instant(microseconds: .min)

  package init() {}

  /// Forgets everything of the instance before.
  package mutating func reset() {
    records.removeAll(keepingCapacity: true)
    packages.removeAll(keepingCapacity: true)
    carried.removeAll(keepingCapacity: true)
    forgetResults()
  }

  private mutating func forgetResults() {
    parts.removeAll(keepingCapacity: true)
    counters.removeAll(keepingCapacity: true)
    abnormal.removeAll(keepingCapacity: true)
    steps = StepCounter()
  }

  /// Rates the records that are new to the run, in the order of rule 4.4.
  ///
  /// - Parameters:
  ///   - openedAt: `opened_at` of the instance.
  ///   - closedAt: `closed_at`; nil while it is open.
  /// - Throws: `AmountError.overflow` where a sum does not fit: then nothing is rated.
  package mutating func rate(
    _ plan: PricePlan, openedAt: Instant, closedAt: Instant?
  ) throws(AmountError) {
    var silence = Silence()
    try rate(plan, openedAt: openedAt, closedAt: closedAt, recorder: &silence)
  }

  /// The same, telling how each record was rated.
  package mutating func rate<R: Recorder>(
    _ plan: PricePlan, openedAt: Instant, closedAt: Instant?, recorder: inout R
  ) throws(AmountError) {
    forgetResults()
    judge(openedAt: openedAt, closedAt: closedAt)
    do throws(AmountError) {
      for index in records.indices where !records[index].isSeen {
        let record = records[index]
        if let flaw = record.flaw {
          abnormal.append(AbnormalUsage(record, value: record.value, code: flaw))
        } else {
          try rate(record, plan, recorder: &recorder)
        }
      }
    } catch {
      forgetResults()
      throw error
    }
    for place in packages.indices { close(place) }
    closeSteps()
  }

  /// Reports every new record of an instance that does not exist. Rule 4.1.
  package mutating func refuseUnknownInstance() {
    forgetResults()
    Duplicates.sort(&records)
    for record in records where !record.isSeen {
      abnormal.append(
        AbnormalUsage(record, value: record.value, code: record.flaw ?? .noInstance))
    }
  }

  /// Sorts the records and makes the tests that need the instance and its other records. Rule 4.1.
  private mutating func judge(openedAt: Instant, closedAt: Instant?) {
    for index in records.indices where records[index].flaw == nil && !records[index].isSeen {
      records[index].flaw = AbnormalCode.ofInstance(
        openedAt: openedAt, closedAt: closedAt, begin: records[index].begin,
        end: records[index].end)
    }
    Duplicates.sort(&records)
    Duplicates.mark(&records)
  }

  @inline(__always)
  private mutating func rate<R: Recorder>(
    _ record: UsageRecord, _ plan: PricePlan, recorder: inout R
  ) throws(AmountError) {
    let (rest, stops) = try consume(record, recorder: &recorder)
    if rest == 0 { return }
    if stops {
      abnormal.append(AbnormalUsage(record, value: rest, code: .quota))
      return
    }
    var formula: String? = R.isListening ? "" : nil
    let price = try price(rest, of: record, plan, formula: &formula)
    let month = part(of: record.begin)
    try parts[month].add(record, value: rest, price: price)
    if R.isListening, let formula {
      recorder.record(
        DerivationStep(
          name: "record \(record.id)", rule: "4.5", formula: formula,
          unrounded: try Exact(unscaled: price, decimals: ratedDecimals)))
    }
  }

  /// Prices what packages left of a record; major units, 14 decimals. Rule 4.5.
  @inline(__always)
  private mutating func price(
    _ value: Int64, of record: UsageRecord, _ plan: PricePlan, formula: inout String?
  ) throws(AmountError) -> Int128 {
    switch plan.model {
    case .fixed: return try FixedPrice.price(value, plan.bands, formula: &formula)
    case .tier: return try TierPrice.price(value, plan.bands, formula: &formula)
    case .step:
      let before = cumulated(at: record.begin, plan.accumulation)
      let price = try StepPrice.price(value, from: before, plan.bands, formula: &formula)
      try steps.add(value)
      return price
    }
  }

  /// The place of the part of a month; records come in the order of their begins.
  @inline(__always)
  private mutating func part(of begin: Instant) -> Int {
    if let last = parts.last, begin < monthEnd, last.month == month { return parts.count - 1 }
    let containing = Period(containing: begin)
    month = containing
    monthEnd = containing.end
    if parts.last?.month != containing { parts.append(UsagePart(month: containing)) }
    return parts.count - 1
  }

  // MARK: Packages

  /// Takes a record's value from packages. Rules 4.4 and 10 (4.1, 4.4).
  ///
  /// - Returns: What they leave, and whether that is abnormal instead of charged.
  @inline(__always)
  private mutating func consume<R: Recorder>(
    _ record: UsageRecord, recorder: inout R
  ) throws(AmountError) -> (rest: Int64, stops: Bool) {
    switch record.package {
    case .none:
      var rest = record.value
      var stops = false
      for place in packages.indices where packages[place].isInForce(at: record.begin) {
        stops = stops || packages[place].stopsWhenExhausted
        rest = try take(rest, from: place, for: record, recorder: &recorder)
      }
      return (rest, stops)
    case .own(let place):
      let place = Int(place)
      let stops = packages[place].stopsWhenExhausted
      guard packages[place].isInForce(at: record.begin) else { return (record.value, stops) }
      return (try take(record.value, from: place, for: record, recorder: &recorder), stops)
    case .foreign(let stops):
      return (record.value, stops)
    }
  }

  private mutating func take<R: Recorder>(
    _ value: Int64, from place: Int, for record: UsageRecord, recorder: inout R
  ) throws(AmountError) -> Int64 {
    if packages[place].cycle == nil || record.begin >= packages[place].cycleEnd {
      open(place, at: record.begin)
    }
    let taken = packages[place].take(value)
    if R.isListening, taken > 0 {
      recorder.record(
        DerivationStep(
          name: "record \(record.id) after package \(place + 1)", rule: "4.4",
          formula: "\(quantityText(value)) - \(quantityText(taken))",
          unrounded: try Exact(unscaled: Int128(value - taken), decimals: quantityDecimals)))
    }
    return value - taken
  }

  /// Begins the cycle of a package that an instant falls in, with what earlier runs took.
  private mutating func open(_ place: Int, at begin: Instant) {
    close(place)
    let cycle = packages[place].reset.cycle(of: CivilDate(at: begin))
    packages[place].cycle = cycle
    packages[place].cycleEnd = packages[place].reset.end(of: cycle)
    packages[place].taken = carriedQuantity(of: place, cycle)
    packages[place].added = 0
  }

  private mutating func close(_ place: Int) {
    guard let cycle = packages[place].cycle, packages[place].added > 0 else { return }
    counters.append(
      UsageCounter(package: place, cycle: cycle, quantity: packages[place].added))
  }

  private func carriedQuantity(of package: Int?, _ cycle: CivilDate) -> Int64 {
    var sum: Int64 = 0
    for counter in carried where counter.package == package && counter.cycle == cycle {
      let (total, overflow) = sum.addingReportingOverflow(counter.quantity)
      // Beyond 64 bits a quota has nothing left, and the next step is refused.
      sum = overflow ? .max : total
    }
    return sum
  }

  // MARK: Steps

  /// What the instance had used in the cycle of an instant before this record.
  @inline(__always)
  private mutating func cumulated(at begin: Instant, _ accumulation: Accumulation) -> Int64 {
    switch accumulation {
    case .record: steps.total = 0
    case .day, .month:
      if begin >= steps.cycleEnd {
        closeSteps()
        let day = CivilDate(at: begin)
        let cycle = accumulation.cycle(of: day)
        steps = StepCounter(
          cycle: cycle, cycleEnd: accumulation.end(of: cycle),
          total: carriedQuantity(of: nil, cycle))
      }
    }
    return steps.total
  }

  private mutating func closeSteps() {
    guard let cycle = steps.cycle, steps.added > 0 else { return }
    counters.append(UsageCounter(package: nil, cycle: cycle, quantity: steps.added))
  }
}
