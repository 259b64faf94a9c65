import Foundation
import Synchronization
import TestKit
import Testing

/// Red-letter confirmations, by commands. M-1 has an invoice of 425.00 that the tax bureau issued, and a
/// credit note of 100.00 of it.
@Suite("Red-letter commands")
struct RedLetterCommandTests {
  private static let run = "RUN-202610-cn-1"
  private static let blue = "CN-FEE-2026-000001"
  private static let other = "CN-FEE-2026-000002"
  private static let credit = "CN-CRN-2026-000001"
  private static let number = "26312000000012345678"
  private static let redNumber = "26312000000012345679"
  private static let confirmation = "31012611000000000001"

  private static func world(_ name: String) throws -> Command {
    let settled = try CommandDatabase.sealedOctober(name)
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    #expect(try legal(settled, blue, number).code == 0)
    let given = try settled(
      "invoice", "credit", blue, "--amount", "100.00", "--reason", "rate", "--as", "ann")
    #expect(given.code == 0, "\(given.err)")
    return settled
  }

  private static func legal(
    _ settled: Command, _ id: String, _ number: String, on day: String = "2026-11-02"
  ) throws -> Command.Outcome {
    try settled("invoice", "legal", id, "--number", number, "--issued-on", day, "--as", "ann")
  }

  private static func request(
    _ settled: Command, _ id: String = blue, _ more: String..., code: String = "04"
  ) throws -> Command.Outcome {
    try settled.run(
      ["invoice", "red-letter", "request", id, "--reason-code", code, "--as", "ann"] + more)
  }

  private static func record(
    _ settled: Command, _ serial: String, _ words: String...
  ) throws -> Command.Outcome {
    try settled.run(["invoice", "red-letter", "record", serial] + words + ["--as", "bea"])
  }

  private static func list(_ settled: Command, _ more: String...) throws -> Command.Outcome {
    try settled.run(["invoice", "red-letter", "list", "--format", "csv"] + more)
  }

  private func expect(
    _ told: Command.Outcome, _ code: Int32, _ words: String...,
    line: SourceLocation = #_sourceLocation
  ) {
    #expect(told.code == code, "\(told.out)\(told.err)", sourceLocation: line)
    let text = (told.out + told.err).replacing("\n", with: " ")
    for word in words {
      #expect(text.contains(word), "\(word) is not in \(text)", sourceLocation: line)
    }
  }

