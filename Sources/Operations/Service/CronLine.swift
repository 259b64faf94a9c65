import Marketplace

extension ServiceUnits {
  /// What goes into `/etc/cron.d`: a look every four hours. Cron mails what the job says, and it says
  /// something only when a person must act or something is wrong.
  ///
  /// - Parameters:
  ///   - site: Whose months.
  ///   - user: Who runs it; must be able to read the files of the database's URL and of the key.
  ///   - mailTo: Who gets the mail; nil for whom the machine's cron sends it to.
  /// - Throws: `Refusal` `.usage` for a user or an address that would be read as something else.
  package func cronTable(for site: Site, as user: String, mailTo: String?) throws -> String {
    for word in [user, mailTo].compactMap(\.self) {
      if !word.isEmpty, word.allSatisfy({ $0.isLetter || $0.isNumber || "@._-+,".contains($0) }) {
        continue
      }
      throw Refusal(
        .usage, "word_not_plain", "\(word) cannot stand in a table of cron",
        remedy: "give a name or an address of letters, digits and @ . _ - + ,")
    }
    let signed = signing.map { " \($0)" }.joined()
    let line =
      "17 */4 * * *  \(user)  SETTLED_SEAL_KEY=\(sealKey)\(signed) \(binary) job run month-end"
      + " --site \(site.rawValue) --if-due --quiet --database-url-file \(databaseURLFile)\n"
    return (mailTo.map { "MAILTO=\($0)\n" } ?? "") + line
  }

  /// What the job is told of the signer and of time stamps; cron ends a line at a bare `%`.
  private var signing: [String] {
    func quoted(_ name: String, _ value: String) -> String {
      "\(name)='\(value.replacing("%", with: "\\%"))'"
    }
    var words: [String] = []
    switch signer {
    case .file(let path): words.append("SETTLED_SIGNER=\(path)")
    case .device(let uri, let certificates, let pin):
      let source = pin.map { (uri.contains("?") ? "&" : "?") + "pin-source=file:\($0)" } ?? ""
      words.append(quoted("SETTLED_SIGNER", uri + source))
      words.append("SETTLED_SIGNER_CERTIFICATE=\(certificates)")
    case nil: break
    }
    if let timeStamps {
      words.append(quoted("SETTLED_TSA", timeStamps.address))
      if let trust = timeStamps.trust { words.append("SETTLED_TSA_TRUST=\(trust)") }
    }
    return words
  }
}
