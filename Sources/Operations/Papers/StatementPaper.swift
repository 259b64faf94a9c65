import Amounts
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Store

/// Turns a stored statement into the one record all its files are made from.
enum StatementPaper {
  /// The record of a statement as it is stored.
  ///
  /// - Parameter hasLines: Whether its lines are read; without them it is only a summary.
  /// - Throws: `Refusal` `.configuration` without an issuer.
  static func document(
    of statement: StatementRecord, hasLines: Bool = true, in tx: borrowing Transaction
  ) throws -> StatementDocument {
    let site = statement.site
    let day = CivilDate(at: statement.sealedAt ?? statement.period.end)
    let issuer = try IssuerRecord.named(for: site, on: day, in: tx)
    let waiting = try StatementStore.waiting(of: statement, in: tx).map {
      (
        codes: $0.reasons.text, sentence: $0.reasons.sentences.joined(separator: " "),
        facts: $0.facts, amount: $0.amount
      )
    }
    var document = document(
      of: statement, issuer: issuer,
      lines: hasLines ? try StatementStore.lines(of: statement, in: tx) : [], waiting: waiting)
    document.verificationAddress = statement.verificationAddress
    return document
  }

  /// - Parameters:
  ///   - lines: In the order that numbers them.
  ///   - waiting: What is not on it: reason codes, a sentence, facts, amount.
  private static func document(
    of statement: StatementRecord, issuer: IssuerRecord, lines: [LineRecord],
    waiting: [(codes: String, sentence: String, facts: Int64, amount: MinorUnits)]
  ) -> StatementDocument {
    let money = { (amount: MinorUnits) in
      Money(minorUnits: amount, currency: statement.currency)
    }
    guard let tab = StatementTab(rawValue: statement.tab) else {
      preconditionFailure("statement \(statement.id) has the tab \(statement.tab)")
    }
    return StatementDocument(
      id: statement.id, issuer: issuer.party, partner: statement.party,
      role: statement.role.code, period: statement.period, tab: tab, site: statement.site.rawValue,
      currency: statement.currency,
      issued: statement.sealedAt ?? statement.period.end, runID: statement.runID,
      contentHash: statement.contentHash.hex,
      balance: StatementBalance(
        opening: money(statement.opening), lines: money(statement.linesTotal),
        adjustments: money(statement.adjustmentsTotal), net: money(statement.net),
        payable: money(statement.payable), closing: money(statement.closing)),
      groups: groups(of: statement, money), steps: steps(of: statement, money),
      waiting: waiting.map {
        StatementWaiting(
          reasonCode: $0.codes, reason: Wording(zh: $0.codes, en: $0.sentence),
          lineCount: Int($0.facts), amount: money($0.amount))
      },
      lines: lines.enumerated().map { line($1, number: $0 + 1, money) })
  }

  private static func line(
    _ line: LineRecord, number: Int, _ money: (MinorUnits) -> Money
  ) -> StatementLine {
    // As in the export of lines: what divides no sale has none, which is not a sale of nothing.
    let divides = line.sourceKind.dividesSale
    return StatementLine(
      number: number, sourceKind: line.sourceKind.onPaper, sourceID: line.sourceID,
      orderLineID: line.orderLineID, productID: line.productID, productName: line.productName,
      customerID: line.customerID, naturalPeriod: line.naturalPeriod, ready: line.readyAt,
      sales: divides ? money(line.sales) : nil, voucher: divides ? money(line.voucher) : nil,
      paid: divides ? money(line.sales - line.voucher) : nil, rate: divides ? line.rate : nil,
      increment: line.increment,
      amountWithoutTax: line.taxAmount.map { money(line.amount - $0) },
      tax: line.taxAmount.map(money), amount: money(line.amount), role: line.role.code)
  }

