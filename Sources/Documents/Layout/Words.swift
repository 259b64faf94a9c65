/// Words that several documents use.
enum Words {
  /// How a record's digest begins, for the foot of its pages; the file's metadata have all of it.
  static func data(_ hash: String) -> String { "data \(hash.prefix(16))" }

  static let taxNumber = Wording(zh: "税号", en: "Tax number")
  static let partnerID = Wording(zh: "编号", en: "Partner id")
  static let number = Wording(zh: "编号", en: "Number")
  static let period = Wording(zh: "账期", en: "Period")
  static let currency = Wording(zh: "币种", en: "Currency")
  static let issued = Wording(zh: "出具时间", en: "Issued")
  static let amount = Wording(zh: "金额", en: "Amount")
  static let lines = Wording(zh: "行数", en: "Lines")
  static let rate = Wording(zh: "比例", en: "Rate")
  static let scanToCheck = Wording(zh: "扫码验真", en: "Scan to check")
  static func verify(_ link: VerificationLink) -> Wording {
    Wording(zh: "扫码或打开以下网址验真：\(link.text)", en: "To check this document: \(link.text)")
  }
  static let capitals = Wording(zh: "大写", en: "In capital figures")
  static let total = Wording(zh: "合计", en: "Total")

  /// The role of a partner as the exports write it.
  static func role(_ role: String) -> Wording {
    switch role {
    case "merchant": Wording(zh: "商家", en: "Merchant")
    case "csp": Wording(zh: "客户服务商", en: "Customer service provider")
    case "distributor": Wording(zh: "总经销商", en: "Distributor")
    case "reseller": Wording(zh: "云经销商", en: "Reseller")
    case "operator": Wording(zh: "项目运营方", en: "Programme operator")
    default: Wording(zh: "伙伴", en: "Partner")
    }
  }

  /// The site as the data write it.
  static func site(_ site: String) -> Wording {
    switch site {
    case "cn": Wording(zh: "中国站", en: "China")
    case "intl": Wording(zh: "国际站", en: "International")
    case "eu": Wording(zh: "欧洲站", en: "Europe")
    default: Wording(zh: site, en: site)
    }
  }
}
