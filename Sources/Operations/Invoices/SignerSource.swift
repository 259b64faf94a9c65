import Digests
import Foundation

/// Where the key and the certificates are kept that sign documents. Where none is named documents
/// are issued without a signature.
package struct SignerSource: Sendable {
  private enum Kept: Sendable {
    case nowhere
    case given(DocumentSigner)
    case file(String)
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
  package static func named(by environment: [String: String]) -> SignerSource {
    if let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty {
      let path = "\(folder)/settled-signer.pem"
      if FileManager.default.fileExists(atPath: path) { return SignerSource(kept: .file(path)) }
    }
    if let path = environment["SETTLED_SIGNER"], !path.isEmpty {
      return SignerSource(kept: .file(path))
    }
    return .nowhere
  }

  /// Who signs; nil where nobody does.
  ///
  /// - Throws: `Refusal` `.configuration` where the file cannot be read or is none of a signer.
  package func signer() throws -> DocumentSigner? {
    switch kept {
    case .nowhere: return nil
    case .given(let signer): return signer
    case .file(let path):
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw Refusal(
          .configuration, "signer_unreadable",
          "\(path), the key and certificates that sign documents, cannot be read",
          remedy: "let the user who runs settled read it, and nobody else, or unset SETTLED_SIGNER")
      }
      let pem = Array(bytes)
      do throws(SignatureError) {
        return try DocumentSigner(certificateChainPEM: pem, keyPEM: pem)
      } catch {
        throw Refusal(
          .configuration, error.code, "\(path): \(error.sentence.withoutFullStop)",
          remedy: error.remedy)
      }
    }
  }
}
