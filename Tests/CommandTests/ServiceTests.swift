import Foundation
import TestKit
import Testing

/// `settled service`: unit files and the line of cron.
struct ServiceTests {
  private static let analyzer = "/usr/bin/systemd-analyze"
  private static let hasAnalyzer = FileManager.default.isExecutableFile(atPath: analyzer)
  private static let names = [
    "settled-month-end@.service", "settled-month-end@.timer", "settled.service",
  ]

  /// Writes the units into a folder of their own.
  private func withUnits(_ more: [String] = [], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let written = try Command().run(["service", "write", folder.path] + more)
    #expect(written.code == 0, "\(written.err)")
    let paths = written.out.split(separator: "\n").map(String.init)
    #expect(paths.sorted() == Self.names.map { "\(folder.path)/\($0)" })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == Self.names)
    try body(folder)
  }

  @Test("the units are written whole, with what was asked for, and again over themselves")
  func content() throws {
    let options = [
      "--binary", "/usr/local/bin/settled", "--allow", "10.0.0.5", "--allow", "2001:db8::/64",
      "--database-url-file", "/etc/finance/url", "--seal-key", "/etc/finance/seal.key",
      "--signer", "/etc/finance/signer.pem", "--port", "9187",
    ]
    try withUnits(options) { folder in
      func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      }
      let daemon = try text("settled.service")
      #expect(daemon.contains("\nExecStart=/usr/local/bin/settled serve --port 9187\n"))
      let job = try text("settled-month-end@.service")
      #expect(
        job.contains(
          "\nExecStart=/usr/local/bin/settled job run month-end --site %i --if-due\n"))
      #expect(job.contains("\nSuccessExitStatus=3 8 75\n"))
      for unit in [daemon, job] {
        #expect(unit.contains("\nLoadCredential=settled-database-url:/etc/finance/url\n"))
        #expect(unit.contains("\nLoadCredential=settled-seal.key:/etc/finance/seal.key\n"))
        #expect(unit.contains("\nLoadCredential=settled-signer.pem:/etc/finance/signer.pem\n"))
        #expect(unit.contains("\nIPAddressAllow=localhost 10.0.0.5 2001:db8::/64\n"))
      }
      #expect(try text("settled-month-end@.timer").contains("\nPersistent=yes\n"))
      let again = try Command().run(["service", "write", folder.path])
      #expect(again.code == 0)
      #expect(try text("settled.service").contains("serve --port 8187\n"))
      #expect(try !text("settled.service").contains("signer"), "nobody signs")
    }
  }

  private static let device = [
    "--signer", "pkcs11:token=A%20b;object=signer?module-path=/usr/lib/m.so",
    "--signer-certificate", "/etc/finance/signer.crt", "--signer-pin", "/etc/finance/pin",
    "--time-authority", "http://192.0.2.7/tsa?a=%20", "--time-trust", "/etc/finance/tsa.pem",
  ]

  @Test("a key in a device and a time-stamping authority are told to both services")
  func device() throws {
    try withUnits(Self.device) { folder in
      for name in ["settled.service", "settled-month-end@.service"] {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        for line in [
          #"Environment="SETTLED_SIGNER=pkcs11:token=A%%20b;object=signer?module-path=/usr/lib/m.so""#,
          "LoadCredential=settled-signer-certificate.pem:/etc/finance/signer.crt",
          "LoadCredential=settled-signer.pin:/etc/finance/pin",
          #"Environment="SETTLED_TSA=http://192.0.2.7/tsa?a=%%20""#,
          "LoadCredential=settled-tsa.pem:/etc/finance/tsa.pem",
        ] { #expect(text.contains("\n\(line)\n"), "\(line): \(text)") }
      }
    }
    let cron = try Command().run(["service", "cron", "--site", "eu"] + Self.device)
    #expect(
      cron.out.contains(
        " SETTLED_SIGNER='pkcs11:token=A\\%20b;object=signer?module-path=/usr/lib/m.so"
          + "&pin-source=file:/etc/finance/pin' SETTLED_SIGNER_CERTIFICATE=/etc/finance/signer.crt"
          + " SETTLED_TSA='http://192.0.2.7/tsa?a=\\%20' SETTLED_TSA_TRUST=/etc/finance/tsa.pem "),
      "\(cron.out)\(cron.err)")
  }

  @Test(
    "the service manager finds nothing wrong with the units",
    .enabled(if: hasAnalyzer, "systemd-analyze is not installed"))
  func verified() throws {
    try withUnits(Self.device) { folder in
      let said = try Tool.run(
        Self.analyzer,
        ["verify", "--man=no"] + Self.names.map { folder.appending(path: $0).path })
      #expect(said == "")
    }
  }

  @Test(
    "the exposure of both services is at most 1.0 of 10",
    .enabled(if: hasAnalyzer, "systemd-analyze is not installed"))
  func confined() throws {
    try withUnits(["--allow", "10.0.0.5"]) { folder in
      for name in Self.names where name.hasSuffix(".service") {
        // Ends with 1 above the threshold, which is ten times the exposure.
        let said = try Tool.run(
          Self.analyzer,
          [
            "security", "--offline=true", "--threshold=10", "--no-pager",
            folder.appending(path: name).path,
          ])
        #expect(said.contains("Overall exposure level for settled"), "\(said)")
      }
    }
  }

  @Test("what a unit file would not carry is refused, and so is a folder that cannot be made")
  func refused() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    for options in [
      ["--binary", "/opt/my settled"], ["--binary", "settled"], ["--seal-key", "/etc/%i"],
      ["--allow", "db.example.org"], ["--port", "0"], ["--signer", "pkcs11:object=a"],
      ["--signer-pin", "/pin"], ["--signer", "/a.pem", "--signer-certificate", "/b.pem"],
      ["--signer", "pkcs11:object=a?pin-value=1", "--signer-certificate", "/b.pem"],
      ["--signer", "pkcs11:object=a b", "--signer-certificate", "/b.pem"],
      ["--time-authority", "https://tsa.example.org"], ["--time-trust", "/tsa.pem"],
      ["--time-authority", "http://192.0.2.7/'$(x)'"],
    ] {
      let outcome = try Command().run(["service", "write", folder] + options)
      #expect(outcome.code == 64, "\(options): \(outcome.err)")
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
    let nowhere = try Command().run(["service", "write", "/proc/nowhere"])
    #expect(nowhere.code == 1)
    #expect(nowhere.err.hasPrefix("error: /proc/nowhere cannot be written: "), "\(nowhere.err)")
  }

  @Test("cron gets one line a site, which names the files and no secret")
  func cron() throws {
    let told = try Command()(
      "service", "cron", "--site", "cn", "--binary", "/usr/local/bin/settled", "--mail-to",
      "finance@example.org")
    #expect(told.code == 0)
    #expect(
      told.out == """
        MAILTO=finance@example.org
        17 */4 * * *  settled  SETTLED_SEAL_KEY=/etc/settled/seal.key /usr/local/bin/settled job run \
        month-end --site cn --if-due --quiet --database-url-file /etc/settled/database-url

        """)
    let outcome = try Command()("service", "cron", "--site", "cn", "--user", "a b")
    #expect(outcome.code == 64)
  }
}
