import Banking
import Foundation
import FoundationXML

/// A file in which a bank says what happened: `camt.053` or `camt.054` of ISO 20022, version 02 to
/// 12.
package struct BankFile: Hashable, Sendable {
  /// What kind of message it is.
  package enum Kind: String, Hashable, Sendable {
    case statement = "camt.053"
    case notification = "camt.054"
  }

  package let kind: Kind
  /// The bank's name for the message.
  package let messageID: String
  /// In the order of the file.
  package let statements: [BankStatement]

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
    guard reader.findings.isEmpty, let kind = reader.kind, !reader.statements.isEmpty else {
      if reader.findings.isEmpty {
        reader.find(
          line: 1, reason: "The file has no statement.",
          remedy: "Import files of camt.053 or camt.054.")
      }
      throw BankFileRefusal(findings: reader.findings)
    }
    self.kind = kind
    messageID = reader.messageID
    statements = reader.statements
  }
}