  @Test("a red invoice is taken on a confirmation of both sides alone, which it ends for good")
  func wholeWay() throws {
    let settled = try Self.world("red_letter")
    let (blue, credit) = (Self.blue, Self.credit)
    expect(
      try Self.legal(settled, credit, Self.redNumber), 6, "no red-letter confirmation of \(blue)",
      "red-letter request \(blue) --credit \(credit)")
    let asked = try Self.request(settled, blue, "--credit", credit)
    #expect(asked.out == "RLC-1\n", "\(asked.err)")
    expect(
      try Self.request(settled, blue, "--credit", credit), 6, "RLC-1 of \(blue) for \(credit)",
      "01 No confirmation needed (by the tax platform)")
    expect(
      try Self.record(settled, "RLC-1", "--state", "04"), 6, "on which 04", "does not follow",
      "possible now: 01", "02 Entered by the seller, the buyer must answer (by the seller)",
      "10 Void: abnormal voucher (by the tax platform)")
    expect(
      try Self.record(settled, "RLC-1", "--state", "03"), 6, "The side that did not enter")
    let entered = try Self.record(
      settled, "RLC-1", "--state", "02", "--number", Self.confirmation)
    #expect(
      entered.out == "RLC-1: 02 Entered by the seller, the buyer must answer\n", "\(entered.err)")
    expect(
      try Self.legal(settled, credit, Self.redNumber), 6, "cannot be issued in the state",
      "04 Confirmed by both sides (by the buyer)", "05 Void: refused by the buyer (by the buyer)",
      "08 Void: withdrawn by who entered it (by the seller)")
    expect(try Self.record(settled, "RLC-1", "--state", "04"), 0, "04 Confirmed by both sides")
    expect(
      try Self.legal(settled, credit, Self.redNumber, on: "2026-11-01"), 65,
      "2026-11-01 is before 2026-11-02")
    let taken = try Self.legal(settled, credit, Self.redNumber)
    #expect(taken.out == "\(credit) has the legal number \(Self.redNumber)\n", "\(taken.err)")
    let listed = try Self.list(settled).out
    #expect(
      listed.contains("RLC-1,\(blue),\(Self.number),\(credit),M-1,04,seller,"), "\(listed)")
    #expect(
      listed.contains(",\(Self.confirmation),issued,已开具红字发票,Red invoice issued,,\r\n"),
      "\(listed)")
    #expect(try Self.list(settled, "--open").out.split(separator: "\r\n").count == 1)
    expect(
      try Self.record(settled, "RLC-1", "--state", "09", "--reason", "late"), 6, "Invoice anew")
    expect(try Self.request(settled, blue, "--credit", credit), 6, "has the red invoice")
    let shown = try settled("invoice", "red-letter", "show", "RLC-1", "--json").object()
    let steps = try #require(shown["steps"] as? [[String: Any]])
    #expect(steps.map { $0["state"] as? String } == ["requested", "02", "04", "issued"])
    #expect(steps.map { $0["by"] as? String } == ["ann", "bea", "bea", "ann"])
    let trail = try settled("audit", "list", "--format", "csv").out
    #expect(trail.contains(",red_letter_requested,RLC-1,,requested,"), "\(trail)")
    #expect(trail.contains(",red_letter_recorded,RLC-1,requested,02,"), "\(trail)")
    #expect(trail.contains(",red_letter_recorded,RLC-1,04,issued,"), "\(trail)")
    #expect(try settled("audit", "verify").code == 0)
  }

  /// By the table of the tax platform: who enters, the codes one after another, and whether the end is
  /// void. Where the seller decides, it says why.
  private static let paths: [(side: String, codes: [String], isVoid: Bool)] = [
    ("seller", ["01"], false), ("seller", ["02"], false), ("buyer", ["03"], false),
    ("seller", ["02", "04"], false), ("buyer", ["03", "04"], false),
    ("seller", ["02", "05"], true), ("buyer", ["03", "06"], true), ("seller", ["02", "07"], true),
    ("buyer", ["03", "07"], true), ("seller", ["02", "08"], true), ("buyer", ["03", "08"], true),
    ("seller", ["02", "04", "09"], true), ("buyer", ["03", "04", "09"], true),
    ("seller", ["10"], true), ("seller", ["01", "11"], true), ("seller", ["02", "12"], true),
    ("buyer", ["03", "04", "13"], true),
  ]

  @Test("every code of the tax platform is reached, and a void one is followed by another serial")
  func everyCode() throws {
    let settled = try Self.world("red_letter_codes")
    for (place, path) in Self.paths.enumerated() {
      let serial = "RLC-\(place + 1)"
      let asked = try Self.request(settled, Self.blue, "--by", path.side, code: "02")
      #expect(asked.out == "\(serial)\n", "\(path): \(asked.err)")
      for code in path.codes {
        let isOurs = code == "06" || (["08", "09"].contains(code) && path.side == "seller")
        if isOurs {
          expect(try Self.record(settled, serial, "--state", code), 64, "say why")
        }
        let told = try Self.record(
          settled, serial, "--state", code, "--reason", isOurs ? "decided" : "")
        #expect(told.code == 0 && told.out.hasPrefix("\(serial): \(code) "), "\(told.err)")
      }
      let open = try Self.list(settled, "--open").out
      #expect(open.contains("\(serial),") == !path.isVoid, "\(path): \(open)")
      if path.isVoid {
        expect(
          try Self.record(settled, serial, "--state", "04"), 6, "Request another confirmation")
      } else {
        #expect(try Self.record(settled, serial, "--state", "10").code == 0)
      }
    }
    #expect(try settled("audit", "verify").code == 0)
  }

  @Test("of those who act at once, one does")
  func race() throws {
    let settled = try Self.world("red_letter_race")
    func atOnce(_ act: @Sendable () throws -> Command.Outcome) throws -> [Int32] {
      let codes = Mutex<[Int32]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        let code = (try? act().code) ?? -1
        codes.withLock { $0.append(code) }
      }
      return codes.withLock { $0.sorted() }
    }
    let requests = try atOnce {
      try Self.request(settled, Self.blue, "--credit", Self.credit)
    }
    #expect(requests == [0, 6, 6, 6])
    let first = try Self.list(settled).out.split(separator: "\r\n")
    try #require(first.count == 2)
    let serial = String(first[1].prefix { $0 != "," })
    #expect(try atOnce { try Self.record(settled, serial, "--state", "01") } == [0, 6, 6, 6])
    #expect(
      try Self.record(settled, serial, "--number", Self.confirmation).code == 0)
    #expect(try atOnce { try Self.legal(settled, Self.credit, Self.redNumber) } == [0, 6, 6, 6])
    let shown = try settled("invoice", "red-letter", "show", serial, "--format", "csv").out
    #expect(shown.split(separator: "\r\n").count == 5, "\(shown)")
    #expect(try settled("audit", "verify").code == 0)
  }

  @Test("what is no code, number, document or reason is refused with its place and a remedy")
  func refused() throws {
    let settled = try Self.world("red_letter_refusals")
    let (blue, other, credit) = (Self.blue, Self.other, Self.credit)
    expect(try Self.request(settled, other), 6, "has no legal number", "invoice legal \(other)")
    expect(try Self.request(settled, credit), 6, "is a credit note")
    expect(try Self.request(settled, "CN-FEE-2026-000404"), 5, "there is no invoice")
    expect(try Self.request(settled, blue, code: "05"), 65, "04 Sales allowance")
    expect(try Self.request(settled, blue, "--by", "bank"), 65, "seller or buyer")
    expect(
      try Self.request(settled, blue, "--entered-at", "2999-01-01T00:00:00+08:00"), 65,
      "has not come yet")
    expect(try Self.request(settled, blue, "--number", "123"), 65, "20 digits")
    expect(try Self.request(settled, blue, "--credit", other), 6, "is no credit note")
    // The credit note of an invoice without a number has nothing to reverse.
    #expect(
      try settled("invoice", "credit", other, "--reason", "x", "--as", "ann").code == 0)
    expect(
      try Self.legal(settled, "CN-CRN-2026-000002", Self.redNumber), 6,
      "\(other), which CN-CRN-2026-000002 corrects, has no legal number", "invoice legal \(other)")
    expect(
      try Self.request(settled, blue, "--credit", "CN-CRN-2026-000002"), 6, "corrects \(other)")
    expect(try Self.record(settled, "RLC-1", "--state", "01"), 5, "red-letter list")
    // The buyer enters one before there is a credit note of ours.
    let entered = try Self.request(
      settled, blue, "--by", "buyer", "--number", Self.confirmation)
    #expect(entered.out == "RLC-1\n", "\(entered.err)")
    expect(try Self.record(settled, "RLC-1"), 64, "nothing is reported")
    expect(try Self.record(settled, "RLC-1", "--state", "14"), 65, "01 to 13")
    expect(
      try Self.record(settled, "RLC-1", "--number", "31012611000000000002"), 6, "--reason")
    expect(
      try Self.record(
        settled, "RLC-1", "--number", "31012611000000000002", "--reason", "misread"), 0)
    #expect(try Self.record(settled, "RLC-1", "--credit", credit).code == 0)
    expect(try Self.record(settled, "RLC-1", "--credit", credit), 6, "nothing is left to do")
    for code in ["03", "04"] {
      #expect(try Self.record(settled, "RLC-1", "--state", code).code == 0)
    }
    expect(try Self.request(settled, blue, "--number", "31012611000000000002"), 6, "of RLC-1")
    expect(try Self.legal(settled, credit, Self.redNumber), 0)
    let listed = try Self.list(settled).out
    #expect(listed.contains(",31012611000000000002,issued,"), "\(listed)")
    #expect(try settled("audit", "list", "--format", "csv").out.contains("misread"))
  }

  @Test("a seller elsewhere has no red letters")
  func elsewhere() throws {
    let settled = try CommandDatabase.sealedOctober("red_letter_elsewhere")
    for party in [
      ["--site", "cn", "--country", "SG", "--tax-number", "SG200012345A"],
      ["M-1", "--country", "CN"],
    ] {
      let known = try settled.run(
        ["invoice", "party"] + party + ["--city", "X", "--from", "2026-01-01", "--as", "ann"])
      #expect(known.code == 0, "\(known.err)")
    }
    #expect(
      try settled("invoice", "issue", Self.run, "--partner", "M-1", "--as", "ann").code == 0)
    expect(try Self.request(settled), 6, "not in China")
  }

  @Test("an answer that is missing after 72 hours is overdue where people look, and nothing else")
  func overdue() throws {
    let settled = try Self.world("red_letter_overdue")
    let asked = try Self.request(
      settled, Self.blue, "--credit", Self.credit, "--entered-at", "2026-11-03T10:00:00+08:00")
    #expect(asked.out == "RLC-1\n", "\(asked.err)")
    // Nobody is asked for an answer before it is entered.
    #expect(try Self.list(settled).out.hasSuffix(",tax platform,\r\n"))
    #expect(try Self.record(settled, "RLC-1", "--state", "02").code == 0)
    let listed = try settled("invoice", "red-letter", "list", "--format", "csv")
    #expect(
      listed.out.contains(",2026-11-06T10:00:00+08:00,,02,"), "\(listed.out)")
    #expect(listed.out.hasSuffix(",buyer,overdue\r\n"), "\(listed.out)")
    let sentence = "1 red-letter confirmation unanswered after 72 hours: RLC-1"
    let doctor = try settled("doctor", "--format", "csv")
    #expect(doctor.out.contains("red letters,note,\(sentence),"), "\(doctor.out)")
    let closed = try settled("job", "run", "month-end", "--site", "cn", "--period", "2026-10")
    #expect((closed.out + closed.err).contains(sentence), "\(closed.out)\(closed.err)")
    // The tax platform alone says that it is void.
    #expect(try Self.list(settled).out.contains(",02,"))
    #expect(try Self.record(settled, "RLC-1", "--state", "07").code == 0)
    #expect(try !settled("doctor", "--format", "csv").out.contains("red letters"))
  }
}
