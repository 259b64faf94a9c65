import Amounts
import Banking
import CivilTime

/// Reads an entry and its transfers, and collects what cannot be read.
struct EntryReader {
  private(set) var findings: [BankFileFinding] = []

  mutating func entry(_ element: Element) -> BankEntry? {
    let amount = signedAmount(in: element, within: "Ntry")
    let date = bookingDate(of: element)
    let blocks = element.all("NtryDtls")
    let details = blocks.flatMap { $0.all("TxDtls") }.compactMap { transfer($0, of: element) }
    let charges = charges(in: element)
    guard let amount, let date else { return nil }
    let status = element.text(at: "Sts/Cd") ?? element.text(at: "Sts") ?? "BOOK"
    return BankEntry(
      bookedOn: date, amount: amount, isBooked: status == "BOOK",
      isReversal: flag(element["RvslInd"]) ?? false,
      servicerReference: element.text(at: "AcctSvcrRef"),
      transactionCode: transactionCode(of: element), batchID: batchID(of: blocks),
      information: element.text(at: "AddtlNtryInf"), charges: charges, details: details)
  }

  /// The one batch that the entry books, if it is one.
  private func batchID(of blocks: [Element]) -> String? {
    let named = blocks.map { block in
      block.text(at: "Btch/PmtInfId") ?? block.text(at: "Btch/MsgId")
        ?? block.text(at: "TxDtls/Refs/PmtInfId")
    }
    guard let first = named.first, named.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  private func transactionCode(of element: Element) -> String? {
    guard let code = element["BkTxCd"] else { return nil }
    if let domain = code.text(at: "Domn/Cd") {
      let family = code.text(at: "Domn/Fmly/Cd") ?? ""
      return "\(domain)-\(family)-\(code.text(at: "Domn/Fmly/SubFmlyCd") ?? "")"
    }
    return code.text(at: "Prtry/Cd")
  }

  /// The day of the booking; where the bank states only when the money counts, that day.
  private mutating func bookingDate(of element: Element) -> CivilDate? {
    guard let date = element["BookgDt"] ?? element["ValDt"] else {
      find(element, "Ntry/BookgDt", "The entry has no date of booking.", Remedy.askBank)
      return nil
    }
    // A day may carry the bank's offset, and an instant is of the bank's own day.
    let written = date.text(at: "Dt") ?? date.text(at: "DtTm") ?? ""
    let rest = written.dropFirst(10)
    let isDay = rest.isEmpty || rest.first.map { "TZ+-".contains($0) } ?? false
    do throws(CivilTimeError) {
      return try CivilDate(parsing: isDay ? String(written.prefix(10)) : written)
    } catch {
      find(date, "Ntry/BookgDt", error.sentence, error.remedy)
      return nil
    }
  }

  private mutating func transfer(_ element: Element, of entry: Element) -> BankTransfer? {
    let id = element.text(at: "Refs/EndToEndId")
    let isOutgoing = (element["CdtDbtInd"] ?? entry["CdtDbtInd"])?.trimmed == "DBIT"
    let stated = element["Amt"] ?? element.at("AmtDtls/TxAmt/Amt")
    let unsigned = stated.flatMap { self.amount($0, "TxDtls/Amt") }
    let parties = element["RltdPties"]
    let side = isOutgoing ? "Cdtr" : "Dbtr"
    let reason = element.at("RtrInf/Rsn/Cd") ?? element.at("RtrInf/Rsn/Prtry")
    let words = element["RtrInf"]?.all("AddtlInf").compactMap(\.trimmed).joined(separator: " ")
    return BankTransfer(
      endToEndID: id == "NOTPROVIDED" ? nil : id,
      amount: unsigned.map { isOutgoing ? opposite($0) : $0 },
      counterparty: parties?.text(at: "\(side)/Nm") ?? parties?.text(at: "\(side)/Pty/Nm"),
      remittance: remittance(of: element),
      returnReason: element["RtrInf"] == nil
        ? nil : ReturnReason(code: reason?.trimmed ?? "MS03", information: words),
      charges: charges(in: element))
  }

  private func remittance(of element: Element) -> String? {
    let lines = element["RmtInf"]?.all("Ustrd").compactMap(\.trimmed) ?? []
    return lines.isEmpty ? nil : lines.joined(separator: " ")
  }

  /// Charges stand in records since version 04, and directly before.
  private mutating func charges(in element: Element) -> [BankCharge] {
    let records = element.all("Chrgs").flatMap { charges in
      charges["Rcrd"] == nil ? [charges] : charges.all("Rcrd")
    }
    return records.compactMap { record in
      guard let written = record["Amt"], let amount = self.amount(written, "Chrgs/Amt") else {
        return nil
      }
      let isOurs = record.text(at: "CdtDbtInd") != "CRDT"
      return BankCharge(
        amount: isOurs ? opposite(amount) : amount, isIncluded: flag(record["ChrgInclInd"]))
    }
  }

  /// The amount of an element with the sign that its indicator gives it.
  mutating func signedAmount(in element: Element, within path: String) -> Money? {
    let written = element["Amt"]
    let amount = written.flatMap { self.amount($0, "\(path)/Amt") }
    if written == nil { find(element, "\(path)/Amt", "The amount is missing.", Remedy.askBank) }
    switch element.text(at: "CdtDbtInd") {
    case "CRDT": return amount
    case "DBIT": return amount.map(opposite)
    default:
      find(
        element, "\(path)/CdtDbtInd", "It is not said whether the amount came in or went out.",
        Remedy.askBank)
      return nil
    }
  }

  /// An amount of zero or more in its currency.
  mutating func amount(_ element: Element, _ path: String) -> Money? {
    let code = element.currency ?? ""
    guard let currency = Currency(code: code) else {
      find(element, path, "\"\(code.prefix(10))\" is not a currency.", Remedy.askBank)
      return nil
    }
    let written = element.trimmed ?? ""
    do throws(AmountError) {
      let amount = try Money(parsing: shortened(written, to: currency.exponent), in: currency)
      guard amount.minorUnits >= 0 else {
        find(element, path, "The amount \(amount) is below zero.", Remedy.askBank)
        return nil
      }
      return amount
    } catch {
      find(element, path, error.sentence, Remedy.askBank)
      return nil
    }
  }

  /// Some banks write five decimals; zeros beyond those of the currency say nothing.
  private func shortened(_ written: String, to decimals: Int) -> String {
    guard let point = written.firstIndex(of: ".") else { return written }
    var text = written
    while text.last == "0",
      text.distance(from: point, to: text.endIndex) - 1 > decimals
    {
      text.removeLast()
    }
    if text.last == "." { text.removeLast() }
    return text
  }

  /// Only amounts of zero or more come here, which all have an opposite.
  private func opposite(_ amount: Money) -> Money {
    Money(minorUnits: -amount.minorUnits, currency: amount.currency)
  }

  private func flag(_ element: Element?) -> Bool? {
    switch element?.trimmed {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  private mutating func find(
    _ element: Element, _ path: String, _ reason: String, _ remedy: String
  ) {
    findings.append(
      BankFileFinding(line: element.line, element: path, reason: reason, remedy: remedy))
  }

  private enum Remedy {
    static let askBank = "Ask the bank to correct the file; it is not changed here."
  }
}
