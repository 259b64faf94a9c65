import CivilTime
import Marketplace
import Operations
import TestKit
import Testing

@Suite("Agreements on self-billing")
struct SelfBillingAgreementTests {
  private func refusal(_ body: () throws -> Void) -> String? {
    #expect(throws: Refusal.self) { try body() }?.code
  }

  @Test("no agreement is entered for sellers in China, nor of parties that nobody knows")
  func agreements() throws {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    let agreements = SelfBillingAgreements(world.database.workplace, by: "ann")
    func code(_ partner: String, _ change: (inout SelfBillingAgreements.Entry) -> Void = { _ in })
      -> String?
    {
      var entry = SelfBillingAgreements.Entry(partner: partner, reference: "SB-17")
      change(&entry)
      return refusal { try agreements.enter(entry) }
    }
    #expect(code("M-1") == "self_billing_in_china")
    #expect(code("M-3") == "details_missing")
    try world.know(.partner("M-3"), "DE", "DE123456789", "9930:DE123456789")
    #expect(code("M-3") == "details_missing")
    try world.know(.issuer(.eu), "IE", "IE6388047V", "0088:4012345000009")
    #expect(code("M-9") == "partner_not_found")
    #expect(code("M-3") { $0.reference = " " } == "reason_missing")
    #expect(code("M-3") { $0.series = "EU" } == "series_unreadable")
    #expect(code("M-3") { $0.series = "m3" } == "series_unreadable")
    #expect(code("M-3") { $0.untaxedAs = "S" } == "category_unknown")
    #expect(
      code("M-3") { $0.validUntil = CivilDate(year: 2026, month: 7, day: 30) }
        == "ends_before_it_begins")
    #expect(
      try agreements.enter(SelfBillingAgreements.Entry(partner: "M-3", reference: "SB-17")) == "M3")
    #expect(code("M-3") { $0.series = "M4" } == "series_given")
    try world.know(.partner("M-1"), "DE", "DE123456788", "9930:DE123456788")
    try world.know(.issuer(.cn), "CN", "CN91310115MA1K34567F", "0088:4012345000009")
    #expect(code("M-1") { $0.series = "M3" } == "series_taken")
    try world.know(.partner("M-3"), "CN", "CN91310115MA1K34567F", "0088:4012345000009")
    #expect(code("M-3") == "self_billing_in_china")
    #expect(try agreements.list().rows.count == 1)
  }
}
