import CivilTime

/// What is metered in a case: an instance under any price model and accumulation, with or without
/// packages, its records in time, late, twice and abnormal.
extension MixedCase {
  static let usageHeads = [
    "instance": "instance_id,line_id,product_id,customer_id,price_plan_id",
    "price_plan": "price_plan_id,model,accumulate,currency",
    "price_band": "price_plan_id,band,up_to,unit_price",
    "package": "package_id,instance_id,quota,reset,stop_when_exhausted,valid_from,valid_to",
    "usage_record": """
    usage_id,instance_id,begin_time,end_time,record_time,received_at,usage_value,package_id
    """,
  ]

  mutating func addUsage() {
    let line = generator.once(in: 2) ? "L-\(number)-1" : ""
    let place = "P-\(number)-\(generator.pick(products)),C-\(number)-\(generator.pick(customers))"
    add("instance", "I-\(number),\(line),\(place),PP-\(number)")
    add(
      "price_plan",
      "PP-\(number),\(rate(of: ["fixed", "step", "tier"])),\(rate(of: ["record", "day", "month"])),"
        + currency)
    add("price_band", "PP-\(number),1,3,\(rate(of: ["30.0000000001", "0.3", "199"]))")
    add("price_band", "PP-\(number),2,\(rate(of: ["17", "100.5"])),20.333")
    add("price_band", "PP-\(number),3,,0.07")
    let packages = Int(generator.pick([0, 0, 1, 2]))
    for package in 0..<packages {
      let reset = rate(of: ["none", "month", "year"])
      let from = rate(of: ["2020-01-01T00:00:00+08:00", "\(instant(in: 25...50))"])
      let to = generator.once(in: 3) ? "\(instant(in: 51...61))" : ""
      add(
        "package",
        "PK-\(number)-\(package),I-\(number),\(rate(of: ["5", "120.5", "0"])),\(reset),"
          + "\(generator.once(in: 2)),\(from),\(to)")
    }
    for record in 0..<Int(generator.integer(in: 1...5)) {
      addRecord(number * 1_000 + record, packages: packages, isLate: false)
    }
    hasInstance = true
  }

  /// Records of April and May that are received in June, of the case's instance if it has one.
  mutating func addLaterUsage() {
    guard hasInstance else { return }
    for record in 0..<Int(generator.integer(in: 0...3)) {
      addRecord(number * 1_000 + 500 + record, packages: 0, isLate: true)
    }
  }

  private mutating func addRecord(_ id: Int, packages: Int, isLate: Bool) {
    let begin = instant(in: generator.once(in: 6) ? 5...31 : 31...62)
    let hours = generator.pick([0, 1, 10, 30].map { Int64($0) })
    let isAbnormal = generator.once(in: 40)
    let end = Instant(microseconds: begin.microseconds + (isAbnormal ? -1 : hours * 3_600_000_000))
    let recorded = Instant(microseconds: max(begin, end).microseconds + 60_000_000)
    let isSeenLate = isLate || generator.once(in: 12)
    let seen = isSeenLate ? instant(in: 70...80) : recorded
    let value = generator.once(in: 40) ? "-1" : rate(of: ["1", "3.25", "17", "250.0001"])
    let package =
      packages > 0 && generator.once(in: 5)
      ? "PK-\(number)-\(Int.random(in: 0..<packages, using: &generator))" : ""
    let row = "I-\(number),\(begin),\(end),\(recorded),\(seen),\(value),\(package)"
    add("usage_record", "\(id),\(row)")
    // The same again, received at the same time: the greater id is the duplicate.
    if generator.once(in: 20), !isLate { add("usage_record", "\(id + 100),\(row)") }
  }
}
