/// The language of a document: fixed when it is issued.
package enum DocumentLanguage: String, CaseIterable, Sendable {
  case zh
  case en
  /// Chinese above, English below and smaller; data once.
  case both

  /// BCP 47 for the file; a bilingual page is Chinese in the first place.
  var tag: String {
    switch self {
    case .zh, .both: "zh-Hans"
    case .en: "en"
    }
  }
}

/// Words of a page in both languages.
package struct Wording: Hashable, Sendable {
  /// Chinese.
  package let zh: String
  /// English.
  package let en: String

  /// The same words twice.
  package init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// The words below each other: one line or two.
  func lines(in language: DocumentLanguage) -> [String] {
    switch language {
    case .zh: [zh]
    case .en: [en]
    case .both: zh == en ? [zh] : [zh, en]
    }
  }

  /// The words with a currency, where a column has amounts in one: `金额 CNY`. The English below
  /// the Chinese need not say it again.
  func priced(in code: String, _ language: DocumentLanguage) -> Wording {
    Wording(zh: "\(zh) \(code)", en: language == .both ? en : "\(en) \(code)")
  }

  /// The words on one line.
  func line(in language: DocumentLanguage, separator: String = " ") -> String {
    lines(in: language).joined(separator: separator)
  }
}
