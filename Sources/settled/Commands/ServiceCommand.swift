import ArgumentParser
import Foundation
import Marketplace
import Operations

/// `settled service`.
struct ServiceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service", abstract: "Write what systemd or cron needs to run settled.",
    subcommands: [Write.self, Cron.self])

  struct Write: Verb {
    static let configuration = CommandConfiguration(
      commandName: "write",
      abstract: "Write the unit files of the daemon and of the month-end timer.",
      discussion: """
        settled.service is the daemon, which closes months by itself. Instead of it or beside it, \
        settled-month-end@SITE.timer runs the month-end job of a site every hour. Prints the paths. \
        The database's URL, the key that signs seals and what signs documents are given to the \
        services as credentials; the files may belong to root alone. A time-stamping authority or a \
        device on the network needs --allow; so does the name server where it is named by a name.

          settled service write /etc/systemd/system
          settled service write ./units --binary /usr/local/bin/settled
          settled service write ./units --allow 10.0.0.5 --seal-key /etc/finance/seal.key
          settled service write ./units --time-authority http://192.0.2.7/tsa --allow 192.0.2.7 \\
            --signer 'pkcs11:token=Documents;object=signer' --signer-pin /etc/settled/pin \\
            --signer-certificate /etc/settled/signer.crt
          systemctl daemon-reload && systemctl enable --now settled-month-end@cn.timer
        """)

    @Argument(help: "The folder to write to.", completion: .directory) var folder: String
    @OptionGroup var options: UnitOptions

    @Option(
      help: ArgumentHelp(
        "An address or network besides this machine that the services may talk to, such as the"
          + " database's; may be repeated.", valueName: "address"))
    var allow: [String] = []

    @Option(help: ArgumentHelp("The port of the health pages.", valueName: "port"))
    var port = 8187

    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if !(1...65_535).contains(port) {
        throw ValidationError("--port is between 1 and 65535, not \(port).")
      }
    }

    func perform(at desk: Desk) throws {
      for path in try options.units(place, port: port, allowing: allow).write(into: folder) {
        desk.terminal.show("\(path)\n")
      }
      desk.terminal.hint(
        "next: systemctl daemon-reload, then enable --now settled.service, or"
          + " settled-month-end@SITE.timer")
    }
  }

  struct Cron: Verb {
    static let configuration = CommandConfiguration(
      commandName: "cron", abstract: "Print the lines with which cron closes the months of a site.",
      discussion: """
        For /etc/cron.d. It looks every four hours and says something only when a person must act or something is \
        wrong: who reads the mail of cron knows what waits and which command decides it.

          settled service cron --site cn --mail-to finance@example.org
        """)

    @Option(help: ArgumentHelp("The site: cn, intl or eu.", valueName: "site")) var site: Site
    @OptionGroup var options: UnitOptions

    @Option(
      help: ArgumentHelp(
        "Who runs it; must be able to read the URL and the key.", valueName: "user"))
    var user = "settled"

    @Option(help: ArgumentHelp("Who gets cron's mail.", valueName: "address"))
    var mailTo: String?

    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let units = try options.units(place)
      desk.terminal.show(try units.cronTable(for: site, as: user, mailTo: mailTo))
    }
  }
}

/// Which files a service or cron uses.
struct UnitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The program. Otherwise this one, where it is now.", valueName: "path"))
  var binary: String?

  @Option(
    help: ArgumentHelp(
      "The key that signs seals, made with: openssl genpkey -algorithm ed25519 -out PATH",
      valueName: "path"))
  var sealKey = "/etc/settled/seal.key"

  @Option(
    help: ArgumentHelp(
      "Key and certificates that sign documents, PEM, or the pkcs11: URI of a key in a device."
        + " Otherwise they are not signed.", valueName: "path-or-uri"))
  var signer: String?

  @Option(
    help: ArgumentHelp("The certificates of a key in a device, PEM.", valueName: "path"))
  var signerCertificate: String?

  @Option(
    help: ArgumentHelp("The file of the PIN of a key in a device.", valueName: "path"))
  var signerPin: String?

  @Option(
    help: ArgumentHelp(
      "A time-stamping authority of RFC 3161. Otherwise nobody is asked for time stamps.",
      valueName: "http://address"))
  var timeAuthority: String?

  @Option(
    help: ArgumentHelp(
      "Certificates of which one must be above the authority's, PEM.", valueName: "path"))
  var timeTrust: String?

  func validate() throws {
    let isDevice = signer?.hasPrefix("pkcs11:") ?? false
    if isDevice, signerCertificate == nil {
      throw ValidationError("--signer with a key in a device needs --signer-certificate.")
    }
    if !isDevice, signerCertificate != nil || signerPin != nil {
      throw ValidationError(
        "--signer-certificate and --signer-pin go with --signer pkcs11:…, a key in a device.")
    }
    if timeTrust != nil, timeAuthority == nil {
      throw ValidationError("--time-trust goes with --time-authority.")
    }
  }

  private var signing: ServiceUnits.Signer? {
    guard let signer else { return nil }
    guard let signerCertificate else { return .file(signer) }
    return .device(uri: signer, certificates: signerCertificate, pin: signerPin)
  }

  func units(
    _ place: PlaceOptions, port: Int = 8187, allowing addresses: [String] = []
  ) throws -> ServiceUnits {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return try ServiceUnits(
      binary: binary ?? own,
      databaseURLFile: place.databaseURLFile ?? "/etc/settled/database-url", sealKey: sealKey,
      signer: signing,
      timeStamps: timeAuthority.map { .init(address: $0, trust: timeTrust) }, port: port,
      addresses: addresses)
  }
}
