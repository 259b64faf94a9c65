/// What a bank books on an account, as camt.053 in text.
package struct BankSays {
  /// One booking.
  package struct Entry {
    /// `2026-08-06`.
    package var day: String
    /// In minor units; negative went out.
    package var amount: Int
    /// None where the bank does not say.
    package var endToEndID: String?
    /// A code of ISO 20022 on a payment that came back.
    package var returnReason: String?
    /// What the bank charged within the amount, in minor units.
    package var charge: Int?
    /// What the bank adds in words.
    package var information: String?

    package init(
      day: String, amount: Int, endToEndID: String? = nil, returnReason: String? = nil,
      charge: Int? = nil, information: String? = nil
    ) {
      self.day = day
      self.amount = amount
      self.endToEndID = endToEndID
      self.returnReason = returnReason
      self.charge = charge
      self.information = information
    }
  }

  /// IBAN or a number of the bank's own.
  package var account: String
  package var currency: String
  package var entries: [Entry]

  package init(account: String, currency: String, entries: [Entry]) {
    self.account = account
    self.currency = currency
    self.entries = entries
  }

  /// The statement with balances that add up from an opening of 1,000,000.00.
  ///
  /// - Parameter claimed: What it says it closes at beyond what it does, in minor units.
  package func file(_ id: String, claimed: Int = 0) -> [UInt8] {
    let opening = 100_000_000
    let closing = entries.reduce(opening) { $0 + $1.amount } + claimed
    let isIBAN = account.first?.isLetter == true
    let body = entries.enumerated().map { booking($1, reference: "\(id)-\($0 + 1)") }.joined()
    let message = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
      <GrpHdr><MsgId>\(id)</MsgId><CreDtTm>2026-08-06T04:10:00+01:00</CreDtTm></GrpHdr>
      <Stmt><Id>\(id)</Id><CreDtTm>2026-08-06T04:10:00+01:00</CreDtTm>
      <Acct><Id>\(isIBAN ? "<IBAN>\(account)</IBAN>" : "<Othr><Id>\(account)</Id></Othr>")</Id>
      <Ccy>\(currency)</Ccy></Acct>
      \(balance("OPBD", opening))\(balance("CLBD", closing))\(body)</Stmt>
      </BkToCstmrStmt></Document>

      """
    return Array(message.utf8)
  }

  private func balance(_ code: String, _ amount: Int) -> String {
    "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp>\(money(amount))"
      + "<Dt><Dt>2026-08-06</Dt></Dt></Bal>\n"
  }

  private func booking(_ entry: Entry, reference: String) -> String {
    var details = ""
    if let id = entry.endToEndID {
      details += "<Refs><EndToEndId>\(id)</EndToEndId></Refs>\(money(entry.amount))"
    }
    if let charge = entry.charge {
      details += "<Chrgs><Rcrd>\(money(-charge))<ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
    }
    if let reason = entry.returnReason {
      details += "<RtrInf><Rsn><Cd>\(reason)</Cd></Rsn></RtrInf>"
    }
    return """
      <Ntry>\(money(entry.amount))<Sts><Cd>BOOK</Cd></Sts>
      <BookgDt><Dt>\(entry.day)</Dt></BookgDt><AcctSvcrRef>\(reference)</AcctSvcrRef>
      \(details.isEmpty ? "" : "<NtryDtls><TxDtls>\(details)</TxDtls></NtryDtls>")
      \(entry.information.map { "<AddtlNtryInf>\($0)</AddtlNtryInf>" } ?? "")</Ntry>

      """
  }

  private func money(_ amount: Int) -> String {
    let cents = "0\(abs(amount) % 100)".suffix(2)
    return "<Amt Ccy=\"\(currency)\">\(abs(amount) / 100).\(cents)</Amt>"
      + "<CdtDbtInd>\(amount < 0 ? "DBIT" : "CRDT")</CdtDbtInd>"
  }
}
