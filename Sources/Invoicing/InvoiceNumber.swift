/// The number of a document: `INTL-FEE-2026-000042`.
///
/// Numbers of an entity, kind and year follow each other without gap, from 1. They order like
/// their texts as long as no year has more than 999,999.
package struct InvoiceNumber: Hashable, Sendable {
  /// What is numbered; each kind has a row of numbers of its own.
  package enum Kind: String, CaseIterable, Sendable {
    case platformFee = "FEE"
    case creditNote = "CRN"
    /// Replaces an invoice between German parties.
    case correctedInvoice = "COR"
    /// Of what the platform issues in a partner's name: the entity is the partner's.
    case selfBilledInvoice = "SBI"
    case selfBilledCreditNote = "SBC"

    /// Whether it gives back.
    package var isCredit: Bool {
      switch self {
      case .creditNote, .selfBilledCreditNote: true
      case .platformFee, .correctedInvoice, .selfBilledInvoice: false
      }
    }

    /// Whether the buyer draws it up.
    package var isSelfBilled: Bool {
      switch self {
      case .selfBilledInvoice, .selfBilledCreditNote: true
      case .platformFee, .creditNote, .correctedInvoice: false
      }
    }
  }

  /// The issuing entity: 1 to 12 capital letters and digits.
  package let entity: String
  /// What is numbered.
  package let kind: Kind
  /// 1 to 9999.
  package let year: Int
  /// From 1.
  package let sequence: Int

  /// Nil where a part is out of its range.
  package init?(entity: String, kind: Kind, year: Int, sequence: Int) {
    guard (1...12).contains(entity.utf8.count), entity.utf8.allSatisfy(Self.isEntityLetter),
      (1...9999).contains(year), sequence >= 1
    else { return nil }
    self.entity = entity
    self.kind = kind
    self.year = year
    self.sequence = sequence
  }

  /// Reads the text form, strictly: it must be what `text` would write.
  package init(parsing text: some StringProtocol) throws(InvoiceError) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, let kind = Kind(rawValue: String(parts[1])),
      let year = Int(parts[2]), let sequence = Int(parts[3]),
      let number = InvoiceNumber(
        entity: String(parts[0]), kind: kind, year: year, sequence: sequence),
      number.text == text
    else { throw .numberMalformed(String(text)) }
    self = number
  }

  /// Entity, kind, four digits of the year, at least six of the sequence.
  package var text: String {
    "\(entity)-\(kind.rawValue)-\(padded(year, to: 4))-\(padded(sequence, to: 6))"
  }

  private func padded(_ value: Int, to digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  private static func isEntityLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension InvoiceNumber: Comparable {
  /// By entity, kind, year and sequence.
  package static func < (left: InvoiceNumber, right: InvoiceNumber) -> Bool {
    (left.entity, left.kind.rawValue, left.year, left.sequence)
      < (right.entity, right.kind.rawValue, right.year, right.sequence)
  }
}

extension InvoiceNumber: CustomStringConvertible {
  /// The text form.
  package var description: String { text }
}
