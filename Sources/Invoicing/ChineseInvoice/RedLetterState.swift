/// Where a red-letter confirmation, 红字信息确认单, stands.
///
/// Thirteen states are the tax platform's own and have its codes. Two are ours and have none:
/// before the platform knows of the request, and after the red invoice is there.
package enum RedLetterState: Hashable, CaseIterable, Sendable {
  /// We have a request and no answer of the tax platform.
  case requested
  /// 01: the blue invoice is not in use, the seller reverses it alone.
  case notNeeded
  /// 02: the seller has entered it, the buyer must answer.
  case awaitingBuyer
  /// 03: the buyer has entered it, the seller must answer.
  case awaitingSeller
  /// 04: both sides agree.
  case confirmed
  /// 05: void, the buyer has refused what the seller entered.
  case refusedByBuyer
  /// 06: void, the seller has refused what the buyer entered.
  case refusedBySeller
  /// 07: void, nobody answered within 72 hours.
  case expired
  /// 08: void, who entered it has withdrawn it before the answer.
  case withdrawn
  /// 09: void, who entered it has withdrawn it after the answer.
  case withdrawnAfterConfirmation
  /// 10: void, the blue invoice has been found to be abnormal.
  case voucherAbnormal
  /// 11: void, the state of a taxpayer does not allow it.
  case taxpayerBlocked
  /// 12: void, the buyer is a natural person and has refused it.
  case refusedByPerson
  /// 13: void, a tax refund has been applied for.
  case taxRefundApplied
  /// The red invoice has been issued on it; for good.
  case issued
}

extension RedLetterState {
  /// The tax platform's two digits; nil for the two states that are ours.
  package var code: String? {
    switch self {
    case .requested, .issued: nil
    case .notNeeded: "01"
    case .awaitingBuyer: "02"
    case .awaitingSeller: "03"
    case .confirmed: "04"
    case .refusedByBuyer: "05"
    case .refusedBySeller: "06"
    case .expired: "07"
    case .withdrawn: "08"
    case .withdrawnAfterConfirmation: "09"
    case .voucherAbnormal: "10"
    case .taxpayerBlocked: "11"
    case .refusedByPerson: "12"
    case .taxRefundApplied: "13"
    }
  }

  /// The state of a code of the tax platform; nil for any other text.
  package init?(code: String) {
    guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = state
  }

  /// The state in Chinese, in the tax platform's words where it has some.
  package var chineseName: String {
    switch self {
    case .requested: "已申请待受理"
    case .notNeeded: "无需确认"
    case .awaitingBuyer: "销方录入待购方确认"
    case .awaitingSeller: "购方录入待销方确认"
    case .confirmed: "购销双方已确认"
    case .refusedByBuyer: "作废（销方录入购方否认）"
    case .refusedBySeller: "作废（购方录入销方否认）"
    case .expired: "作废（超72小时未确认）"
    case .withdrawn: "作废（发起方已撤销）"
    case .withdrawnAfterConfirmation: "作废（确认后撤销）"
    case .voucherAbnormal: "作废（异常凭证）"
    case .taxpayerBlocked: "作废（纳税人状态异常阻断）"
    case .refusedByPerson: "作废（自然人拒收）"
    case .taxRefundApplied: "作废（已开具退税申请单）"
    case .issued: "已开具红字发票"
    }
  }

  /// The state in English.
  package var englishName: String {
    switch self {
    case .requested: "Requested, not answered by the tax platform"
    case .notNeeded: "No confirmation needed"
    case .awaitingBuyer: "Entered by the seller, the buyer must answer"
    case .awaitingSeller: "Entered by the buyer, the seller must answer"
    case .confirmed: "Confirmed by both sides"
    case .refusedByBuyer: "Void: refused by the buyer"
    case .refusedBySeller: "Void: refused by the seller"
    case .expired: "Void: not answered within 72 hours"
    case .withdrawn: "Void: withdrawn by who entered it"
    case .withdrawnAfterConfirmation: "Void: withdrawn after confirmation"
    case .voucherAbnormal: "Void: abnormal voucher"
    case .taxpayerBlocked: "Void: the taxpayer's state does not allow it"
    case .refusedByPerson: "Void: refused by a natural person"
    case .taxRefundApplied: "Void: a tax refund has been applied for"
    case .issued: "Red invoice issued"
    }
  }

  /// Whether the red invoice may be issued now: in states 01 and 04 only.
  package var allowsIssuing: Bool {
    switch self {
    case .notNeeded, .confirmed: true
    case .requested, .awaitingBuyer, .awaitingSeller, .refusedByBuyer, .refusedBySeller, .expired,
      .withdrawn, .withdrawnAfterConfirmation, .voucherAbnormal, .taxpayerBlocked,
      .refusedByPerson, .taxRefundApplied, .issued:
      false
    }
  }

  /// Whether nothing can come of it any more; another try is another request with a new serial.
  package var isVoid: Bool {
    switch self {
    case .refusedByBuyer, .refusedBySeller, .expired, .withdrawn, .withdrawnAfterConfirmation,
      .voucherAbnormal, .taxpayerBlocked, .refusedByPerson, .taxRefundApplied:
      true
    case .requested, .notNeeded, .awaitingBuyer, .awaitingSeller, .confirmed, .issued: false
    }
  }
}

/// Why an invoice is reversed, with the tax platform's code.
package enum RedLetterReason: String, CaseIterable, Sendable {
  /// 开票有误.
  case issuedInError = "01"
  /// 销货退回.
  case goodsReturned = "02"
  /// 服务中止.
  case serviceEnded = "03"
  /// 销售折让.
  case salesAllowance = "04"

  /// The reason in the tax platform's words.
  package var chineseName: String {
    switch self {
    case .issuedInError: "开票有误"
    case .goodsReturned: "销货退回"
    case .serviceEnded: "服务中止"
    case .salesAllowance: "销售折让"
    }
  }

  /// The reason in English.
  package var englishName: String {
    switch self {
    case .issuedInError: "Issued in error"
    case .goodsReturned: "Goods returned"
    case .serviceEnded: "Service ended"
    case .salesAllowance: "Sales allowance"
    }
  }
}
