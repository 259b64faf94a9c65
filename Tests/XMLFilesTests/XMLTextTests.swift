import Testing
import XMLFiles

struct XMLTextTests {
  @Test("elements stand one a line, and one without text does not stand at all")
  func layout() {
    var text = XMLText()
    text.element("a", [("xmlns", "urn:a"), ("b", "1")]) { text in
      text.leaf("c", "2")
      text.leaf("d", nil)
      text.leaf("d", "", ("e", "3"))
      text.element("f") { $0.leaf("g", "4", ("h", "5")) }
    }
    #expect(
      String(decoding: text.bytes, as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <a xmlns="urn:a" b="1">
          <c>2</c>
          <f>
            <g h="5">4</g>
          </f>
        </a>

        """)
  }

  @Test("what XML reads as markup is escaped, and white space survives where a reader changes it")
  func escapes() {
    var text = XMLText()
    text.leaf("a", "<b> & \"c\" ]]> \r\n\t 云", ("d", "<&>\"\t\n"))
    let written = String(decoding: text.bytes, as: UTF8.self)
    #expect(
      written.contains(
        "<a d=\"&lt;&amp;&gt;&quot;&#9;&#10;\">"
          + "&lt;b&gt; &amp; &quot;c&quot; ]]&gt; &#13;\n\t 云</a>\n"))
  }
}
