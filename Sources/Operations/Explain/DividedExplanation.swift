import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// Explains a fact that is divided: a line for each payee with its own steps, and what is left to
/// the platform. Rules 3 to 6.
struct DividedExplanation {
  let divided: DividedFact
  let outlook: Outlook
  let today: PriceList
  private let open: PricingContext
  let causes: Causes
  private var contexts: [Int32: PricingContext] = [:]
  var explanation: Explanation

  init(
    _ divided: DividedFact, kind: Explanation.Kind, outlook: Outlook, in tx: borrowing Transaction
  ) throws {
    self.divided = divided
    self.outlook = outlook
    today = try PriceList.today(divided.wanted, in: tx)
    open = outlook.context(today)
    causes = Causes(outlook, currency: divided.currency)
    explanation = Explanation(
      subject: divided.id, kind: kind, headline: "", currency: divided.currency)
  }

  /// What the merchant's line was priced under: the context of the whole fact.
  mutating func merchantContext(in tx: borrowing Transaction) throws -> PricingContext {
    try context(of: divided.placed(.merchant), in: tx)
  }

  /// Fills in terms, lines and the platform's remainder.
  ///
  /// - Parameter payee: An id or a role; nil for all.
  mutating func explain(payee: String?, in tx: borrowing Transaction) throws {
    let merchant = try merchantContext(in: tx)
    do {
      let division = try divided.divide(merchant)
      explanation.terms = TermsViews.product(
        merchant.list, used: division.terms, at: divided.termsInstant, today: today)
      for role in try roles(in: tx) { try add(role, in: tx) }
      try addRemainder(division)
    } catch let refusal as FactRefusal {
      addRefused(refusal)
    }
    noteUnknownPayees()
    try choose(payee)
    explanation.headline = headline(payee: payee)
  }

  private func roles(in tx: borrowing Transaction) throws -> [Role] {
    let waiting = try divided.divide(open).roles(in: today.catalogue)
    let stored = divided.placed.filter { $0.kind == divided.kind && $0.sourceID == divided.id }
      .map(\.role)
    // A fact without a price has one row, the merchant's; its other lines may be billed all the same.
    return Set(waiting + stored).sorted { $0.rawValue < $1.rawValue }
  }

  private mutating func context(
    of placed: PlacedLine?, in tx: borrowing Transaction
  ) throws -> PricingContext {
    guard let placed else { return open }
    let key = placed.runNumber
    if let known = contexts[key], known.increment == placed.increment { return known }
    let kept = try PriceList.kept(by: placed.runNumber, divided.wanted, in: tx)
    if kept == nil {
      explanation.notes.append("\(placed.runID) kept no terms of the product: today's stand in.")
    }
    let context = PricingContext(
      list: kept ?? today, period: placed.period, increment: placed.increment,
      runID: placed.runID, chainNumber: placed.chainNumber)
    contexts[key] = context
    return context
  }

  // MARK: Lines

  private mutating func add(_ role: Role, in tx: borrowing Transaction) throws {
    let placed = divided.placed(role)
    let context = try context(of: placed, in: tx)
    let division = try divided.divide(context)
    guard let (partner, tab) = payee(role, placed: placed, division, in: context.list) else {
      return
    }
    let amount = placed?.amount ?? division.leg(of: role)?.amount
    var line = Explanation.Line(
      payeeID: partner.id, payeeName: partner.name, role: role.code, tab: tab.code,
      amount: amount?.decimalText(in: divided.currency),
      pricedWith: placed == nil ? "today's terms" : "the terms kept by \(context.runID ?? "")")
    line.steps = StepOwner.steps(division.steps, of: role.part).map {
      Explanation.Step($0, in: divided.currency)
    }
    switch role {
    case .csp, .reseller:
      line.terms = TermsViews.provider(
        context.list, used: division.providerTerms, at: divided.termsInstant)
    case .merchant:
      line.waiver = try waiver(division, context, placed: placed, in: tx)
    case .operator: break
    }
    if let placed {
      line.place = try Explanation.Place(placed, in: tx)
      compare(placed, with: division, role: role, partner: partner)
      try compareWithToday(placed, division, context, role: role, partner: partner)
    } else {
      try addCauses(to: &line, partner: partner, tab: tab, role: role, division, in: tx)
    }
    explanation.lines.append(line)
  }

