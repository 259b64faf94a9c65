import Foundation
import Testing

/// `reports/gallery`: an example of every document in every language. `.ci/gallery` draws it anew.
@Suite("Gallery")
struct GalleryTests {
  private static let kept = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "reports/gallery")

  @Test("what is drawn now is what the gallery shows, byte for byte")
  func same() throws {
    let drawn = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: drawn, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: drawn) }
    try Gallery(in: drawn).draw()
    let names = try FileManager.default.contentsOfDirectory(atPath: drawn.path).sorted()
    let known = try FileManager.default.contentsOfDirectory(atPath: Self.kept.path)
      .filter { $0 != "README.md" }.sorted()
    if ProcessInfo.processInfo.environment["SETTLED_GALLERY"] == "draw" {
      for name in known { try FileManager.default.removeItem(at: Self.kept.appending(path: name)) }
      for name in names {
        try FileManager.default.copyItem(
          at: drawn.appending(path: name), to: Self.kept.appending(path: name))
      }
      return
    }
    #expect(names == known, "bash .ci/gallery draws it anew")
    for name in names where known.contains(name) {
      let isSame =
        try Data(contentsOf: drawn.appending(path: name))
        == Data(contentsOf: Self.kept.appending(path: name))
      #expect(isSame, "\(name) is drawn in another way; bash .ci/gallery draws it anew")
    }
  }

  @Test("the gallery says what each of its files shows")
  func described() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.kept.path)
    let text = try String(contentsOf: Self.kept.appending(path: "README.md"), encoding: .utf8)
    #expect(names.count > 20)
    let stems = Set(
      names.filter { $0 != "README.md" }.map { String($0.prefix { $0 != "." }) })
    for stem in stems.sorted() { #expect(text.contains("`\(stem)"), "\(stem) is not described") }
  }
}
