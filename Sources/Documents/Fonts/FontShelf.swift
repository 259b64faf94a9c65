import CHarfBuzz
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// How heavy a text is drawn.
enum FontWeight: Int, CaseIterable {
  case regular
  case bold
}

/// A font of the shelf.
struct FontChoice: Hashable {
  let weight: FontWeight
  /// The font for names that the usual one has no letters for.
  var isSpare = false

  /// The number in the resources of a page.
  var index: Int { weight.rawValue + (isSpare ? FontWeight.allCases.count : 0) }

  /// All that there may be, by their numbers.
  static let all = [false, true].flatMap { isSpare in
    FontWeight.allCases.map { FontChoice(weight: $0, isSpare: isSpare) }
  }
}

/// The fonts of all documents: Noto Sans CJK SC in two weights, and a spare one for the Latin,
/// Greek and Cyrillic letters that it does not have (Š, ł, ő), where one is installed.
///
/// Make one and keep it; any number of threads may set documents with it at once. The files are
/// mapped, so that only the glyphs that documents show take memory.
package final class FontShelf: Sendable {
  private let usual: [FontFile]
  private let spare: [FontFile]
  /// As many as there were documents at once.
  private let shapers = Mutex<[Shaper]>([])

  /// Where Debian and others put the fonts.
  package static let usualFolders = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/local/share/fonts",
  ]

  /// A font for the letters that Noto Sans CJK does not have.
  package struct Spare: Sendable {
    let family: String
    let regular: String
    let bold: String
  }

  /// The spare fonts that Debian has, the better one first.
  package static let usualSpares = [
    Spare(
      family: "Noto Sans", regular: "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
      bold: "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"),
    Spare(
      family: "DejaVu Sans", regular: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
      bold: "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
  ]

  /// Opens the fonts from the first folder that has them, and the first spare one that is there.
  ///
  /// - Throws: `fontMissing` with every place looked at, or `fontUnusable`.
  package init(
    folders: [String] = FontShelf.usualFolders, spares: [Spare] = FontShelf.usualSpares
  ) throws(DocumentError) {
    usual = [
      try Self.open("NotoSansCJK-Regular.ttc", in: folders),
      try Self.open("NotoSansCJK-Bold.ttc", in: folders),
    ]
    spare = Self.openSpare(spares)
  }

  /// The font, or nil for a spare one that is not installed.
  subscript(choice: FontChoice) -> FontFile? {
    let files = choice.isSpare ? spare : usual
    return files.isEmpty ? nil : files[choice.weight.rawValue]
  }

  /// A shaper for one document, with what it shaped for others.
  func lendShaper() -> Shaper {
    shapers.withLock { $0.popLast() } ?? Shaper()
  }

  func takeBack(_ shaper: Shaper) {
    shapers.withLock { $0.append(shaper) }
  }

  /// Whether a spare font is installed.
  package var hasSpare: Bool { !spare.isEmpty }

  private static func open(
    _ name: String, in folders: [String]
  ) throws(DocumentError) -> FontFile {
    let candidates = folders.map { "\($0)/\(name)" }
    guard let path = candidates.first(where: { access($0, R_OK) == 0 }) else {
      throw .fontMissing(searched: candidates)
    }
    return try FontFile(path: path, family: "Noto Sans CJK SC")
  }

  /// Both weights of the first font that is there; none is no reason to stop, because a character
  /// that no font has is refused by name.
  private static func openSpare(_ spares: [FontShelf.Spare]) -> [FontFile] {
    for spare in spares {
      let files = [spare.regular, spare.bold].compactMap { path -> FontFile? in
        do throws(DocumentError) {
          return try FontFile(path: path, family: spare.family)
        } catch {
          return nil
        }
      }
      if files.count == FontWeight.allCases.count { return files }
    }
    return []
  }
}
