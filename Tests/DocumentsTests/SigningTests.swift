import Digests
import Documents
import Foundation
import TestKit
import Testing

@Suite("Signed PDF")
struct SigningTests {
  let authority: TestAuthority
  let prepared: PreparedPDF

  init() throws {
    authority = try TestAuthority()
    var invoice = try Sample.feeInvoice()
    invoice.issued = authority.now
    prepared = try Typesetter().preparedPDF(of: invoice, language: .both)
  }

  @Test("poppler and openssl find the signature valid and the whole document signed")
  func valid() throws {
    let cms = try prepared.cms(by: authority.signer)
    #expect(try authority.accepts(cms, of: signedBytes(of: prepared)))
    let said = try authority.inspected(prepared.embedding(cms))
    for part in [
      "Signature is Valid.", "Total document signed", "ETSI.CAdES.detached", "Test signer",
    ] {
      #expect(said.contains(part), "\(part)")
    }
  }

  @Test("everything but the signature between its angle brackets is signed")
  func ranges() throws {
    let cms = try prepared.cms(by: authority.signer)
    let file = try prepared.embedding(cms)
    let ranges = prepared.signedRanges
    #expect(ranges[0].lowerBound == 0)
    #expect(ranges[1].upperBound == file.count)
    // Two digits for each of the 8,192 bytes, and two brackets.
    #expect(ranges[1].lowerBound - ranges[0].upperBound == 16_386)
    let hole = file[ranges[0].upperBound..<ranges[1].lowerBound]
    #expect(hole.first == UInt8(ascii: "<") && hole.last == UInt8(ascii: ">"))
    #expect(String(decoding: hole, as: UTF8.self).hasPrefix("<" + cms.hex + "00"))
    let text = String(decoding: file, as: UTF8.self)
    let stated =
      "/ByteRange[0 \(ranges[0].upperBound) \(ranges[1].lowerBound) \(ranges[1].count) "
    #expect(text.contains(stated))
    for range in ranges { #expect(file[range] == prepared.bytes[range]) }
  }

  @Test("signed are content type, digest and certificate, and never a time of signing")
  func attributes() throws {
    let text = try authority.printed(prepared.cms(by: authority.signer))
    let attributes = try #require(text.firstRange(of: "signedAttrs:"))
    let end = try #require(text.firstRange(of: "unsignedAttrs:"))
    let signed = text[attributes.upperBound..<end.lowerBound]
    let named = signed.split(separator: "\n").filter { $0.contains("object: ") }
    let names = named.map { $0.split(separator: " ")[1] }
    #expect(
      names.sorted() == ["contentType", "id-smime-aa-signingCertificateV2", "messageDigest"])
    #expect(!text.contains("signingTime"))
    #expect(text.contains("ecdsa-with-SHA256"))
    #expect(text[end.upperBound...].contains("<ABSENT>"))
  }

  @Test("a document made again with its kept signature is the same file")
  func again() throws {
    var invoice = try Sample.feeInvoice()
    invoice.issued = authority.now
    let later = try Typesetter().preparedPDF(of: invoice, language: .both)
    #expect(later == prepared)
    let cms = try prepared.cms(by: authority.signer)
    let signed = try prepared.embedding(cms)
    #expect(try later.embedding(cms) == signed)
    // Another signature of the same document is another one, which is why the first is kept.
    #expect(try later.cms(by: authority.signer) != cms)
  }

  @Test("one changed byte is found, wherever it is")
  func changedByte() throws {
    let cms = try prepared.cms(by: authority.signer)
    let content = signedBytes(of: prepared)
    let seam = prepared.signedRanges[0].count
    let spread = (0..<40).map { $0 * (content.count - 1) / 39 }
    for place in spread + [1, seam - 1, seam, content.count - 2] {
      var changed = content
      changed[place] ^= 1
      #expect(try !authority.accepts(cms, of: changed), "byte \(place)")
    }
    var file = try prepared.embedding(cms)
    file[(prepared.signedRanges[1].lowerBound + file.count) / 2] ^= 1
    #expect(try authority.inspected(file).contains("Digest Mismatch"))
    // The last bytes of the CMS are the value of the signature.
    var broken = cms
    broken[cms.count - 3] ^= 1
    #expect(try !authority.accepts(broken, of: content))
  }

  @Test("threads sign with one key at once")
  func threads() async throws {
    let signer = try authority.signer
    let content = signedBytes(of: prepared)
    let all = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
      for _ in 0..<4 {
        group.addTask { try (0..<50).map { _ in try prepared.cms(by: signer) } }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(all).count == 200)
    for cms in all.prefix(200).enumerated() where cms.offset.isMultiple(of: 20) {
      #expect(try authority.accepts(cms.element, of: content))
    }
  }

