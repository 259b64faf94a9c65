import Amounts
import CivilTime
import Marketplace
import Metering
import Postgres
import Settlement
import Store

/// Explains a line of usage: what runs saw of an instance and month, how it was rounded, and how it
/// is divided. Rules 4 and 5.
struct UsageExplanation {
  private let instance: ExplainedInstance
  private let parts: [ExplainedPart]
  /// The line as each run found it, oldest run first; the newest is the last.
  private let lines: [(found: ExplainedPart, line: UsageLine)]
  private let line: UsageLine
  private let id: String
  private let site: Site
  private let outlook: Outlook
  private let currency: Currency
  private let merchantID: String

  /// - Returns: Nil when there is no such instance.
  /// - Throws: `Refusal` `.notFound` where no run has rated the month, or it has fewer lines.
  init?(
    _ name: String, month: Period, number: Int, now: Instant, in tx: borrowing Transaction
  ) throws {
    guard let instance = try ExplainStore.instance(name, month: month, in: tx) else { return nil }
    guard let site = instance.site, let merchant = instance.merchantID,
      let currency = instance.currency
    else {
      throw Refusal(
        .badInput, "INSTANCE_UNPRICED",
        "instance \(name) has no known merchant, or no price plan \(instance.pricePlanID)",
        remedy: "add the product, its merchant and the price plan")
    }
    self.instance = instance
    self.site = site
    self.currency = currency
    merchantID = merchant
    outlook = try Outlook(site: site, now: now, in: tx)
    let counts = { [judging = outlook.judging?.number] (part: ExplainedPart) in
      part.state == .sealed || part.runNumber == judging
    }
    parts = try ExplainStore.parts(of: name, month: month, site: site, in: tx).filter(counts)
    lines = try ExplainStore.usageLines(
      of: name, month: month, number: number, site: site, in: tx
    ).filter { counts($0.found) }
    guard let found = lines.last?.line else {
      throw Refusal(
        .notFound, "usage_not_rated",
        parts.isEmpty
          ? "no run has rated usage of \(name) in \(month.text) beyond its packages"
          : "\(name)/\(month.text) has no line \(number)",
        remedy: "see `settled run plan --period \(outlook.period.text) --site \(site.rawValue)`, "
          + "and `settled export abnormal-usage`")
    }
    line = found
    id = number == 1 ? "\(name)/\(month.text)" : "\(name)/\(month.text)/\(number)"
  }

  func explanation(payee: String?, in tx: borrowing Transaction) throws -> Explanation {
    let placed = try ExplainStore.lines(of: [(.usage, [id])], live: outlook.live, in: tx)
    let fact = try priced(line)
    let wanted = PriceList.Wanted(
      site: site, productID: instance.productID, merchantID: merchantID,
      providerID: instance.providerID, operatorID: instance.operatorID)
    let usage = DividedFact(
      kind: .usage, id: id, currency: currency, site: site, wanted: wanted, placed: placed,
      sales: fact.amount, termsInstant: fact.firstBegin
    ) { context in
      // As the run of the context found it: an open month grows from run to run.
      let line = lines.last { $0.found.runID == context.runID }?.line ?? line
      var fact = try priced(line)
      fact.company = context.list.company
      var derivation = Derivation()
      var outcome = try context.terms(of: site, in: currency).settle(
        fact, of: context.list.product, recorder: &derivation)
      outcome.takeOverLegs(
        of: placed.billed(.usage, before: context), company: context.list.company)
      return Division(outcome, price: outcome.price, steps: derivation.steps)
    }
    var divided = try DividedExplanation(usage, kind: .usage, outlook: outlook, in: tx)
    let context = try divided.merchantContext(in: tx)
    try divided.explain(payee: payee, in: tx)
    var explanation = divided.explanation
    explanation.rows = rows(fact)
    explanation.gates = GateViews.gates(of: fact, cutoff: context.period.end)
    try addRating(to: &explanation, in: tx)
    return explanation
  }

  /// Rates the records again as the runs that saw them did, and compares with what they kept.
  private func addRating(
    to explanation: inout Explanation, in tx: borrowing Transaction
  ) throws {
    let live = outlook.judging.flatMap { $0.state == .sealed ? nil : $0 }
    let trace: UsageTrace
    do {
      trace = try ExplainStore.trace(
        of: instance.id, month: line.part.month, number: line.number, site: site, live: live,
        in: tx)
    } catch is AmountError {
      explanation.notes.append("A run could not rate \(instance.id): a sum does not fit.")
      return
    }
    explanation.rating = trace.steps.map { Explanation.Step($0, in: currency) }
    let abnormal = trace.records.filter { $0.code != nil }
    explanation.rows.append(
      Explanation.Row(
        table: "usage_record", key: id,
        columns: [
          Explanation.Column("records", "\(trace.records.count)"),
          Explanation.Column("charged", "\(line.part.records)"),
          Explanation.Column("abnormal", "\(abnormal.count)"),
        ]
          + abnormal.prefix(20).map {
            Explanation.Column("record \($0.record.id)", $0.code?.code ?? "")
          }))
    guard trace.line?.part.amount != line.part.amount else { return }
    let found = trace.line.map { decimalText($0.part.amount, decimals: ratedDecimals) }
    explanation.alarms.append(
      "The records of \(id) as they are now give \(found ?? "nothing"), but the runs kept "
        + "\(decimalText(line.part.amount, decimals: ratedDecimals)).")
  }

