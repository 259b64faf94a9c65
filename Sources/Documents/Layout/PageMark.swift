/// What stands across every page of a document that does not count, or tells of what failed.
package enum PageMark: Hashable, CaseIterable, Sendable {
  /// It was issued and is taken back; nothing takes its place.
  case void
  /// Another document has taken its place.
  case replaced
  /// It would be issued like this, with a number.
  case preview
  /// None of the money that it announces arrived.
  case unpaid

  var words: Wording {
    switch self {
    case .void: Wording(zh: "作废", en: "VOID")
    case .replaced: Wording(zh: "已替换", en: "REPLACED")
    case .preview: Wording(zh: "预览", en: "PREVIEW")
    case .unpaid: Wording(zh: "未付达", en: "NOT PAID")
    }
  }
}
