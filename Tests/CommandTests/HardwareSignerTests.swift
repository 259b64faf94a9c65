import Foundation
import TestKit
import Testing

/// Documents signed with a key that a device keeps: SoftHSM, which is one in software.
struct HardwareSignerTests {
  private static let module = "/usr/lib/softhsm/libsofthsm2.so"
  private let run = "RUN-202610-cn-1"
  private let first = "CN-FEE-2026-000001"
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// A device with one key, whose PIN is 5678, and certificate and PIN in files.
  private func device() throws -> [String: String] {
    try FileManager.default.createDirectory(
      at: folder.appending(path: "tokens"), withIntermediateDirectories: true)
    try Data("directories.tokendir = \(path("tokens"))\nobjectstore.backend = file\n".utf8)
      .write(to: folder.appending(path: "softhsm2.conf"))
    try Tool.run(
      "openssl",
      ["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"]
        + ["-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", path("key.pem")]
        + ["-out", path("certificate.pem"), "-subj", "/O=Example Platform/CN=Device"]
        + ["-addext", "keyUsage=critical,digitalSignature,nonRepudiation"])
    let settings = "SOFTHSM2_CONF=\(path("softhsm2.conf"))"
    try Tool.run(
      settings,
      ["softhsm2-util", "--init-token", "--free", "--label", "Documents"]
        + ["--so-pin", "1234", "--pin", "5678"])
    try Tool.run(
      settings,
      ["softhsm2-util", "--import", path("key.pem"), "--token", "Documents", "--label", "signer"]
        + ["--id", "01", "--pin", "5678"])
    try FileManager.default.removeItem(atPath: path("key.pem"))
    try Data("5678\n".utf8).write(to: folder.appending(path: "pin"))
    return [
      "SOFTHSM2_CONF": path("softhsm2.conf"),
      "SETTLED_SIGNER_CERTIFICATE": path("certificate.pem"),
    ]
  }

  private func uri(_ attributes: String) -> String {
    "pkcs11:token=Documents;object=signer;type=private?module-path=\(Self.module)\(attributes)"
  }

  @Test("a key in a device signs, and the signature is valid")
  func signed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var settled = try CommandDatabase.sealedOctober("hardware_signer")
    settled.variables = try device()
    settled.signer = uri("&pin-source=file:\(path("pin"))")
    let issued = try settled("invoice", "issue", run, "--as", "ann")
    #expect(issued.code == 0, "\(issued.err)")
    let shown = try settled("invoice", "show", first, "--json").object()
    #expect(shown["signer"] as? String == "CN=Device,O=Example Platform")
    _ = try settled.run(["invoice", "download", first, "--type", "pdf", "-O", folder.path])
    let inspected = try Tool.run("pdfsig", ["-nocert", path("\(first).pdf")])
    for part in ["Signature is Valid.", "Total document signed", "ETSI.CAdES.detached"] {
      #expect(inspected.contains(part), "\(inspected)")
    }
    #expect(try settled("doctor").out.contains("CN=Device,O=Example Platform"))
  }

  @Test("a wrong PIN, another's certificate, no key and no certificate are refused, PINs not told")
  func refused() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var settled = try CommandDatabase.sealedOctober("hardware_refused")
    let variables = try device()
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    func outcome(_ signer: String, _ change: [String: String] = [:]) throws -> Command.Outcome {
      settled.signer = signer
      settled.variables = variables.merging(change) { $1 }
      let outcome = try settled("invoice", "sign", first, "--as", "ann")
      #expect(!(outcome.out + outcome.err).contains("5678"), "\(outcome.err)")
      return outcome
    }
    let wrong = try outcome(uri(""), ["SETTLED_SIGNER_PIN": "9999"])
    #expect(wrong.code == 78 && !wrong.err.contains("9999"), "\(wrong.err)")
    #expect(try outcome(uri("&pin-value=5678")).code == 78)
    #expect(try outcome(uri("&pin-source=file:/nonexistent")).code == 78)
    #expect(try outcome("pkcs11:object=x?module-path=/nonexistent.so").code == 78)
    let uncertified = try outcome(uri(""), ["SETTLED_SIGNER_CERTIFICATE": ""])
    #expect(
      uncertified.code == 78 && uncertified.err.contains("SETTLED_SIGNER_CERTIFICATE"),
      "\(uncertified.err)")
    let stranger = try TestAuthority()
    let other = try outcome(
      uri(""), ["SETTLED_SIGNER_PIN": "5678", "SETTLED_SIGNER_CERTIFICATE": stranger.root])
    #expect(other.code == 78 && other.err.contains("does not belong"), "\(other.err)")
    let right = try outcome(uri(""), ["SETTLED_SIGNER_PIN": "5678"])
    #expect(right.out == "1 document signed\n", "\(right.err)")
  }
}
