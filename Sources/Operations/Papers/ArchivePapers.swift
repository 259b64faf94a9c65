import Amounts
import CivilTime
import Documents
import Invoicing
import Postgres
import Store

extension WritePapers {
  /// Several at a time, so that memory does not grow with the number of documents.
  private static let batch = 256

  /// Writes the files of statements into one ZIP archive with a manifest.
  ///
  /// - Parameter path: Of the archive, which is whole or absent. Its files bear the time of the
  ///   newest document, so that the same documents give the same archive.
  package func archive(
    _ statements: [StatementRecord], formats: [PaperFormat], to path: String,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws {
    let newest = statements.map { $0.sealedAt ?? $0.period.end }.max()
    try archive(statements, newest: newest, to: path, progress: progress) { statement, tx in
      try files(of: statement, formats: formats, in: tx).enumerated().map { place, file in
        let payable = Money(minorUnits: statement.payable, currency: statement.currency)
        return (
          ArchivedFile(
            name: "\(statement.id).\(file.0.suffix)", kind: file.0.archivedKind,
            documentNumber: statement.id,
            dataHash: file.0 == .csv ? statement.contentHash.hex : nil,
            amount: place == 0 ? payable : nil), file.1
        )
      }
    }
  }

  /// Writes the files of invoices into one ZIP archive with a manifest.
  ///
  /// - Parameter path: As of statements.
  package func archive(
    _ invoices: [InvoiceRecord], formats: [InvoiceFormat], to path: String,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws {
    let newest = invoices.map(\.issuedAt).max()
    try archive(invoices, newest: newest, to: path, progress: progress) { invoice, tx in
      let isCredit = invoice.isCredit
      let gross = Money(
        minorUnits: isCredit ? -invoice.gross : invoice.gross, currency: invoice.currency)
      return try files(of: invoice, formats: formats, in: tx).enumerated().map { place, file in
        let kind: ArchivedKind =
          switch invoice.numbered {
          case .platformFee: .platformFeeInvoice
          case .creditNote: .creditNote
          case .correctedInvoice: .correctedInvoice
          case .selfBilledInvoice: .selfBilledInvoice
          case .selfBilledCreditNote: .selfBilledCreditNote
          }
        return (
          ArchivedFile(
            name: "\(invoice.id).\(file.0.suffix)",
            kind: file.0.isElectronic
              ? .electronicInvoice : file.0 == .chinese ? .chineseInvoice : kind,
            documentNumber: invoice.id, signature: signatureLevel(file.0, of: invoice),
            // A corrected invoice says again what the one says that it replaces.
            amount: place == 0 && kind != .correctedInvoice ? gross : nil), file.1
        )
      }
    }
  }

  func archive<Record: Sendable>(
    _ records: [Record], newest: Instant?, to path: String,
    progress: @escaping @Sendable (Progress) -> Void,
    _ files: @Sendable (Record, borrowing Transaction) throws -> [(ArchivedFile, [UInt8])]
  ) throws {
    guard let newest else {
      throw Refusal(
        .notFound, "nothing_to_archive", "there is no document to put into \(path)",
        remedy: "widen what is asked for")
    }
    let file = try WholeFile(at: path, mode: 0o644)
    do {
      var archive = try DocumentArchive(
        created: newest, to: descriptorSink(file.descriptor, name: path))
      for start in stride(from: 0, to: records.count, by: Self.batch) {
        let batch = Array(records[start..<min(start + Self.batch, records.count)])
        for (listed, bytes) in try atOnce(batch, files).joined() { try archive.add(listed, bytes) }
        progress(.advanced(batch.count))
      }
      try archive.finish()
      try file.moveInPlace()
    } catch {
      file.remove()
      throw error
    }
  }
}

extension PaperFormat {
  fileprivate var archivedKind: ArchivedKind {
    switch self {
    case .pdf, .json, .xlsx, .html: .statement
    case .csv: .lines
    case .proof: .proof
    case .listPDF, .listCSV, .listJSON: .invoicingList
    case .incentivePDF, .incentiveCSV, .incentiveJSON, .incentiveXLSX: .incentiveStatement
    }
  }
}
