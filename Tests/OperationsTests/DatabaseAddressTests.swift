import Foundation
import Operations
import Testing

struct DatabaseAddressTests {
  @Test("the nearest name wins: given, file, environment, credential of the service manager")
  func order() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("postgresql:///file\nsecond line\n".utf8).write(to: folder.appending(path: "url"))
    try Data("postgresql:///credential".utf8).write(
      to: folder.appending(path: "settled-database-url"))
    let file = folder.appending(path: "url").path
    var environment = [
      "SETTLED_DATABASE_URL": "postgresql:///environment", "CREDENTIALS_DIRECTORY": folder.path,
    ]
    func url(_ given: String? = nil, _ file: String? = nil) throws -> String {
      try DatabaseAddress.url(given: given, file: file, environment: environment)
    }
    #expect(try url("postgresql:///given", file) == "postgresql:///given")
    #expect(try url(nil, file) == "postgresql:///file")
    #expect(try url() == "postgresql:///environment")
    environment["SETTLED_DATABASE_URL"] = ""
    #expect(try url() == "postgresql:///credential")
    environment["CREDENTIALS_DIRECTORY"] = "\(folder.path)/none"
    let refusal = #expect(throws: Refusal.self) { try url() }
    #expect(refusal?.code == "database_not_named")
    let unreadable = #expect(throws: Refusal.self) { try url(nil, "\(folder.path)/none") }
    #expect(unreadable?.code == "database_url_unreadable")
  }
}
