/// Addresses, in the form a bank takes.
extension PaymentCheck {
  /// Limits of the parts in ISO 20022.
  private enum Limit {
    static let street = 70
    static let buildingNumber = 16
    static let postCode = 16
    static let town = 35
  }

  /// The address as the file says it; nil where there is none, it is not sent, or something was
  /// found. One that the bank does not need and cannot be given as it wants it is left out, and
  /// that is noted as a change.
  mutating func address(_ address: PostalAddress?, isRequired: Bool) -> PostalAddress? {
    if profile.addressForm == .omitted { return nil }
    guard let address = address.map(withoutBlanks), address != PostalAddress() else {
      if isRequired { find(.address, .missing) }
      return nil
    }
    switch profile.addressForm {
    case .omitted: return nil
    case .lines: return inLines(address)
    case .hybrid, .structured:
      let isApart = address.town != nil && address.country != nil
      let hasLines = profile.addressForm == .structured && !address.lines.isEmpty
      if isApart, !hasLines { return inParts(address) }
      if isRequired {
        find(.address, isApart ? .linesLeftOver : .notStructured)
      } else {
        note(.address, given: allLines(of: address).joined(separator: ", "), written: "")
      }
      return nil
    }
  }

  private mutating func inParts(_ address: PostalAddress) -> PostalAddress {
    if let country = address.country,
      country.utf8.count != 2 || !country.unicodeScalars.allSatisfy({ ("A"..."Z").contains($0) })
    {
      find(.country, .countryMalformed)
    }
    return PostalAddress(
      street: part(address.street, .street, Limit.street),
      buildingNumber: part(address.buildingNumber, .buildingNumber, Limit.buildingNumber),
      postCode: part(address.postCode, .postCode, Limit.postCode),
      town: part(address.town, .town, Limit.town), country: address.country,
      lines: lines(address.lines))
  }

  private mutating func inLines(_ address: PostalAddress) -> PostalAddress {
    PostalAddress(lines: lines(allLines(of: address)))
  }

  private mutating func part(
    _ given: String?, _ part: PaymentFinding.Part, _ limit: Int
  ) -> String? {
    given.flatMap { text($0, part, limit: limit) }
  }

  /// The lines, each in the bank's characters; one that is too long goes on in the next.
  private mutating func lines(_ given: [String]) -> [String] {
    let room = profile.addressLineLimit * profile.addressLineCount
    let carried = given.compactMap { text($0, .address, limit: room) }
    let folded = carried.flatMap { Self.folded($0, limit: profile.addressLineLimit) }
    if folded.count > profile.addressLineCount {
      find(.address, .tooManyLines(count: folded.count, limit: profile.addressLineCount))
    }
    return folded
  }

  /// Cuts a text at its spaces, or within a word that is longer than a line.
  private static func folded(_ text: String, limit: Int) -> [String] {
    var rest = text.unicodeScalars[...]
    var lines: [String] = []
    while rest.count > limit {
      let window = rest.prefix(limit + 1)
      let cut = window.lastIndex(of: " ") ?? rest.index(rest.startIndex, offsetBy: limit)
      lines.append(String(rest[..<cut]))
      rest = rest[cut...].drop { $0 == " " }
    }
    if !rest.isEmpty { lines.append(String(rest)) }
    return lines
  }

  private func allLines(of address: PostalAddress) -> [String] {
    let street = [address.street, address.buildingNumber].compactMap(\.self)
    let town = [address.country, address.postCode, address.town].compactMap(\.self)
    return address.lines + [street, town].filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
  }

  private func withoutBlanks(_ address: PostalAddress) -> PostalAddress {
    func kept(_ text: String?) -> String? { Self.isBlank(text) ? nil : text }
    return PostalAddress(
      street: kept(address.street), buildingNumber: kept(address.buildingNumber),
      postCode: kept(address.postCode), town: kept(address.town), country: kept(address.country),
      lines: address.lines.filter { !Self.isBlank($0) })
  }
}
