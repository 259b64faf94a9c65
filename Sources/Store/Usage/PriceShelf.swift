import Amounts
import Marketplace
import Metering
import Postgres

/// The price plans of usage by key, with what is wrong with those that cannot price. Rule 4.5.
struct PriceShelf: Sendable {
  /// Why nothing can be rated by a plan.
  struct Flaw: Error {
    let code: String
    let detail: String
    let remedy: String
  }

  private var plans: [String: Result<PricePlan, Flaw>] = [:]

  /// Reads the plans of a snapshot: all of them, or the one that is asked for.
  init(only plan: String? = nil, in tx: borrowing Transaction) throws {
    let rows = try tx.query(Query.Usage.listPricePlans, [plan.map { .text($0) } ?? .null])
    var start = 0
    while start < rows.count {
      let id = rows[start].text(0)
      var end = start + 1
      while end < rows.count, rows[end].text(0) == id { end += 1 }
      let plan = rows[start..<end]
      plans[id] = Result { () throws(Flaw) in try Self.plan(id, plan) }
      start = end
    }
  }

  /// A plan by its key.
  subscript(id: String) -> Result<PricePlan, Flaw> {
    plans[id]
      ?? .failure(
        Flaw(
          code: "PRICE_PLAN_UNKNOWN", detail: "price plan \(id) does not exist",
          remedy: "import the price plan and its bands"))
  }

  private static func plan(
    _ id: String, _ rows: Slice<Rows>
  ) throws(Flaw) -> PricePlan {
    guard let first = rows.first, let model = PriceModel(code: first.text(1)),
      let accumulation = Accumulation(code: first.text(2)),
      let currency = Currency(code: first.text(3))
    else {
      throw Flaw(
        code: "PRICE_PLAN_UNREADABLE",
        detail: "price plan \(id) has a model, an accumulation or a currency nobody knows",
        remedy: "use fixed, step or tier; record, day or month; a currency of ISO 4217")
    }
    var bands: [PriceBand] = []
    for row in rows where !row.isNull(4) {
      do {
        let upTo: Int64? = try row.optionalText(5).map {
          try scaledInteger(parsing: $0, decimals: quantityDecimals)
        }
        let price: Int128 = try scaledInteger(
          parsing: row.text(6), decimals: UnitPrice.decimals)
        bands.append(PriceBand(upTo: upTo, unitPrice: UnitPrice(unscaled: price)))
      } catch {
        throw Flaw(
          code: "PRICE_PLAN_UNREADABLE",
          detail: "band \(row.int32(4)) of price plan \(id) has a limit or a price out of range",
          remedy: "limits have at most 4 decimals, unit prices at most 10")
      }
    }
    guard
      let plan = PricePlan(
        model: model, accumulation: accumulation, currency: currency, bands: bands)
    else {
      throw Flaw(
        code: "PRICE_PLAN_WITHOUT_BANDS", detail: "price plan \(id) has no band",
        remedy: "import its bands into price_band")
    }
    return plan
  }
}
