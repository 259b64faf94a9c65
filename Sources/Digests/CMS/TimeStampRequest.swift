import CCrypto

/// Asks a time-stamping authority for the time of a digest. RFC 3161.
///
/// Over a signature value it makes PAdES B-B to B-T (ETSI EN 319 122-1, 5.3). Sending it is the
/// matter of ``TimeStampAuthority``: `bytes` go as `application/timestamp-query`, and the body of
/// the answer to `token(from:)`. Keep the request until then, for the nonce is in it.
package struct TimeStampRequest: Hashable, Sendable {
  /// What the time is asked for, such as SHA-256 of a signature value.
  package let imprint: SHA256Digest
  /// Tells the answer to this request from an older one; below 2 to the power of 63.
  package let nonce: UInt64

  /// Asks for the time of a CMS signature, with a nonce that libcrypto draws.
  ///
  /// - Throws: `signatureUnreadable`.
  package init(for cms: [UInt8]) throws(SignatureError) {
    guard let message = SignedMessage(bytes: cms) else { throw .signatureUnreadable }
    self.init(of: SHA256.digest(of: message.signatureValue))
  }

  /// Asks for the time of a digest, with a nonce that libcrypto draws.
  package init(of digest: SHA256Digest) {
    imprint = digest
    var random = [UInt8](repeating: 0, count: 8)
    precondition(RAND_bytes(&random, 8) == 1, "libcrypto has no random bytes")
    nonce = random.reduce(0) { $0 << 8 | UInt64($1) } >> 1
  }

  /// The TimeStampReq as DER, which also asks for the authority's certificate. RFC 3161, 2.4.1.
  package var bytes: [UInt8] {
    guard let request = TS_REQ_new(), let part = TS_MSG_IMPRINT_new(),
      let algorithm = X509_ALGOR_new(), let number = ASN1_INTEGER_new()
    else { preconditionFailure("libcrypto has no memory for a time-stamp request") }
    defer {
      TS_REQ_free(request)
      TS_MSG_IMPRINT_free(part)
      X509_ALGOR_free(algorithm)
      ASN1_INTEGER_free(number)
    }
    // Each setter copies what it is given.
    var digest = imprint.bytes
    let isMade =
      X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1
      && TS_MSG_IMPRINT_set_algo(part, algorithm) == 1
      && TS_MSG_IMPRINT_set_msg(part, &digest, Int32(digest.count)) == 1
      && ASN1_INTEGER_set_uint64(number, nonce) == 1
      && TS_REQ_set_version(request, 1) == 1
      && TS_REQ_set_msg_imprint(request, part) == 1
      && TS_REQ_set_nonce(request, number) == 1
      && TS_REQ_set_cert_req(request, 1) == 1
    precondition(isMade, "libcrypto did not make a time-stamp request")
    return encoded { i2d_TS_REQ(request, $0) }
  }

  /// The time stamp of an answer, which is held against this request.
  ///
  /// Whether the authority is one to trust is not looked at here: ``TimeStamp`` does that.
  ///
  /// - Parameter response: A TimeStampResp as DER. RFC 3161, 2.4.2.
  /// - Returns: The TimeStampToken as DER, for ``TimeStamp``.
  /// - Throws: `timeStampUnreadable`, `timeStampRefused` or `timeStampMismatch`.
  package func token(from response: [UInt8]) throws(SignatureError) -> [UInt8] {
    defer { ERR_clear_error() }
    guard let answer = decoded(response, { d2i_TS_RESP(nil, $0, $1) }) else {
      throw .timeStampUnreadable
    }
    defer { TS_RESP_free(answer) }
    let status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(answer)))
    // Granted, or granted with modifications.
    guard status == 0 || status == 1 else { throw .timeStampRefused(status: status) }
    guard let token = TS_RESP_get_token(answer), let facts = TS_RESP_get_tst_info(answer) else {
      throw .timeStampUnreadable
    }
    try check(facts)
    return encoded { i2d_PKCS7(token, $0) }
  }

  private func check(_ facts: OpaquePointer) throws(SignatureError) {
    let part = TS_TST_INFO_get_msg_imprint(facts)
    var algorithm: OpaquePointer?
    X509_ALGOR_get0(&algorithm, nil, nil, TS_MSG_IMPRINT_get_algo(part))
    guard OBJ_obj2nid(algorithm) == NID_sha256 else {
      throw .timeStampMismatch(what: "digest algorithm")
    }
    let digest = TS_MSG_IMPRINT_get_msg(part)
    let bytes = UnsafeBufferPointer(
      start: ASN1_STRING_get0_data(digest), count: Int(ASN1_STRING_length(digest)))
    guard bytes.elementsEqual(imprint.bytes) else { throw .timeStampMismatch(what: "imprint") }
    var number: UInt64 = 0
    guard let stated = TS_TST_INFO_get_nonce(facts),
      ASN1_INTEGER_get_uint64(&number, stated) == 1, number == nonce
    else { throw .timeStampMismatch(what: "nonce") }
  }
}
