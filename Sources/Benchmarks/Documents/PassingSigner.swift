import Digests
import Foundation

extension DocumentSigner {
  /// A signer with a key and a certificate of its own name that `openssl` makes, good for a day and
  /// known to nobody.
  static func passing() throws -> DocumentSigner {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-key-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let key = folder.appending(path: "key.pem")
    let certificate = folder.appending(path: "certificate.pem")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["openssl", "req", "-x509", "-nodes", "-days", "1", "-subj", "/O=Example/CN=Benchmark"]
      + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
      + ["-addext", "basicConstraints=critical,CA:FALSE"]
      + ["-addext", "keyUsage=critical,digitalSignature,nonRepudiation"]
      + ["-keyout", key.path, "-out", certificate.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("openssl made no key: exit \(process.terminationStatus)")
    }
    return try DocumentSigner(
      certificateChainPEM: Array(Data(contentsOf: certificate)),
      keyPEM: Array(Data(contentsOf: key)))
  }
}
