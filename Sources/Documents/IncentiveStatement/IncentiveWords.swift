/// Words of the incentive statement.
enum IncentiveWords {
  static let total = Wording(zh: "本账单激励金额", en: "Incentives on this statement")
  static let state = Wording(zh: "状态", en: "State")
  static let final = Wording(zh: "定稿（已封账）", en: "final (sealed)")
  static let summary = Wording(zh: "一、激励汇总", en: "1  Incentives")
  static let incentive = Wording(zh: "激励", en: "Incentive")
  static let months = Wording(zh: "考核周期", en: "Cycle")
  static let basis = Wording(zh: "计奖业绩", en: "Performance")
  static let earned = Wording(zh: "应得激励", en: "Earned")
  static let billedHere = Wording(zh: "本账单结算", en: "On this statement")
  static let consumed = Wording(zh: "退款前消费", en: "Consumed before refunds")
  static let refunded = Wording(zh: "退款冲减", en: "Less refunds")
  static let threshold = Wording(zh: "起奖门槛", en: "Threshold")
  static let billedOn = Wording(zh: "减：以前账单已结算", en: "Less: billed before")
  static let from = Wording(zh: "依据", en: "From")
  static let rounded = Wording(
    zh: "四舍五入一次至最小货币单位", en: "rounded once to the smallest unit")
  static let bands = Wording(zh: "档位", en: "Bands")
  static let top = Wording(zh: "已达最高档位。", en: "This is the best band.")
  static let waiting = Wording(zh: "三、未计入本账单", en: "3  Not on this statement")

  static func calculation(_ sourceID: String) -> Wording {
    Wording(zh: "二、计算过程 \(sourceID)", en: "2  How it was reached: \(sourceID)")
  }

  static func formula(_ mode: IncentiveRule.Mode) -> Wording {
    switch mode {
    case .whole: Wording(zh: "全额按所达档位比例", en: "Rate of the band on all of it")
    case .marginal: Wording(zh: "各段按各自档位比例", en: "Each slice at the rate of its band")
    }
  }

  static func counted(_ months: String, product: String?) -> Wording {
    Wording(
      zh: "\(months)" + (product.map { "，仅商品 \($0)" } ?? "，全部商品"),
      en: product.map { "product \($0) only" } ?? "all products")
  }

  static func next(_ missing: String, _ rate: String) -> Wording {
    Wording(
      zh: "距下一档位差 \(missing)，届时比例为 \(rate)。",
      en: "\(missing) more would have lifted the rate to \(rate).")
  }

  static let notes = Wording(zh: "说明", en: "Notes")
  static let performance = Wording(
    zh: "计奖业绩为客户的现金消费与已还款的信用消费，扣除截至本次出账的退款；代金券与现金券不计。",
    en: "Performance is what customers paid in cash, and on credit once it is repaid, less refunds "
      + "up to this run's cut-off. Vouchers and cash coupons do not count.")
  static let difference = Wording(
    zh: "封账后的退款冲减其购买所计入周期的业绩，差额在看到该退款的下一张账单上结算。",
    en: "A later refund lowers the cycle in which its purchase counted; the difference is billed "
      + "on the statement of the run that sees it.")
  static let notKept = Wording(
    zh: "标有激励但未列档位的，其出账时系统尚未留存政策；金额为封账金额。",
    en: "Where no bands are shown the run was planned before policies were kept; the amounts are "
      + "those that were sealed.")
  static let frozen = Wording(
    zh: "周期内信用购买全部还款前，激励冻结，不计入账单。",
    en: "An incentive is frozen, and on no statement, until every purchase on credit of its "
      + "cycle is repaid.")
  static let notAnInvoice = Wording(
    zh: "本文件为激励对账凭证，非发票。", en: "This is an incentive statement and no invoice.")
}
