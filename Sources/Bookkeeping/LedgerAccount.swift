/// What an account stands for; decides how plain-text books name it.
package enum AccountKind: String, CaseIterable, Sendable {
  case asset, liability, income, expense
}

/// A ledger account of the chart, `settlement.account`.
package struct LedgerAccount: Sendable, Equatable {
  /// Four digits, and pairs after a point: `2221.01`.
  package let code: String
  package let kind: AccountKind
  package let name: String
  package let chineseName: String
  /// Whether a balance is asked for by partner and tab.
  package let isPerPartner: Bool

  package init(
    code: String, kind: AccountKind, name: String, chineseName: String, isPerPartner: Bool
  ) {
    self.code = code
    self.kind = kind
    self.name = name
    self.chineseName = chineseName
    self.isPerPartner = isPerPartner
  }
}
