import Digests

/// The number of an object in a PDF file.
struct PDFReference: Hashable {
  let number: Int

  /// How other objects name it.
  var text: String { "\(number) 0 R" }
}

/// A PDF 1.7 file being written: objects one after the other, then the table of their places.
///
/// The bytes depend on nothing but what is written: the file's identity is a digest of its own
/// content.
struct PDFFile: ~Copyable {
  private var writer = ByteWriter()
  private var offsets: [Int] = []
  private let deflater = Deflater()

  init() {
    writer.text("%PDF-1.7\n%")
    // Four bytes above 127 tell transfer programs that this is no text. ISO 19005-3, 6.1.2.
    writer.append([0xE2, 0xE3, 0xCF, 0xD3])
    writer.text("\n")
  }

  /// A number for an object that is written later.
  mutating func reserve() -> PDFReference {
    offsets.append(0)
    return PDFReference(number: offsets.count)
  }

  /// Writes an object under a new number.
  @discardableResult
  mutating func write(_ body: String) -> PDFReference {
    let reference = reserve()
    write(body, as: reference)
    return reference
  }

  /// Writes an object under a reserved number.
  mutating func write(_ body: String, as reference: PDFReference) {
    begin(reference)
    writer.text(body)
    writer.text("\nendobj\n")
  }

  /// Writes a compressed stream; `entries` are those of its dictionary besides length and filter.
  @discardableResult
  mutating func writeStream(_ content: [UInt8], entries: String = "") -> PDFReference {
    writePlainStream(deflater.compressed(content), entries: entries + "/Filter/FlateDecode")
  }

  /// Writes a stream as it is: what is compressed already or cannot be.
  @discardableResult
  mutating func writePlainStream(_ content: [UInt8], entries: String) -> PDFReference {
    let reference = reserve()
    begin(reference)
    writer.text("<<\(entries)/Length \(content.count)>>\nstream\n")
    writer.append(content)
    writer.text("\nendstream\nendobj\n")
    return reference
  }

  /// Writes the object that a signature comes into when the file is whole.
  /// ISO 32000-1, 12.8.1; ETSI EN 319 142-1, 6.3.
  mutating func writeSignature(
    claimedTime: String
  ) -> (reference: PDFReference, place: SignaturePlace) {
    let reference = reserve()
    begin(reference)
    writer.text("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached")
    writer.text("/M(\(claimedTime))/ByteRange")
    let byteRange = writer.bytes.count
    writer.text("[")
    writer.fill(UInt8(ascii: " "), count: SignaturePlace.byteRangeWidth - 2)
    writer.text("]")
    writer.text("/Contents")
    let contents = writer.bytes.count
    writer.text("<")
    writer.fill(UInt8(ascii: "0"), count: 2 * SignaturePlace.room)
    writer.text(">")
    let end = writer.bytes.count
    writer.text(">>\nendobj\n")
    return (reference, SignaturePlace(byteRange: byteRange, contents: contents..<end))
  }

  /// Writes the field of a signature that shows nothing on its page: printed if it could be, and
  /// locked. ISO 32000-1, 12.7.4.5.
  mutating func writeField(
    _ field: PDFReference, of signature: PDFReference, page: PDFReference
  ) {
    write(
      "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/V \(signature.text)"
        + "/Rect[0 0 0 0]/F 132/P \(page.text)>>", as: field)
  }

  /// Ends the file.
  consuming func finished(root: PDFReference, information: PDFReference) -> [UInt8] {
    let identity = SHA256.digest(of: writer.bytes).hex.prefix(32).uppercased()
    let start = writer.bytes.count
    writer.text("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n")
    for (index, offset) in offsets.enumerated() {
      precondition(offset > 0, "object \(index + 1) was reserved and never written")
      let digits = String(offset)
      writer.fill(UInt8(ascii: "0"), count: 10 - digits.utf8.count)
      writer.text(digits + " 00000 n \n")
    }
    writer.text("trailer\n<</Size \(offsets.count + 1)/Root \(root.text)/Info \(information.text)")
    writer.text("/ID[<\(identity)><\(identity)>]>>\nstartxref\n\(start)\n%%EOF\n")
    return writer.bytes
  }

  private mutating func begin(_ reference: PDFReference) {
    precondition(offsets[reference.number - 1] == 0, "object \(reference.number) is written twice")
    offsets[reference.number - 1] = writer.bytes.count
    writer.text("\(reference.number) 0 obj\n")
  }
}
