import Banking
import Foundation
import FoundationXML

/// A file in which a bank says what happened: of ISO 20022 `camt.053` or `camt.054`, version 02 to
/// 12, or `pain.002`, version 03 to 14.
package struct BankFile: Hashable, Sendable {
  /// What kind of message it is.
  package enum Kind: String, Hashable, Sendable {
    case statement = "camt.053"
    case notification = "camt.054"
    case report = "pain.002"
  }

  /// What it says.
  package enum Content: Hashable, Sendable {
    /// What was booked, in the order of the file.
    case bookings([BankStatement])
    /// What becomes of payments.
    case answers(StatusReport)
  }

  package let kind: Kind
  /// The bank's name for the message.
  package let messageID: String
  package let content: Content

  /// What was booked, in the order of the file; nothing where it is a report.
  package var statements: [BankStatement] {
    switch content {
    case .bookings(let statements): statements
    case .answers: []
    }
  }

  /// Files beyond this are not read: 32 MiB.
  package static let sizeLimit = 33_554_432

  /// Reads a file, whole or not at all.
  ///
  /// The parser hands over element by element, and only one entry is kept as a tree at a time.
  /// Elements that are not known are passed over.
  package init(
    reading bytes: [UInt8], sizeLimit: Int = BankFile.sizeLimit
  ) throws(BankFileRefusal) {
    if let finding = BankFileGuard.finding(in: bytes, sizeLimit: sizeLimit) {
      throw BankFileRefusal(findings: [finding])
    }
    let reader = MessageReader()
    let parser = XMLParser(data: Data(bytes))
    parser.shouldProcessNamespaces = true
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    let isWellFormed = parser.parse()
    if !isWellFormed, reader.findings.isEmpty {
      reader.find(
        line: max(1, parser.lineNumber), reason: "The file breaks off or is not XML.",
        remedy: "Transfer the file again, as binary, or ask the bank for it again.")
    }
    guard let (kind, content) = reader.finished() else {
      throw BankFileRefusal(findings: reader.findings)
    }
    self.kind = kind
    self.content = content
    messageID = reader.messageID
  }
}
