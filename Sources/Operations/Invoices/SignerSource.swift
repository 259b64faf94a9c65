import Digests
import Foundation

/// Where the key and the certificates are kept that sign documents. Where none is named documents
/// are issued without a signature.
package struct SignerSource: Sendable {
  private enum Kept: Sendable {
    case nowhere
    case given(DocumentSigner)
    case file(String)
    case device(uri: String, certificates: String?, pin: PIN)
  }

  /// Where the PIN of a device is, if its URI does not say.
  private enum PIN: Sendable {
    case file(String)
    case given(String?)
  }

  private let kept: Kept

  /// Signs nothing.
  package static let nowhere = SignerSource(kept: .nowhere)

  /// Signs with what is at hand.
  package static func given(_ signer: DocumentSigner) -> SignerSource {
    SignerSource(kept: .given(signer))
  }

  /// What the environment says: the service manager's credential `settled-signer.pem`, or the file
  /// that `SETTLED_SIGNER` names. It holds the private key, its certificate and those above it.
  ///
  /// Where `SETTLED_SIGNER` is a `pkcs11:` URI (RFC 7512), a device keeps the key; the certificates
  /// are in the file that `SETTLED_SIGNER_CERTIFICATE` names, or in the credential
  /// `settled-signer-certificate.pem`. The PIN is in the file of the URI's `pin-source`, in the
  /// credential `settled-signer.pin`, or in `SETTLED_SIGNER_PIN`.
  package static func named(by environment: [String: String]) -> SignerSource {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    func credential(_ name: String) -> String? {
      value("CREDENTIALS_DIRECTORY").map { "\($0)/\(name)" }
        .flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    }
    if let path = credential("settled-signer.pem") { return SignerSource(kept: .file(path)) }
    guard let named = value("SETTLED_SIGNER") else { return .nowhere }
    guard named.hasPrefix("pkcs11:") else { return SignerSource(kept: .file(named)) }
    return SignerSource(
      kept: .device(
        uri: named,
        certificates: credential("settled-signer-certificate.pem")
          ?? value("SETTLED_SIGNER_CERTIFICATE"),
        pin: credential("settled-signer.pin").map { .file($0) }
          ?? .given(value("SETTLED_SIGNER_PIN"))))
  }

  /// Who signs; nil where nobody does.
  ///
  /// - Throws: `Refusal` `.configuration` where the file cannot be read or is none of a signer.
  package func signer() throws -> DocumentSigner? {
    switch kept {
    case .nowhere: return nil
    case .given(let signer): return signer
    case .device(let uri, let certificates, let pin):
      return try Self.signer(uri, certificates, pin)
    case .file(let path):
      let pem = try Self.bytes(of: path, "the key and certificates that sign documents")
      do throws(SignatureError) {
        return try DocumentSigner(certificateChainPEM: pem, keyPEM: pem)
      } catch {
        throw Refusal(
          .configuration, error.code, "\(path): \(error.sentence.withoutFullStop)",
          remedy: error.remedy)
      }
    }
  }

  /// Who signs with a key that a device keeps.
  private static func signer(
    _ uri: String, _ certificates: String?, _ pin: PIN
  ) throws -> DocumentSigner {
    guard let certificates else {
      throw Refusal(
        .configuration, "signer_certificate_not_named",
        "SETTLED_SIGNER names a key in a device, and nothing names its certificate",
        remedy: "let SETTLED_SIGNER_CERTIFICATE name a PEM file with it and those above it")
    }
    let pem = try bytes(of: certificates, "the certificates of the key that signs documents")
    do throws(SignatureError) {
      let key = try HardwareKey(uri: uri)
      let secret =
        switch key.pinFile.map({ PIN.file($0) }) ?? pin {
        case .file(let path): try Self.secret(in: path)
        case .given(let secret): secret
        }
      return try DocumentSigner(certificateChainPEM: pem, key: key, pin: secret)
    } catch {
      throw Refusal(
        .configuration, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
    }
  }

  /// The first line of a file.
  private static func secret(in path: String) throws(SignatureError) -> String? {
    let content = FileManager.default.contents(atPath: path)
    guard let content, let text = String(data: content, encoding: .utf8) else {
      throw .hardwareUnusable(reason: "\(path), which has its PIN, cannot be read")
    }
    return text.split(whereSeparator: \.isNewline).first.map(String.init)
  }

  private static func bytes(of path: String, _ what: String) throws -> [UInt8] {
    if let bytes = FileManager.default.contents(atPath: path) { return Array(bytes) }
    throw Refusal(
      .configuration, "signer_unreadable", "\(path), \(what), cannot be read",
      remedy: "let the user who runs settled read it, and nobody else, or unset SETTLED_SIGNER")
  }
}