  @Test("a statement is signed like an invoice")
  func statement() throws {
    var statement = try Sample.statement()
    statement.issued = authority.now
    let prepared = try Typesetter().preparedPDF(of: statement, language: .zh)
    let cms = try prepared.cms(by: authority.signer)
    let said = try authority.inspected(prepared.embedding(cms))
    #expect(said.contains("Signature is Valid.") && said.contains("Total document signed"))
  }

  @Test("a time stamp comes into the signature of a Factur-X invoice later, the rest is unchanged")
  func timeStamped() throws {
    var invoice = try Sample.feeInvoice()
    invoice.issued = authority.now
    let xml = FacturX(xml: Array(try Sample.crossIndustryInvoice().utf8))
    let prepared = try Typesetter().preparedPDF(of: invoice, language: .en, facturX: xml)
    let cms = try prepared.cms(by: authority.signer)
    let request = try TimeStampRequest(for: cms)
    let token = try request.token(from: authority.answer(to: request.bytes))
    let file = try prepared.embedding(TimeStamp(token: token).added(to: cms))
    for range in prepared.signedRanges { #expect(file[range] == prepared.bytes[range]) }
    let said = try authority.inspected(file)
    #expect(said.contains("Signature is Valid.") && said.contains("Total document signed"))
    #expect(try PageText.attachment("factur-x.xml", of: file).contains("CN-FEE-2026-000042"))
  }

  @Test("a signed file is read again, checked, and is what it was without its time stamp")
  func readAgain() throws {
    let cms = try prepared.cms(by: authority.signer)
    let signed = try prepared.embedding(cms)
    let found = try #require(SignedPDF(signed))
    #expect(found.cms == cms && found.signedBytes == signedBytes(of: prepared))
    let root = try [UInt8](Data(contentsOf: URL(fileURLWithPath: authority.root)))
    let first = try DocumentSignature(cms: cms, of: found.signedBytes, trustedPEM: root)
    #expect(first.signer == "CN=Test signer,O=Example" && first.stamp == nil)
    let request = try TimeStampRequest(for: cms)
    let token = try request.token(from: authority.answer(to: request.bytes))
    let stamped = try found.embedding(TimeStamp(token: token).added(to: cms))
    #expect(stamped.count == signed.count && stamped != signed)
    let later = try #require(SignedPDF(stamped))
    let second = try DocumentSignature(cms: later.cms, of: later.signedBytes, trustedPEM: root)
    #expect(second.stamp?.bytes == token && second.signer == first.signer)
    // The shorter form fills the space to the last digit.
    #expect(DocumentSignature.withoutStamp(later.cms) == cms)
    #expect(DocumentSignature.withoutStamp(cms) == cms)
    #expect(try later.embedding(cms) == signed)
    #expect(DocumentSignature.withoutStamp([0x30, 0x02, 0x05]) == nil)

    let stranger = try TestAuthority()
    let other = try [UInt8](Data(contentsOf: URL(fileURLWithPath: stranger.root)))
    #expect(throws: SignatureError.self) {
      try DocumentSignature(cms: cms, of: found.signedBytes, trustedPEM: other)
    }
    #expect(throws: SignatureError.self) {
      try DocumentSignature(cms: later.cms, of: later.signedBytes, trustedPEM: other)
    }
    // The stamp of another signature of the same document.
    let again = try prepared.cms(by: authority.signer)
    #expect(throws: SignatureError.timeStampMismatch(what: "signature")) {
      try TimeStamp(token: token).added(to: again)
    }
    #expect(SignedPDF(signed + [0x0A]) == nil && SignedPDF(prepared.bytes) == nil)
    #expect(SignedPDF(Array(signed.dropLast())) == nil && SignedPDF([]) == nil)
  }

  @Test("a changed byte is found by the check of the file, wherever it is")
  func changedByteInFile() throws {
    let signed = try prepared.embedding(prepared.cms(by: authority.signer))
    let place = prepared.signedRanges[0].upperBound
    for byte in [10, place - 30, place + 16_500, signed.count - 2] {
      var changed = signed
      changed[byte] ^= 1
      guard let found = SignedPDF(changed) else { continue }
      #expect(throws: SignatureError.self, "byte \(byte)") {
        try DocumentSignature(cms: found.cms, of: found.signedBytes)
      }
    }
    // The last of the zeros that fill the space, which nothing signs.
    var filled = signed
    filled[prepared.signedRanges[1].lowerBound - 2] ^= 1
    #expect(SignedPDF(filled) == nil)
  }

  @Test("a signature larger than its space is refused with both sizes")
  func tooLarge() throws {
    let full = [UInt8](repeating: 1, count: 8_192)
    #expect(try prepared.embedding(full).count == prepared.bytes.count)
    #expect(throws: SignatureError.tooLarge(bytes: 8_193, room: 8_192)) {
      try prepared.embedding(full + [1])
    }
  }
}

/// The two parts of a file that are signed, one after the other.
func signedBytes(of prepared: PreparedPDF) -> [UInt8] {
  prepared.signedRanges.flatMap { prepared.bytes[$0] }
}
