import Amounts
import Banking
import CivilTime

/// Builds one statement out of its elements.
struct StatementReader {
  private let line: Int
  private var id: String?
  private var account: String?
  private var balances: [String: Money] = [:]
  private var entries: [BankEntry] = []

  init(line: Int) {
    self.line = line
  }

  mutating func take(_ element: Element, _ findings: inout [BankFileFinding]) {
    switch element.name {
    case "Id": id = element.trimmed
    case "Acct": account = element.text(at: "Id/IBAN") ?? element.text(at: "Id/Othr/Id")
    case "Bal": balance(element, &findings)
    case "Ntry":
      var reader = EntryReader()
      let entry = reader.entry(element)
      findings += reader.findings
      if let entry, reader.findings.isEmpty { entries.append(entry) }
    default: break
    }
  }

  /// The statement, or nil where it has no name or account.
  func finished(_ findings: inout [BankFileFinding]) -> BankStatement? {
    guard let id, let account else {
      findings.append(
        BankFileFinding(
          line: line, element: id == nil ? "Id" : "Acct/Id",
          reason: "The statement has no \(id == nil ? "id" : "account").",
          remedy: "Ask the bank for the file again."))
      return nil
    }
    return BankStatement(
      id: id, account: account, opening: balances["OPBD"] ?? balances["PRCD"],
      closing: balances["CLBD"], entries: entries)
  }

  /// Opening, previous closing and closing balances; the bank may state others.
  private mutating func balance(_ element: Element, _ findings: inout [BankFileFinding]) {
    guard let code = element.text(at: "Tp/CdOrPrtry/Cd"), ["OPBD", "PRCD", "CLBD"].contains(code)
    else { return }
    var reader = EntryReader()
    balances[code] = reader.signedAmount(in: element, within: "Bal")
    findings += reader.findings
  }
}
