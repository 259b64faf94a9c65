import CivilTime

/// What a file says about itself, twice: in the information dictionary and in XMP.
///
/// Both are written from this one value, because PDF/A refuses a file in which they differ
/// (ISO 19005-3, 6.6.2).
struct Metadata {
  let title: String
  /// BCP 47, like `zh-Hans`.
  let languageTag: String
  /// The time of issue stands for the time of making, so that the same data give the same bytes.
  let issued: Instant
  /// The digest of the record that the pages show, in hexadecimal digits; none where they show none.
  let dataHash: String?

  static let producer = "settled"

  var informationDictionary: String {
    var writer = ByteWriter()
    writer.text("<</Title")
    writer.pdfString(title)
    writer.text("/Producer(\(Self.producer))/CreationDate(\(pdfDate))/ModDate(\(pdfDate))>>")
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The time of issue.
  var pdfDate: String { Self.pdfDate(of: issued) }

  /// `D:20261103100000+08'00'`.
  static func pdfDate(of instant: Instant) -> String {
    let time = ClockReading(of: instant)
    return "D:" + time.dateDigits + time.timeDigits + "+08'00'"
  }

  /// The XMP packet. ISO 16684-1; PDF/A-3 with Unicode text, conformance level U.
  ///
  /// - Parameter more: Further descriptions, each beginning on a line of its own.
  func packet(with more: String = "") -> [UInt8] {
    let time = ClockReading(of: issued).isoText
    return Array(
      """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about=""
          xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:xmp="http://ns.adobe.com/xap/1.0/"
          xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
          xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
         <pdfaid:part>3</pdfaid:part>
         <pdfaid:conformance>U</pdfaid:conformance>
         <dc:format>application/pdf</dc:format>
         <dc:language><rdf:Bag><rdf:li>\(languageTag)</rdf:li></rdf:Bag></dc:language>
         <dc:title>
          <rdf:Alt><rdf:li xml:lang="x-default">\(escaped(title))</rdf:li></rdf:Alt>
         </dc:title>
         <xmp:CreateDate>\(time)</xmp:CreateDate>
         <xmp:ModifyDate>\(time)</xmp:ModifyDate>
         <pdf:Producer>\(Self.producer)</pdf:Producer>\(identifier)
        </rdf:Description>\(more)
       </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>
      """.utf8)
  }

  private var identifier: String {
    dataHash.map { "\n         <dc:identifier>\($0)</dc:identifier>" } ?? ""
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

/// A date and a time of day on the settlement clock, UTC+8.
struct ClockReading {
  let date: CivilDate
  let secondOfDay: Int

  init(of instant: Instant) {
    date = CivilDate(at: instant)
    let sinceMidnight = instant.microseconds - date.startInstant.microseconds
    secondOfDay = Int(sinceMidnight / 1_000_000)
  }

  /// `20261103`.
  var dateDigits: String {
    String(date.text.unicodeScalars.filter { $0 != "-" }.map(Character.init))
  }

  /// `100000`.
  var timeDigits: String { parts.joined() }

  /// `10:00`.
  var minuteText: String { parts.prefix(2).joined(separator: ":") }

  /// `2026-11-03T10:00:00+08:00`.
  var isoText: String { "\(date.text)T\(parts.joined(separator: ":"))+08:00" }

  private var parts: [String] {
    [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { part in
      part < 10 ? "0\(part)" : "\(part)"
    }
  }
}