  /// Orders, refunds, incentives and adjustments, each summed; a kind without lines is left out.
  private static func groups(
    of statement: StatementRecord, _ money: (MinorUnits) -> Money
  ) -> [StatementGroup] {
    let divided = [
      (Wording(zh: "订单与用量", en: "Orders and usage"), statement.orders),
      (Wording(zh: "退款", en: "Refunds"), statement.refunds),
    ].map { label, sums in
      StatementGroup(
        label: label, lineCount: Int(sums.count), sales: money(sums.sales),
        voucher: money(sums.voucher), paid: money(sums.sales - sums.voucher),
        amount: money(sums.amount))
    }
    let whole = [
      (Wording(zh: "激励", en: "Incentives"), statement.incentiveCount, statement.incentivesTotal),
      (
        Wording(zh: "调整", en: "Adjustments"), statement.adjustmentCount,
        statement.adjustmentsTotal
      ),
    ].map { label, count, amount in
      StatementGroup(
        label: label, lineCount: Int(count), sales: money(0), voucher: money(0), paid: money(0),
        amount: money(amount))
    }
    return (divided + whole).filter { $0.lineCount > 0 }
  }

  /// From what customers were charged to what is paid out; every step is a sum of the lines.
  private static func steps(
    of statement: StatementRecord, _ money: (MinorUnits) -> Money
  ) -> [StatementStep] {
    let orders = statement.orders
    let refunds = statement.refunds
    var steps = [
      StatementStep(label: Wording(zh: "销售额", en: "Gross sales"), amount: money(orders.sales))
    ]
    func change(_ zh: String, _ en: String, _ amount: MinorUnits) {
      if amount != 0 {
        steps.append(StatementStep(label: Wording(zh: zh, en: en), amount: money(amount)))
      }
    }
    change("退款", "Refunds", refunds.sales)
    change("代金券", "Vouchers", -orders.voucher - refunds.voucher)
    change("税费", "Taxes", -orders.taxes - refunds.taxes)
    switch statement.role {
    case .merchant:
      // Where the platform sells, what it keeps is no fee.
      let kept = statement.tab == "general" ? ("平台费", "Platform fee") : ("平台留存", "Platform's part")
      change(kept.0, kept.1, -orders.platform - refunds.platform)
      change("服务商分成", "Providers' share", -statement.shares.csp - statement.shares.reseller)
      change("运营管理费", "Management fee", -statement.shares.operator)
    case .csp, .reseller, .operator:
      change(
        "他方所得", "Part of others",
        orders.amount + refunds.amount - (orders.sales - orders.voucher)
          - (refunds.sales - refunds.voucher))
    }
    change("激励", "Incentives", statement.incentivesTotal)
    steps.append(
      StatementStep(
        label: Wording(zh: "本期结算", en: "Earned"), kind: .total,
        amount: money(statement.linesTotal)))
    change("调整", "Adjustments", statement.adjustmentsTotal)
    change("期初余额", "Opening balance", statement.opening)
    steps.append(
      StatementStep(
        label: Wording(zh: "净额", en: "Net"), kind: .total, amount: money(statement.net)))
    return steps
  }
}

extension StatementRecord {
  /// The partner as it was named when the run was planned.
  var party: Party {
    Party(
      id: partnerID, name: partnerName, nameInEnglish: partnerNameEn, address: partnerAddress,
      taxNumber: partnerTaxNumber)
  }

  /// What the documents print that are drawn from the statement beside it; nil: nothing.
  var verificationLink: VerificationLink? {
    verificationAddress.map {
      VerificationLink(address: $0, number: id, dataHash: contentHash.hex)
    }
  }
}

extension IssuerRecord {
  /// Who issues the documents of a site on a day.
  ///
  /// - Throws: `Refusal` `.configuration` when nobody is named.
  static func named(
    for site: Site, on day: CivilDate, in tx: borrowing Transaction
  ) throws -> IssuerRecord {
    if let issuer = try InvoiceStore.issuer(of: site, on: day, in: tx) { return issuer }
    throw Refusal(
      .configuration, "issuer_missing", "site \(site.rawValue) has no issuer on \(day.text)",
      remedy: "add a row to settlement.issuer")
  }

  /// The platform, with the parts that are filled in.
  var party: Party {
    Party(
      name: nameZh.isEmpty ? name : nameZh, nameInEnglish: name,
      address: address.isEmpty ? nil : address, taxNumber: taxNumber.isEmpty ? nil : taxNumber)
  }
}

extension SourceKind {
  /// The same kind on a document.
  var onPaper: StatementSourceKind {
    switch self {
    case .order: .order
    case .refund: .refund
    case .usage: .usage
    case .adjustment: .adjustment
    case .incentive: .incentive
    }
  }
}
