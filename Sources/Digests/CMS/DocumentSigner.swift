import CivilTime

/// Signs documents in the name of the platform, as PAdES baseline B-B wants it.
/// ETSI EN 319 142-1, 6.
///
/// Make one and keep it: any number of threads may sign with it at once. The key stays inside.
///
/// A signature of ECDSA is another one every time (OpenSSL 3.0 cannot do otherwise). Whoever must
/// make the same document again keeps the CMS beside the data the document is made of.
package struct DocumentSigner: Sendable {
  private let certificates: [Certificate]
  private let key: PrivateKey

  /// Reads the key and the certificates that lead from it to a root.
  ///
  /// - Parameters:
  ///   - certificateChainPEM: The signer's own certificate first, each followed by its issuer's;
  ///     the root may be left out. All of them go into every signature.
  ///   - keyPEM: A private key of ECDSA P-256 without a passphrase.
  /// - Throws: `certificatesUnreadable`, `keyUnreadable`, `keyUnsupported`, `keyMismatch`,
  ///   `chainBroken` or `purposeMismatch`.
  package init(certificateChainPEM: [UInt8], keyPEM: [UInt8]) throws(SignatureError) {
    guard let certificates = Certificate.all(inPEM: certificateChainPEM) else {
      throw .certificatesUnreadable
    }
    try self.init(certificates, PrivateKey(pem: keyPEM))
  }

  /// Opens a key that a device keeps, and reads the certificates that lead from it to a root.
  ///
  /// - Parameters:
  ///   - certificateChainPEM: As above.
  ///   - pin: Of the device; nil for one that asks for none. It is not kept here.
  /// - Throws: As above, and `hardwareUnusable`.
  package init(
    certificateChainPEM: [UInt8], key: HardwareKey, pin: String?
  ) throws(SignatureError) {
    guard let certificates = Certificate.all(inPEM: certificateChainPEM) else {
      throw .certificatesUnreadable
    }
    try self.init(certificates, PrivateKey(key, pin: pin))
  }

  private init(_ certificates: [Certificate], _ key: PrivateKey) throws(SignatureError) {
    guard key.belongs(to: certificates[0]) else {
      throw .keyMismatch(certificate: certificates[0].subject)
    }
    for (certificate, next) in zip(certificates, certificates.dropFirst()) {
      guard certificate.isIssued(by: next) else {
        throw .chainBroken(certificate: certificate.subject, next: next.subject)
      }
    }
    guard certificates[0].allowsSigning else {
      throw .purposeMismatch(certificate: certificates[0].subject)
    }
    self.certificates = certificates
    self.key = key
  }

  /// Whose signature it is, as RFC 4514 writes it: `CN=Example,O=Example Ltd`.
  package var subject: String { certificates[0].subject }

  /// The last second in which every certificate is valid.
  package var expires: Instant {
    certificates.dropFirst().reduce(certificates[0].validity.upperBound) {
      min($0, $1.validity.upperBound)
    }
  }

  /// Signs bytes of which only the digest is at hand: a detached CMS signature without the
  /// signing-time attribute.
  ///
  /// - Parameters:
  ///   - digest: SHA-256 of all signed bytes.
  ///   - time: When the document is issued. It is not in the CMS; every certificate of the chain
  ///     must be valid then.
  /// - Returns: The CMS as DER, another one at every call.
  /// - Throws: `certificateNotValid`, or `hardwareUnusable` where a device does not sign.
  package func cms(over digest: SHA256Digest, at time: Instant) throws(SignatureError) -> [UInt8] {
    for certificate in certificates {
      let validity = certificate.validity
      guard validity.contains(time) else {
        throw .certificateNotValid(
          certificate: certificate.subject, from: validity.lowerBound,
          until: validity.upperBound, at: time)
      }
    }
    return try SignedMessage(signing: digest, key: key, certificates: certificates).bytes
  }
}

/// Says whose key it is, and nothing of the secret, in whatever log it is put.
extension DocumentSigner: CustomStringConvertible, CustomReflectable {
  package var description: String { "signer \(certificates[0].subject)" }
  package var customMirror: Mirror {
    Mirror(self, children: ["certificate": certificates[0].subject])
  }
}
