import Documents
import Testing

/// The link and the code with which a document can be checked.
@Suite("Verification")
struct VerificationTests {
  private let address = "https://verify.example.com"

  /// The contents' digest begins 5f2c9a7b5f2c.
  @Test("a reader finds the link of a statement in the code of its first page, in every language")
  func statement() throws {
    var statement = try Sample.statement()
    let plain = try Typesetter().pdf(of: statement, language: .both)
    statement.verificationAddress = address
    let link = "\(address)/v/202610-M-100-general-CNY?k=5f2c9a7b5f2c"
    for language in DocumentLanguage.allCases {
      let pdf = try Typesetter().pdf(of: statement, language: language)
      #expect(try PageImage(of: pdf, dotsPerInch: 200).code() == link)
      #expect(try PageText.pages(of: pdf).joined().contains(link), "\(language)")
    }
    #expect(try !PageText.pages(of: plain).joined().contains("扫码"))
  }

  @Test("an invoice and a credit note bear the beginning of their record's digest")
  func invoice() throws {
    for isCredit in [false, true] {
      var document = try Sample.feeInvoice(isCredit: isCredit)
      let digest = document.dataHash
      document.verificationAddress = address
      #expect(document.dataHash == digest, "where it can be checked is not what it says")
      let pdf = try Typesetter().pdf(of: document, language: .both)
      let code = try PageImage(of: pdf, dotsPerInch: 200).code()
      #expect(code == "\(address)/v/\(document.invoice.number.text)?k=\(digest.prefix(12))")
      document.isPreview = true
      let preview = try Typesetter().pdf(of: document, language: .both)
      #expect(try !PageText.pages(of: preview).joined().contains("验真"))
    }
  }

  /// 商家 is E5 95 86 E5 AE B6 in UTF-8.
  @Test("what a path cannot hold is encoded; a link too long for a code stands in the notes alone")
  func odd() throws {
    let link = VerificationLink(
      address: address, number: "202610-商家/1 ?-CNY", dataHash: String(repeating: "0a", count: 32))
    #expect(
      link.text == "\(address)/v/202610-%E5%95%86%E5%AE%B6%2F1%20%3F-CNY?k=0a0a0a0a0a0a")
    var statement = try Sample.statement()
    statement.verificationAddress = address
    statement.id = "202610-" + String(repeating: "商", count: 30) + "-general-CNY"
    let pages = try PageText.pages(of: Typesetter().pdf(of: statement, language: .en)).joined()
    #expect(pages.contains("\(address)/v/202610-%E5%95%86"))
    #expect(!pages.contains("Scan to check"))
  }
}
