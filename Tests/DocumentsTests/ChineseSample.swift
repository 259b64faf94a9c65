import Amounts
import CivilTime
import Invoicing
import Testing

/// A special invoice of three lines that can be added up by hand:
///
///     1 × 10,000.00       10,000.00 at  6 %   600.00
///     37 × 3.4865            129.00 at 13 %    16.77    37 × 3.4865 = 129.0005
///     120.5 × 4.42           532.61 at  9 %    47.93    532.61 × 0.09 = 47.9349
///                         10,661.61           664.70    together 11,326.31
enum ChineseSample {
  static func yuan(_ text: String) throws -> Money { try Sample.money(text) }

  static func number(_ text: String) throws -> ChineseInvoiceNumber {
    try #require(ChineseInvoiceNumber(text))
  }

  static func seller() throws -> ChineseInvoiceParty {
    try ChineseInvoiceParty(
      name: "上海示例平台科技有限公司", taxNumber: ChineseTaxNumber(parsing: "91310115MA1K34567F"),
      address: "上海市浦东新区示例路100号", telephone: "021-87654321", bankName: "示例银行上海分行",
      bankAccount: "121900012345678")
  }

  static func buyer(taxNumber: String? = "91110108MA0123456G") throws -> ChineseInvoiceParty {
    try ChineseInvoiceParty(
      name: "北京示例商贸有限公司", taxNumber: taxNumber.map { try ChineseTaxNumber(parsing: $0) })
  }

  static func goods(
    _ name: String, _ rate: String, specification: String = "", unit: String = ""
  ) throws -> ChineseInvoiceGoods {
    try ChineseInvoiceGoods(
      name: name, specification: specification, unit: unit,
      classificationCode: "3040203000000000000", taxRate: Rate(parsing: rate))
  }

  static func quantity(_ count: String, at price: String) throws -> ChineseInvoiceQuantity {
    try ChineseInvoiceQuantity(
      Exact(parsing: count, decimals: 13), unitPrice: Exact(parsing: price, decimals: 13))
  }

  static func items() throws -> [ChineseInvoiceItem] {
    [
      try ChineseInvoiceItem(
        goods: goods("*信息技术服务*平台服务费", "0.06", unit: "项"),
        quantity: quantity("1", at: "10000"), amount: yuan("10000.00")),
      try ChineseInvoiceItem(
        goods: goods("*日用杂品*包装材料", "0.13", specification: "A4", unit: "箱"),
        quantity: quantity("37", at: "3.4865"), amount: yuan("129.00")),
      try ChineseInvoiceItem(
        goods: goods("*鲜活农产品*蔬菜", "0.09", unit: "千克"),
        quantity: quantity("120.5", at: "4.42"), amount: yuan("532.61")),
    ]
  }

  static func supervision(
    _ number: String, year: Int = 2026, month: Int = 9, day: Int = 30
  ) throws -> ChineseInvoice.Supervision {
    ChineseInvoice.Supervision(
      number: try self.number(number),
      issueDate: try #require(CivilDate(year: year, month: month, day: day)),
      bureauCode: "13100000000", bureauName: "国家税务总局上海市税务局")
  }

  static func invoice(
    kind: ChineseInvoice.Kind = .special, colour: ChineseInvoice.Colour = .blue,
    seller: ChineseInvoiceParty? = nil, buyer: ChineseInvoiceParty? = nil,
    items: [ChineseInvoiceItem]? = nil, drawer: String = "张三",
    requested: String = "2026-09-30T10:00:00+08:00", remark: String = "",
    supervision: ChineseInvoice.Supervision? = nil
  ) throws -> ChineseInvoice {
    try ChineseInvoice(
      kind: kind, colour: colour, region: #require(TaxRegion(code: "3100")),
      seller: seller ?? self.seller(), buyer: buyer ?? self.buyer(), items: items ?? self.items(),
      drawer: drawer, requested: Instant(parsing: requested), remark: remark,
      supervision: supervision)
  }

  static func reference() throws -> ChineseInvoice.RedReference {
    try ChineseInvoice.RedReference(
      original: number("26312000000000000001"), confirmationNumber: "31011526100000000001",
      state: .confirmed)
  }
}
