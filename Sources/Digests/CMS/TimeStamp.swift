import CCrypto
import CivilTime

/// What a time-stamping authority signed: that a digest existed at a time. RFC 3161, 2.4.2.
package struct TimeStamp: Hashable, Sendable {
  /// The TimeStampToken as DER.
  package let bytes: [UInt8]
  /// SHA-256 of what existed then.
  package let imprint: SHA256Digest
  /// The time that the authority states, to the second.
  package let time: Instant
  /// The subject of the certificate that signed it. RFC 4514.
  package let authority: String

  /// Reads a token and checks its signature.
  ///
  /// - Parameters:
  ///   - trustedPEM: Certificates of which one must be above the authority's; nil where the one that
  ///     is in the token is taken as it is, so that its signature and purpose alone are checked.
  ///     Certificates must be valid at the time that the token states, not now.
  /// - Throws: `timeStampUnreadable`, `timeStampUntrusted`, or `certificatesUnreadable`.
  package init(token bytes: [UInt8], trustedPEM: [UInt8]? = nil) throws(SignatureError) {
    defer { ERR_clear_error() }
    guard let token = decoded(bytes, { d2i_PKCS7(nil, $0, $1) }) else {
      throw .timeStampUnreadable
    }
    defer { PKCS7_free(token) }
    guard let facts = PKCS7_to_TS_TST_INFO(token) else { throw .timeStampUnreadable }
    defer { TS_TST_INFO_free(facts) }
    let digest = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(facts))
    let imprint = UnsafeBufferPointer(
      start: ASN1_STRING_get0_data(digest), count: Int(ASN1_STRING_length(digest)))
    guard let imprint = SHA256Digest(bytes: Array(imprint)),
      let time = Instant(TS_TST_INFO_get_time(facts))
    else { throw .timeStampUnreadable }
    let signers = PKCS7_get0_signers(token, nil, 0)
    defer { OPENSSL_sk_free(signers) }
    guard OPENSSL_sk_num(signers) == 1, let signer = OPENSSL_sk_value(signers, 0) else {
      throw .timeStampUnreadable
    }
    let certificate = OpaquePointer(signer)
    let store = try trustStore(trustedPEM, or: certificate, at: time)
    guard let checks = TS_VERIFY_CTX_new() else {
      preconditionFailure("libcrypto has no memory for a check")
    }
    defer { TS_VERIFY_CTX_free(checks) }
    // The checks own the store from here on.
    TS_VERIFY_CTX_set_store(checks, store)
    TS_VERIFY_CTX_add_flags(checks, Int32(TS_VFY_SIGNATURE | TS_VFY_VERSION))
    guard TS_RESP_verify_token(checks, token) == 1 else {
      throw .timeStampUntrusted(reason: lastReason())
    }
    self.bytes = bytes
    self.imprint = imprint
    self.time = time
    authority = Certificate.subject(of: certificate)
  }

  /// Puts it into the CMS signature that it is of; one that was there is replaced. The same stamp and
  /// signature always give the same bytes.
  ///
  /// - Parameter cms: The signature as DER.
  /// - Returns: The CMS as DER; everything signed in it is as before.
  /// - Throws: `signatureUnreadable`, and `timeStampMismatch` for another signature.
  package func added(to cms: [UInt8]) throws(SignatureError) -> [UInt8] {
    guard var message = SignedMessage(bytes: cms) else { throw .signatureUnreadable }
    guard SHA256.digest(of: message.signatureValue) == imprint else {
      throw .timeStampMismatch(what: "signature")
    }
    message.setTimeStamp(bytes)
    return message.bytes
  }
}

/// What is trusted in a check, for libcrypto: the certificates given, or the one that signed. The
/// caller frees it.
///
/// - Parameter time: When certificates must be valid; nil to leave that open.
/// - Throws: `certificatesUnreadable`.
func trustStore(
  _ trustedPEM: [UInt8]?, or signer: OpaquePointer, at time: Instant?
) throws(SignatureError) -> OpaquePointer {
  var trusted: [Certificate] = []
  if let trustedPEM {
    guard let read = Certificate.all(inPEM: trustedPEM) else { throw .certificatesUnreadable }
    trusted = read
  }
  guard let store = X509_STORE_new(), let rules = X509_STORE_get0_param(store) else {
    preconditionFailure("libcrypto has no memory for certificates")
  }
  if let time {
    X509_VERIFY_PARAM_set_time(rules, Int(time.microseconds / 1_000_000))
  } else {
    X509_VERIFY_PARAM_set_flags(rules, UInt(X509_V_FLAG_NO_CHECK_TIME))
  }
  if trustedPEM == nil {
    X509_VERIFY_PARAM_set_flags(rules, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    X509_STORE_add_cert(store, signer)
  }
  for certificate in trusted { X509_STORE_add_cert(store, certificate.pointer) }
  return store
}

/// Why libcrypto refused last, in its words.
func lastReason() -> String {
  var extra: UnsafePointer<CChar>?
  var flags: Int32 = 0
  let code = ERR_peek_last_error_all(nil, nil, nil, &extra, &flags)
  guard let words = ERR_reason_error_string(code) else { return "no reason is given" }
  let reason = String(cString: words)
  guard let extra, flags & ERR_TXT_STRING != 0, extra.pointee != 0 else { return reason }
  return "\(reason) (\(String(cString: extra)))"
}
