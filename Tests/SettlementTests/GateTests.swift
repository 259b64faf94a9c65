import Amounts
import CivilTime
import Marketplace
import Settlement
import Testing

@Suite("Gates, rules 3.3 and 3.4")
struct GateTests {
  private let cutoff = Facts.period.end

  private func instant(_ text: String) throws -> Instant {
    try Instant(parsing: text)
  }

  @Test("a paid and delivered line is ready at the later of the two")
  func ready() throws {
    var fact = try Facts.order(sales: 100)
    fact.activatedAt = try instant("2026-10-20T00:00:00+08:00")
    let readiness = fact.readiness(isSupervised: false, cutoff: cutoff)
    #expect(readiness.isReady)
    #expect(readiness.instant == fact.activatedAt)
  }

  @Test("every reason that applies is listed, not the first")
  func severalReasons() throws {
    var fact = try Facts.order(sales: 100)
    fact.paidAt = nil
    fact.activatedAt = nil
    fact.cash = 0
    fact.credit = 100
    let readiness = fact.readiness(isSupervised: true, cutoff: cutoff)
    #expect(readiness.reasons.text == "NOT_REPAID;SUPERVISION_OPEN;UNPAID")
  }

  @Test("a gate at exactly 16:00:00Z of the last day is after the cut-off, one before is not")
  func boundary() throws {
    var fact = try Facts.order(sales: 100)
    fact.activatedAt = try instant("2026-10-31T16:00:00Z")
    #expect(fact.readiness(isSupervised: false, cutoff: cutoff).reasons == .afterCutoff)
    fact.activatedAt = try instant("2026-10-31T15:59:59.999999Z")
    #expect(fact.readiness(isSupervised: false, cutoff: cutoff).isReady)
  }

  @Test("a trial is pending with TRIAL alone")
  func trial() throws {
    var fact = try Facts.order(sales: 100)
    fact.isTrial = true
    fact.paidAt = nil
    #expect(fact.readiness(isSupervised: true, cutoff: cutoff).reasons == .trial)
  }

  @Test("a renewal waits for its own instant and starts no new supervision")
  func renewal() throws {
    var fact = try Facts.order(sales: 100)
    fact.type = .renewal
    #expect(fact.readiness(isSupervised: true, cutoff: cutoff).reasons == .notEffective)
    fact.effectiveAt = try instant("2026-10-12T00:00:00+08:00")
    #expect(fact.readiness(isSupervised: true, cutoff: cutoff).isReady)
  }

  @Test("a completed refund closes an open delivery, and never delays one")
  func refundClosesDelivery() throws {
    var fact = try Facts.order(sales: 100)
    fact.activatedAt = nil
    fact.firstRefundedAt = try instant("2026-10-15T00:00:00+08:00")
    let closed = fact.readiness(isSupervised: false, cutoff: cutoff)
    #expect(closed.isReady)
    #expect(closed.instant == fact.firstRefundedAt)
    fact.activatedAt = try instant("2026-10-11T00:00:00+08:00")
    #expect(
      fact.readiness(isSupervised: false, cutoff: cutoff).instant == fact.activatedAt)
  }

  @Test("a cash coupon needs repayment like credit")
  func coupon() throws {
    var fact = try Facts.order(sales: 100)
    fact.cash = 0
    fact.cashCoupon = 100
    #expect(fact.readiness(isSupervised: false, cutoff: cutoff).reasons == .notRepaid)
    fact.repaidAt = try instant("2026-10-28T00:00:00+08:00")
    let repaid = fact.readiness(isSupervised: false, cutoff: cutoff)
    #expect(repaid.isReady)
    #expect(repaid.instant == fact.repaidAt)
  }
}
