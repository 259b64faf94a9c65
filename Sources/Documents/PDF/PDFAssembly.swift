import CivilTime

/// A heading that the reader's side bar offers.
struct Bookmark {
  let title: String
  /// From zero.
  let page: Int
  /// Where the heading stands, from the top of the page.
  let top: Length
}

/// Everything of a file before it has bytes.
struct PDFAssembly {
  let metadata: Metadata
  let pageWidth: Length
  let pageHeight: Length
  /// Content streams, in order.
  let pages: [[UInt8]]
  /// In the order of their resource names F0, F1.
  let fonts: [DocumentFont]
  let attachments: [Attachment]
  let bookmarks: [Bookmark]
  /// The XML that makes the file a Factur-X invoice, if it is one.
  var facturX: FacturX?

  /// The file as PDF/A-3u. ISO 19005-3.
  func bytes() throws(DocumentError) -> [UInt8] {
    var file = PDFFile()
    let ends = try write(to: &file, signature: nil)
    return file.finished(root: ends.root, information: ends.information)
  }

  /// The file as PDF/A-3u with a field that waits for its signature.
  ///
  /// - Parameter time: When it is signed; nil is the time of issue.
  func prepared(signedAt time: Instant? = nil) throws(DocumentError) -> PreparedPDF {
    var file = PDFFile()
    let time = time ?? metadata.issued
    let signature = file.writeSignature(claimedTime: Metadata.pdfDate(of: time))
    let ends = try write(to: &file, signature: signature.reference)
    return PreparedPDF(
      file.finished(root: ends.root, information: ends.information), place: signature.place,
      signedAt: time)
  }

  private func write(
    to file: inout PDFFile, signature: PDFReference?
  ) throws(DocumentError) -> (root: PDFReference, information: PDFReference) {
    let tree = file.reserve()
    var resources = "<</Font<<"
    for (index, font) in fonts.enumerated() where !font.isEmpty {
      resources += "/F\(index) \(try file.write(font).text)"
    }
    let shared = file.write(resources + ">>/ProcSet[/PDF/Text]>>")
    let field = signature.map { _ in file.reserve() }
    let kids = pages.enumerated().map { index, content in
      writePage(
        content, resources: shared, tree: tree, field: index == 0 ? field : nil, to: &file)
    }
    if let signature, let field { file.writeField(field, of: signature, page: kids[0]) }
    let list = kids.map(\.text).joined(separator: " ")
    file.write("<</Type/Pages/Count \(kids.count)/Kids[\(list)]>>", as: tree)
    let root = writeCatalog(tree: tree, pages: kids, field: field, to: &file)
    return (root, file.write(metadata.informationDictionary))
  }

  private func writePage(
    _ content: [UInt8], resources: PDFReference, tree: PDFReference, field: PDFReference?,
    to file: inout PDFFile
  ) -> PDFReference {
    let stream = file.writeStream(content)
    var box = ByteWriter()
    box.text("/MediaBox[0 0 ")
    box.length(pageWidth)
    box.text(" ")
    box.length(pageHeight)
    box.text("]")
    let annotations = field.map { "/Annots[\($0.text)]" } ?? ""
    return file.write(
      "<</Type/Page/Parent \(tree.text)\(String(decoding: box.bytes, as: UTF8.self))"
        + "/Resources \(resources.text)/Contents \(stream.text)\(annotations)>>")
  }

  private func writeCatalog(
    tree: PDFReference, pages: [PDFReference], field: PDFReference?, to file: inout PDFFile
  ) -> PDFReference {
    let profile = file.writePlainStream(
      ColourProfile.compressed, entries: "/N 3/Filter/FlateDecode")
    let intent = file.write(
      "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
        + "/Info(sRGB)/DestOutputProfile \(profile.text)>>")
    // Kept readable, so that programs that know no PDF find the packet.
    let packet = file.writePlainStream(
      metadata.packet(with: facturX.map { _ in FacturX.metadata } ?? ""),
      entries: "/Type/Metadata/Subtype/XML")
    var catalog = "<</Type/Catalog/Pages \(tree.text)/Metadata \(packet.text)"
    catalog += "/OutputIntents[\(intent.text)]/Lang(\(metadata.languageTag))"
    catalog += "/ViewerPreferences<</DisplayDocTitle true>>"
    precondition(
      !attachments.contains { $0.name == FacturX.fileName },
      "\(FacturX.fileName) is attached without what the metadata must say of it")
    let files = attachments + (facturX.map { [$0.attachment] } ?? [])
    if !files.isEmpty {
      let named = files.map { attachment in
        (attachment.name, file.write(attachment, modified: metadata.pdfDate).text)
      }
      let names = named.sorted { $0.0 < $1.0 }.map { "(\($0.0)) \($0.1)" }
      catalog += "/AF[\(named.map(\.1).joined(separator: " "))]"
      catalog += "/Names<</EmbeddedFiles<</Names[\(names.joined(separator: " "))]>>>>"
    }
    if !bookmarks.isEmpty {
      catalog += "/Outlines \(writeBookmarks(pages: pages, to: &file).text)"
    }
    // Signatures are there, and the file is only to be appended to. ISO 32000-1, 12.7.2.
    if let field { catalog += "/AcroForm<</Fields[\(field.text)]/SigFlags 3>>" }
    return file.write(catalog + ">>")
  }

  private func writeBookmarks(pages: [PDFReference], to file: inout PDFFile) -> PDFReference {
    let outline = file.reserve()
    let entries = bookmarks.map { _ in file.reserve() }
    for (index, bookmark) in bookmarks.enumerated() {
      var body = ByteWriter()
      body.text("<</Title")
      body.pdfString(bookmark.title)
      body.text("/Parent \(outline.text)/Dest[\(pages[bookmark.page].text)/XYZ null ")
      body.length(pageHeight - bookmark.top)
      body.text(" null]")
      if index > 0 { body.text("/Prev \(entries[index - 1].text)") }
      if index + 1 < entries.count { body.text("/Next \(entries[index + 1].text)") }
      body.text(">>")
      file.write(String(decoding: body.bytes, as: UTF8.self), as: entries[index])
    }
    let first = entries[0].text
    let last = entries[entries.count - 1].text
    file.write(
      "<</Type/Outlines/First \(first)/Last \(last)/Count \(entries.count)>>", as: outline)
    return outline
  }
}
