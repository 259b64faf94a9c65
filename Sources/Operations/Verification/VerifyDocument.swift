import CivilTime
import Digests
import Documents
import Invoicing
import Postgres
import Store

/// `verification check` and the page `/v/NUMBER`: whether a document was issued here and still holds.
///
/// Anybody may ask. Who has the key, which the document prints, is told partner, amount and digests;
/// anybody else, that the document is genuine and whether it is current.
package final class VerifyDocument: Sendable {
  private let connection: Connection
  /// One for each language.
  private let papers: [WritePapers]

  /// Beyond so many lines the files of a statement are not made for whoever asks.
  private static let mostLines = 1_000
  /// All but the tax bureau's form, which changes once its number is known.
  private static let lasting = InvoiceFormat.allCases.filter { $0 != .chinese }
  /// Of a statement, what each language has one of, and what is the same in all; the invoicing list and
  /// the incentive statement bear the statement's link.
  private static let pages: [PaperFormat] = [.pdf, .listPDF, .incentivePDF]
  private static let records: [PaperFormat] = [
    .csv, .json, .listCSV, .listJSON, .incentiveCSV, .incentiveJSON,
  ]
  /// How long the database has to answer.
  private static let patience: Duration = .seconds(5)

  /// - Throws: `DocumentError` when the fonts are missing.
  package init(_ workplace: Workplace) throws {
    var settings = workplace.database
    settings.connectTimeout = Self.patience
    settings.statementDeadline = Self.patience
    connection = Connection(settings, label: "settled.verification.postgres")
    papers = try DocumentLanguage.allCases.map { try WritePapers(workplace, language: $0) }
  }

  package func close() { connection.close() }

  /// What is said of a document.
  ///
  /// - Parameter key: As it was given, in either case; nil without one.
  /// - Throws: `PostgresError` where the database does not answer.
  package func callAsFunction(_ number: String, key: String?) async throws -> DocumentVerdict {
    try await connection.perform { session in
      try session.transaction(.repeatableRead, readOnly: true) { (tx: borrowing Transaction) in
        try self.verdict(number, key: key, in: tx)
      }
    }
  }

  /// The same as a page for a browser.
  ///
  /// - Returns: The page, and whether there is such a document.
  /// - Throws: As ``callAsFunction(_:key:)``.
  package func page(
    _ number: String, key: String?
  ) async throws -> (html: String, isFound: Bool) {
    let verdict = try await self(number, key: key)
    let html = VerificationPage(verdict, of: number).html
    return switch verdict {
    case .unknown: (html, false)
    case .otherKey, .genuine: (html, true)
    }
  }

  /// What a browser may do with the page.
  package static let pagePolicy = VerificationPage.contentSecurityPolicy

  private func verdict(
    _ number: String, key: String?, in tx: borrowing Transaction
  ) throws -> DocumentVerdict {
    if let invoice = try InvoiceStore.list(id: number, in: tx).first {
      return try verdict(on: invoice, key: key, in: tx)
    }
    let statements = try StatementStore.list(id: number, in: tx)
    if let statement = statements.last, statement.sealedAt != nil {
      return try verdict(on: statement, key: key, in: tx)
    }
    return .unknown
  }

  private func verdict(
    on invoice: InvoiceRecord, key: String?, in tx: borrowing Transaction
  ) throws -> DocumentVerdict {
    guard invoice.hasPaper else { return .unknown }
    let document = try InvoicePaper(of: invoice).document
    guard Self.fits(key, document.dataHash) else { return .otherKey }
    var genuine = GenuineDocument(
      document, standing: try standing(of: invoice, in: tx), hasKey: key != nil)
    if genuine.details != nil {
      genuine.details?.files = try digests { papers, isOnce in
        try papers.files(of: invoice, formats: isOnce ? Self.lasting : [.pdf], in: tx)
          .map { ($0.suffix, $1) }
      }
      // Who had it before its signature was stamped has another file, which is as genuine.
      if invoice.signatureStampedAt != nil,
        let earlier = try SignedPaper.file(of: invoice, asSigned: true, in: tx)
      {
        genuine.details?.files.append(
          (name: "PDF (both, PAdES B-B)", digest: SHA256.digest(of: earlier).hex))
      }
    }
    return .genuine(genuine)
  }

  private func verdict(
    on statement: StatementRecord, key: String?, in tx: borrowing Transaction
  ) throws -> DocumentVerdict {
    guard Self.fits(key, statement.contentHash.hex) else { return .otherKey }
    var genuine = GenuineDocument(
      try StatementPaper.document(of: statement, hasLines: false, in: tx), hasKey: key != nil)
    if genuine.details != nil, statement.lineCount <= Self.mostLines {
      genuine.details?.files = try digests { papers, isOnce in
        try papers.files(
          of: statement, formats: isOnce ? Self.pages + Self.records : Self.pages, in: tx
        ).map { ($0.suffix, $1) }
      }
    }
    return .genuine(genuine)
  }

  private func standing(
    of invoice: InvoiceRecord, in tx: borrowing Transaction
  ) throws -> GenuineDocument.Standing {
    if let other = invoice.replacedBy { return .replaced(by: other) }
    if invoice.isCredit || invoice.net == 0 { return .current }
    let left =
      try invoice.left ?? (invoice.net - InvoiceStore.credited(of: invoice.id, in: tx))
    return left > 0 ? .current : .givenBack
  }

  /// Whether a key is the beginning of a digest; no key fits every one.
  private static func fits(_ key: String?, _ digest: String) -> Bool {
    key.map { $0.lowercased() == digest.prefix(VerificationLink.keyLength) } ?? true
  }

  /// - Parameter files: Of one language; what is the same in all of them where it is told so.
  private func digests(
    _ files: (WritePapers, _ isOnce: Bool) throws -> [(suffix: String, bytes: [UInt8])]
  ) rethrows -> [(name: String, digest: String)] {
    try papers.flatMap { papers in
      let language = papers.language
      return try files(papers, language == .both).map { suffix, bytes in
        (
          name: suffix.uppercased() + (suffix.hasSuffix("pdf") ? " (\(language.rawValue))" : ""),
          digest: SHA256.digest(of: bytes).hex
        )
      }
    }
  }
}
