/// The XML of an invoice inside its PDF, which makes the two one Factur-X document of the profile
/// EN 16931.
///
/// The attachment and what the metadata say of it are written from this one value, so that no file
/// has one without the other. Factur-X 1.09, 6; its PDF is the same as that of ZUGFeRD.
package struct FacturX: Hashable, Sendable {
  /// A CrossIndustryInvoice (CII D16B) whose guideline (BT-24) is `urn:cen.eu:en16931:2017`.
  package let xml: [UInt8]

  /// Takes the XML as it is: that it says the same as the page is for the caller.
  package init(xml: [UInt8]) {
    self.xml = xml
  }

  /// The only name that readers look for.
  static let fileName = "factur-x.xml"

  /// Page and file are two forms of one invoice, and neither is a mere supplement.
  var attachment: Attachment {
    Attachment(
      name: Self.fileName, mediaType: "text/xml", description: "This invoice as Factur-X",
      relationship: .alternative, content: xml)
  }

  /// The four properties of the attached file, and the schema that PDF/A wants declared for all
  /// properties it does not know. ISO 19005-3, 6.6.2.3.
  static let metadata: String = {
    let declarations = properties.map { property in
      """
            <rdf:li rdf:parseType="Resource">
             <pdfaProperty:name>\(property.name)</pdfaProperty:name>
             <pdfaProperty:valueType>Text</pdfaProperty:valueType>
             <pdfaProperty:category>external</pdfaProperty:category>
             <pdfaProperty:description>\(property.meaning)</pdfaProperty:description>
            </rdf:li>
      """
    }
    let values = properties.map { "   <fx:\($0.name)>\($0.value)</fx:\($0.name)>" }
    return """

        <rdf:Description rdf:about="" xmlns:fx="\(namespace)">
      \(values.joined(separator: "\n"))
        </rdf:Description>
        <rdf:Description rdf:about=""
          xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
          xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
          xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
         <pdfaExtension:schemas>
          <rdf:Bag>
           <rdf:li rdf:parseType="Resource">
            <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
            <pdfaSchema:namespaceURI>\(namespace)</pdfaSchema:namespaceURI>
            <pdfaSchema:prefix>fx</pdfaSchema:prefix>
            <pdfaSchema:property>
             <rdf:Seq>
      \(declarations.joined(separator: "\n"))
             </rdf:Seq>
            </pdfaSchema:property>
           </rdf:li>
          </rdf:Bag>
         </pdfaExtension:schemas>
        </rdf:Description>
      """
  }()

  private static let namespace = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"

  private static let properties = [
    (name: "DocumentType", value: "INVOICE", meaning: "Kind of the attached document"),
    (name: "DocumentFileName", value: fileName, meaning: "Name of the attached XML file"),
    (name: "Version", value: "1.0", meaning: "Version of the XML schema"),
    (name: "ConformanceLevel", value: "EN 16931", meaning: "Profile of the attached XML"),
  ]
}
