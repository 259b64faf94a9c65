import CivilTime

/// Makes PDF files.
///
/// Make one and keep it. It holds nothing but the fonts, so any number of threads may use it at
/// once; every file is laid out on the thread that asks for it. The same document in the same
/// language gives the same bytes, on every machine with the same fonts.
package struct Typesetter: Sendable {
  let shelf: FontShelf

  /// Sets pages with those fonts.
  package init(shelf: FontShelf) {
    self.shelf = shelf
  }

  /// Opens the fonts where they usually are.
  ///
  /// - Throws: `fontMissing` or `fontUnusable`.
  package init() throws(DocumentError) {
    shelf = try FontShelf()
  }

  /// The one of this process, made when it is first asked for.
  ///
  /// - Throws: `fontMissing` or `fontUnusable`.
  package static func shared() throws(DocumentError) -> Typesetter { try usual.get() }

  private static let usual = Result { () throws(DocumentError) -> Typesetter in try Typesetter() }
}

extension Typesetter {
  /// The statement as PDF/A-3u, with `statement.json` and `lines.csv` attached.
  ///
  /// - Parameters:
  ///   - language: Of the labels; names and descriptions stand as they are.
  ///   - lineLimit: Above so many lines the pages show the 50 with the largest amounts and say so;
  ///     never below 50. Some twenty thousand are still a matter of seconds.
  ///   - mark: Stands across every page where the statement no longer counts.
  /// - Throws: `inconsistent` where the statement does not add up, `characterMissing` where a text
  ///   cannot be shown. Nothing is half done then.
  package func pdf(
    of statement: StatementDocument, language: DocumentLanguage, lineLimit: Int = 500,
    mark: PageMark? = nil
  ) throws(DocumentError) -> [UInt8] {
    try assembly(of: statement, language: language, lineLimit: lineLimit, mark: mark).bytes()
  }

  /// The same file with a field for a signature, ready to be signed.
  ///
  /// - Throws: As ``pdf(of:language:lineLimit:)``.
  package func preparedPDF(
    of statement: StatementDocument, language: DocumentLanguage, lineLimit: Int = 500
  ) throws(DocumentError) -> PreparedPDF {
    try assembly(of: statement, language: language, lineLimit: lineLimit, mark: nil).prepared()
  }

  private func assembly(
    of statement: StatementDocument, language: DocumentLanguage, lineLimit: Int, mark: PageMark?
  ) throws(DocumentError) -> PDFAssembly {
    try statement.checkConsistency()
    var pages = StatementPages(
      statement, lineLimit: lineLimit, shelf: shelf, language: language)
    try pages.compose()
    if let mark { try pages.composer.mark(mark) }
    let title = StatementWords.title.line(in: language) + " " + statement.id
    let metadata = Metadata(
      title: title, languageTag: language.tag, issued: statement.issued,
      dataHash: statement.contentHash)
    return pages.composer.assembly(metadata, attachments: try statement.attachments())
  }
}

extension StatementDocument {
  fileprivate func attachments() throws(DocumentError) -> [Attachment] {
    var table: [UInt8] = []
    try writeLines { table.append(contentsOf: $0) }
    return [
      Attachment(
        name: "statement.json", mediaType: "application/json",
        description: "The data of this statement", relationship: .data, content: jsonBytes),
      Attachment(
        name: "lines.csv", mediaType: "text/csv", description: "All lines of this statement",
        relationship: .supplement, content: table),
    ]
  }
}

extension Composer {
  /// The finished pages and what goes with them.
  borrowing func assembly(
    _ metadata: Metadata, attachments: [Attachment], facturX: FacturX? = nil
  ) -> PDFAssembly {
    PDFAssembly(
      metadata: metadata, pageWidth: Measures.pageWidth, pageHeight: Measures.pageHeight,
      pages: pages.map(\.content), fonts: fonts, attachments: attachments, bookmarks: bookmarks,
      facturX: facturX)
  }
  /// The file of a document whose data go with it as JSON.
  ///
  /// - Parameters:
  ///   - dataHash: SHA-256 of the data, 64 hexadecimal digits.
  ///   - data: The name of the file within, what a reader says it is, and its bytes.
  borrowing func file(
    _ title: Wording, number: String, issued: Instant, dataHash: String,
    data: (name: String, description: String, json: [UInt8])
  ) throws(DocumentError) -> [UInt8] {
    try assembly(
      Metadata(
        title: title.line(in: language) + " " + number, languageTag: language.tag, issued: issued,
        dataHash: dataHash),
      attachments: [
        Attachment(
          name: data.name, mediaType: "application/json", description: data.description,
          relationship: .data, content: data.json)
      ]
    ).bytes()
  }
}
