import Digests
import Foundation

/// Where the key is kept that signs seals.
package struct SealKeySource: Sendable {
  private enum Kept: Sendable {
    case given(SigningKey)
    /// - Parameter isGenerated: Whether a key is made where there is no file.
    case file(String, isGenerated: Bool)
    case nowhere
  }

  private let kept: Kept
  /// Told once, in one sentence, when a key was made.
  private let warn: @Sendable (String) -> Void

  private init(_ kept: Kept, warn: @escaping @Sendable (String) -> Void = { _ in }) {
    self.kept = kept
    self.warn = warn
  }

  /// A new key that ends with the process: for databases that do too.
  package static func passing() -> SealKeySource {
    SealKeySource(.given(SigningKey()))
  }

  /// What the environment says: the service manager's credential `settled-seal.key`; the file that
  /// `SETTLED_SEAL_KEY` names; else `seal.key` in the state folder, made on first use.
  package static func named(
    by environment: [String: String], warn: @escaping @Sendable (String) -> Void
  ) -> SealKeySource {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let folder = value("CREDENTIALS_DIRECTORY") {
      let path = "\(folder)/settled-seal.key"
      if FileManager.default.fileExists(atPath: path) {
        return SealKeySource(.file(path, isGenerated: false), warn: warn)
      }
    }
    if let path = value("SETTLED_SEAL_KEY") {
      return SealKeySource(.file(path, isGenerated: false), warn: warn)
    }
    // The service manager may name several folders; the first is the service's own.
    let state =
      value("STATE_DIRECTORY").flatMap { $0.split(separator: ":").first.map(String.init) }
      ?? value("HOME").map { "\($0)/.local/state/settled" }
    guard let state else { return SealKeySource(.nowhere, warn: warn) }
    return SealKeySource(.file("\(state)/seal.key", isGenerated: true), warn: warn)
  }

  /// The key.
  ///
  /// - Throws: `Refusal` `.configuration` where there is none, or the file is no key.
  package func key() throws -> SigningKey {
    switch kept {
    case .given(let key): return key
    case .nowhere:
      throw Refusal(
        .configuration, "seal_key_not_named", "no file is named for the key that signs seals",
        remedy: "set SETTLED_SEAL_KEY to a file that `openssl genpkey -algorithm ed25519` made")
    case .file(let path, let isGenerated):
      if let key = try Self.read(path) { return key }
      if isGenerated { return try generate(path) }
      throw Refusal(
        .configuration, "seal_key_missing", "\(path), the key that signs seals, cannot be read",
        remedy: "make it with `openssl genpkey -algorithm ed25519 -out FILE`, readable to nobody"
          + " else, or unset SETTLED_SEAL_KEY")
    }
  }

  /// The key in a file; nil where there is no file.
  private static func read(_ path: String) throws -> SigningKey? {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      if !FileManager.default.fileExists(atPath: path) { return nil }
      throw Refusal(
        .configuration, "seal_key_unreadable", "\(path), the key that signs seals, cannot be read",
        remedy: "let the user who runs settled read it, and nobody else")
    }
    if let key = SigningKey(pem: Array(bytes)) { return key }
    throw Refusal(
      .configuration, "seal_key_unreadable",
      "\(path) is no private key of Ed25519 in PEM without a passphrase",
      remedy: "make one with `openssl genpkey -algorithm ed25519`, or put the former one back")
  }

  /// Makes a key where there is none. Of several processes that do so at once the first wins.
  private func generate(_ path: String) throws -> SigningKey {
    let key = SigningKey()
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let draft = "\(path).\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Self.unwritable(path)
    }
    defer { unlink(draft) }
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(path) }
    let pem = key.pem
    let isWhole = write(descriptor, pem, pem.count) == pem.count && fsync(descriptor) == 0
    guard close(descriptor) == 0, isWhole else { throw Self.unwritable(path) }
    // A link is made only where there is no file yet, and then to a whole one.
    if link(draft, path) == 0 {
      warn(
        "warning: made the key that signs seals, \(path); keep a copy where only you can read it,"
          + " and publish its id \(key.verifying.id.hex)")
      return key
    }
    guard let other = try Self.read(path) else { throw Self.unwritable(path) }
    return other
  }

  private static func unwritable(_ path: String) -> Refusal {
    Refusal(
      .configuration, "seal_key_unwritable", "\(path), the key that signs seals, cannot be made",
      remedy: "name a key with SETTLED_SEAL_KEY, or a folder that can be written to with"
        + " STATE_DIRECTORY")
  }
}
