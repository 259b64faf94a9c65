/// A file inside the PDF, for machines.
struct Attachment {
  /// How the file relates to the page. ISO 19005-3, 6.8.
  enum Relationship: String {
    /// What the page was made from.
    case data = "Data"
    /// More than the page shows.
    case supplement = "Supplement"
    /// The same as the page shows, in another form.
    case alternative = "Alternative"
  }

  /// An ASCII file name.
  let name: String
  /// Like `text/csv`.
  let mediaType: String
  let description: String
  let relationship: Relationship
  let content: [UInt8]
}

extension PDFFile {
  /// Writes the file and what names it, and returns the name's reference.
  mutating func write(_ attachment: Attachment, modified: String) -> PDFReference {
    let subtype = attachment.mediaType.split(separator: "/").joined(separator: "#2F")
    let stream = writeStream(
      attachment.content,
      entries: "/Type/EmbeddedFile/Subtype/\(subtype)"
        + "/Params<</Size \(attachment.content.count)/ModDate(\(modified))>>")
    var body = ByteWriter()
    body.text("<</Type/Filespec/F(\(attachment.name))/UF(\(attachment.name))")
    body.text("/AFRelationship/\(attachment.relationship.rawValue)/Desc")
    body.pdfString(attachment.description)
    body.text("/EF<</F \(stream.text)/UF \(stream.text)>>>>")
    return write(String(decoding: body.bytes, as: UTF8.self))
  }
}