  private func payee(
    _ role: Role, placed: PlacedLine?, _ division: Division, in list: PriceList
  ) -> (partner: Partner, tab: Tab)? {
    let catalogue = list.catalogue
    let product = catalogue.products[list.product]
    let (index, tab): (Int?, Tab) =
      switch role {
      case .merchant: (product.merchant, product.tab)
      case .csp, .reseller: (division.company.provider, .csp)
      case .operator: (division.company.operator, .operator)
      }
    if let placed, let stored = catalogue.partner(id: placed.partnerID) {
      return (catalogue.partners[stored], placed.tab)
    }
    return index.map { (catalogue.partners[$0], tab) }
  }

  // MARK: What is stored against what is computed

  private mutating func compare(
    _ placed: PlacedLine, with division: Division, role: Role, partner: Partner
  ) {
    let leg = division.leg(of: role)
    func text(_ amount: MinorUnits?) -> String {
      amount?.decimalText(in: divided.currency) ?? "nothing"
    }
    func check(_ name: String, stored: MinorUnits?, computed: MinorUnits?) {
      if stored == computed { return }
      explanation.alarms.append(
        "The \(name) of \(partner.id) is stored as \(text(stored)) in \(placed.runID), but the facts "
          + "and the terms it kept give \(text(computed)).")
    }
    check("amount", stored: placed.amount, computed: leg?.amount)
    check("tax", stored: placed.taxAmount, computed: leg?.tax)
    if role == .merchant {
      check("taxes", stored: placed.taxes, computed: division.price?.taxes)
      check(
        "platform's part beside the line", stored: placed.platform, computed: platform(division))
    }
    if let rate = leg?.rate, rate != placed.rate {
      explanation.alarms.append(
        "The rate of \(partner.id) is stored as \(placed.rate.decimalText) in \(placed.runID), but "
          + "the terms it kept say \(rate.decimalText).")
    }
  }

  private func platform(_ division: Division) -> MinorUnits? {
    guard let price = division.price else { return nil }
    do { return try price.platform() } catch { return nil }
  }

  /// Says what today's terms would give, where they differ from what the run kept.
  private mutating func compareWithToday(
    _ placed: PlacedLine, _ division: Division, _ context: PricingContext, role: Role,
    partner: Partner
  ) throws {
    let now = context.underTodays(today)
    let other: Division
    do { other = try divided.divide(now) } catch { return }
    let amount = other.leg(of: role)?.amount
    let used = division.terms.map { context.list.catalogue.termsIDs[$0] }
    let todays = other.terms.map { today.catalogue.termsIDs[$0] }
    let differs = divided.kind != .refund && amount != placed.amount
    guard differs || used != todays else { return }
    explanation.notes.append(
      "Today's terms (\(todays ?? "none in force")) would give \(partner.id) "
        + "\(amount?.decimalText(in: divided.currency) ?? "nothing"); \(placed.runID) used "
        + "\(used ?? "none") and stays as it is.")
  }
}

extension DividedExplanation {
  // MARK: Choice and headline

  private mutating func choose(_ payee: String?) throws {
    guard let payee else { return }
    let chosen = explanation.lines.filter { $0.payeeID == payee || $0.role == payee }
    guard !chosen.isEmpty else {
      throw Refusal(
        .notFound, "payee_not_found", "\(divided.id) has no line of \(payee)",
        remedy: "it has lines of "
          + explanation.lines.map { "\($0.payeeID) (\($0.role))" }.joined(separator: ", "))
    }
    explanation.lines = chosen
    explanation.steps = []
  }

  private func headline(payee: String?) -> String {
    if explanation.lines.count == 1, payee != nil || explanation.steps.count <= 1 {
      return explanation.lines[0].headline(of: divided.id, currency: divided.currency)
    }
    let first = explanation.lines[0].headline(of: divided.id, currency: divided.currency)
    let others = explanation.lines.count - 1
    return others == 0
      ? first : "\(first) It has \(others == 1 ? "one more line" : "\(others) more lines")."
  }
}
