import CivilTime
import Documents
import Foundation
import Invoicing
import Marketplace
import Postgres
import Proofs
import Store
import Synchronization

/// Which files of a statement are wanted.
package enum PaperFormat: String, Sendable, CaseIterable {
  case csv, json, pdf
  /// What `verify` checks; only statements of sealed runs have one.
  case proof
  /// The same record for a spreadsheet and for a browser.
  case xlsx, html
  /// The invoicing list; statements have one that the partner invoices the platform for.
  case listPDF = "invoicing-list.pdf"
  case listCSV = "invoicing-list.csv"
  case listJSON = "invoicing-list.json"
  /// The incentive statement; statements have one that bill an incentive.
  case incentivePDF = "incentive.pdf"
  case incentiveCSV = "incentive.csv"
  case incentiveJSON = "incentive.json"
  case incentiveXLSX = "incentive.xlsx"

  /// What is written where nothing is asked for; an archive counts the amount on the first.
  package static let usual: [PaperFormat] = [.pdf, .csv, .json, .proof]
  /// What the partner is told to invoice.
  package static let ofInvoicingList: [PaperFormat] = [.listPDF, .listCSV, .listJSON]
  /// How its incentives came about.
  package static let ofIncentives: [PaperFormat] = [
    .incentivePDF, .incentiveCSV, .incentiveJSON, .incentiveXLSX,
  ]

  /// What a file's name ends with.
  package var suffix: String {
    switch self {
    case .csv, .json, .pdf, .xlsx, .html, .listPDF, .listCSV, .listJSON, .incentivePDF,
      .incentiveCSV, .incentiveJSON, .incentiveXLSX:
      rawValue
    case .proof: "proof.json"
    }
  }
}

/// Which files of an invoice are wanted.
package enum InvoiceFormat: String, Sendable, CaseIterable {
  case pdf, json
  /// The electronic form; documents have one whose parties' details are known.
  case cii, ubl
  /// `EInvoice`, the Chinese tax bureau's shape; documents of sellers in China have one.
  case chinese

  /// What a file's name ends with.
  package var suffix: String {
    switch self {
    case .pdf, .json: rawValue
    case .cii, .ubl, .chinese: "\(rawValue).xml"
    }
  }

  /// Whether it is a form of EN 16931 beside the page and its data.
  package var isElectronic: Bool {
    switch self {
    case .pdf, .json, .chinese: false
    case .cii, .ubl: true
    }
  }
}

