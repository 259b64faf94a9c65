import CivilTime
import Invoicing
import Testing

@Suite("Red-letter confirmation")
struct RedLetterTests {
  /// The columns of the table, in its order.
  static let events: [RedLetterEvent] = [
    .foundUnneeded, .sellerEntered, .buyerEntered, .sellerConfirmed, .buyerConfirmed,
    .sellerRefused, .buyerRefused, .timeLimitPassed, .withdrawnBeforeConfirmation,
    .withdrawnAfterConfirmation, .voucherFoundAbnormal, .taxpayerBlocked, .personRefused,
    .taxRefundApplied, .redInvoiceIssued,
  ]

  /// Every state with what each event makes of it: a code, `is` for issued, or why not: `ne` not
  /// entered, `ae` already entered, `tt` not their turn, `ac` already confirmed, `nc` not
  /// confirmed, `nn` not needed, `vv` void, `ri` red invoice issued.
  static let table = """
    --    un  sE  bE  sC  bC  sR  bR  72  wB  wA  ab  bl  pr  rf  iss
    rq    01  02  03  ne  ne  ne  ne  ne  ne  ne  10  11  ne  13  ne
    01    ae  ae  ae  nn  nn  nn  nn  nn  nn  nn  10  11  nn  13  is
    02    ae  ae  ae  tt  04  tt  05  07  08  nc  10  11  12  13  nc
    03    ae  ae  ae  04  tt  06  tt  07  08  nc  10  11  tt  13  nc
    04    ae  ae  ae  ac  ac  ac  ac  ac  ac  09  10  11  ac  13  is
    05    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    06    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    07    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    08    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    09    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    10    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    11    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    12    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    13    vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv  vv
    is    ri  ri  ri  ri  ri  ri  ri  ri  ri  ri  ri  ri  ri  ri  ri
    """

