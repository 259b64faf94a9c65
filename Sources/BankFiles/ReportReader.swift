import Banking
import CivilTime

/// Builds a report of payments' states out of its elements, and collects what cannot be read.
struct ReportReader {
  private(set) var findings: [BankFileFinding] = []
  private let line: Int
  private var answeredAt: Instant?
  /// Whether the file that is answered is named, be it as `NOTPROVIDED`.
  private var isNamed = false
  private var batchID: String?
  private var answer: StatusAnswer?
  private var blocks: [StatusReport.Block] = []
  private var block: OpenBlock?
  /// What is said of each payment and block, by its name.
  private var statuses: [String: PaymentStatus] = [:]
  private var blockIDs: Set<String> = []

  /// A block while it is read.
  private struct OpenBlock {
    var batchID: String?
    var status: PaymentStatus?
    var reasons: [ReturnReason] = []
    var payments: [AnsweredPayment] = []
    /// Of payments without a status of their own.
    var waiting: [Element] = []
  }

  init(line: Int) {
    self.line = line
  }

  /// An element directly within a part of the message.
  mutating func take(_ element: Element, within part: String) {
    switch part {
    case "GrpHdr" where element.name == "CreDtTm": answeredAt = instant(element)
    case "OrgnlGrpInfAndSts": takeGroup(element)
    case "OrgnlPmtInfAndSts": takeBlock(element)
    default: break
    }
  }

  private mutating func takeGroup(_ element: Element) {
    switch element.name {
    case "OrgnlMsgId":
      isNamed = true
      batchID = provided(element.trimmed)
    case "GrpSts":
      answer = status(of: element, "GrpSts").map { StatusAnswer($0, answer?.reasons ?? []) }
    case "StsRsnInf":
      guard let given = answer else { return }
      answer = StatusAnswer(given.status, given.reasons + reason(of: element))
    default: break
    }
  }

  private mutating func takeBlock(_ element: Element) {
    var open = block ?? OpenBlock()
    switch element.name {
    case "OrgnlPmtInfId":
      open.batchID = provided(element.trimmed)
      if let id = open.batchID, !blockIDs.insert(id).inserted {
        find(element, "OrgnlPmtInfId", "The batch \(id.prefix(40)) is answered twice.")
      }
    case "PmtInfSts": open.status = status(of: element, "PmtInfSts")
    case "StsRsnInf": open.reasons += reason(of: element)
    case "TxInfAndSts":
      if element["TxSts"] == nil {
        open.waiting.append(element)
      } else if let status = element["TxSts"].flatMap({ status(of: $0, "TxInfAndSts/TxSts") }) {
        take(
          element, StatusAnswer(status, element.all("StsRsnInf").flatMap { reason(of: $0) }),
          into: &open)
      }
    default: break
    }
    block = open
  }

  /// The end of a part of the message.
  mutating func end(of part: String, line: Int) {
    guard part == "OrgnlPmtInfAndSts" else { return }
    var open = block ?? OpenBlock()
    block = nil
    let own = open.status.map { StatusAnswer($0, open.reasons) }
    for element in open.waiting {
      guard let inherited = own ?? answer else {
        find(element, "TxInfAndSts/TxSts", "The payment has no status, nor has its batch.")
        continue
      }
      let reasons = element.all("StsRsnInf").flatMap { reason(of: $0) }
      take(
        element, StatusAnswer(inherited.status, reasons.isEmpty ? inherited.reasons : reasons),
        into: &open)
    }
    if own == nil, answer == nil, open.payments.isEmpty, findings.isEmpty {
      find(line, "OrgnlPmtInfAndSts", "The batch has no status, nor has a payment of it.")
    }
    blocks.append(
      StatusReport.Block(batchID: open.batchID, answer: own, payments: open.payments))
  }

  private mutating func take(
    _ element: Element, _ answer: StatusAnswer, into open: inout OpenBlock
  ) {
    let id = provided(element.text(at: "OrgnlEndToEndId"))
    if let id, let other = statuses.updateValue(answer.status, forKey: id) {
      if other != answer.status {
        find(
          element, "TxInfAndSts/TxSts",
          "\(id.prefix(40)) is answered twice, \(other.code) and \(answer.status.code).")
      }
      return
    }
    var reader = EntryReader()
    let amount = element.at("OrgnlTxRef/Amt/InstdAmt").flatMap {
      reader.amount($0, "OrgnlTxRef/Amt/InstdAmt")
    }
    findings += reader.findings
    open.payments.append(AnsweredPayment(endToEndID: id, amount: amount, answer: answer))
  }

  /// The report, or nil where it cannot be read.
  mutating func finished() -> StatusReport? {
    if answeredAt == nil, findings.isEmpty {
      find(line, "GrpHdr/CreDtTm", "The report does not say when it was written.")
    }
    if !isNamed {
      find(line, "OrgnlGrpInfAndSts/OrgnlMsgId", "The report does not name the file it answers.")
    }
    if answer == nil, blocks.isEmpty {
      find(line, "OrgnlGrpInfAndSts/GrpSts", "The report has no status.")
    }
    guard findings.isEmpty, let answeredAt else { return nil }
    return StatusReport(answeredAt: answeredAt, batchID: batchID, answer: answer, blocks: blocks)
  }

  private mutating func status(of element: Element, _ path: String) -> PaymentStatus? {
    let written = element.trimmed ?? ""
    if let status = PaymentStatus(code: written) { return status }
    find(element, path, "\"\(written.prefix(40))\" is not a status of four letters.")
    return nil
  }

  /// The reason, or its words alone as one without a code.
  private func reason(of element: Element) -> [ReturnReason] {
    let words = element.all("AddtlInf").compactMap(\.trimmed).joined(separator: " ")
    let code = element.text(at: "Rsn/Cd") ?? element.text(at: "Rsn/Prtry")
    if code == nil, words.isEmpty { return [] }
    return [ReturnReason(code: code ?? "NARR", information: words.isEmpty ? nil : words)]
  }

  /// An instant with or without an offset; one without is taken for UTC, because it only orders the
  /// reports of one bank.
  private mutating func instant(_ element: Element) -> Instant? {
    let written = (element.trimmed ?? "").replacing(/\.[0-9]+/, with: "")
    let hasOffset = written.contains(/(Z|[+-][0-9]{2}:[0-9]{2})$/)
    do throws(CivilTimeError) {
      return try Instant(parsing: hasOffset ? written : written + "Z")
    } catch {
      find(element, "GrpHdr/CreDtTm", error.sentence)
      return nil
    }
  }

  private func provided(_ id: String?) -> String? {
    id == "NOTPROVIDED" ? nil : id
  }

  private mutating func find(_ element: Element, _ path: String, _ reason: String) {
    find(element.line, path, reason)
  }

  private mutating func find(_ line: Int, _ path: String, _ reason: String) {
    findings.append(
      BankFileFinding(
        line: line, element: path, reason: reason,
        remedy: "Ask the bank to correct the file; it is not changed here."))
  }
}
