import CCrypto

/// A detached signature with one signer: ContentInfo with SignedData. RFC 5652, 5.
struct SignedMessage: ~Copyable {
  private let content: OpaquePointer
  private let signer: OpaquePointer

  /// Signs a digest as CAdES baseline wants it: the signed attributes are content-type,
  /// message-digest and signing-certificate-v2, and no others. ETSI EN 319 122-1, 6.3.
  ///
  /// `CMS_final` would add signing-time, which EN 319 142-1 (6.3, table 1) forbids in a PDF, so the
  /// attributes are put together and signed here: one signature, and nothing to take away again.
  ///
  /// - Throws: `hardwareUnusable` where a device keeps the key and does not sign.
  init(
    signing digest: SHA256Digest, key: PrivateKey, certificates: [Certificate]
  ) throws(SignatureError) {
    let flags = UInt32(CMS_DETACHED | CMS_BINARY | CMS_PARTIAL)
    guard
      let content = CMS_sign(nil, nil, nil, nil, flags),
      let signer = CMS_add1_signer(
        content, certificates[0].pointer, key.pointer, EVP_sha256(),
        flags | UInt32(CMS_CADES | CMS_NOSMIMECAP))
    else { preconditionFailure("libcrypto did not begin a CMS signature") }
    self.content = content
    self.signer = signer
    for certificate in certificates.dropFirst() {
      let status = CMS_add1_cert(content, certificate.pointer)
      precondition(status == 1, "libcrypto did not take a certificate")
    }
    let kind = CMS_signed_add1_attr_by_NID(
      signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
      UnsafeRawPointer(OBJ_nid2obj(NID_pkcs7_data)), -1)
    let message = CMS_signed_add1_attr_by_NID(
      signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest.bytes,
      Int32(digest.bytes.count))
    precondition(kind == 1 && message == 1, "libcrypto did not take a signed attribute")
    let value = try key.signature(of: signedAttributes)
    let isSet = ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), value, Int32(value.count))
    precondition(isSet == 1, "libcrypto did not take the signature")
    ERR_clear_error()
  }

  /// Reads a signature that was kept; nil for anything else, or for several signers.
  init?(bytes: [UInt8]) {
    defer { ERR_clear_error() }
    guard let content = decoded(bytes, { d2i_CMS_ContentInfo(nil, $0, $1) }) else { return nil }
    let signers = CMS_get0_SignerInfos(content)
    guard OPENSSL_sk_num(signers) == 1, let signer = OPENSSL_sk_value(signers, 0) else {
      CMS_ContentInfo_free(content)
      return nil
    }
    self.content = content
    self.signer = OpaquePointer(signer)
  }

  deinit {
    CMS_ContentInfo_free(content)
  }

  /// The whole as DER.
  var bytes: [UInt8] { encoded { i2d_CMS_ContentInfo(content, $0) } }

  /// The bytes of the signature itself: what a time stamp is taken of. ETSI EN 319 122-1, 5.3.
  var signatureValue: [UInt8] {
    guard let value = CMS_SignerInfo_get0_signature(signer) else { return [] }
    let bytes = UnsafeBufferPointer(
      start: ASN1_STRING_get0_data(value), count: Int(ASN1_STRING_length(value)))
    return Array(bytes)
  }

  /// Adds a time stamp over the signature value as the unsigned attribute
  /// id-smime-aa-timeStampToken, instead of the one that was there. RFC 3161, appendix A.
  mutating func setTimeStamp(_ token: [UInt8]) {
    let place = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1)
    if place >= 0 { X509_ATTRIBUTE_free(CMS_unsigned_delete_attr(signer, place)) }
    let status = CMS_unsigned_add1_attr_by_NID(
      signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token, Int32(token.count))
    precondition(status == 1, "libcrypto did not take a time stamp")
  }

  /// The time stamp over the signature value, as DER; nil where there is none.
  var timeStamp: [UInt8]? {
    let place = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1)
    guard place >= 0,
      let value = X509_ATTRIBUTE_get0_data(
        CMS_unsigned_get_attr(signer, place), 0, V_ASN1_SEQUENCE, nil)
    else { return nil }
    let text = value.assumingMemoryBound(to: ASN1_STRING.self)
    return Array(
      UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text))))
  }

  /// The certificate of the signer; nil where it is not among those in the message.
  var certificate: OpaquePointer? {
    let certificates = CMS_get1_certs(content)
    defer { OPENSSL_sk_pop_free(certificates) { X509_free($0.map { OpaquePointer($0) }) } }
    for place in 0..<max(0, OPENSSL_sk_num(certificates)) {
      let found = OPENSSL_sk_value(certificates, place).map { OpaquePointer($0) }
      // The message keeps it.
      if CMS_SignerInfo_cert_cmp(signer, found) == 0 { return found }
    }
    return nil
  }

  /// Whether it is the signature of the bytes, with the signing certificate that it names (CAdES), by
  /// somebody whom the store trusts.
  func isSignature(of bytes: [UInt8], trusting store: OpaquePointer) -> Bool {
    guard let source = BIO_new_mem_buf(bytes, Int32(bytes.count)) else {
      preconditionFailure("libcrypto has no memory for a document")
    }
    defer { BIO_free(source) }
    return CMS_verify(content, nil, store, source, nil, UInt32(CMS_BINARY | CMS_CADES)) == 1
  }

  /// What is signed: the DER of the attributes as a SET OF. RFC 5652, 5.4.
  private var signedAttributes: [UInt8] {
    let stack = OPENSSL_sk_new_null()
    defer { OPENSSL_sk_free(stack) }
    for index in 0..<CMS_signed_get_attr_count(signer) {
      let count = OPENSSL_sk_push(
        stack, UnsafeRawPointer(CMS_signed_get_attr(signer, index)))
      precondition(count == index + 1, "libcrypto has no memory for a list")
    }
    return encoded { ASN1_item_i2d(stack, $0, PKCS7_ATTR_SIGN_it()) }
  }
}

/// The DER that libcrypto makes of a value in memory of its own.
func encoded(
  _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
) -> [UInt8] {
  var start: UnsafeMutablePointer<UInt8>?
  let count = encode(&start)
  precondition(count > 0, "libcrypto did not encode a value")
  defer { CRYPTO_free(start, nil, 0) }
  return Array(UnsafeBufferPointer(start: start, count: Int(count)))
}

/// What libcrypto reads from DER; nil where it refuses.
func decoded<R>(
  _ bytes: [UInt8],
  _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> R?
) -> R? {
  bytes.withUnsafeBufferPointer { buffer in
    var place = buffer.baseAddress
    return decode(&place, buffer.count)
  }
}