/// `statement download`, `invoice download` and the demo: documents of sealed runs as files.
///
/// Files are written beside their place and moved there, so that a file is whole or absent.
package struct WritePapers: Sendable {
  private let workplace: Workplace
  private let asSigned: Bool
  let typesetter: Typesetter
  let language: DocumentLanguage
  private let proofs = ProofShelf()
  private let lacksChinese: @Sendable (Refusal) throws -> Void

  /// - Parameters:
  ///   - asSigned: Whether signed originals are written without the time stamp that came into their
  ///     signature later.
  ///   - lacksChinese: Told why a document has no Chinese form, which it is written without unless this
  ///     throws.
  /// - Throws: `DocumentError` when the fonts are missing.
  package init(
    _ workplace: Workplace, language: DocumentLanguage, asSigned: Bool = false,
    lacksChinese: @escaping @Sendable (Refusal) throws -> Void = { _ in }
  ) throws {
    self.workplace = workplace
    self.asSigned = asSigned
    self.lacksChinese = lacksChinese
    self.language = language
    typesetter = try .shared()
  }

  /// Writes the files of statements into a folder, several at a time.
  ///
  /// - Returns: The paths written, in the order of the statements.
  package func statements(
    _ statements: [StatementRecord], formats: [PaperFormat], into folder: String,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> [String] {
    try write(statements, into: folder, progress: progress) { statement, tx in
      try files(of: statement, formats: formats, in: tx).map { format, bytes in
        ("\(statement.id).\(format.suffix)", bytes)
      }
    }
  }

  /// Writes the files of invoices into a folder.
  ///
  /// - Returns: The paths written, in the order of the invoices.
  package func invoices(
    _ invoices: [InvoiceRecord], formats: [InvoiceFormat], into folder: String,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> [String] {
    try write(invoices, into: folder, progress: progress) { invoice, tx in
      try files(of: invoice, formats: formats, in: tx).map { format, bytes in
        ("\(invoice.id).\(format.suffix)", bytes)
      }
    }
  }

  /// Writes what would be issued for a run, one partner or one statement as PDF without numbers.
  ///
  /// - Returns: The paths written.
  /// - Throws: As ``IssueFeeInvoices`` and ``SelfBilling``, `.notFound` where nothing is left to issue;
  ///   nothing is issued.
  package func previews(
    of id: String, partner: String? = nil, into folder: String
  ) throws -> [String] {
    let selfBilled = try SelfBilling(workplace, by: "").preview(of: id, partner: partner)
    var papers: [InvoicePaper] = []
    do {
      papers = try IssueFeeInvoices(workplace, by: "").preview(of: id, partner: partner)
    } catch let refusal as Refusal where refusal.code == "no_platform_fee" && !selfBilled.isEmpty {}
    papers += selfBilled
    guard !papers.isEmpty else {
      throw Refusal(
        .notFound, "nothing_to_invoice", "nothing of \(id) is left to invoice",
        remedy: "what was issued: `settled invoice list`")
    }
    return try write(papers, into: folder, progress: { _ in }) { paper, _ in
      var document = paper.document
      document.isPreview = true
      let invoice = document.invoice
      let name =
        invoice.selfBilling == nil
        ? "preview-\(invoice.buyer.id ?? "")-\(invoice.period.text)-\(invoice.currency.code)"
        : "preview-\(invoice.statementIDs.joined())-\(invoice.taxRate.percentNumber)"
      return [("\(name).pdf", try typesetter.pdf(of: document, language: language))]
    }
  }

  /// The bytes of one statement in each format asked for; without a proof, an invoicing list or an
  /// incentive statement where there is none.
  package func files(
    of statement: StatementRecord, formats: [PaperFormat], in tx: borrowing Transaction
  ) throws -> [(PaperFormat, [UInt8])] {
    let list = formats.filter { PaperFormat.ofInvoicingList.contains($0) }
    let incentives = formats.filter { PaperFormat.ofIncentives.contains($0) }
    let own = formats.filter { !list.contains($0) && !incentives.contains($0) }
    return try (own.isEmpty ? [] : ownFiles(of: statement, formats: own, in: tx))
      + (list.isEmpty || statement.refusalOfList != nil
        ? [] : listFiles(of: statement, formats: list, in: tx))
      + (incentives.isEmpty || statement.refusalOfIncentives != nil
        ? [] : incentiveFiles(of: statement, formats: incentives, in: tx))
  }

  private func ownFiles(
    of statement: StatementRecord, formats: [PaperFormat], in tx: borrowing Transaction
  ) throws -> [(PaperFormat, [UInt8])] {
    let document = try StatementPaper.document(of: statement, in: tx)
    return try formats.compactMap { format in
      switch format {
      case .csv:
        return (
          format, try collected { sink throws(DocumentError) in try document.writeLines(to: sink) }
        )
      case .json: return (format, document.jsonBytes)
      case .proof:
        return try proofs.proof(of: statement, in: tx).map { (format, ProofFile.bytes(of: $0)) }
      case .xlsx:
        return (
          format,
          try collected { sink throws(DocumentError) in
            try document.writeWorkbook(in: language, to: sink)
          }
        )
      case .html: return (format, Array(try document.html(in: language).utf8))
      case .pdf: return (format, try typesetter.pdf(of: document, language: language))
      case .listPDF, .listCSV, .listJSON, .incentivePDF, .incentiveCSV, .incentiveJSON,
        .incentiveXLSX:
        return nil
      }
    }
  }

  /// The bytes of one invoice or credit note in each format asked for; electronic ones where it has
  /// them. The PDF of one that has them is a Factur-X invoice, and the bilingual PDF of one that was
  /// signed is the signed original, with the time stamp of its signature where there is one.
  package func files(
    of invoice: InvoiceRecord, formats: [InvoiceFormat], in tx: borrowing Transaction
  ) throws -> [(InvoiceFormat, [UInt8])] {
    let paper = try InvoicePaper(of: invoice)
    return try formats.compactMap { format in
      switch format {
      case .pdf:
        if language == .both,
          let signed = try SignedPaper.file(of: invoice, asSigned: asSigned, in: tx)
        {
          return (format, signed)
        }
        return (
          format,
          try typesetter.pdf(of: paper.document, language: language, facturX: paper.facturX)
        )
      case .json: return (format, paper.document.jsonBytes)
      case .cii: return paper.electronic.map { (format, $0.ciiBytes()) }
      case .ubl: return paper.electronic.map { (format, $0.ublBytes) }
      case .chinese:
        do {
          return (format, try ChinesePaper(of: invoice, paper.document, in: tx).invoice.xmlBytes)
        } catch let refusal as Refusal {
          try lacksChinese(refusal)
          return nil
        }
      }
    }
  }

  /// The baseline level of the signature that a file has; nil of one that is not signed.
  func signatureLevel(_ format: InvoiceFormat, of invoice: InvoiceRecord) -> String? {
    guard format == .pdf, language == .both else { return nil }
    return asSigned ? invoice.signed.map { _ in "PAdES B-B" } : invoice.signatureLevel
  }

  /// Writes the files of documents into a folder, several documents at a time.
  ///
  /// - Parameter files: Of one document, with their names.
  /// - Returns: The paths written, in the order of the documents.
  func write<Record: Sendable>(
    _ records: [Record], into folder: String, progress: @escaping @Sendable (Progress) -> Void,
    _ files: @Sendable (Record, borrowing Transaction) throws -> [(name: String, bytes: [UInt8])]
  ) throws -> [String] {
    try WholeFile.makeFolder(folder)
    return try atOnce(records) { record, tx in
      let made = try files(record, tx)
      progress(.advanced(1))
      return try made.map { name, bytes in
        let path = "\(folder)/\(name)"
        try WholeFile.write(bytes, to: path, isLasting: false)
        return path
      }
    }.flatMap { $0 }
  }

  /// Works through a list with two sessions; the results keep the order.
  func atOnce<Item: Sendable, R: Sendable>(
    _ items: [Item], _ work: @Sendable (Item, borrowing Transaction) throws -> R
  ) throws -> [R] {
    let workers = items.count < 8 ? 1 : 2
    let results = Mutex<[Int: Result<[(Int, R)], any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      let result = Result {
        let session = try workplace.openCheckedSession()
        return try session.transaction(.repeatableRead, readOnly: true) {
          (tx: borrowing Transaction) in
          var done: [(Int, R)] = []
          for index in stride(from: worker, to: items.count, by: workers) {
            done.append((index, try work(items[index], tx)))
          }
          return done
        }
      }
      results.withLock { $0[worker] = result }
    }
    let parts = try results.withLock { try $0.values.flatMap { try $0.get() } }
    return parts.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// The bytes that a writer gives to its sink.
func collected(
  _ write: (@escaping ByteSink) throws(DocumentError) -> Void
) throws(DocumentError) -> [UInt8] {
  var bytes: [UInt8] = []
  try write { bytes.append(contentsOf: $0) }
  return bytes
}
