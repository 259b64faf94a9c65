import Foundation
import Operations
import Synchronization
import Testing

struct SealKeyTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  @Test("without a name the key is made once, for its owner alone, with a warning")
  func made() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let warnings = Mutex<[String]>([])
    let source = SealKeySource.named(by: ["STATE_DIRECTORY": "\(folder.path):/elsewhere"]) {
      warning in warnings.withLock { $0.append(warning) }
    }
    let key = try source.key().verifying
    #expect(try source.key().verifying == key)
    let told = warnings.withLock { $0 }
    #expect(told.count == 1)
    #expect(told[0].hasPrefix("warning: made the key") && told[0].contains(key.id.hex))
    let path = folder.appending(path: "seal.key").path
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["seal.key"])
    // The service manager's credential comes before a name, and a name before the state folder.
    let credentials = folder.appending(path: "credentials")
    try FileManager.default.createDirectory(at: credentials, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: path, toPath: credentials.appending(path: "settled-seal.key").path)
    let named = SealKeySource.named(
      by: ["CREDENTIALS_DIRECTORY": credentials.path, "SETTLED_SEAL_KEY": "nowhere"]) { _ in }
    #expect(try named.key().verifying == key)
  }

  @Test("a named key that is missing or is none is refused, not replaced")
  func refused() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "key").path
    func code(_ environment: [String: String]) -> String? {
      #expect(throws: Refusal.self) { try SealKeySource.named(by: environment) { _ in }.key() }?
        .code
    }
    #expect(code(["SETTLED_SEAL_KEY": path]) == "seal_key_missing")
    #expect(code([:]) == "seal_key_not_named")
    try Data("no key".utf8).write(to: URL(fileURLWithPath: path))
    #expect(code(["SETTLED_SEAL_KEY": path]) == "seal_key_unreadable")
    try Data("no key".utf8).write(to: folder.appending(path: "seal.key"))
    #expect(code(["STATE_DIRECTORY": folder.path]) == "seal_key_unreadable")
  }
}
