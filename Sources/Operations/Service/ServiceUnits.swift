import Digests
import Foundation

/// `service write|cron`: what lets the service manager, or cron, run `settled`.
package struct ServiceUnits: Sendable {
  let binary: String
  let databaseURLFile: String
  let sealKey: String
  let signer: Signer?
  let timeStamps: TimeStamping?
  let port: Int
  let addresses: [String]

  /// Who signs documents.
  package enum Signer: Sendable {
    /// Key and certificates, PEM; root alone needs to read it.
    case file(String)
    /// A key in a device: its URI (RFC 7512), and the files of its certificates and of its PIN; nil for
    /// a device that asks for none, or whose URI says where it is.
    case device(uri: String, certificates: String, pin: String?)
  }

  /// Who stamps the time of what was sealed and signed.
  package struct TimeStamping: Sendable {
    let address: String
    let trust: String?

    /// - Parameters:
    ///   - address: Of an authority of RFC 3161, `http://…`.
    ///   - trust: Certificates of which one must be above the authority's, PEM; nil to take its own.
    package init(address: String, trust: String?) {
      self.address = address
      self.trust = trust
    }
  }

  /// - Parameters:
  ///   - binary: The program, as an absolute path.
  ///   - databaseURLFile: A file whose first line is the database's URL; root alone needs to read it.
  ///   - sealKey: The key that signs seals, PEM; root alone needs to read it.
  ///   - signer: Who signs documents; nil where nobody does.
  ///   - timeStamps: Who is asked for time stamps; nil where nobody is.
  ///   - port: Of the health pages.
  ///   - addresses: Whom the services may talk to besides this machine: the database's address, or
  ///     a network such as `10.0.0.0/24`.
  /// - Throws: `Refusal` `.usage` for what a unit file would not carry as it is.
  package init(
    binary: String, databaseURLFile: String, sealKey: String, signer: Signer? = nil,
    timeStamps: TimeStamping? = nil, port: Int, addresses: [String]
  ) throws {
    var paths: [String?] = [binary, databaseURLFile, sealKey, timeStamps?.trust]
    switch signer {
    case .file(let path): paths.append(path)
    case .device(let uri, let certificates, let pin):
      paths += [certificates, pin]
      try Self.requireUsable(key: uri)
    case nil: break
    }
    for path in paths.compactMap(\.self) { try Self.requirePlain(path) }
    if let timeStamps { try Self.requireUsable(authority: timeStamps.address) }
    for address in addresses where address.isEmpty || !address.allSatisfy(Self.isOfAddress) {
      throw Refusal(
        .usage, "address_not_understood", "\(address) is no address or network",
        remedy: "write it like 10.0.0.5, 10.0.0.0/24 or 2001:db8::5; names are not looked up")
    }
    self.binary = binary
    self.databaseURLFile = databaseURLFile
    self.sealKey = sealKey
    self.signer = signer
    self.timeStamps = timeStamps
    self.port = port
    self.addresses = addresses
  }

  /// The unit files: name and content.
  package var files: [(name: String, text: String)] {
    [
      ("settled.service", serveUnit), ("settled-month-end@.service", monthEndUnit),
      ("settled-month-end@.timer", Self.monthEndTimer),
    ]
  }

  /// Writes the unit files into a folder, which is made if need be; each is whole or absent.
  ///
  /// - Returns: Their paths.
  /// - Throws: `Refusal` `.failed` where the folder cannot be written to.
  package func write(into folder: String) throws -> [String] {
    try WholeFile.makeFolder(folder)
    return try files.map { name, text in
      let path = "\(folder)/\(name)"
      try WholeFile.write(Array(text.utf8), to: path)
      return path
    }
  }

  /// The service manager and cron give a meaning to blanks, quotes, `%`, `$` and more.
  private static func requirePlain(_ path: String) throws {
    let isPlain = path.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || "/._-+@,".utf8.contains($0)
    }
    if isPlain, path.hasPrefix("/") { return }
    throw Refusal(
      .usage, "path_not_plain", "\(path) cannot stand in a unit file",
      remedy: "give an absolute path of letters, digits and / . _ - + @ ,")
  }

  /// What a unit file and a table of cron hold between quotes of their own.
  private static func requireQuotable(_ text: String) throws {
    let isPlain = text.utf8.allSatisfy {
      (0x21...0x7E).contains($0) && !"\"'\\`$".utf8.contains($0)
    }
    if isPlain { return }
    throw Refusal(
      .usage, "address_not_plain", "\(text) cannot stand in a unit file",
      remedy: "write blanks, quotes, $ and what is not ASCII as %XX")
  }

  private static func requireUsable(key uri: String) throws {
    try requireQuotable(uri)
    do throws(SignatureError) {
      _ = try HardwareKey(uri: uri)
    } catch {
      throw Refusal(.usage, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
    }
  }

  private static func requireUsable(authority address: String) throws {
    do throws(SignatureError) {
      _ = try TimeStampAuthority(address)
    } catch {
      throw Refusal(stamping: error, of: .usage)
    }
    try requireQuotable(address)
  }

  private static func isOfAddress(_ character: Character) -> Bool {
    character.isHexDigit || ".:/".contains(character)
  }
}
