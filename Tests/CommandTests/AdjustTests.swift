import Foundation
import Testing

/// Adjustments as people and scripts write, approve and preview them. Rule 8.4.
struct AdjustTests {
  private func add(
    _ settled: Command, _ amount: String, partner: String = "M-1", by author: String = "ann",
    _ more: String...
  ) throws -> Command.Outcome {
    try settled.run(
      [
        "adjust", "add", "--partner", partner, "--tab", "general", "--currency", "CNY",
        "--amount", amount, "--code", "PRICE_CORRECTION", "--reason", "list price corrected",
        "--as", author,
      ] + more)
  }

  private func plan(_ settled: Command) throws -> Command.Outcome {
    try settled("run", "plan", "--period", "202610", "--site", "cn", "--as", "ann")
  }

  /// The effect of an adjustment as JSON.
  private func effect(_ settled: Command, _ id: String) throws -> [String: Any] {
    let view = try settled("adjust", "preview", id, "--json").object()
    return try #require(view["effect"] as? [String: Any])
  }

  private func side(_ effect: [String: Any], _ name: String) -> [String?] {
    let side = effect[name] as? [String: Any] ?? [:]
    return ["net", "payable", "closing_balance", "waits_for"].map { side[$0] as? String }
  }

  @Test("an author cannot approve an adjustment, another person can, and once")
  func fourEyes() throws {
    let settled = try CommandDatabase("adjust_eyes").settled
    let added = try add(settled, "-12.50")
    #expect(added.code == 0, "\(added.err)")
    #expect(added.out == "ADJ-1\n")
    #expect(added.err.contains("Next:  settled adjust approve ADJ-1   (another person than ann)"))
    let own = try settled("adjust", "approve", "ADJ-1", "--as", "ann")
    #expect(own.code == 4)
    #expect(own.out == "")
    #expect(try settled("adjust", "list", "--open").out.contains("ADJ-1"))
    let approved = try settled("adjust", "approve", "ADJ-1", "--as", "bea")
    #expect(approved.code == 0, "\(approved.err)")
    #expect(
      approved.out.hasPrefix(
        "ADJ-1  approved  CNY -12.50  M-1 general  PRICE_CORRECTION: list price corrected\n"))
    #expect(try settled("adjust", "approve", "ADJ-1", "--as", "cleo").code == 6)
    #expect(try settled("adjust", "refuse", "ADJ-1", "--reason", "r", "--as", "bea").code == 6)
    #expect(try settled("adjust", "list", "--open", "--json").out == "[]\n")
    let list = try settled("adjust", "list", "--format", "csv").out.components(separatedBy: "\r\n")
    #expect(list[1].hasPrefix("ADJ-1,approved,cn,M-1,general,CNY,-12.50,PRICE_CORRECTION,"))
    #expect(list[1].contains(",ann,") && list[1].contains(",bea,"))
  }

  @Test("a refused adjustment keeps its reason and has no effect")
  func refused() throws {
    let settled = try CommandDatabase("adjust_refused").settled
    _ = try add(settled, "5")
    #expect(try settled("adjust", "refuse", "ADJ-1", "--reason", " ", "--as", "bea").code == 64)
    let refused = try settled(
      "adjust", "refuse", "ADJ-1", "--reason", "the price was right", "--as", "bea", "--json")
    #expect(try refused.object()["refusal"] as? String == "the price was right")
    #expect(try refused.object()["effect"] is NSNull)
    #expect(try settled("adjust", "approve", "ADJ-1", "--as", "bea").code == 6)
  }

  @Test("what an adjustment names must exist and belong together")
  func refusals() throws {
    let settled = try CommandDatabase("adjust_refusals").settled
    let add =
      "adjust add --partner M-1 --tab general --currency CNY --amount 5.00 --code C --reason r"
    let cases: [(String, String, Int32, String)] = [
      ("--partner M-1", "--partner M-9", 5, "there is no partner M-9"),
      ("--tab general", "--tab csp", 65, "use general, joint, selected, platform"),
      ("--tab general", "--tab vip", 64, "tab"),
      ("--currency CNY", "--currency QQQ", 64, "QQQ is no currency"),
      ("--amount 5.00", "--amount 5.001", 64, "more decimals than CNY has: 2"),
      ("--amount 5.00", "--amount five", 64, "five is no amount"),
      ("--amount 5.00", "--amount 0.00", 64, "changes nothing"),
      ("--amount 5.00", "--amount 99999999999999999999", 64, "does not fit 64 bits"),
      ("--code C", "--code lower", 64, "no word in capitals"),
      ("--reason r", "--reason r --product P-9", 5, "there is no product P-9"),
      ("--reason r", "--reason r --product P-2", 65, "product P-2 is M-2's"),
      ("--reason r", "--reason r --statement S-9", 5, "there is no statement S-9"),
    ]
    for (word, replacement, code, sentence) in cases {
      let call = add.replacing(word, with: replacement)
      let outcome = try settled.run(call.split(separator: " ").map(String.init))
      #expect(outcome.code == code, "\(call): \(outcome.err)")
      #expect(outcome.out == "", "\(call)")
      #expect(outcome.err.contains(sentence), "\(call): \(outcome.err)")
    }
    for verb in ["approve ADJ-9", "preview ADJ-9", "refuse ADJ-9 --reason r"] {
      let words = ["adjust"] + verb.split(separator: " ").map(String.init)
      #expect(try settled.run(words).code == 5, "\(verb)")
    }
    #expect(try settled("adjust", "list", "--json").out == "[]\n")
  }

  @Test("an adjustment corrects a sealed statement of its own key, no other")
  func statements() throws {
    let settled = try CommandDatabase("adjust_statement").settled
    let run = "RUN-202610-cn-1"
    _ = try plan(settled)
    let draft = try add(settled, "5", "--statement", "202610-M-1-general-CNY")
    #expect(draft.code == 6, "\(draft.err)")
    _ = try settled("run", "submit", run, "--as", "ann")
    _ = try settled("run", "approve", run, "--as", "bea")
    #expect(try settled("run", "seal", run, "--as", "bea").code == 0)
    let own = try add(settled, "5", "--statement", "202610-M-1-general-CNY", "--product", "P-1")
    #expect(own.code == 0, "\(own.err)")
    let other = try add(settled, "5", "--statement", "202610-M-2-general-CNY")
    #expect(other.code == 65)
    #expect(other.err.contains("partner M-2, tab general, CNY, site cn"))
    // Sealed up to October: it enters November, which nobody has planned.
    let effect = try effect(settled, "ADJ-1")
    #expect(effect["statement_id"] as? String == "202611-M-1-general-CNY")
    #expect(effect["run"] is NSNull)
    #expect(side(effect, "before") == ["0.00", nil, nil, ""])
    #expect(side(effect, "after") == ["5.00", nil, nil, "BELOW_MINIMUM"])
  }

  @Test("the preview shows the statement of the draft without and with the adjustment")
  func preview() throws {
    let settled = try CommandDatabase("adjust_preview").settled
    // 8,500.00 at 5 % is 8,075.00; the minimum is 1,000.00.
    _ = try plan(settled)
    _ = try add(settled, "-75.00")
    var effect = try effect(settled, "ADJ-1")
    #expect(effect["statement_id"] as? String == "202610-M-1-general-CNY")
    #expect(effect["run"] as? String == "RUN-202610-cn-1")
    #expect(effect["counted"] as? Bool == false)
    #expect(side(effect, "before") == ["8075.00", "8075.00", "0.00", ""])
    #expect(side(effect, "after") == ["8000.00", "8000.00", "0.00", ""])
    #expect(effect["minimum"] as? String == "1000.00")
    #expect(effect["minimum_reached"] as? Bool == true)
    let text = try settled("adjust", "preview", "ADJ-1").out
    #expect(text.contains("  net      8,075.00  8,000.00\n"), "\(text)")
    #expect(text.contains("  minimum  1,000.00: reached\n"), "\(text)")
    // A debt below the minimum makes no statement.
    _ = try add(settled, "-7075.01")
    effect = try self.effect(settled, "ADJ-2")
    #expect(side(effect, "after") == ["999.99", nil, nil, "BELOW_MINIMUM"])
    #expect(effect["minimum_reached"] as? Bool == false)
  }

  @Test("without a draft the preview stands on the opening balance")
  func previewWithoutDraft() throws {
    let settled = try CommandDatabase("adjust_bare").settled
    _ = try add(settled, "2000")
    let effect = try effect(settled, "ADJ-1")
    #expect(effect["run"] is NSNull)
    #expect(effect["opening_balance"] as? String == "0.00")
    #expect(side(effect, "before") == ["0.00", nil, nil, ""])
    #expect(side(effect, "after") == ["2000.00", "2000.00", "0.00", ""])
  }

  @Test("an adjustment of a held partner waits for the hold")
  func held() throws {
    let settled = try CommandDatabase("adjust_held").settled
    _ = try settled("hold", "add", "M-1", "--reason", "under review")
    _ = try plan(settled)
    _ = try add(settled, "25.00")
    let effect = try effect(settled, "ADJ-1")
    #expect(side(effect, "before") == ["8075.00", nil, nil, "ON_HOLD"])
    #expect(side(effect, "after") == ["8100.00", nil, nil, "ON_HOLD"])
  }

  @Test("who wrote, approved and refused stands in the trail with what and why")
  func trail() throws {
    let database = try CommandDatabase("adjust_trail")
    _ = try add(database.settled, "1.50")
    _ = try add(database.settled, "2.50")
    _ = try database.settled("adjust", "approve", "ADJ-1", "--as", "bea")
    _ = try database.settled("adjust", "refuse", "ADJ-2", "--reason", "no", "--as", "bea")
    let rows = try database.session().query(Statements.trail, [.text("adjustment")])
    #expect(
      rows.map { "\($0.text(0)) \($0.text(1)) \($0.text(2)) \($0.text(3))" } == [
        "ann adjustment_written ADJ-1 "
          + "M-1: general: 1.50 CNY: PRICE_CORRECTION: list price corrected",
        "ann adjustment_written ADJ-2 "
          + "M-1: general: 2.50 CNY: PRICE_CORRECTION: list price corrected",
        "bea adjustment_approved ADJ-1 ", "bea adjustment_refused ADJ-2 no",
      ])
  }
}
