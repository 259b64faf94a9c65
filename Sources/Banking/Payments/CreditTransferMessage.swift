import Amounts
import CivilTime
import XMLFiles

extension PaymentFile {
  /// The file as a customer credit transfer, `pain.001.001.09` of ISO 20022: one block, named
  /// like the batch. The same file gives the same bytes.
  package var creditTransferMessage: [UInt8] {
    var text = XMLText()
    text.element("Document", [("xmlns", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09")]) {
      $0.element("CstmrCdtTrfInitn") { text in
        header(to: &text)
        text.element("PmtInf") { block(to: &$0) }
      }
    }
    return text.bytes
  }

  private func header(to text: inout XMLText) {
    text.element("GrpHdr") { text in
      text.leaf("MsgId", batchID)
      // To the second: banks refuse fractions more often than they read them.
      let seconds = created.microseconds - created.microseconds % 1_000_000
      text.leaf("CreDtTm", Instant(microseconds: seconds).text())
      totals(to: &text)
      text.element("InitgPty") { $0.leaf("Nm", debtor.name) }
    }
  }

  private func totals(to text: inout XMLText) {
    text.leaf("NbOfTxs", String(transfers.count))
    text.leaf("CtrlSum", controlSum.decimalText)
  }

  private func block(to text: inout XMLText) {
    text.leaf("PmtInfId", batchID)
    text.leaf("PmtMtd", "TRF")
    text.leaf("BtchBookg", profile.isBatchBooked ? "true" : "false")
    totals(to: &text)
    if let level = profile.serviceLevel {
      text.element("PmtTpInf") { $0.element("SvcLvl") { $0.leaf("Cd", level) } }
    }
    text.element("ReqdExctnDt") { $0.leaf("Dt", executionDate.text) }
    text.element("Dbtr") { party(debtor, to: &$0) }
    text.element("DbtrAcct") { account(debtor.account, to: &$0) }
    text.element("DbtrAgt") { bank(of: debtor, to: &$0) }
    text.leaf("ChrgBr", profile.chargeBearer.rawValue)
    for transfer in transfers {
      text.element("CdtTrfTxInf") { self.transfer(transfer, to: &$0) }
    }
  }

  private func transfer(_ transfer: Transfer, to text: inout XMLText) {
    text.element("PmtId") { $0.leaf("EndToEndId", transfer.endToEndID) }
    text.element("Amt") {
      $0.leaf("InstdAmt", transfer.amount.decimalText, ("Ccy", transfer.amount.currency.code))
    }
    if transfer.creditor.bic != nil || transfer.creditor.bankName != nil {
      text.element("CdtrAgt") { bank(of: transfer.creditor, to: &$0) }
    }
    text.element("Cdtr") { party(transfer.creditor, to: &$0) }
    text.element("CdtrAcct") { account(transfer.creditor.account, to: &$0) }
    if !transfer.remittance.isEmpty {
      text.element("RmtInf") { $0.leaf("Ustrd", transfer.remittance) }
    }
  }

  private func party(_ party: Party, to text: inout XMLText) {
    text.leaf("Nm", party.name)
    guard let address = party.address else { return }
    text.element("PstlAdr") { text in
      text.leaf("StrtNm", address.street)
      text.leaf("BldgNb", address.buildingNumber)
      text.leaf("PstCd", address.postCode)
      text.leaf("TwnNm", address.town)
      text.leaf("Ctry", address.country)
      for line in address.lines { text.leaf("AdrLine", line) }
    }
  }

  private func account(_ account: AccountNumber, to text: inout XMLText) {
    text.element("Id") { text in
      switch account {
      case .iban(let iban): text.leaf("IBAN", iban.text)
      case .other(let number): text.element("Othr") { $0.leaf("Id", number) }
      }
    }
  }

  private func bank(of party: Party, to text: inout XMLText) {
    text.element("FinInstnId") { text in
      if let bic = party.bic {
        text.leaf("BICFI", bic.text)
      } else if let name = party.bankName {
        text.leaf("Nm", name)
      } else {
        // The element must be there, and this is what it says where the IBAN tells the bank.
        text.element("Othr") { $0.leaf("Id", "NOTPROVIDED") }
      }
    }
  }
}
