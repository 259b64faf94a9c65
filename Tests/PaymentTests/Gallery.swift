import CivilTime
import Documents
import Foundation
import Marketplace
import Operations
import TestKit

/// Two small months of three sites, and every document of them that the gallery shows.
///
/// 莲花云 sold 8,500.00 and 1,200.00 in October, gave 600.00 back of the first, and sold 2,000.00
/// that waits for its start; 青竹 sold 64 times 99.00; 听雨 gave back in October the
/// 3,000.00 of September and sold 4,000.00 at a smaller fee, so that the platform owes it some; 远山 sells two products in
/// joint operation; Beispielsoft sold 1,000.00 on site intl; Harbour Lights has agreed to self-billing, sold 1,230.00 in joint operation in September,
/// gave them back in October and sold 246.00; 启明 is a provider that has 2 % of what it brings and an incentive of 1 %.
struct Gallery {
  private static let september = Period(year: 2026, month: 9)
  private static let october = Period(year: 2026, month: 10)

  private let world: PayingWorld
  private let folder: URL
  private var database: TestDatabase { world.database }

  /// - Parameter folder: Where the files are written; it is made.
  init(in folder: URL) throws {
    self.folder = folder
    world = try PayingWorld(now: "2026-10-09T10:00:00+08:00", facts: Self.facts)
    _ = try database.session().query(Statements.germanIssuer)
    try VerificationAddresses(database.workplace).enter("https://verify.example.com", by: "ann")
    try nameParties()
    let first = try database.seal(Self.september, site: .cn)
    _ = try IssueFeeInvoices(database.workplace, by: "finance")(of: first.id)
    try selfBillSeptember()
    let adjustment = try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "CNY", amount: "-12.50",
        reasonCode: "PRICE_CORRECTION", reason: "八月价格更正 Price list of August corrected"))
    _ = try Adjustments(database.workplace, by: "bea").approve(adjustment.adjustment.id)
    try database.setClock("2026-11-09T10:00:00+08:00")
  }

  /// 1,230.00 at 70 % are 700.00 and 161.00 of tax at 23 %.
  private func selfBillSeptember() throws {
    var agreement = SelfBillingAgreements.Entry(partner: "M-6", reference: "SB-2026-17")
    agreement.validFrom = CivilDate(year: 2026, month: 9, day: 1)
    try SelfBillingAgreements(database.workplace, by: "ann").enter(agreement)
    _ = try database.seal(Self.september, site: .eu)
    let month = StatementStates.Selection(period: Self.september, site: .eu)
    for state in ["countersigning", "pending_invoice"] {
      _ = try StatementStates(database.workplace, by: "ann").move(month, to: state, reason: "")
    }
    _ = try SelfBilling(database.workplace, by: "finance").waiting(of: .eu)
  }

  /// Draws everything.
  func draw() throws {
    for site in [Site.cn, .eu, .intl] {
      let run = try database.seal(Self.october, site: site)
      if site == .cn { try previews(run.id) }
      _ = try IssueFeeInvoices(database.workplace, by: "finance")(of: run.id)
    }
    try database.setClock("2026-11-12T10:00:00+08:00")
    _ = try SelfBilling(database.workplace, by: "finance").waiting(of: .eu)
    _ = try CreditInvoice(database.workplace, by: "finance")(
      "CN-FEE-2026-000002", amount: "100.00", reason: "费率更正 Rate corrected")
    try correct()
    try hearTaxBureau()
    try statements()
    try invoices()
    try advices()
  }

  /// Both merchants have moved to Hamburg: one buys from Ireland, the other within Germany. Who is
  /// self-billed has moved within Cork.
  private func correct() throws {
    try enter(.partner("M-3"), "DE", "Hamburg", "Musterallee 44", "DE123456789")
    try enter(.partner("M-7"), "DE", "Hamburg", "Beispielkai 77", "DE999999999")
    try enter(
      .partner("M-6"), "IE", "Cork", "66 Example Quay", "IE1234567T", address: "EM:ap@example.ie")
    for number in ["EU-FEE-2026-000001", "INTL-FEE-2026-000001", "M6-SBI-2026-000001"] {
      _ = try CorrectInvoice(database.workplace, by: "finance")(
        number, reason: "地址更正 Address corrected")
    }
  }

  /// The tax bureau has issued the invoice of 莲花云, and a red one for what was credited of it.
  private func hearTaxBureau() throws {
    let (blue, credit) = ("CN-FEE-2026-000002", "CN-CRN-2026-000002")
    func enter(_ id: String, _ number: String) throws {
      try LegalNumbers(database.workplace, by: "finance").enter(
        LegalNumbers.Entry(
          id: id, number: number, issuedOn: CivilDate(parsing: "2026-11-12")))
    }
    try enter(blue, "26312000000000000001")
    let letters = RedLetters(database.workplace, by: "finance")
    let serial = try letters.request(
      RedLetters.Request(invoiceID: blue, creditNoteID: credit, reasonCode: "04"))
    _ = try letters.record(
      RedLetters.Report(code: "01", number: "31012611000000000001"), of: serial)
    try enter(credit, "26312000000000000002")
  }

  private func previews(_ run: String) throws {
    try inEachLanguage { writer, place in
      try writer.previews(of: run, partner: "M-1", into: place)
    }
  }

  private func statements() throws {
    let records = try ["M-1-general", "M-2-general", "M-4-general", "S-1-csp"].map {
      try Operations.Statements(database.workplace).record("202610-\($0)-CNY")
    }
    try inEachLanguage { writer, place in
      try writer.statements(records, formats: [.pdf], into: place)
    }
    _ = try WritePapers(database.workplace, language: .both).statements(
      [records[0]], formats: [.csv, .json, .xlsx, .html], into: folder.path)
    let joint = try Operations.Statements(database.workplace).record("202610-M-5-joint-CNY")
    for (record, formats) in [
      (joint, PaperFormat.ofInvoicingList), (records[3], PaperFormat.ofIncentives),
    ] {
      try inEachLanguage { writer, place in
        try writer.statements([record], formats: [formats[0]], into: place)
      }
      _ = try WritePapers(database.workplace, language: .both).statements(
        [record], formats: Array(formats.dropFirst()), into: folder.path)
    }
  }

  /// What 莲花云 was paid, and what came back from the bank of Musterdaten.
  private func advices() throws {
    let (paid, back) = ("202610-M-1-general-CNY", "202610-M-3-general-EUR")
    let states = StatementStates(database.workplace, by: "ann")
    for state in ["countersigning", "payment_requested"] {
      _ = try states.move(StatementStates.Selection(ids: [paid]), to: state, reason: "")
    }
    try world.request(Self.october, .eu)
    for site in [Site.cn, .eu] { _ = try world.pay(site) }
    _ = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-11-13", amount: -863_250, endToEndID: paid)])
    _ = try world.hear(
      .eu, "EU-1",
      [
        BankSays.Entry(day: "2026-11-13", amount: -216_000, endToEndID: back),
        BankSays.Entry(
          day: "2026-11-16", amount: 216_000, endToEndID: back, returnReason: "AC04"),
      ])
    let advices = try RemittanceAdvices(database.workplace)(
      RemittanceAdvices.Selection(
        batch: nil, statement: nil, partner: nil, period: Self.october, site: nil))
    try inEachLanguage { writer, place in
      try writer.advices(advices, formats: [.pdf], into: place)
    }
    _ = try WritePapers(database.workplace, language: .both).advices(
      advices, formats: [.csv, .json], into: folder.path)
  }

  private func invoices() throws {
    let list = Invoices(database.workplace)
    let records = try [
      "CN-FEE-2026-000002", "CN-CRN-2026-000001", "CN-CRN-2026-000002", "EU-FEE-2026-000001",
      "EU-FEE-2026-000002", "EU-CRN-2026-000001", "INTL-COR-2026-000001", "M6-SBI-2026-000001",
      "M6-SBC-2026-000001", "M6-SBC-2026-000002", "M6-SBI-2026-000002",
    ].map(list.record)
    try inEachLanguage { writer, place in
      try writer.invoices(records, formats: [.pdf], into: place)
    }
    _ = try WritePapers(database.workplace, language: .both).invoices(
      records, formats: [.json, .cii, .ubl, .chinese], into: folder.path)
  }

  /// Writes files in each language and names them by it: `NUMBER.zh.pdf`.
  private func inEachLanguage(_ write: (WritePapers, String) throws -> [String]) throws {
    for language in DocumentLanguage.allCases {
      let place = folder.appending(path: "\(language)")
      let writer = try WritePapers(database.workplace, language: language)
      for path in try write(writer, place.path) {
        let file = URL(fileURLWithPath: path)
        let name = file.deletingPathExtension().lastPathComponent
        try FileManager.default.moveItem(
          at: file, to: folder.appending(path: "\(name).\(language).\(file.pathExtension)"))
      }
      try FileManager.default.removeItem(at: place)
    }
  }

  private func enter(
    _ holder: TradeParties.Holder, _ country: String, _ city: String, _ line: String,
    _ taxNumber: String, untaxedAs: String? = nil, address: String? = nil
  ) throws {
    var entry = TradeParties.Entry(country: country)
    (entry.city, entry.lines, entry.taxNumber) = (city, [line], taxNumber)
    entry.untaxedAs = untaxedAs
    entry.electronicAddress = address
    entry.validFrom = CivilDate(year: 2026, month: 1, day: 1)
    try TradeParties(database.workplace, by: "ann").enter(entry, of: holder)
  }

  private func nameParties() throws {
    try enter(.issuer(.cn), "CN", "上海市", "示例路1号", "CN91310115MA1K34567F")
    try enter(.issuer(.eu), "IE", "Dublin", "1 Example Quay", "IE6388047V", untaxedAs: "AE")
    try enter(.issuer(.intl), "DE", "Berlin", "Beispielweg 1", "DE136695976")
    try enter(.partner("M-7"), "DE", "Berlin", "Beispielgasse 7", "DE999999999")
    try enter(.partner("M-1"), "CN", "北京市", "示例街2号", "CN91110108MA01ABCD5X")
    try enter(.partner("M-2"), "CN", "杭州市", "示例巷3号", "CN91330106MA28XYZ12K")
    try enter(.partner("M-3"), "DE", "Berlin", "Musterstraße 4", "DE123456789")
    try enter(
      .partner("M-6"), "IE", "Cork", "6 Example Strand", "IE1234567T", address: "EM:ap@example.ie")
    try enter(.partner("M-4"), "CN", "成都市", "示例弄5号", "CN91510100MA6DEFG34H")
  }

  private static var orders: String {
    var orders = """
      line_id,product_id,customer_id,currency,sales_amount,paid_at,activated_at,csp_id
      ORD-1001,P-1,C-1,CNY,850000,2026-10-05T09:30:00+08:00,2026-10-05T10:00:00+08:00,S-1
      ORD-1002,P-1,C-2,CNY,120000,2026-10-08T14:00:00+08:00,2026-10-08T14:05:00+08:00,
      ORD-1003,P-1,C-2,CNY,200000,2026-10-30T18:00:00+08:00,,
      ORD-0901,P-4,C-1,CNY,300000,2026-09-10T11:00:00+08:00,2026-09-10T11:05:00+08:00,
      ORD-1004,P-5,C-2,CNY,400000,2026-10-12T15:00:00+08:00,2026-10-12T15:02:00+08:00,
      ORD-1005,P-6,C-1,CNY,530000,2026-10-14T10:00:00+08:00,2026-10-14T10:01:00+08:00,
      ORD-1006,P-7,C-2,CNY,106000,2026-10-15T10:00:00+08:00,2026-10-15T10:01:00+08:00,
      ORD-0902,P-8,C-3,EUR,123000,2026-09-11T09:00:00+08:00,2026-09-11T09:05:00+08:00,
      ORD-3002,P-9,C-3,EUR,24600,2026-10-13T09:00:00+08:00,2026-10-13T09:05:00+08:00,
      ORD-4001,P-10,C-4,EUR,100000,2026-10-12T09:00:00+08:00,2026-10-12T09:05:00+08:00,
      ORD-3001,P-3,C-3,EUR,240000,2026-10-12T09:00:00+08:00,2026-10-12T09:05:00+08:00,

      """
    for number in 1...64 {
      let day = String(format: "2026-10-%02dT%02d:15:00+08:00", 1 + number % 28, 8 + number % 12)
      orders += "ORD-\(2000 + number),P-2,C-\(1 + number % 2),CNY,9900,\(day),\(day),\n"
    }
    return orders
  }

  private static var facts: [String: String] {
    [
      "partner": """
      partner_id,kind,site,currency,name,name_en,address,tax_number,bank_account,bank_name
      M-1,merchant,cn,CNY,莲花云科技有限公司,Lotus Cloud Ltd,北京市示例街2号,91110108MA01ABCD5X,6217000011112222,中国工商银行
      M-2,merchant,cn,CNY,青竹数据服务有限公司,Green Bamboo Data Ltd,杭州市示例巷3号,91330106MA28XYZ12K,,
      M-3,merchant,eu,EUR,Musterdaten GmbH,,Musterstraße 4 Berlin,DE123456789,FR1420041010050500013M02606,
      M-4,merchant,cn,CNY,听雨软件工作室,Rainlisten Software,成都市示例弄5号,91510100MA6DEFG34H,,
      M-5,merchant,cn,CNY,远山智能有限公司,Far Hills Intelligence Ltd,武汉市示例坊7号,91420100MA4KLMN78P,,
      M-6,merchant,eu,EUR,Harbour Lights Ltd,,6 Example Strand Cork,IE1234567T,,
      M-7,merchant,intl,EUR,Beispielsoft GmbH,,Beispielgasse 7 Berlin,DE999999999,,
      S-1,csp,cn,CNY,启明云服务有限公司,Morning Star Services Ltd,深圳市示例道6号,91440300MA5HIJK56L,,

      """,
      "customer": "customer_id,site\nC-1,cn\nC-2,cn\nC-3,eu\nC-4,intl\n",
      "product": """
      product_id,merchant_id,name,selling_mode,tax_rate
      P-1,M-1,云端数据备份 Cloud Backup,general,0.06
      P-2,M-2,数据清洗接口 Data Cleaning API,general,0.06
      P-3,M-3,Rechnungsprüfung,general,0.06
      P-4,M-4,会议纪要助手 Meeting Notes,general,0.06
      P-5,M-4,白噪音素材 White Noise,general,0.06
      P-6,M-5,图像识别引擎 Image Recognition,joint,0.06
      P-7,M-5,识别结果报表 Recognition Reports,joint,0.06
      P-8,M-6,Night Backup,joint,0.23
      P-9,M-6,Chart Atlas,joint,0.23
      P-10,M-7,Buchungshelfer,general,0.19

      """,
      "product_terms": """
      terms_id,product_id,share_model,fee_rate,share_rate
      T-1,P-1,platform_fee,0.05,
      T-2,P-2,platform_fee,0.08,
      T-3,P-3,platform_fee,0.1,
      T-4,P-4,platform_fee,0.05,
      T-5,P-5,platform_fee,0.01,
      T-6,P-6,deal_share,,0.7
      T-7,P-7,deal_share,,0.6
      T-8,P-8,deal_share,,0.7
      T-9,P-9,deal_share,,0.7
      T-10,P-10,platform_fee,0.1,

      """,
      "csp_terms": "csp_terms_id,csp_id,share_rate\nE-1,S-1,0.02\n",
      "incentive_policy":
        "policy_id,name,cycle,threshold,currency\nIP-1,伙伴激励 Partner incentive,month,1,CNY\n",
      "incentive_band": "policy_id,from_amount,rate\nIP-1,0,0.01\nIP-1,1000000,0.015\n",
      "order_line": orders,
      "refund": """
      refund_id,line_id,paid_refunded,completed_at
      REF-1,ORD-1001,60000,2026-10-20T16:00:00+08:00
      REF-2,ORD-0901,300000,2026-10-21T16:00:00+08:00
      REF-3,ORD-0902,123000,2026-10-22T16:00:00+08:00

      """,
    ]
  }
}
