import Amounts
import CivilTime
import Marketplace
import Metering

/// Records of one instance, written briefly: instants of October 2026 in settlement time.
struct Sample {
  var meter = InstanceMeter()
  private var lastID: Int64 = 0

  /// Adds a record of an hour that begins at `05 08:00`, in units; received ten minutes after.
  mutating func use(
    _ value: String, at time: String, hours: Int64 = 1, package: NamedPackage = .none,
    received: String? = nil, id: Int64? = nil, isSeen: Bool = false
  ) throws {
    lastID = id ?? lastID + 1
    let begin = try instant(time)
    let end = Instant(microseconds: begin.microseconds + hours * 3_600_000_000)
    let recorded = max(begin, end)
    meter.records.append(
      UsageRecord(
        id: lastID, begin: begin, end: end, recordTime: recorded,
        receivedAt: try received.map(instant)
          ?? Instant(microseconds: recorded.microseconds + 600_000_000),
        value: try scaledInteger(parsing: value, decimals: 4), package: package, isSeen: isSeen))
  }

  /// Attaches a package behind those before it.
  mutating func attach(
    quota: String, reset: QuotaReset = .none, stops: Bool = false,
    from: String = "2026-01-01T00:00:00+08:00", to: String? = nil
  ) throws {
    meter.packages.append(
      UsagePackage(
        quota: try scaledInteger(parsing: quota, decimals: 4), reset: reset,
        stopsWhenExhausted: stops, validFrom: try Instant(parsing: from),
        validTo: try to.map { try Instant(parsing: $0) }))
  }

  /// Rates by a plan, from the start of 2026 on.
  mutating func rate(_ plan: PricePlan, closed: String? = nil) throws {
    try meter.rate(
      plan, openedAt: try Instant(parsing: "2026-01-01T00:00:00+08:00"),
      closedAt: try closed.map(instant))
  }

  /// The codes by usage id.
  var codes: [Int64: String] {
    Dictionary(uniqueKeysWithValues: meter.abnormal.map { ($0.id, $0.code.code) })
  }

  /// The exact sums by month.
  var amounts: [String: String] {
    Dictionary(
      uniqueKeysWithValues: meter.parts.map {
        ($0.month.text, decimalText($0.amount, decimals: ratedDecimals))
      })
  }

  /// The rated quantities by month, ten-thousandths.
  var quantities: [String: Int64] {
    Dictionary(uniqueKeysWithValues: meter.parts.map { ($0.month.text, $0.quantity) })
  }
}

/// `05 08:00` is 5 October 2026; a full text is what it says.
func instant(_ text: String) throws -> Instant {
  let isShort = text.count == 8
  return try Instant(
    parsing: isShort
      ? "2026-10-\(text.prefix(2))T\(text.suffix(5)):00+08:00" : text)
}

/// A plan with bands like `(3, 0.3), (nil, 0.2)`.
func plan(
  _ model: PriceModel, _ bands: [(upTo: String?, price: String)],
  accumulation: Accumulation = .month
) throws -> PricePlan {
  let currency = Currency(code: "CNY")
  let priced = try bands.map { band in
    PriceBand(
      upTo: try band.upTo.map { try scaledInteger(parsing: $0, decimals: 4) },
      unitPrice: UnitPrice(unscaled: try scaledInteger(parsing: band.price, decimals: 10)))
  }
  guard let currency,
    let plan = PricePlan(
      model: model, accumulation: accumulation, currency: currency, bands: priced)
  else { throw AmountError.malformed("plan") }
  return plan
}
