import Invoicing
import Testing

@Suite("Hostile texts in an electronic invoice")
struct HostileTextTests {
  @Test("a name with a character that cannot be seen, or that turns the writing, is refused")
  func names() throws {
    let texts = [
      ("A\u{0}B", "XML 1.0, 2.2"), ("A\u{1}B", "XML 1.0, 2.2"), ("A\nB", "XML 1.0, 2.2"),
      ("A\u{7F}B", "XML 1.0, 2.2"), ("A\u{85}B", "XML 1.0, 2.2"), ("A\u{FFFE}B", "XML 1.0, 2.2"),
      ("A\u{2028}B", "XML 1.0, 2.2"), ("A\u{202E}B", "UAX 9"), ("A\u{2066}B", "UAX 9"),
      ("A\u{200F}B", "UAX 9"), ("A\u{200B}B", "UAX 9"), ("A\u{FEFF}B", "UAX 9"),
      (String(repeating: "A", count: 1_000_000), "TEXT-LENGTH"),
      (String(repeating: "云", count: 10_001), "TEXT-LENGTH"),
    ]
    for (text, rule) in texts {
      var content = try Sample.content()
      content.seller.name = text
      let error = #expect(throws: ElectronicInvoiceError.self) { try ElectronicInvoice(content) }
      #expect(error?.ruleID == rule)
      #expect((error?.sentence.utf8.count ?? 0) < 200, "a message does not repeat a megabyte")
    }
  }

  @Test("prose has lines and marks of direction, and no override and no return")
  func prose() throws {
    for text in ["one\ntwo\tthree", "\u{200F}שלום", String(repeating: "云", count: 10_000)] {
      var content = try Sample.content()
      content.notes = [text]
      #expect(throws: Never.self) { try ElectronicInvoice(content) }
    }
    for text in ["one\rtwo", "one\u{202E}two", "one\u{0}two"] {
      var content = try Sample.content()
      content.notes = [text]
      #expect(throws: ElectronicInvoiceError.self) { try ElectronicInvoice(content) }
    }
  }

  @Test("letters of any script, joiners between them and rare characters stand in a name")
  func scripts() throws {
    for name in ["上海示例平台科技有限公司", "Ünïcode & <Söhne>", "می\u{200C}خواهم", "𠮷野家", "A 😀"] {
      var content = try Sample.content()
      content.buyer.name = name
      #expect(throws: Never.self, "\(name)") { try ElectronicInvoice(content) }
    }
  }
}
