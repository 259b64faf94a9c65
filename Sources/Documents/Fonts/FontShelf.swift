import CHarfBuzz

#if canImport(Glibc)
  import Glibc
#endif

/// How heavy a text is drawn.
enum FontWeight: Int, CaseIterable {
  case regular
  case bold
}

/// The fonts of all documents: Noto Sans CJK SC in two weights.
///
/// Make one and keep it; any number of threads may set documents with it at once. The files are
/// mapped, so that only the glyphs that documents show take memory.
package final class FontShelf: Sendable {
  private let regular: FontFile
  private let bold: FontFile

  /// Where Debian and others put the fonts.
  package static let usualFolders = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/local/share/fonts",
  ]

  /// Opens the fonts from the first folder that has them.
  ///
  /// - Throws: `fontMissing` with every place looked at, or `fontUnusable`.
  package init(folders: [String] = FontShelf.usualFolders) throws(DocumentError) {
    regular = try Self.open("NotoSansCJK-Regular.ttc", in: folders)
    bold = try Self.open("NotoSansCJK-Bold.ttc", in: folders)
  }

  subscript(weight: FontWeight) -> FontFile {
    switch weight {
    case .regular: regular
    case .bold: bold
    }
  }

  private static func open(
    _ name: String, in folders: [String]
  ) throws(DocumentError) -> FontFile {
    let candidates = folders.map { "\($0)/\(name)" }
    guard let path = candidates.first(where: { access($0, R_OK) == 0 }) else {
      throw .fontMissing(searched: candidates)
    }
    return try FontFile(path: path, family: "Noto Sans CJK SC")
  }
}
