import Amounts
import CivilTime
import Documents
import Invoicing

/// The documents of a generated month: fee invoices of several hundred merchants in Shanghai and
/// elsewhere, each with its own number, parties and amounts, and a long statement.
struct DocumentMonth: Sendable {
  static let period = Period(year: 2026, month: 10)
  static let partners = 600
  /// The time of issue of all of them; certificates must be valid then.
  let issued: Instant
  private let currency: Currency
  private let taxRate: Rate

  init(issued: Instant) throws {
    self.issued = issued
    guard let currency = Currency(code: "CNY") else { throw BenchmarkError("no currency CNY") }
    self.currency = currency
    taxRate = try Rate(parsing: "0.06")
  }

  // MARK: Fee invoices

  /// One invoice as page and electronic form, the way issued ones are made again from their record.
  ///
  /// - Parameters:
  ///   - index: From 0; its number is one more.
  ///   - fees: How many lines it has. Issued invoices have one.
  func invoice(
    _ index: Int, fees: Int
  ) throws -> (page: FeeInvoiceDocument, electronic: ElectronicInvoice) {
    guard
      let number = InvoiceNumber(
        entity: "CN", kind: .platformFee, year: 2026, sequence: index + 1),
      let day = CivilDate(year: 2026, month: 11, day: 3)
    else { throw BenchmarkError("invoice \(index) has no number") }
    var random = SplitMix(state: UInt64(index) &* 7_919 &+ UInt64(fees))
    let buyer = Self.partner(index % Self.partners)
    let parties = ElectronicParties(
      seller: Self.platformDetails, buyer: buyer.details, untaxedAs: .outsideScope)
    let invoice = try FeeInvoice(
      number: number, issueDate: day,
      seller: Party(name: Self.platformName).printed(with: parties.seller),
      buyer: buyer.party.printed(with: parties.buyer), period: Self.period,
      statementIDs: ["202610-\(buyer.party.id ?? "")-general-CNY"],
      lines: try (0..<fees).map { line in
        let product = fees == 1 ? "" : "  " + Self.product(index + line)
        let base = Money(minorUnits: Int64(random.below(90_000_000) + 10_000), currency: currency)
        return FeeInvoice.Line(
          description: "平台服务费 Platform fee \(Self.period.text)\(product)", base: base,
          amount: try base.times(Self.feeRate(&random)))
      }, taxRate: taxRate)
    let page = FeeInvoiceDocument(invoice: invoice, issued: issued)
    return (page, try invoice.electronic(between: parties, data: page.reference))
  }

  // MARK: The statement

  /// A statement whose lines are all of that month: a voucher on every tenth, every twentieth a
  /// refund, and some names that take two lines.
  ///
  /// - Parameter number: From 0; its partner, lines and amounts are its own.
  func statement(_ number: Int, lines count: Int) throws -> StatementDocument {
    var random = SplitMix(state: UInt64(number) &* 104_729 &+ 20_261_103)
    func money(_ minorUnits: Int64) -> Money {
      Money(minorUnits: minorUnits, currency: currency)
    }
    var sales: Int64 = 0
    var voucher: Int64 = 0
    var owed: Int64 = 0
    var lines: [StatementLine] = []
    for index in 0..<count {
      let isRefund = index % 20 == 19
      let price = Int64(random.below(2_000_000) + 1_000) * (isRefund ? -1 : 1)
      let used = index % 10 == 0 ? price / 20 : 0
      let rate = try Rate.one - Self.feeRate(&random)
      let amount = try money(price - used).times(rate)
      let ready = Self.period.start.microseconds + Int64(random.below(30 * 86_400)) * 1_000_000
      let source = "2026100-\(number * count + index + 1)"
      lines.append(
        StatementLine(
          number: index + 1, sourceKind: isRefund ? .refund : .order,
          sourceID: (isRefund ? "R-" : "OL-") + source, orderLineID: "OL-" + source,
          productID: "P-\(random.below(12_000) + 1)", productName: Self.product(index),
          customerID: "C-\(random.below(400) + 1)", naturalPeriod: Self.period,
          ready: Instant(microseconds: ready), sales: money(price), voucher: money(used),
          paid: money(price - used), rate: rate, increment: .zero, amount: amount))
      sales += price
      voucher += used
      owed += amount.minorUnits
    }
    let buyer = Self.partner(number % Self.partners)
    let id = "202610-\(buyer.party.id ?? "")-general-CNY"
    return StatementDocument(
      id: id, issuer: Party(name: Self.platformName).printed(with: Self.platformDetails),
      partner: buyer.party.printed(with: buyer.details), period: Self.period, tab: .general,
      site: "cn", currency: currency, issued: issued, runID: "RUN-202610-cn-1",
      contentHash: String(repeating: "5f2c9a7b", count: 8),
      balance: StatementBalance(
        opening: money(-1_250), lines: money(owed), adjustments: money(0), net: money(owed - 1_250),
        payable: money(owed - 1_250), closing: money(0)),
      groups: [
        StatementGroup(
          label: Wording(zh: "订单与退款", en: "Orders and refunds"), lineCount: count,
          sales: money(sales),
          voucher: money(voucher), paid: money(sales - voucher), amount: money(owed))
      ],
      steps: [
        StatementStep(label: Wording(zh: "销售额", en: "Gross sales"), amount: money(sales)),
        StatementStep(label: Wording(zh: "代金券", en: "Vouchers"), amount: money(-voucher)),
        StatementStep(
          label: Wording(zh: "平台费", en: "Platform fee"), amount: money(owed + voucher - sales)),
        StatementStep(
          label: Wording(zh: "结算金额", en: "Settled lines"), kind: .total, amount: money(owed)),
      ],
      waiting: [
        StatementWaiting(
          reasonCode: "NOT_REPAID", reason: .waitingReason("NOT_REPAID"), lineCount: 3,
          amount: money(64_000))
      ],
      lines: lines)
  }

