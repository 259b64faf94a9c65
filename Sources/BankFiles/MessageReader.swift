import Banking
import Foundation
import FoundationXML

/// Takes the parser's events and builds statements, entry by entry, or a report of payments.
final class MessageReader: NSObject, XMLParserDelegate {
  private(set) var kind: BankFile.Kind?
  private(set) var messageID = ""
  private var statements: [BankStatement] = []
  private(set) var findings: [BankFileFinding] = []

  /// Names of the elements around the current one: document, message, statement.
  private var frame: [String] = []
  private var namespace: String?
  /// The tree that is being built, the innermost last.
  private var open: [Element] = []
  /// How deep within elements that are passed over.
  private var passedOver = 0
  private var statement: StatementReader?
  /// Nil unless the message is a report of payments.
  private var report: ReportReader?

  private static let depthLimit = 64
  private static let textLimit = 4_096
  private static let findingLimit = 1_000

  func find(line: Int, element: String? = nil, reason: String, remedy: String) {
    guard findings.count < Self.findingLimit else { return }
    findings.append(
      BankFileFinding(line: line, element: element, reason: reason, remedy: remedy))
  }

  /// What the file is and says; nil where something was found.
  func finished() -> (kind: BankFile.Kind, content: BankFile.Content)? {
    var read: BankFile.Content?
    if var report {
      if findings.isEmpty { read = report.finished().map { .answers($0) } }
      findings += report.findings
    } else if !statements.isEmpty {
      read = .bookings(statements)
    } else if findings.isEmpty {
      find(line: 1, reason: "The file has no statement.", remedy: Self.remedy)
    }
    findings.sort { $0.line < $1.line }
    findings.removeLast(max(0, findings.count - Self.findingLimit))
    guard findings.isEmpty, let kind, let read else { return nil }
    return (kind, read)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    if frame.isEmpty { return start(parser, document: name, namespaceURI) }
    if passedOver > 0 || namespaceURI != namespace {
      passedOver += 1
      if passedOver > Self.depthLimit { stop(parser, "The file is nested too deeply.") }
      return
    }
    if open.isEmpty, frame.count < 3 {
      frame.append(name)
      if frame.count == 3, isStatement { statement = StatementReader(line: parser.lineNumber) }
      return
    }
    open.append(Element(name: name, line: parser.lineNumber, currency: attributes["Ccy"]))
    if open.count > Self.depthLimit { stop(parser, "The file is nested too deeply.") }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard passedOver == 0, let last = open.indices.last else { return }
    guard open[last].text.utf8.count + string.utf8.count <= Self.textLimit else {
      return stop(parser, "The text of \(open[last].name) has more than 4096 bytes.")
    }
    open[last].text += string
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    self.parser(parser, foundCharacters: String(decoding: block, as: UTF8.self))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    if passedOver > 0 {
      passedOver -= 1
    } else if let element = open.popLast() {
      if let last = open.indices.last {
        open[last].children.append(element)
      } else {
        take(element)
      }
    } else {
      if frame.count == 3, isStatement, let read = statement?.finished(&findings) {
        statements.append(read)
        statement = nil
      }
      if frame.count == 3, let part = frame.last {
        report?.end(of: part, line: max(1, parser.lineNumber))
      }
      if !frame.isEmpty { frame.removeLast() }
    }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
    guard findings.isEmpty else { return }
    find(
      line: max(1, parser.lineNumber), reason: "The file breaks off or is not XML.",
      remedy: "Transfer the file again, as binary, or ask the bank for it again.")
  }

  private var isStatement: Bool {
    switch kind {
    case .statement: frame.last == "Stmt"
    case .notification: frame.last == "Ntfctn"
    case .report, nil: false
    }
  }

  private func start(_ parser: XMLParser, document name: String, _ namespaceURI: String?) {
    let pattern = /urn:iso:std:iso:20022:tech:xsd:(camt\.053|camt\.054|pain\.002)\.001\.(\d\d)/
    let match = namespaceURI.flatMap { $0.wholeMatch(of: pattern) }
    let versions = match?.output.1 == "pain.002" ? "03"..."14" : "02"..."12"
    guard name == "Document", let match, versions.contains(String(match.output.2)) else {
      let kinds = "a camt.053 or camt.054 of version 02 to 12, nor a pain.002 of 03 to 14"
      guard let other = namespaceURI, other.contains(/camt\.05[34]|pain\.002/) else {
        return stop(parser, "The file is not \(kinds).")
      }
      return stop(
        parser, "The file is a \(other.prefix(80)), and so not \(kinds).",
        remedy: "Ask the bank for the form of ISO 20022 itself, such as pain.002.001.10: in "
          + "another form the same element may mean something else.")
    }
    kind = BankFile.Kind(rawValue: String(match.output.1))
    if kind == .report { report = ReportReader(line: max(1, parser.lineNumber)) }
    namespace = namespaceURI
    frame = [name]
  }

  /// An element directly within the statement, or within the header of the message.
  private func take(_ element: Element) {
    guard frame.count == 3 else { return }
    if frame.last == "GrpHdr", element.name == "MsgId" { messageID = element.trimmed ?? "" }
    if let part = frame.last { report?.take(element, within: part) }
    guard isStatement else { return }
    statement?.take(element, &findings)
    if findings.count > Self.findingLimit {
      findings.removeLast(findings.count - Self.findingLimit)
    }
  }

  private func stop(_ parser: XMLParser, _ reason: String, remedy: String = MessageReader.remedy) {
    find(line: max(1, parser.lineNumber), reason: reason, remedy: remedy)
    parser.abortParsing()
  }

  private static let remedy =
    "Import the file as the bank made it: camt.053, camt.054 or pain.002."
}
