/// A bank's reasons in Chinese; the English is what the bank's answer was kept with.
enum ReturnWords {
  /// - Parameter outcome: `AC04: The account is closed.`, or words of a person.
  static func reason(_ outcome: String) -> Wording {
    guard let colon = outcome.firstIndex(of: ":"), let zh = known[String(outcome[..<colon])] else {
      return Wording(zh: outcome, en: outcome)
    }
    return Wording(zh: "\(outcome[..<colon])：\(zh)", en: outcome)
  }

  /// By code of ISO 20022, as `Banking` has the English sentences.
  private static let known: [String: String] = [
    "AC01": "账号有误。",
    "AC03": "收款账号有误。",
    "AC04": "账户已销户。",
    "AC06": "账户被冻结。",
    "AC13": "账户为个人消费账户，不可用于此类付款。",
    "AC14": "账户类型不受理此类付款。",
    "AC15": "账户已改用新账号。",
    "AG01": "账户不受理此类付款。",
    "AG02": "银行不识别此类交易。",
    "AGNT": "一方的银行信息有误。",
    "AM02": "金额超过限额。",
    "AM03": "账户不受理该币种。",
    "AM04": "付款账户余额不足。",
    "AM05": "银行认为与此前付款重复。",
    "AM09": "金额与收款方预期不符。",
    "ARDT": "该笔付款此前已退回。",
    "BE01": "户名与账号不符。",
    "BE04": "缺少收款方地址。",
    "BE05": "银行不识别付款方。",
    "BE06": "收款方不是该行客户。",
    "BE07": "缺少付款方地址。",
    "CNOR": "收款行不受理此类付款。",
    "CURR": "币种有误。",
    "CUST": "有关方要求退回。",
    "DNOR": "付款行不受理此类付款。",
    "DUPL": "重复付款。",
    "ED05": "银行间清算失败。",
    "ERIN": "收款行不支持所用选项。",
    "FF01": "银行无法读取该笔付款。",
    "FOCR": "付款被撤回。",
    "FR01": "银行怀疑欺诈。",
    "FRAD": "付款因欺诈被撤回。",
    "MD07": "账户持有人已身故。",
    "MS02": "收款方拒收，未说明原因。",
    "MS03": "银行未说明原因。",
    "NARR": "银行以文字说明原因。",
    "NOAS": "收款方未答复银行。",
    "NOOR": "银行未收到被撤回的付款。",
    "RC01": "银行代码有误。",
    "RC04": "收款行有误。",
    "RC07": "收款行的 BIC 无法识别。",
    "RR01": "缺少法规要求的付款方账号或证件号。",
    "RR02": "缺少法规要求的付款方名称或地址。",
    "RR03": "缺少法规要求的收款方名称或地址。",
    "RR04": "受法规或监管限制。",
    "RUTA": "付款无法路由。",
    "SL01": "收款方未开通该项银行服务。",
    "TECH": "银行技术故障。",
    "TM01": "付款晚于银行截止时间。",
    "UPAY": "该笔款项无需支付。",
  ]
}
