import CivilTime
import Foundation
import Marketplace
import Operations
import Store
import TestKit
import Testing

/// Questions about the months of `ReplayedMonths`.
@Suite("What if")
struct WhatIfTests {
  private let months = ReplayedMonths.may...ReplayedMonths.june

  private func question(_ changes: String) throws -> WhatIfQuestion {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    try Data(#"{"title": "A question", "changes": \#(changes)}"#.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try WhatIfFile.read(file.path)
  }

  private func ask(
    _ changes: String, of database: TestDatabase, isKept: Bool = false
  ) throws -> WhatIfAnswer {
    try WhatIf(database.workplace)(question(changes), months: months, site: .cn, isKept: isKept)
  }

  private func payees(_ answer: WhatIfAnswer) -> [String] {
    answer.payees.map {
      "\($0.partnerID) \($0.before.decimalText) \($0.after.decimalText) "
        + "\($0.difference.decimalText) \($0.proportion?.decimalText ?? "")"
    }
  }

  private func platform(_ answer: WhatIfAnswer) -> [String] {
    answer.months.map {
      "\($0.run.period.text) \($0.paid.decimalText) \($0.before.decimalText) "
        + "\($0.after.decimalText)"
    }
  }

  @Test("the same terms change nothing to the minor unit")
  func sameTerms() throws {
    let database = try ReplayedMonths.sealed()
    let answer = try ask(#"[{"all": true, "fee_rate": "0.05", "share_rate": 0.7}]"#, of: database)
    #expect(answer.payees.allSatisfy { $0.before == $0.after } && answer.payees.count == 5)
    #expect(platform(answer) == ["202605 8120.00 726.00 726.00", "202606 2000.00 50.00 50.00"])
    #expect(answer.idle.isEmpty && answer.unsealed.isEmpty)
  }

  @Test("a fee of 10 % ends the waiver of the 5 % policy, and refunds give back what was priced")
  func feeOfTen() throws {
    let database = try ReplayedMonths.sealed()
    let answer = try ask(#"[{"all": true, "fee_rate": "0.10"}]"#, of: database)
    // May: 3,600 + 2,700 - 900 = 5,400, June: 2,700 - 900 = 1,800; sealed 5,760 and 1,890.
    #expect(payees(answer)[0] == "M-1 7650.00 7200.00 -450.00 -0.058824")
    #expect(answer.payees.dropFirst().allSatisfy { $0.before == $0.after })
    // May: 280 + 240 - 70 + 636 of M-2; June: 210 - 70.
    #expect(
      platform(answer) == ["202605 8120.00 726.00 1086.00", "202606 2000.00 50.00 140.00"])
    #expect(answer.chart?.svg.contains("−450.00") == true)
  }

  @Test("adjustments stay as they were on either side, for the partner and for the platform")
  func adjusted() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let adjustment = try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "CNY", amount: "-12.50",
        reasonCode: "CORRECTION", reason: "as agreed"))
    _ = try Adjustments(database.workplace, by: "bea").approve(adjustment.adjustment.id)
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(ReplayedMonths.june, site: .cn)
    let answer = try ask(#"[{"all": true, "fee_rate": "0.10"}]"#, of: database)
    #expect(payees(answer)[0] == "M-1 7637.50 7187.50 -450.00 -0.058920")
    #expect(
      platform(answer) == ["202605 8120.00 726.00 1086.00", "202606 2000.00 62.50 152.50"])
  }

  @Test("a policy that moves with the fee keeps its waiver")
  func feeAndPolicy() throws {
    let database = try ReplayedMonths.sealed()
    let answer = try ask(
      """
      [{"product": "P-1", "fee_rate": "0.10"},
       {"tier_policy": "W-1", "base_fee_rate": "0.10",
        "bands": [{"from_amount": 600000, "increment_rate": "0.02"}]}]
      """, of: database)
    // May at 92 %, X is 6,000.00: 3,680 + 2,760 - 920; June at 90 %: 2,700 less 920 given back.
    #expect(payees(answer)[0] == "M-1 7650.00 7300.00 -350.00 -0.045752")
  }

  @Test("providers, shares and management fees change for whom they are asked")
  func otherFigures() throws {
    let database = try ReplayedMonths.sealed()
    let answer = try ask(
      """
      [{"provider": "S-2", "share_rate": "0.06"},
       {"selling_mode": "joint", "management_fee_rate": "0.06"},
       {"merchant": "M-1", "share_rate": "0.5"}]
      """, of: database)
    // S-2: May 240 - 60, June 180 - 60. O-1: May 120 x 1.06, June half of it back. M-2: 60 less.
    #expect(
      payees(answer) == [
        "S-2 150.00 300.00 150.00 1.000000", "M-2 1420.40 1356.80 -63.60 -0.044776",
        "O-1 31.80 63.60 31.80 1.000000", "M-1 7650.00 7650.00 0.00 0.000000",
        "S-1 60.00 60.00 0.00 0.000000",
      ])
    #expect(answer.idle.map(\.place) == ["changes[2]"])
  }

  @Test("nothing of it is a run, and nothing stays unless it is asked for")
  func leavesNothing() throws {
    let database = try ReplayedMonths.sealed()
    let fee = #"[{"all": true, "fee_rate": "0.10"}]"#
    #expect(try ask(fee, of: database).keptTable == nil)
    #expect(try database.count("scratch.line") == 0)
    let kept = try ask(fee, of: database, isKept: true)
    #expect(try kept.keptTable.map { try database.count($0) } == 13)
    #expect(try database.count("settlement.run") == 2)
    let runs = try ReplayPeriod(database.workplace)(months.upperBound, site: .cn, limit: 1)
    #expect(runs.map(\.isSame) == [true])
  }

  @Test("every flaw of a file is refused with its place")
  func flaws() throws {
    let flawed = """
      [{"product": "P-1", "fee_rate": "1.5"}, {"merchant": "M-1", "fee": 0.1}, {"fee_rate": "0.1"},
       {"selling_mode": "csp", "fee_rate": 0}, {"all": true}, {"provider": "S-1", "fee_rate": 0.1},
       {"tier_policy": "W-1", "bands": [{"from_amount": "1.5", "increment_rate": "0.0000001"}]}]
      """
    #expect { try question(flawed) } throws: { error in
      guard let refusal = error as? Refusal else { return false }
      let places = [
        "changes[0].fee_rate", "changes[1].fee:", "changes[2]:", "changes[3].selling_mode",
        "changes[4]:", "changes[5].fee_rate", "changes[6].bands[0].from_amount",
      ]
      return refusal.kind == .badInput && places.allSatisfy { refusal.sentence.contains($0) }
    }
  }

  @Test("names nobody knows are refused, and months without a sealed run")
  func unknown() throws {
    let database = try ReplayedMonths.sealed()
    let nobody = #"[{"product": "P-9", "fee_rate": 0.1}, {"provider": "M-1", "share_rate": 0.1}]"#
    #expect { try ask(nobody, of: database) } throws: { error in
      (error as? Refusal)?.sentence
        == "changes[0]: there is no product P-9\n  changes[1]: there is no provider M-1"
    }
    #expect {
      try WhatIf(database.workplace)(
        question(#"[{"all": true, "fee_rate": 0.1}]"#),
        months: months.upperBound.next...months.upperBound.next, site: nil)
    } throws: { ($0 as? Refusal)?.code == "period_not_sealed" }
  }
}
