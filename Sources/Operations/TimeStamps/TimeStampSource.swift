import Digests
import Foundation

/// Which authority stamps the time of what was sealed and signed. Where none is named nothing is
/// stamped.
package struct TimeStampSource: Sendable {
  private let address: String?
  private let trust: String?

  /// Asks nobody.
  package static let nowhere = TimeStampSource(address: nil, trust: nil)

  /// What the environment says: `SETTLED_TSA` is the address of an authority of RFC 3161, and
  /// `SETTLED_TSA_TRUST`, or the service manager's credential `settled-tsa.pem`, a PEM file of
  /// certificates of which one must be above the authority's.
  package static func named(by environment: [String: String]) -> TimeStampSource {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let credential = value("CREDENTIALS_DIRECTORY").map { "\($0)/settled-tsa.pem" }
      .flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    return TimeStampSource(
      address: value("SETTLED_TSA"), trust: credential ?? value("SETTLED_TSA_TRUST"))
  }

  /// Who is asked; nil where nobody is named.
  ///
  /// - Throws: `Refusal` `.configuration` for an address that cannot be asked, or a file that holds
  ///   no certificates.
  package func authority() throws -> TimeStampAuthority? {
    guard let address else { return nil }
    let pem = try trust.map { path in
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw Refusal(
          .configuration, "time_stamp_trust_unreadable",
          "\(path), the certificates of trusted time-stamping authorities, cannot be read",
          remedy: "let the user who runs settled read it, or unset SETTLED_TSA_TRUST")
      }
      return Array(bytes)
    }
    do throws(SignatureError) {
      return try TimeStampAuthority(address, trustedPEM: pem)
    } catch {
      throw Refusal(stamping: error, of: .configuration)
    }
  }
}

extension Refusal {
  /// Why there is no time stamp.
  init(stamping error: SignatureError, of kind: Kind) {
    self.init(kind, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
  }
}
