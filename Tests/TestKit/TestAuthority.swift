import CivilTime
import Digests
import Foundation

/// A root, a signer below it and a time-stamping authority, all made anew by `openssl`, and what
/// `openssl` and poppler say of what was signed.
package final class TestAuthority: Sendable {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  /// A time at which the certificates are valid, to the second.
  package let now: Instant

  /// Makes the keys and certificates.
  package init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let settings = """
      [req]
      distinguished_name = name
      [name]
      [tsa]
      default_tsa = stamps
      [stamps]
      serial = \(folder.appending(path: "serial").path)
      default_policy = 1.2.3.4.1
      digests = sha256
      signer_digest = sha256
      ess_cert_id_alg = sha256
      """
    try Data(settings.utf8).write(to: folder.appending(path: "settings"))
    try Data("01".utf8).write(to: folder.appending(path: "serial"))
    let usage = "keyUsage=critical,digitalSignature"
    let signing = ["basicConstraints=critical,CA:FALSE", usage + ",nonRepudiation"]
    let stamping = [
      "basicConstraints=critical,CA:FALSE", usage, "extendedKeyUsage=critical,timeStamping",
    ]
    try TestAuthority.issue(
      "root", ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"], in: folder)
    try TestAuthority.issue("signer", signing, by: "root", in: folder)
    try TestAuthority.issue("stamper", stamping, by: "root", in: folder)
    now = Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      print("A folder of a test is left: \(error)")
    }
  }

  /// The signer's certificate and the root's.
  package var chain: [UInt8] { get throws { try file("signer.pem") + file("root.pem") } }

  /// The path of key and certificates in one file, as `SETTLED_SIGNER` names it.
  package func signerFile() throws -> String {
    let path = folder.appending(path: "settled-signer.pem")
    try Data(file("signer.key") + chain).write(to: path)
    return path.path
  }

  /// Signs by the first certificate of the chain.
  package var signer: DocumentSigner {
    get throws { try DocumentSigner(certificateChainPEM: chain, keyPEM: file("signer.key")) }
  }

  /// A self-signed certificate, or one of another's, with a key of its own.
  package func issue(
    _ name: String, _ extensions: [String], by issuer: String? = nil,
    algorithm: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
  ) throws {
    try Self.issue(name, extensions, by: issuer, algorithm: algorithm, in: folder)
  }

  /// `signer.pem`, `signer.key` and so on: what was made for a name.
  package func file(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appending(path: name)))
  }

  /// What `openssl cms -verify` needs to accept: the bytes, and a chain to the root.
  package func accepts(_ cms: [UInt8], of content: [UInt8]) throws -> Bool {
    do {
      try Tool.run(
        "openssl",
        [
          "cms", "-verify", "-binary", "-inform", "DER", "-in", try path(of: cms, "cms"),
          "-content", try path(of: content, "content"), "-CAfile", place("root.pem"),
          "-out", place("verified"),
        ])
      return true
    } catch is Tool.Failure {
      return false
    }
  }

  /// The fields of the CMS in words.
  package func printed(_ cms: [UInt8]) throws -> String {
    try Tool.run(
      "openssl",
      ["cms", "-cmsout", "-print", "-inform", "DER", "-in", try path(of: cms, "cms")])
  }

  /// What poppler says of the signatures of a file.
  package func inspected(_ pdf: [UInt8]) throws -> String {
    try Tool.run("pdfsig", ["-nocert", try path(of: pdf, "signed.pdf")])
  }

  /// What the time-stamping authority answers.
  package func answer(to request: [UInt8]) throws -> [UInt8] {
    try Tool.run(
      "openssl",
      [
        "ts", "-reply", "-config", place("settings"), "-section", "stamps",
        "-queryfile", try path(of: request, "query"), "-signer", place("stamper.pem"),
        "-inkey", place("stamper.key"), "-chain", place("root.pem"), "-out", place("answer"),
      ])
    return try file("answer")
  }

  /// Whether a time stamp is one of this authority for the digest.
  package func accepts(timeStamp token: [UInt8], of digest: SHA256Digest) throws -> Bool {
    let said = try Tool.run(
      "openssl",
      [
        "ts", "-verify", "-digest", digest.hex, "-token_in", "-in", try path(of: token, "token"),
        "-CAfile", place("root.pem"),
      ])
    return said.contains("Verification: OK")
  }

  /// The path of the root's certificate.
  package var root: String { place("root.pem") }

  private func place(_ name: String) -> String { folder.appending(path: name).path }

  private func path(of bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: folder.appending(path: name))
    return place(name)
  }

  private static func issue(
    _ name: String, _ extensions: [String], by issuer: String? = nil,
    algorithm: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], in folder: URL
  ) throws {
    func place(_ name: String) -> String { folder.appending(path: name).path }
    let above = issuer.map { ["-CA", place("\($0).pem"), "-CAkey", place("\($0).key")] } ?? []
    try Tool.run(
      "openssl",
      ["req", "-x509", "-config", place("settings"), "-nodes", "-days", "2", "-newkey"]
        + algorithm + ["-keyout", place("\(name).key"), "-out", place("\(name).pem")]
        + ["-subj", "/O=Example/CN=Test \(name)"] + above
        + extensions.flatMap { ["-addext", $0] })
  }
}
