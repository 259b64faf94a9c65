import CCrypto
import CivilTime
import Synchronization

/// An X.509 certificate. RFC 5280.
///
/// It never changes after it was read, and libcrypto counts its uses atomically, so that threads
/// may share it.
final class Certificate: @unchecked Sendable {
  let pointer: OpaquePointer
  /// From its first valid second to its last. RFC 5280, 4.1.2.5.
  let validity: ClosedRange<Instant>

  /// Takes over what libcrypto read.
  private init(owning pointer: OpaquePointer) {
    self.pointer = pointer
    let start = instant(X509_get0_notBefore(pointer))
    validity = start...max(start, instant(X509_get0_notAfter(pointer)))
  }

  deinit {
    X509_free(pointer)
  }

  /// All certificates of a PEM text, in its order; nil where there is none or one is damaged.
  static func all(inPEM pem: [UInt8]) -> [Certificate]? {
    readPEM(pem) { source in
      var certificates: [Certificate] = []
      while let pointer = PEM_read_bio_X509(source, nil, refusePassphrase, nil) {
        certificates.append(Certificate(owning: pointer))
      }
      let isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
      return isAtEnd && !certificates.isEmpty ? certificates : nil
    }
  }

  /// Whose it is, as RFC 4514 writes it: `CN=Example,O=Example Ltd`.
  var subject: String { Self.subject(of: pointer) }

  /// The subject of a certificate that somebody else keeps.
  static func subject(of pointer: OpaquePointer) -> String {
    let flags =
      XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_DN_REV | ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL
      | ASN1_STRFLGS_UTF8_CONVERT
    let name = written { sink in
      X509_NAME_print_ex(sink, X509_get_subject_name(pointer), 0, UInt(flags))
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// Whether the key usage, where it is stated, has digitalSignature or nonRepudiation.
  /// RFC 5280, 4.2.1.3.
  var allowsSigning: Bool {
    X509_get_key_usage(pointer) & UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION) != 0
  }

  /// Whether the other one names and identifies itself as the issuer of this one.
  func isIssued(by issuer: Certificate) -> Bool {
    X509_check_issued(issuer.pointer, pointer) == X509_V_OK
  }
}

/// A private key of ECDSA P-256, which never leaves libcrypto, or the device that keeps it.
///
/// libcrypto locks what it caches beside a key, so that threads may share it; a device signs for one
/// thread at a time.
final class PrivateKey: @unchecked Sendable {
  let pointer: OpaquePointer
  private let device: DeviceLock?

  /// Reads a key without a passphrase.
  ///
  /// - Throws: `keyUnreadable` or `keyUnsupported`.
  convenience init(pem: [UInt8]) throws(SignatureError) {
    guard
      let pointer = readPEM(pem, { PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) })
    else { throw .keyUnreadable }
    try self.init(owning: pointer, isInDevice: false)
  }

  /// Opens a key that a device keeps.
  ///
  /// - Throws: `hardwareUnusable` or `keyUnsupported`.
  convenience init(_ key: HardwareKey, pin: String?) throws(SignatureError) {
    try self.init(owning: key.open(pin: pin), isInDevice: true)
  }

  private init(owning pointer: OpaquePointer, isInDevice: Bool) throws(SignatureError) {
    let kind = Self.kind(of: pointer)
    guard kind == "EC prime256v1" else {
      EVP_PKEY_free(pointer)
      throw .keyUnsupported(found: kind)
    }
    self.pointer = pointer
    device = isInDevice ? DeviceLock() : nil
  }

  deinit {
    EVP_PKEY_free(pointer)
  }

  /// Whether the certificate was issued for this key.
  func belongs(to certificate: Certificate) -> Bool {
    let isSame = X509_check_private_key(certificate.pointer, pointer) == 1
    ERR_clear_error()
    return isSame
  }

  /// Its signature of a message: DER, of varying length, and another one every time.
  ///
  /// - Throws: `hardwareUnusable` where the device that keeps it does not sign.
  func signature(of message: [UInt8]) throws(SignatureError) -> [UInt8] {
    guard let device else {
      let signature = sign(message)
      guard let signature else { preconditionFailure("libcrypto did not sign with ECDSA P-256") }
      return signature
    }
    if let signature = device.withLock({ sign(message) }) { return signature }
    throw .hardwareUnusable(reason: "the device did not sign")
  }

  private func sign(_ message: [UInt8]) -> [UInt8]? {
    var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(pointer)))
    var length = signature.count
    let isSigned = withSigningContext { context in
      EVP_DigestSignInit(context, nil, EVP_sha256(), nil, pointer) == 1
        && EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    }
    return isSigned ? Array(signature.prefix(length)) : nil
  }

  /// The name of the algorithm and, where it has one, of the curve.
  private static func kind(of key: OpaquePointer) -> String {
    let algorithm = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
    var name = [CChar](repeating: 0, count: 80)
    var length = 0
    guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else {
      ERR_clear_error()
      return algorithm
    }
    let curve = name.prefix(length).map { UInt8(bitPattern: $0) }
    return algorithm + " " + String(decoding: curve, as: UTF8.self)
  }
}

/// Lets one thread at a time to a device.
private final class DeviceLock: Sendable {
  private let mutex = Mutex(())

  func withLock<R: Sendable>(_ body: () -> R) -> R { mutex.withLock { _ in body() } }
}

/// A time of a certificate.
private func instant(_ time: UnsafePointer<ASN1_TIME>?) -> Instant {
  guard let instant = Instant(time) else {
    preconditionFailure("libcrypto read a certificate with a time that is none")
  }
  return instant
}

extension Instant {
  /// A time of ASN.1 to the second, fractions left out; nil for what is none.
  init?(_ time: UnsafePointer<ASN1_TIME>?) {
    guard let epoch = ASN1_TIME_set(nil, 0) else {
      preconditionFailure("libcrypto has no memory for a time")
    }
    defer { ASN1_STRING_free(epoch) }
    var days: Int32 = 0
    var seconds: Int32 = 0
    guard time != nil, ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
    self.init(
      microseconds: Int64(days) * Instant.microsecondsPerDay + Int64(seconds) * 1_000_000)
  }
}
