extension Wording {
  /// Why lines wait, by the codes of the rules: `NOT_REPAID`, or several joined by semicolons.
  ///
  /// A code that is not known here stands for itself. Rules 3.3, 6.4 and 7.4 to 7.6.
  package static func waitingReason(_ codes: String) -> Wording {
    let reasons = codes.split(separator: ";").map { reason(String($0)) }
    return Wording(
      zh: reasons.map(\.zh).joined(separator: "；"), en: reasons.map(\.en).joined(separator: "; "))
  }

  private static func reason(_ code: String) -> Wording {
    switch code {
    case "AFTER_CUTOFF": Wording(zh: "晚于本期截止时间", en: "Ready after the cut-off")
    case "AGREEMENT_OUTDATED": Wording(zh: "尚未接受现行协议", en: "Agreement in force not accepted")
    case "BELOW_MINIMUM": Wording(zh: "未达起结金额", en: "Below the minimum amount")
    case "INCENTIVE_FROZEN": Wording(zh: "信用购买尚未还款，激励冻结", en: "Credit not repaid, frozen")
    case "MODEL_UNSUPPORTED": Wording(zh: "结算模式暂不支持", en: "Share model not supported yet")
    case "NOT_CERTIFIED": Wording(zh: "尚未完成企业认证", en: "Partner not certified")
    case "NOT_EFFECTIVE": Wording(zh: "资源尚未生效", en: "Not delivered yet")
    case "NOT_REPAID": Wording(zh: "客户尚未还款", en: "Customer has not repaid")
    case "NO_TERMS": Wording(zh: "缺少合作条款", en: "No terms in force")
    case "ON_HOLD": Wording(zh: "财务暂停结算", en: "Held by finance")
    case "PARKED": Wording(zh: "数据待更正", en: "Waiting for a correction")
    case "QUARTER_OPEN": Wording(zh: "季度尚未结束", en: "Quarter not over")
    case "REFUND_EXCEEDS_PAID": Wording(zh: "退款超过实付金额", en: "Refund exceeds what was paid")
    case "SUPERVISION_OPEN": Wording(zh: "监管中，尚未验收", en: "Delivery under supervision")
    case "TRIAL": Wording(zh: "试用订单不结算", en: "Trial orders are not settled")
    case "UNPAID": Wording(zh: "客户尚未付款", en: "Customer has not paid")
    default: Wording(zh: code, en: code)
    }
  }
}
