/// The usage of a ``MixedMonth``: instances under every price model and accumulation, packages for a
/// third of them, records in time, late, twice and abnormal.
struct MixedUsage {
  private(set) var files: [String: String]

  private static let head =
    "usage_id,instance_id,begin_time,end_time,record_time,received_at,usage_value,package_id\n"

  init(instances: Int, _ generator: inout Generator) {
    files = ["price_plan": Self.plans, "price_band": Self.bands]
    var rows = "instance_id,line_id,product_id,customer_id,price_plan_id\n"
    var packages = "package_id,instance_id,quota,reset,stop_when_exhausted,valid_from,valid_to\n"
    var records = Self.head
    for number in 0..<instances {
      let line = generator.once(in: 2) ? "L-\(number)" : ""
      let customer = generator.integer(in: 1...Int64(MixedMonth.customers))
      let product = generator.integer(in: 0...Int64(MixedMonth.products - 1))
      rows += "I-\(number),\(line),P-\(product),C-\(customer),PP-\(number % 9)\n"
      if number % 3 == 0 {
        let reset = generator.pick(["none", "month", "year"])
        packages += "PK-\(number),I-\(number),\(generator.pick(["5", "120.5"])),\(reset),"
        packages += "\(number % 2 == 0),2020-01-01T00:00:00+08:00,\n"
      }
      // A second package for a part of May.
      if number % 6 == 0 {
        packages += "PX-\(number),I-\(number),40,month,false,"
        packages += "\(MixedOrder.instant(45)),\(MixedOrder.instant(58))\n"
      }
      for record in 0..<10 {
        records += Self.record(1 + number * 10 + record, of: number, isLate: false, &generator)
      }
    }
    files["instance"] = rows
    files["package"] = packages
    files["usage_record"] = records
  }

  /// Records of April and May that are received in June.
  static func lateRecords(of instances: Int, _ generator: inout Generator) -> String {
    (0..<instances).reduce(head) { rows, number in
      rows + record(1_000_000 + number, of: number % 100, isLate: true, &generator)
    }
  }

  private static func record(
    _ number: Int, of instance: Int, isLate: Bool, _ generator: inout Generator
  ) -> String {
    let day = generator.once(in: 8) ? generator.integer(in: 5...30) : generator.integer(in: 31...60)
    let begin = MixedOrder.instant(day, Int(generator.integer(in: 10...13)))
    let end = generator.once(in: 60) ? MixedOrder.instant(day - 1) : MixedOrder.instant(day, 20)
    let seen =
      isLate || generator.once(in: 15) ? MixedOrder.instant(75) : MixedOrder.instant(day, 22)
    let value = generator.once(in: 60) ? "-1" : generator.pick(["1", "3.25", "17", "250.0001"])
    let package = instance % 3 == 0 && generator.once(in: 5) ? "PK-\(instance)" : ""
    return "\(number),I-\(instance),\(begin),\(end),\(MixedOrder.instant(day, 21)),\(seen),"
      + "\(value),\(package)\n"
  }

  private static var plans: String {
    (0..<9).reduce("price_plan_id,model,accumulate,currency\n") { rows, plan in
      rows + "PP-\(plan),\(["fixed", "step", "tier"][plan % 3]),"
        + "\(["record", "day", "month"][plan / 3]),\(plan == 8 ? "USD" : "CNY")\n"
    }
  }

  private static var bands: String {
    (0..<9).reduce("price_plan_id,band,up_to,unit_price\n") { rows, plan in
      rows + "PP-\(plan),1,3,30.0000000001\nPP-\(plan),2,100.5,20.333\nPP-\(plan),3,,0.07\n"
    }
  }
}