  @Test("every event has its outcome in every state")
  func wholeTable() throws {
    #expect(Set(Self.events) == Set(RedLetterEvent.allCases))
    let rows = Self.table.split(separator: "\n").dropFirst()
    #expect(rows.count == RedLetterState.allCases.count)
    for row in rows {
      let cells = row.split(separator: " ")
      try #require(cells.count == 16)
      let state = try #require(Self.state(cells[0]))
      for (event, cell) in zip(Self.events, cells.dropFirst()) {
        if let next = Self.state(cell) {
          #expect(try state.after(event) == next, "\(state) \(event)")
        } else {
          let reason = try #require(Self.reasons[String(cell)])
          #expect(
            throws: RedLetterRefusal(state: state, event: event, reason: reason),
            "\(state) \(event)"
          ) { try state.after(event) }
        }
      }
    }
  }

  @Test("the thirteen codes of the tax platform have its words")
  func codes() {
    let official = [
      "01": "无需确认", "02": "销方录入待购方确认", "03": "购方录入待销方确认", "04": "购销双方已确认",
      "05": "作废（销方录入购方否认）", "06": "作废（购方录入销方否认）", "07": "作废（超72小时未确认）",
      "08": "作废（发起方已撤销）", "09": "作废（确认后撤销）", "10": "作废（异常凭证）",
      "11": "作废（纳税人状态异常阻断）", "12": "作废（自然人拒收）", "13": "作废（已开具退税申请单）",
    ]
    for (code, name) in official {
      #expect(RedLetterState(code: code)?.chineseName == name)
      // A name says that a state is void, and the state knows it.
      #expect(RedLetterState(code: code)?.isVoid == name.hasPrefix("作废"))
    }
    #expect(RedLetterState.allCases.compactMap(\.code).sorted() == official.keys.sorted())
    #expect(RedLetterState(code: "14") == nil)
    #expect(RedLetterState(code: "1") == nil)
    #expect(Set(RedLetterState.allCases.map(\.englishName)).count == 15)
    #expect(RedLetterState.allCases.filter(\.allowsIssuing).map(\.code) == ["01", "04"])
  }

  @Test("the four reasons have the codes of the tax platform")
  func reasonCodes() {
    #expect(RedLetterReason.allCases.map(\.rawValue) == ["01", "02", "03", "04"])
    #expect(
      RedLetterReason.allCases.map(\.chineseName) == ["开票有误", "销货退回", "服务中止", "销售折让"])
  }

  @Test("the other side has 72 hours, the last instant included")
  func timeLimit() throws {
    var confirmation = try Self.confirmation(enteredBy: .seller)
    let limit = try Instant(parsing: "2026-11-06T10:00:00+08:00")
    let after = try Instant(parsing: "2026-11-06T10:00:00.000001+08:00")
    #expect(confirmation.answerLimit == limit)
    #expect(!confirmation.isOverdue(at: after), "nothing waits for an answer yet")
    try confirmation.apply(.sellerEntered)
    #expect(!confirmation.isOverdue(at: limit))
    #expect(confirmation.isOverdue(at: after))
    try confirmation.apply(.buyerConfirmed)
    #expect(!confirmation.isOverdue(at: after))
  }

  @Test("the other side answers, who entered withdraws, the seller issues")
  func whoMayWhat() throws {
    for entrant in InvoiceSide.allCases {
      var confirmation = try Self.confirmation(enteredBy: entrant)
      #expect(confirmation.actions(of: entrant) == [])
      try confirmation.apply(entrant == .seller ? .sellerEntered : .buyerEntered)
      #expect(confirmation.actions(of: entrant) == [.withdraw])
      #expect(confirmation.actions(of: entrant.other) == [.confirm, .refuse])
      try confirmation.apply(entrant == .seller ? .buyerConfirmed : .sellerConfirmed)
      #expect(
        confirmation.actions(of: .seller) == (entrant == .seller ? [.withdraw, .issue] : [.issue]))
      #expect(confirmation.actions(of: .buyer) == (entrant == .seller ? [] : [.withdraw]))
      try confirmation.apply(.redInvoiceIssued)
      for side in InvoiceSide.allCases { #expect(confirmation.actions(of: side) == []) }
    }
    var unneeded = try Self.confirmation(enteredBy: .seller)
    try unneeded.apply(.foundUnneeded)
    #expect(unneeded.actions(of: .seller) == [.issue])
    #expect(unneeded.actions(of: .buyer) == [])
  }

  @Test("an entry of the other side is another confirmation")
  func foreignEntry() throws {
    for (side, event) in [
      (InvoiceSide.seller, RedLetterEvent.buyerEntered), (.buyer, .sellerEntered),
      (.buyer, .foundUnneeded),
    ] {
      var confirmation = try Self.confirmation(enteredBy: side)
      #expect(
        throws: RedLetterRefusal(state: .requested, event: event, reason: .notTheirTurn)
      ) { try confirmation.apply(event) }
      #expect(confirmation.state == .requested)
    }
  }

  @Test("only a full reversal by the seller of an unused invoice needs no confirmation")
  func whenNeeded() {
    let unused = BlueInvoiceUse(isDeducted: false, isBooked: false)
    #expect(RedLetterConfirmation.entry(by: .seller, extent: .full, use: unused) == .foundUnneeded)
    #expect(
      RedLetterConfirmation.entry(by: .seller, extent: .partial, use: unused) == .sellerEntered)
    #expect(RedLetterConfirmation.entry(by: .buyer, extent: .full, use: unused) == .buyerEntered)
    for (isDeducted, isBooked) in [(true, false), (false, true), (true, true)] {
      let used = BlueInvoiceUse(isDeducted: isDeducted, isBooked: isBooked)
      #expect(RedLetterConfirmation.entry(by: .seller, extent: .full, use: used) == .sellerEntered)
      #expect(RedLetterConfirmation.entry(by: .buyer, extent: .partial, use: used) == .buyerEntered)
    }
  }

  @Test("a refusal says what does not follow on what")
  func words() {
    let refusal = RedLetterRefusal(state: .expired, event: .buyerConfirmed, reason: .void)
    #expect(refusal.code == "RED_LETTER_VOID")
    #expect(
      refusal.sentence
        == "The event buyerConfirmed does not follow on the state "
        + "\"Void: not answered within 72 hours\".")
    #expect(refusal.remedy == "Request another confirmation with a new serial.")
  }

  private static let reasons: [String: RedLetterRefusal.Reason] = [
    "ne": .notEntered, "ae": .alreadyEntered, "tt": .notTheirTurn, "ac": .alreadyConfirmed,
    "nc": .notConfirmed, "nn": .confirmationNotNeeded, "vv": .void, "ri": .redInvoiceIssued,
  ]

  private static func state(_ cell: Substring) -> RedLetterState? {
    switch cell {
    case "rq": .requested
    case "is": .issued
    default: RedLetterState(code: String(cell))
    }
  }

  private static func confirmation(enteredBy side: InvoiceSide) throws -> RedLetterConfirmation {
    RedLetterConfirmation(
      requestSerial: "RED-1", reason: .goodsReturned, enteredBy: side,
      enteredAt: try Instant(parsing: "2026-11-03T10:00:00+08:00"))
  }
}
