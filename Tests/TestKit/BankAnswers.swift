/// What a bank answers to a payment file, as pain.002 in text.
package struct BankAnswers {
  /// What it says of one payment.
  package struct Answer {
    package var endToEndID: String
    /// None where that of the batch counts.
    package var status: String?
    /// A code of ISO 20022.
    package var reason: String?
    /// What the bank adds in words.
    package var information: String?
    /// In minor units; none where the bank does not repeat it.
    package var amount: Int?

    package init(
      _ endToEndID: String, _ status: String? = nil, reason: String? = nil,
      information: String? = nil, amount: Int? = nil
    ) {
      self.endToEndID = endToEndID
      self.status = status
      self.reason = reason
      self.information = information
      self.amount = amount
    }
  }

  /// The batch that is answered, as file and as block.
  package var batch: String
  package var currency: String
  /// Of the file and of the block; none where the bank says nothing of it.
  package var groupStatus: String?
  package var blockStatus: String?
  /// Why the file has its status.
  package var groupReason: String?
  package var answers: [Answer]
  /// When the bank writes it, ISO 8601.
  package var at: String

  package init(
    _ batch: String, _ currency: String, group: String? = nil, block: String? = nil,
    groupReason: String? = nil, at: String = "2026-08-10T13:00:00+08:00", _ answers: [Answer] = []
  ) {
    self.batch = batch
    self.currency = currency
    groupStatus = group
    blockStatus = block
    self.groupReason = groupReason
    self.answers = answers
    self.at = at
  }

  /// The report, version 10. Without statuses of the block or of payments it has no block.
  package func file(_ id: String) -> [UInt8] {
    let isWhole = blockStatus == nil && answers.isEmpty
    let block = """
      <OrgnlPmtInfAndSts><OrgnlPmtInfId>\(batch)</OrgnlPmtInfId>
      \(leaf("PmtInfSts", blockStatus))\(answers.map(transaction).joined())</OrgnlPmtInfAndSts>

      """
    let message = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
      <GrpHdr><MsgId>\(id)</MsgId><CreDtTm>\(at)</CreDtTm></GrpHdr>
      <OrgnlGrpInfAndSts><OrgnlMsgId>\(batch)</OrgnlMsgId>
      <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
      \(leaf("GrpSts", groupStatus))\(why(groupReason, nil))</OrgnlGrpInfAndSts>
      \(isWhole ? "" : block)</CstmrPmtStsRpt></Document>

      """
    return Array(message.utf8)
  }

  private func transaction(_ answer: Answer) -> String {
    let amount = answer.amount.map { amount in
      "<OrgnlTxRef><Amt><InstdAmt Ccy=\"\(currency)\">\(amount / 100)."
        + "\("0\(amount % 100)".suffix(2))</InstdAmt></Amt></OrgnlTxRef>"
    }
    return "<TxInfAndSts><OrgnlEndToEndId>\(answer.endToEndID)</OrgnlEndToEndId>"
      + leaf("TxSts", answer.status) + why(answer.reason, answer.information) + (amount ?? "")
      + "</TxInfAndSts>\n"
  }

  private func why(_ reason: String?, _ information: String?) -> String {
    guard let reason else { return "" }
    return "<StsRsnInf><Rsn><Cd>\(reason)</Cd></Rsn>\(leaf("AddtlInf", information))</StsRsnInf>"
  }

  private func leaf(_ name: String, _ text: String?) -> String {
    text.map { "<\(name)>\($0)</\(name)>" } ?? ""
  }
}
