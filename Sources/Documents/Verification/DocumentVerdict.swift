import Amounts
import CivilTime
import Invoicing

/// What is said of a number and a key that somebody asks about.
package enum DocumentVerdict: Sendable {
  /// No document of that number was issued here.
  case unknown
  /// There is such a document, and the key is not of its record: the paper says something else.
  case otherKey
  case genuine(GenuineDocument)
}

/// A document that was issued here.
package struct GenuineDocument: Sendable {
  /// Whether it still says what holds.
  package enum Standing: Hashable, Sendable {
    case current
    /// Another one has taken its place.
    case replaced(by: String)
    /// Credit notes have given back all of it.
    case givenBack
  }

  /// What only who has the key is told.
  package struct Details: Sendable {
    /// With whom the platform settles.
    package let partner: String
    package let total: Money
    /// SHA-256 of the record, 64 hexadecimal digits.
    package let dataHash: String
    /// Its files as they are made, each with its SHA-256.
    package var files: [(name: String, digest: String)] = []
  }

  package let number: String
  /// What it is.
  package let kind: Wording
  /// The platform.
  package let issuer: String
  package let issuedOn: CivilDate
  package let standing: Standing
  /// None without the key.
  package var details: Details?

  /// A statement of a sealed run.
  ///
  /// - Parameter hasKey: Whether details are told.
  package init(_ statement: StatementDocument, hasKey: Bool) {
    number = statement.id
    kind = StatementWords.title
    issuer = statement.issuer.name
    issuedOn = CivilDate(at: statement.issued)
    standing = .current
    details =
      hasKey
      ? Details(
        partner: statement.partner.name, total: statement.balance.payable,
        dataHash: statement.contentHash) : nil
  }

  /// An invoice or a credit note of either kind.
  ///
  /// - Parameter hasKey: Whether details are told.
  package init(_ document: FeeInvoiceDocument, standing: Standing, hasKey: Bool) {
    let invoice = document.invoice
    let isSelfBilled = invoice.selfBilling != nil
    number = invoice.number.text
    kind = InvoiceWords.title(invoice)
    issuer = (isSelfBilled ? invoice.buyer : invoice.seller).name
    issuedOn = invoice.issueDate
    self.standing = standing
    details =
      hasKey
      ? Details(
        partner: (isSelfBilled ? invoice.seller : invoice.buyer).name,
        total: isSelfBilled ? invoice.payable : invoice.gross, dataHash: document.dataHash) : nil
  }
}

extension DocumentVerdict {
  /// The answer in one sentence of each language.
  package func sentence(_ number: String) -> Wording {
    switch self {
    case .unknown:
      Wording(
        zh: "本平台未出具过编号为 \(number) 的文件。请核对编号。",
        en: "No document with the number \(number) was issued here. Look at the number again.")
    case .otherKey:
      Wording(
        zh: "编号 \(number) 存在，但校验码不符：您手中的文件与平台记录不一致。请向平台核实。",
        en: "The number \(number) is ours, and the key is not: your copy does not say what was "
          + "issued. Ask the platform before you rely on it.")
    case .genuine(let document):
      switch document.standing {
      case .current:
        Wording(
          zh: "\(number) 由本平台出具，现行有效。",
          en: "\(number) was issued here, and is current.")
      case .replaced(let other):
        Wording(
          zh: "\(number) 由本平台出具，已被 \(other) 替代。",
          en: "\(number) was issued here, and has been replaced by \(other).")
      case .givenBack:
        Wording(
          zh: "\(number) 由本平台出具，已全额红冲。",
          en: "\(number) was issued here, and credit notes have given back all of it.")
      }
    }
  }
}