  private func priced(_ line: UsageLine) throws -> UsageFact {
    var fact = try line.fact(in: currency)
    fact.isPostpaid = instance.isPostpaid
    fact.repaidAt = instance.isPostpaid ? instance.repaidAt : nil
    return fact
  }

  private func rows(_ fact: UsageFact) -> [Explanation.Row] {
    let first = Explanation.Row(
      table: "instance", key: instance.id,
      columns: FactRows.present([
        ("product_id", instance.productID), ("customer_id", instance.customerID),
        ("line_id", instance.orderLineID), ("price_plan_id", instance.pricePlanID),
        ("model", instance.priceModel), ("accumulate", instance.accumulation),
        ("postpaid", instance.isPostpaid ? "true" : nil), ("csp_id", instance.providerID),
        ("operator_id", instance.operatorID),
        ("repaid_at", instance.isPostpaid ? instance.repaidAt?.text() : nil),
      ]))
    let seen = parts.filter { isOnLine($0) }.map { part in
      Explanation.Row(
        table: "usage_part", key: part.runID,
        columns: [
          Explanation.Column("records", "\(part.part.records)"),
          Explanation.Column(
            "quantity", decimalText(Int128(part.part.quantity), decimals: quantityDecimals)),
          Explanation.Column(
            "amount", decimalText(part.part.amount, decimals: ratedDecimals)),
          Explanation.Column("first_begin", part.part.firstBegin.text()),
          Explanation.Column("last_received", part.part.lastReceived.text()),
        ])
    }
    return [first] + seen
  }

  /// Whether a part is among what the line adds up: the first line has several, a late one its own.
  private func isOnLine(_ part: ExplainedPart) -> Bool {
    line.isLate
      ? part.part.lastReceived == line.part.lastReceived
      : part.part.lastReceived <= line.part.lastReceived
  }
}

/// Explains why a usage record is not charged, or on which line it is. Rule 4.1.
struct UsageRecordExplanation {
  let explanation: Explanation

  /// - Returns: Nil when there is no such record.
  init?(_ id: Int64, in tx: borrowing Transaction) throws {
    guard let record = try ExplainStore.record(id, in: tx) else { return nil }
    let said = try ExplainStore.abnormal(id, in: tx)
    let code = said.first?.code ?? record.code?.code
    let line = "\(record.instanceID)/\(Period(containing: record.begin).text)"
    var explanation = Explanation(
      subject: "\(id)", kind: .usageRecord,
      headline: code.map { "Usage record \(id) is not charged: \($0)." }
        ?? "Usage record \(id) passes the tests of its own and its instance; it belongs to \(line).",
      currency: nil)
    explanation.rows = [
      Explanation.Row(
        table: "usage_record", key: "\(id)",
        columns: FactRows.present([
          ("instance_id", record.instanceID), ("begin_time", record.begin.text()),
          ("end_time", record.end.text()), ("record_time", record.recordTime.text()),
          ("received_at", record.receivedAt.text()), ("usage_value", record.value),
          ("package_id", record.packageID), ("opened_at", record.openedAt?.text()),
          ("closed_at", record.closedAt?.text()),
        ]))
    ]
    if let code {
      explanation.causes = [
        Explanation.Cause(
          code: code, who: .merchant, sentence: Self.wanted(code),
          figures: said.prefix(1).flatMap {
            [
              Explanation.Column("run", $0.runID), Explanation.Column("not_charged", $0.value),
            ]
          })
      ]
    } else {
      explanation.notes = ["`settled why-not \(line)` tells where that line stands."]
    }
    self.explanation = explanation
  }

  /// What the rule wants, by code.
  private static func wanted(_ code: String) -> String {
    let sentences: [AbnormalCode: String] = [
      .notPositive: "usage_value must be more than zero.",
      .times: "begin_time must not be after end_time, nor end_time after record_time.",
      .outsideInstance: "The record must lie within opened_at and closed_at of its instance.",
      .noInstance: "The instance must exist in marketplace.instance.",
      .duplicate: "Instance, begin and end must differ from those of a record received earlier.",
      .quota:
        "The package stops when it is exhausted: its quota must cover the whole value; "
        + "what was within it is consumed.",
    ]
    return AbnormalCode.allCases.first { $0.code == code }.flatMap { sentences[$0] } ?? code
  }
}
