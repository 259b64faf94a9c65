import Foundation

/// `service write|cron`: what lets the service manager, or cron, run `settled`.
package struct ServiceUnits: Sendable {
  let binary: String
  let databaseURLFile: String
  let sealKey: String
  let signer: String?
  let port: Int
  let addresses: [String]

  /// - Parameters:
  ///   - binary: The program, as an absolute path.
  ///   - databaseURLFile: A file whose first line is the database's URL; root alone needs to read it.
  ///   - sealKey: The key that signs seals, PEM; root alone needs to read it.
  ///   - signer: Key and certificates that sign documents, PEM; nil where nobody does.
  ///   - port: Of the health pages.
  ///   - addresses: Whom the services may talk to besides this machine: the database's address, or
  ///     a network such as `10.0.0.0/24`.
  /// - Throws: `Refusal` `.usage` for what a unit file would not carry as it is.
  package init(
    binary: String, databaseURLFile: String, sealKey: String, signer: String? = nil, port: Int,
    addresses: [String]
  ) throws {
    for path in [binary, databaseURLFile, sealKey] + [signer].compactMap(\.self) {
      try Self.requirePlain(path)
    }
    for address in addresses where address.isEmpty || !address.allSatisfy(Self.isOfAddress) {
      throw Refusal(
        .usage, "address_not_understood", "\(address) is no address or network",
        remedy: "write it like 10.0.0.5, 10.0.0.0/24 or 2001:db8::5; names are not looked up")
    }
    self.binary = binary
    self.databaseURLFile = databaseURLFile
    self.sealKey = sealKey
    self.signer = signer
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

  private static func isOfAddress(_ character: Character) -> Bool {
    character.isHexDigit || ".:/".contains(character)
  }
}
