import CivilTime

/// Why a document could not be signed, or a signature could not be time-stamped.
///
/// Nothing of a document has changed when it is thrown, and no case holds anything of a secret.
package enum SignatureError: Error, Hashable, Sendable {
  /// The text holds no certificate, or one that cannot be read.
  case certificatesUnreadable
  /// The text holds no private key, one that wants a passphrase, or one that cannot be read.
  case keyUnreadable
  /// The key is of another kind than ECDSA P-256.
  case keyUnsupported(found: String)
  /// What names a key in a device is no URI of RFC 7512 that can be used; `flaw` says what it does.
  case hardwareAddress(flaw: String)
  /// The device, its library or its key cannot be used.
  case hardwareUnusable(reason: String)
  /// The private key is not the one that the first certificate names.
  case keyMismatch(certificate: String)
  /// A certificate of the chain was not issued by the one that follows it.
  case chainBroken(certificate: String, next: String)
  /// The first certificate may be used for other things, but not to sign.
  case purposeMismatch(certificate: String)
  /// A certificate of the chain is not valid at the time of issue.
  case certificateNotValid(certificate: String, from: Instant, until: Instant, at: Instant)
  /// The signature is larger than the space kept for it, both in bytes.
  case tooLarge(bytes: Int, room: Int)
  /// The bytes are no CMS signature of ours.
  case signatureUnreadable
  /// The signature is not of the document, or its signer is not trusted.
  case signatureWrong(reason: String)
  /// The bytes are no answer of a time-stamping authority.
  case timeStampUnreadable
  /// The authority gave no time stamp. RFC 3161, 2.4.2: the status is 2 or above.
  case timeStampRefused(status: Int)
  /// The time stamp is for another request; `what` names the part that differs.
  case timeStampMismatch(what: String)
  /// The time stamp is not signed by an authority that is trusted, or its signature is wrong.
  case timeStampUntrusted(reason: String)
  /// What names the authority is no address that can be asked.
  case authorityAddress(found: String)
  /// The authority could not be reached, or answered no time stamp in time.
  case authoritySilent(reason: String)
}

extension SignatureError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .certificatesUnreadable: "SIGNATURE_CERTIFICATES_UNREADABLE"
    case .keyUnreadable: "SIGNATURE_KEY_UNREADABLE"
    case .keyUnsupported: "SIGNATURE_KEY_UNSUPPORTED"
    case .hardwareAddress: "SIGNATURE_HARDWARE_ADDRESS"
    case .hardwareUnusable: "SIGNATURE_HARDWARE_UNUSABLE"
    case .keyMismatch: "SIGNATURE_KEY_MISMATCH"
    case .chainBroken: "SIGNATURE_CHAIN_BROKEN"
    case .purposeMismatch: "SIGNATURE_PURPOSE_MISMATCH"
    case .certificateNotValid: "SIGNATURE_CERTIFICATE_NOT_VALID"
    case .tooLarge: "SIGNATURE_TOO_LARGE"
    case .signatureUnreadable: "SIGNATURE_UNREADABLE"
    case .signatureWrong: "SIGNATURE_WRONG"
    case .timeStampUnreadable: "SIGNATURE_TIME_STAMP_UNREADABLE"
    case .timeStampRefused: "SIGNATURE_TIME_STAMP_REFUSED"
    case .timeStampMismatch: "SIGNATURE_TIME_STAMP_MISMATCH"
    case .timeStampUntrusted: "SIGNATURE_TIME_STAMP_UNTRUSTED"
    case .authorityAddress: "SIGNATURE_AUTHORITY_ADDRESS"
    case .authoritySilent: "SIGNATURE_AUTHORITY_SILENT"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .certificatesUnreadable:
      "The certificates for signing documents cannot be read as PEM."
    case .keyUnreadable:
      "The private key for signing documents cannot be read as PEM without a passphrase."
    case .keyUnsupported(let found):
      "The private key for signing documents is of the kind \(found), not ECDSA P-256."
    case .hardwareAddress(let flaw):
      "The address of the key in a device \(flaw)."
    case .hardwareUnusable(let reason):
      "The key in the device cannot be used: \(reason)."
    case .keyMismatch(let certificate):
      "The private key does not belong to the certificate of \(certificate)."
    case .chainBroken(let certificate, let next):
      "The certificate of \(certificate) was not issued by \(next), which follows it."
    case .purposeMismatch(let certificate):
      "The certificate of \(certificate) does not allow signing."
    case .certificateNotValid(let certificate, let from, let until, let time):
      "The certificate of \(certificate) is valid from \(from.text()) to \(until.text()), "
        + "not at \(time.text())."
    case .tooLarge(let bytes, let room):
      "The signature has \(bytes) bytes and the document keeps \(room) for it."
    case .signatureUnreadable:
      "The signature kept with the document cannot be read as CMS."
    case .signatureWrong(let reason):
      "The signature is not of the document as it is, or not by a trusted signer: \(reason)."
    case .timeStampUnreadable:
      "The answer of the time-stamping authority cannot be read."
    case .timeStampRefused(let status):
      "The time-stamping authority gave no time stamp: status \(status)."
    case .timeStampMismatch(let what):
      "The time stamp is for another request: its \(what) differs."
    case .timeStampUntrusted(let reason):
      "The time stamp is not signed by a trusted authority: \(reason)."
    case .authorityAddress(let found):
      "\(found) is no address at which a time-stamping authority can be asked."
    case .authoritySilent(let reason):
      "The time-stamping authority gave no answer: \(reason)."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .certificatesUnreadable:
      "Give the certificate of the key first, then those above it, each between its PEM lines."
    case .keyUnreadable:
      "Give one PKCS #8 private key in PEM without a passphrase: openssl pkcs8 -topk8 -nocrypt"
    case .keyUnsupported:
      "Have a certificate issued for a key of openssl genpkey -algorithm EC "
        + "-pkeyopt ec_paramgen_curve:P-256"
    case .hardwareAddress:
      "Write it like pkcs11:token=NAME;object=KEY?module-path=/LIBRARY.so&pin-source=file:/PIN"
    case .hardwareUnusable:
      "Install libengine-pkcs11-openssl, and see what pkcs11-tool --list-objects says of the device."
    case .keyMismatch:
      "Put the certificate that was issued for this key first in the chain."
    case .chainBroken:
      "Order the chain so that every certificate is followed by its issuer's."
    case .purposeMismatch:
      "Have a certificate issued with the key usages digitalSignature and nonRepudiation."
    case .certificateNotValid:
      "Sign with a certificate that is valid at the time of issue."
    case .tooLarge:
      "Leave certificates out of the chain that the reader has anyway, like the root."
    case .signatureUnreadable:
      "Restore the signature from a backup, or sign the document again."
    case .signatureWrong:
      "Ask whoever issued the document for it again."
    case .timeStampUnreadable, .timeStampRefused, .timeStampMismatch:
      "Ask the authority again; the document stays signed without a time stamp until then."
    case .timeStampUntrusted:
      "Put the root of the authority into the file of those that are trusted, or ask another one."
    case .authorityAddress:
      "Name it as http://HOST[:PORT]/PATH; an answer is signed, so that TLS would add nothing to it."
    case .authoritySilent:
      "Try again later; what is issued and signed stays as it is."
    }
  }
}
