import Documents
import Testing

@Suite("Factur-X PDF")
struct FacturXTests {
  @Test("the XML comes out of the file as it went in, and the data of the document beside it")
  func attachment() throws {
    let xml = try Sample.crossIndustryInvoice()
    let pdf = try Typesetter().pdf(
      of: Sample.feeInvoice(), language: .both, facturX: FacturX(xml: Array(xml.utf8)))
    #expect(try PageText.attachment("factur-x.xml", of: pdf) == xml)
    #expect(try PageText.attachment("invoice.json", of: pdf).contains("CN-FEE-2026-000042"))
  }

  @Test("the catalog lists the very object that the name tree has, as an alternative of the page")
  func association() throws {
    let text = try text(facturX: FacturX(xml: Array("<a/>".utf8)))
    let match = try #require(
      text.firstMatch(
        of: /\/AF\[(\d+ 0 R) (\d+ 0 R)\]\/Names<<\/EmbeddedFiles<<\/Names\[([^\]]*)\]/))
    let (data, invoice) = (match.output.1, match.output.2)
    #expect(match.output.3 == "(factur-x.xml) \(invoice) (invoice.json) \(data)")
    let filespec = try #require(text.firstRange(of: "\n\(invoice.dropLast(2)) obj\n"))
    let body = text[filespec.upperBound...].prefix(120)
    #expect(
      body.hasPrefix(
        "<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/AFRelationship/Alternative/Desc"))
    #expect(text.contains("/Type/EmbeddedFile/Subtype/text#2Fxml/Params<</Size 4/ModDate("))
  }

  @Test("the metadata name the attached file in four properties and declare these")
  func metadata() throws {
    let text = try text(facturX: FacturX(xml: Array("<a/>".utf8)))
    for part in [
      "<fx:DocumentType>INVOICE</fx:DocumentType>",
      "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
      "<fx:Version>1.0</fx:Version>", "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
      #"xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#""#,
      "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    for name in ["DocumentType", "DocumentFileName", "Version", "ConformanceLevel"] {
      #expect(text.contains("<pdfaProperty:name>\(name)</pdfaProperty:name>"), "\(name)")
    }
  }

  @Test("a file without the XML claims nothing of Factur-X, and one without a field no signature")
  func absence() throws {
    let text = try text(facturX: nil)
    for part in ["factur-x", "pdfaExtension", "Alternative", "/AcroForm", "/Annots", "/Sig"] {
      #expect(!text.contains(part), "\(part)")
    }
  }

  private func text(facturX: FacturX?) throws -> String {
    let pdf = try Typesetter().pdf(of: Sample.feeInvoice(), language: .en, facturX: facturX)
    return String(decoding: pdf, as: UTF8.self)
  }
}
