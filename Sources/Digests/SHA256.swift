import CCrypto

/// The SHA-256 digest of some bytes.
package struct SHA256Digest: Hashable, Sendable {
  /// Exactly 32 bytes, in the order of the standard.
  package let bytes: [UInt8]

  /// A digest read back from where it was kept; nil unless there are 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == SHA256.byteCount else { return nil }
    self.bytes = bytes
  }

  fileprivate init(computed bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String { bytes.hex }

  /// A digest read back from its 64 digits; nil for anything else.
  package init?(hex: String) {
    guard let bytes = [UInt8](hex: hex) else { return nil }
    self.init(bytes: bytes)
  }
}

/// SHA-256 over bytes that arrive in parts, computed by libcrypto.
///
/// After `finish` it starts afresh, so that one value can digest many things without a new
/// context for each.
package struct SHA256: ~Copyable {
  static let byteCount = 32
  private let context: OpaquePointer

  /// Nothing digested yet.
  package init() {
    guard let context = EVP_MD_CTX_new() else {
      preconditionFailure("libcrypto has no memory for a digest context")
    }
    self.context = context
    let status = EVP_DigestInit_ex2(context, EVP_sha256(), nil)
    precondition(status == 1, "libcrypto has no SHA-256")
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Adds bytes to what is digested.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "libcrypto refused \(bytes.count) bytes for SHA-256")
  }

  /// The digest of everything added since the start or the last `finish`.
  package mutating func finish() -> SHA256Digest {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    let status = EVP_DigestFinal_ex(context, &bytes, nil)
    precondition(status == 1, "libcrypto did not finish a SHA-256 digest")
    restart()
    return SHA256Digest(computed: bytes)
  }

  /// Writes the 32 bytes of the digest without allocating, and starts afresh.
  package mutating func finish(into bytes: UnsafeMutableRawBufferPointer) {
    precondition(bytes.count == Self.byteCount, "a digest has 32 bytes, not \(bytes.count)")
    let status = EVP_DigestFinal_ex(
      context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
    precondition(status == 1, "libcrypto did not finish a SHA-256 digest")
    restart()
  }

  /// The digest of bytes that are all at hand.
  package static func digest(of bytes: [UInt8]) -> SHA256Digest {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }

  /// Writes the 32 bytes of the digest of bytes that are all at hand, without allocating.
  package static func digest(
    of bytes: UnsafeRawBufferPointer, into digest: UnsafeMutableRawBufferPointer
  ) {
    precondition(digest.count == byteCount, "a digest has 32 bytes, not \(digest.count)")
    let status = sha256_of(
      bytes.baseAddress, bytes.count, digest.baseAddress?.assumingMemoryBound(to: UInt8.self))
    precondition(status == 1, "libcrypto refused \(bytes.count) bytes for SHA-256")
  }

  /// Keeps the algorithm the context already has: fetching it again costs more than a short digest.
  private func restart() {
    let status = EVP_DigestInit_ex2(context, nil, nil)
    precondition(status == 1, "libcrypto has no SHA-256")
  }
}