  // MARK: Names

  static let platformName = "上海示例云市场科技有限公司"
  private static let platformDetails = TradeDetails(
    address: PostalAddress(
      lines: ["世纪大道100号"], city: "上海市", postCode: "200120", country: "CN"),
    taxNumber: "CN91310115MA1K34567F", registration: SchemedIdentifier("91310115MA1K34567F"),
    electronicAddress: ElectronicAddress("invoice@platform.example.cn", scheme: "EM"))

  /// A merchant with what an electronic invoice says of it.
  private static func partner(_ index: Int) -> (party: Party, details: TradeDetails) {
    let place = places[index % places.count]
    let name = names[index / places.count % names.count] + names[index * 7 % names.count]
    let trade = trades[index / 3 % trades.count]
    let digits = "\(100_000 + index)"
    return (
      Party(id: "M-\(digits)", name: "\(place.city)\(name)\(trade)有限公司"),
      TradeDetails(
        address: PostalAddress(
          lines: ["\(place.street)\(index % 300 + 1)号"], city: place.city + "市",
          postCode: place.postCode, country: "CN"),
        taxNumber: "CN91110108MA0\(digits)X",
        electronicAddress: ElectronicAddress("ap@m\(digits).example.cn", scheme: "EM"))
    )
  }

  private static func product(_ index: Int) -> String { products[index % products.count] }

  private static let places = [
    (city: "北京", street: "中关村大街", postCode: "100080"),
    (city: "深圳", street: "深南大道", postCode: "518000"),
    (city: "杭州", street: "文三路", postCode: "310012"),
    (city: "成都", street: "天府大道", postCode: "610041"),
    (city: "武汉", street: "珞喻路", postCode: "430074"),
    (city: "西安", street: "高新路", postCode: "710075"),
    (city: "南京", street: "软件大道", postCode: "210012"),
    (city: "贵阳", street: "长岭北路", postCode: "550081"),
  ]
  private static let names = [
    "莲花", "启明", "云帆", "磐石", "远航", "星辰", "锦绣", "飞鹰", "蓝海", "天工", "瑞丰", "博雅", "卓越",
    "鼎新", "凌霄", "海纳", "青松", "万象", "致远", "弘毅", "睿智", "华章", "德润", "嘉禾", "金桥", "翰林",
  ]
  private static let trades = [
    "科技", "软件", "网络", "数据服务", "信息技术", "云计算", "智能系统", "电子商务", "安全技术", "咨询",
  ]
  private static let products = [
    "云端数据备份 Cloud backup", "企业邮箱 Business mail", "漏洞扫描 Vulnerability scanner",
    "智能客服机器人 Service desk assistant", "财务报表分析 Financial reporting", "视频会议 Video meetings",
    "合同电子签章 Contract signing", "物联网网关管理 Gateway management", "日志审计 Log audit",
    "人力资源管理系统 Human resources suite", "数据库迁移服务 Database migration",
  ]

  /// Some whole percent, 5 to 30.
  private static func feeRate(_ random: inout SplitMix) -> Rate {
    Rate(millionths: Int64(random.below(26) + 5) * 10_000)
  }
}
