import CivilTime
import Digests
import TestKit
import Testing

@Suite("Key, certificate and time stamp of a signature")
struct SignerTests {
  let authority: TestAuthority
  let digest = SHA256.digest(of: Array("a document".utf8))

  init() throws { authority = try TestAuthority() }

  @Test("a key that is not the certificate's, or not of P-256, is refused")
  func keys() throws {
    let chain = try authority.chain
    #expect(
      throws: SignatureError.keyMismatch(certificate: "CN=Test signer,O=Example")
    ) {
      try signer(chain, authority.file("stamper.key"))
    }
    try authority.issue("large", [], algorithm: ["rsa:2048"])
    #expect(throws: SignatureError.keyUnsupported(found: "RSA")) {
      try signer(authority.file("large.pem"), authority.file("large.key"))
    }
    try authority.issue("wide", [], algorithm: ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"])
    #expect(throws: SignatureError.keyUnsupported(found: "EC secp384r1")) {
      try signer(authority.file("wide.pem"), authority.file("wide.key"))
    }
    for text in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
      #expect(throws: SignatureError.keyUnreadable) { try signer(chain, Array(text.utf8)) }
    }
  }

  @Test("certificates that cannot be read, are out of order or do not allow signing are refused")
  func certificates() throws {
    let key = try authority.file("signer.key")
    let damaged = try authority.file("signer.pem") + Array(authority.file("root.pem").dropLast(90))
    for pem in [[], Array("no certificate".utf8), key, damaged] {
      #expect(throws: SignatureError.certificatesUnreadable) { try signer(pem, key) }
    }
    let stranger = try authority.file("signer.pem") + authority.file("stamper.pem")
    #expect(
      throws: SignatureError.chainBroken(
        certificate: "CN=Test signer,O=Example", next: "CN=Test stamper,O=Example")
    ) {
      try signer(stranger, key)
    }
    #expect(throws: SignatureError.purposeMismatch(certificate: "CN=Test root,O=Example")) {
      try signer(authority.file("root.pem"), authority.file("root.key"))
    }
  }

  @Test("a certificate that is not valid at the time of issue does not sign")
  func validity() throws {
    let signer = try authority.signer
    let day = Instant.microsecondsPerDay
    #expect(throws: Never.self) { try signer.cms(over: digest, at: authority.now) }
    // The certificates are made for two days.
    for days in [-1, 3] as [Int64] {
      let time = Instant(microseconds: authority.now.microseconds + days * day)
      #expect {
        try signer.cms(over: digest, at: time)
      } throws: { error in
        guard
          case .certificateNotValid(let name, let from, let until, time) = error as? SignatureError
        else { return false }
        return name == "CN=Test signer,O=Example"
          && until.microseconds - from.microseconds == 2 * day
      }
    }
  }

  @Test("a signer says whose it is and shows nothing of the key")
  func description() throws {
    let signer = try authority.signer
    #expect("\(signer)" == "signer CN=Test signer,O=Example")
    var dumped = ""
    dump(signer, to: &dumped)
    #expect(!dumped.contains("key"))
  }

  @Test("a time stamp is asked for, checked and put beside the signature, which stays valid")
  func timeStamp() throws {
    let cms = try authority.signer.cms(over: digest, at: authority.now)
    let request = try TimeStampRequest(for: cms)
    let token = try request.token(from: authority.answer(to: request.bytes))
    #expect(try authority.accepts(timeStamp: token, of: request.imprint))
    let stamped = try TimeStamp(token: token).added(to: cms)
    #expect(try authority.accepts(stamped, of: Array("a document".utf8)))
    let text = try authority.printed(stamped)
    #expect(text.contains("id-smime-aa-timeStampToken"))
    // The value of the signature, and so what the stamp is of, is unchanged.
    #expect(try TimeStampRequest(for: stamped).imprint == request.imprint)
    // A second one replaces the first.
    #expect(try TimeStamp(token: token).added(to: stamped) == stamped)
    #expect(stamped.count < 8_192)
  }

  @Test("an answer to another request, a refusal and noise give no time stamp")
  func wrongAnswers() throws {
    let signer = try authority.signer
    let first = try signer.cms(over: digest, at: authority.now)
    let second = try signer.cms(over: digest, at: authority.now)
    let request = try TimeStampRequest(for: first)
    let answer = try authority.answer(to: request.bytes)
    #expect(throws: SignatureError.timeStampMismatch(what: "nonce")) {
      try TimeStampRequest(for: first).token(from: answer)
    }
    let other = try TimeStampRequest(for: second)
    #expect(throws: SignatureError.timeStampMismatch(what: "imprint")) {
      try other.token(from: answer)
    }
    #expect(throws: SignatureError.timeStampMismatch(what: "signature")) {
      try TimeStamp(token: request.token(from: answer)).added(to: second)
    }
    // PKIStatusInfo with the status 2, rejection, and no token.
    #expect(throws: SignatureError.timeStampRefused(status: 2)) {
      try request.token(from: [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02])
    }
    for noise in [[], [0x30], Array(answer.prefix(100)), Array("<html>".utf8)] {
      #expect(throws: SignatureError.timeStampUnreadable) { try request.token(from: noise) }
    }
    for noise in [[], [0x30], Array(first.prefix(100))] {
      #expect(throws: SignatureError.signatureUnreadable) { try TimeStampRequest(for: noise) }
    }
  }

  @Test("the address of a key in a device is read, and one with a secret in it is refused")
  func hardware() throws {
    let key = try HardwareKey(
      uri:
        "pkcs11:token=A%20b;object=signer?pin-source=file:/etc/settled/the%20pin&module-path=/m.so")
    #expect(key.uri == "pkcs11:token=A%20b;object=signer")
    #expect(key.pinFile == "/etc/settled/the pin")
    #expect(
      throws: SignatureError.hardwareAddress(
        flaw: "has the PIN in it, which would be seen in logs")
    ) { try HardwareKey(uri: "pkcs11:object=signer?pin-value=1234") }
    for uri in [
      "file:/key", "pkcs11:object=a?pin-source=|echo%201", "pkcs11:object=a?pin-source",
      "pkcs11:object=a?module-path=%zz",
    ] {
      #expect(throws: SignatureError.self, "\(uri)") { try HardwareKey(uri: uri) }
    }
  }

  @Test("every refusal has a code of its own, a sentence and a remedy")
  func words() throws {
    let refusals: [SignatureError] = [
      .certificatesUnreadable, .keyUnreadable, .keyUnsupported(found: "RSA"),
      .keyMismatch(certificate: "CN=A"), .chainBroken(certificate: "CN=A", next: "CN=B"),
      .purposeMismatch(certificate: "CN=A"),
      .certificateNotValid(
        certificate: "CN=A", from: authority.now, until: authority.now, at: authority.now),
      .tooLarge(bytes: 8_193, room: 8_192), .signatureUnreadable, .timeStampUnreadable,
      .timeStampRefused(status: 2), .timeStampMismatch(what: "nonce"),
      .timeStampUntrusted(reason: "no chain"), .authorityAddress(found: "nowhere"),
      .authoritySilent(reason: "timeout"), .hardwareAddress(flaw: "is empty"),
      .hardwareUnusable(reason: "absent"),
    ]
    #expect(Set(refusals.map(\.code)).count == 17)
    for refusal in refusals {
      #expect(refusal.code.hasPrefix("SIGNATURE_"))
      #expect(refusal.sentence.hasSuffix("."))
      #expect(!refusal.remedy.isEmpty)
    }
    #expect(
      SignatureError.tooLarge(bytes: 8_193, room: 8_192).sentence
        == "The signature has 8193 bytes and the document keeps 8192 for it.")
  }

  private func signer(_ chain: [UInt8], _ key: [UInt8]) throws -> DocumentSigner {
    try DocumentSigner(certificateChainPEM: chain, keyPEM: key)
  }
}
