import Amounts

extension StatementDocument {
  /// Adds the statement up again and refuses one that contradicts itself.
  ///
  /// A document is the last place where a wrong total can be stopped.
  func checkConsistency() throws(DocumentError) {
    let zero = Money.zero(in: currency)
    let net = try sum([balance.opening, balance.lines, balance.adjustments])
    try require(balance.net, is: net, "net amount")
    try require(balance.payable, is: net.minorUnits > 0 ? net : zero, "payable amount")
    try require(balance.closing, is: net.minorUnits < 0 ? net : zero, "closing balance")
    let adjustments = try sum(lines.filter { $0.sourceKind == .adjustment }.map(\.amount))
    try require(balance.adjustments, is: adjustments, "total of the adjustments")
    let settled = try sum(lines.filter { $0.sourceKind != .adjustment }.map(\.amount))
    try require(balance.lines, is: settled, "total of the lines")
    try checkGroups()
    try checkSteps()
  }

  private func checkGroups() throws(DocumentError) {
    guard !groups.isEmpty else { return }
    let counted = groups.reduce(0) { $0 + $1.lineCount }
    guard counted == lines.count else {
      throw .inconsistent(
        document: id, reason: "its groups have \(counted) lines and it has \(lines.count)")
    }
    let total = try sum([balance.lines, balance.adjustments])
    try require(total, is: sum(groups.map(\.amount)), "total of the groups")
  }

  private func checkSteps() throws(DocumentError) {
    var running = Money.zero(in: currency)
    for step in steps {
      switch step.kind {
      case .change: running = try sum([running, step.amount])
      case .total: try require(step.amount, is: running, "step \"\(step.label.en)\"")
      }
    }
  }

  private func require(
    _ stated: Money, is computed: Money, _ what: String
  ) throws(DocumentError) {
    guard stated != computed else { return }
    throw .inconsistent(document: id, reason: "its \(what) is \(stated) and comes to \(computed)")
  }

  /// Their sum; zero of none.
  func sum(_ amounts: [Money]) throws(DocumentError) -> Money {
    try amounts.sum(in: currency, of: id)
  }
}
