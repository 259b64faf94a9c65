import Amounts
import Marketplace
import Settlement

/// To whose amount a step of the pricing functions leads. Rules 5 and 6.
enum StepOwner {
  /// The names of steps, as the pricing functions record them.
  private static let owners: [String: Set<StepOwner.Part>] = [
    "merchant": [.merchant], "ex tax": [.merchant], "ex tax less fee": [.merchant],
    "merchant tax": [.merchant], "merchant ex tax": [.merchant], "net": [.merchant],
    "share": [.merchant], "withholding": [.merchant], "digital service tax": [.merchant],
    "management fee ex tax": [.merchant, .operator], "operator": [.operator],
    "operator tax": [.operator], "operator ex tax": [.operator], "csp": [.provider],
    "reseller": [.provider], "provider": [.provider], "provider ex tax": [.provider],
    "taxes": [.platform],
  ]

  /// Whose amount it is.
  enum Part: Sendable {
    case merchant, provider, `operator`, platform
  }

  /// The steps behind one payee's amount, in the order they were taken.
  static func steps(_ steps: [DerivationStep], of part: Part) -> [DerivationStep] {
    steps.filter { step in
      guard let owners = owners[step.name] else {
        preconditionFailure("the step \(step.name) of rule \(step.rule) belongs to nobody")
      }
      return owners.contains(part)
    }
  }
}

extension Role {
  /// Whose steps lead to the role's amount.
  var part: StepOwner.Part {
    switch self {
    case .merchant: .merchant
    case .csp, .reseller: .provider
    case .operator: .operator
    }
  }

  /// Who acts for a payee in the role.
  var actor: Explanation.Actor {
    switch self {
    case .merchant: .merchant
    case .csp, .reseller: .provider
    case .operator: .operator
    }
  }
}
