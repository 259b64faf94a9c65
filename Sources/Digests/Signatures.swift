import CCrypto

/// The public half of a key pair of Ed25519 (RFC 8032): whoever has it can check signatures.
package struct VerifyingKey: Hashable, Sendable {
  /// Exactly 32 bytes, as in the standard.
  package let bytes: [UInt8]
  package static let signatureByteCount = 64
  /// What stands before the 32 bytes in DER (RFC 8410).
  private static let prefix: [UInt8] = [
    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]

  /// A key read back from where it was kept; nil unless there are 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Reads a public key in PEM, as `openssl pkey -pubout` writes it; nil for anything else.
  package init?(pem: [UInt8]) {
    guard
      let key = readPEM(pem, { PEM_read_bio_PUBKEY($0, nil, refusePassphrase, nil) })
    else { return nil }
    defer { EVP_PKEY_free(key) }
    guard let bytes = rawBytes(of: key, EVP_PKEY_get_raw_public_key) else { return nil }
    self.bytes = bytes
  }

  /// The key in PEM.
  package var pem: [UInt8] {
    withKey { key in writePEM { PEM_write_bio_PUBKEY($0, key) } }
  }

  /// Its name: SHA-256 of its DER form, as `openssl pkey -pubin -outform DER | sha256sum` says.
  package var id: SHA256Digest { SHA256.digest(of: Self.prefix + bytes) }

  /// Whether bytes are this key's signature of a message.
  package func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == Self.signatureByteCount else { return false }
    return withKey { key in
      withSigningContext { context in
        EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
          && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
      }
    }
  }

  private func withKey<R>(_ body: (OpaquePointer) -> R) -> R {
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else {
      preconditionFailure("libcrypto has no Ed25519")
    }
    defer { EVP_PKEY_free(key) }
    return body(key)
  }
}

/// A key pair of Ed25519, which signs.
package struct SigningKey: Sendable {
  /// What others check its signatures with.
  package let verifying: VerifyingKey
  private let secret: [UInt8]

  /// A new pair, drawn by libcrypto.
  package init() {
    var secret = [UInt8](repeating: 0, count: 32)
    precondition(RAND_priv_bytes(&secret, 32) == 1, "libcrypto has no random bytes")
    self.init(secret: secret)
  }

  /// The pair of 32 secret bytes. RFC 8032, 5.1.5.
  package init(secret: [UInt8]) {
    precondition(secret.count == 32, "a secret key has 32 bytes, not \(secret.count)")
    self.secret = secret
    guard
      let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, secret, secret.count),
      let bytes = rawBytes(of: key, EVP_PKEY_get_raw_public_key),
      let verifying = VerifyingKey(bytes: bytes)
    else { preconditionFailure("libcrypto has no Ed25519") }
    EVP_PKEY_free(key)
    self.verifying = verifying
  }

  /// Reads a private key in PEM without a passphrase, as `openssl genpkey -algorithm ed25519` writes
  /// it; nil for anything else.
  package init?(pem: [UInt8]) {
    guard
      let key = readPEM(pem, { PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) })
    else { return nil }
    defer { EVP_PKEY_free(key) }
    guard let secret = rawBytes(of: key, EVP_PKEY_get_raw_private_key) else { return nil }
    self.init(secret: secret)
  }

  /// The secret key in PEM.
  package var pem: [UInt8] {
    withKey { key in writePEM { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) } }
  }

  /// Its signature of a message, 64 bytes.
  package func signature(of message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureByteCount)
    var length = signature.count
    let isSigned = withKey { key in
      withSigningContext { context in
        EVP_DigestSignInit(context, nil, nil, nil, key) == 1
          && EVP_DigestSign(context, &signature, &length, message, message.count) == 1
      }
    }
    precondition(isSigned && length == signature.count, "libcrypto did not sign")
    return signature
  }

  private func withKey<R>(_ body: (OpaquePointer) -> R) -> R {
    guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, secret, secret.count)
    else { preconditionFailure("libcrypto has no Ed25519") }
    defer { EVP_PKEY_free(key) }
    return body(key)
  }
}

/// Says whose key it is, and nothing of the secret, in whatever log it is put.
extension SigningKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "key pair \(verifying.id.hex)" }
  package var customMirror: Mirror { Mirror(self, children: ["id": verifying.id.hex]) }
}

/// A key that wants a passphrase is none of ours: nobody is asked for one.
let refusePassphrase:
  @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
    _, _, _, _ in -1
  }

/// Whether libcrypto, given a context of its own, could sign or accepted.
func withSigningContext(_ body: (OpaquePointer) -> Bool) -> Bool {
  guard let context = EVP_MD_CTX_new() else {
    preconditionFailure("libcrypto has no memory for a signature")
  }
  defer { EVP_MD_CTX_free(context) }
  let succeeded = body(context)
  // What failed here is told by the result, not by a later call that reads the queue.
  ERR_clear_error()
  return succeeded
}

/// The 32 bytes of a key; nil for a key of another kind.
private func rawBytes(
  of key: OpaquePointer,
  _ read: (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?) -> Int32
) -> [UInt8]? {
  guard EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 else { return nil }
  var bytes = [UInt8](repeating: 0, count: 32)
  var length = bytes.count
  return read(key, &bytes, &length) == 1 && length == 32 ? bytes : nil
}

/// Lets libcrypto read PEM from memory; nil where it refuses.
func readPEM<R>(_ pem: [UInt8], _ read: (OpaquePointer) -> R?) -> R? {
  guard let count = Int32(exactly: pem.count), let source = BIO_new_mem_buf(pem, count) else {
    return nil
  }
  defer { BIO_free(source) }
  let result = read(source)
  ERR_clear_error()
  return result
}

private func writePEM(_ write: (OpaquePointer) -> Int32) -> [UInt8] {
  let text = written { precondition(write($0) == 1, "libcrypto did not write a key") }
  precondition(!text.isEmpty, "libcrypto wrote an empty key")
  return text
}

/// The first 1,024 bytes of what libcrypto writes.
func written(_ write: (OpaquePointer) -> Void) -> [UInt8] {
  guard let sink = BIO_new(BIO_s_mem()) else { preconditionFailure("libcrypto has no memory") }
  defer { BIO_free(sink) }
  write(sink)
  var text = [UInt8](repeating: 0, count: 1024)
  let length = BIO_read(sink, &text, Int32(text.count))
  return Array(text.prefix(max(0, Int(length))))
}
