import CivilTime
import Dispatch
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// The audit trail of a May that is planned, reviewed and sealed.
@Suite("Audit trail")
struct TrailTests {
  private func events(_ database: TestDatabase) throws -> [TrailEvent] {
    let session = try database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try Trail.list(limit: 1000, in: tx)
    }
  }

  @Test("who, what, when, from where, before, after and why, all chained")
  func chained() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let run = "RUN-202605-cn-1"
    let events = try events(database).filter { $0.subject == run }.reversed()
    #expect(events.map(\.action) == ["run_planned", "run_submitted", "run_approved", "run_sealed"])
    #expect(events.map(\.actor) == ["settler", "settler", "approver", "settler"])
    #expect(events.map(\.before) == ["", "draft", "in_review", "approved"])
    #expect(events.map(\.after) == ["", "in_review", "approved", "sealed"])
    for event in events {
      #expect(event.happenedAt == database.now)
      #expect(event.origin.hasPrefix("local settled"), "\(event.origin)")
    }
    #expect(try self.events(database).allSatisfy { $0.hash != nil })
    #expect(try AuditSeals(database.workplace)().findings == [])
    let listing = try AuditTrail(database.workplace).list(
      subject: run, actor: "approver", action: nil, since: nil, limit: 1)
    #expect(listing.rows.count == 1 && listing.summary == "1 event, and perhaps older ones")
  }

  @Test("what a superuser changes is found and named", arguments: TrailTampering.allCases)
  func tampered(_ tampering: TrailTampering) throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let second = try #require(try events(database).dropLast().last)
    try database.tamper(tampering, event: second.number)
    let flaws = try AuditSeals(database.workplace)().findings.map(\.sentence)
    let found =
      switch tampering {
      case .actor, .before, .instant, .hash: "is not as it was written"
      case .deleted: "event \(second.number) was deleted"
      case .linkDeleted: "follows a link that was deleted"
      case .added: "was added behind the chain"
      }
    #expect(flaws.contains { $0.contains(found) }, "\(flaws)")
  }

  @Test("a trail that was written anew is found by a hash that was kept elsewhere")
  func replaced() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let kept = try #require(try events(database).first?.hash)
    let audit = AuditSeals(database.workplace)
    #expect(try audit(trail: kept).findings == [])
    try database.rewriteTrail()
    #expect(try audit().findings == [], "in itself it is whole")
    #expect(try audit(trail: kept).findings.map(\.code) == ["trail_unknown"])
  }

  @Test("events of many at once form one chain, in the order of their commit")
  func concurrent() throws {
    let database = try TestDatabase()
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for round in 0..<25 {
        do {
          let session = try database.session()
          try session.transaction { (tx: borrowing Transaction) in
            try Trail.note(
              "test", of: "\(worker)", by: "tester", at: database.now, detail: "\(round)", in: tx)
          }
        } catch {
          Issue.record("\(error)")
        }
      }
    }
    #expect(try database.count("settlement.event_link") == 100)
    #expect(try database.count("settlement.event_unlinked") == 0)
    #expect(try AuditSeals(database.workplace)().findings == [])
  }
}
