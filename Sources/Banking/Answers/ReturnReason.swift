/// Why a payment came back or was not made, as the bank says it.
package struct ReturnReason: Hashable, Sendable {
  /// A code of ISO 20022, like `AC04`, or the bank's own.
  package let code: String
  /// What the bank adds in words.
  package let information: String?

  /// A reason by its code.
  package init(code: String, information: String? = nil) {
    self.code = code
    self.information = information
  }

  /// The reason in plain words, one sentence.
  package var sentence: String {
    Self.known[code]?.sentence ?? "The bank gives the reason \(code), which is not known here."
  }

  /// What to do before the statement is paid again.
  package var remedy: String {
    (Self.known[code]?.remedy ?? .askBank).text
  }

  /// Whether the partner's bank details, name or address are to be mended before it is paid again.
  package var isAboutDetails: Bool {
    switch Self.known[code]?.remedy {
    case .newAccount, .name, .address, .newBank: true
    case .askPartner, .askBank, .ourAccount, .checkTwice, .retry, nil: false
    }
  }

  private enum Remedy {
    case newAccount, name, address, askPartner, askBank, ourAccount, newBank, checkTwice, retry

    var text: String {
      switch self {
      case .newAccount: "Ask the partner for new bank details, then pay the statement again."
      case .name:
        "Ask the partner under which name the account is kept, correct it, then pay again."
      case .address: "Complete the partner's address, then pay the statement again."
      case .askPartner: "Ask the partner, and hold the statement until it is settled."
      case .askBank: "Ask the bank for the reason in words, naming the end-to-end id."
      case .ourAccount: "Settle it with our own bank, then pay the statement again."
      case .newBank: "Correct the bank's identifier with the partner, then pay again."
      case .checkTwice: "Look whether the statement has been paid already before paying again."
      case .retry: "Pay the statement again; nothing about the partner is wrong."
      }
    }
  }

  private static let known: [String: (sentence: String, remedy: Remedy)] = [
    "AC01": ("The account number is wrong.", .newAccount),
    "AC02": ("Our account number is wrong.", .ourAccount),
    "AC03": ("The creditor's account number is wrong.", .newAccount),
    "AC04": ("The account is closed.", .newAccount),
    "AC05": ("Our account is closed.", .ourAccount),
    "AC06": ("The account is blocked.", .newAccount),
    "AC13": ("The account is a consumer's and may not be used for this.", .newAccount),
    "AC14": ("The account is of a kind that takes no such payments.", .newAccount),
    "AC15": ("The account is kept under another number now.", .newAccount),
    "AG01": ("The account takes no such payments.", .newAccount),
    "AG02": ("The bank does not know this kind of transaction.", .askBank),
    "AG03": ("The bank does not make this kind of payment.", .askBank),
    "AGNT": ("The bank of one side is wrong.", .newBank),
    "AM01": ("The amount is zero.", .askBank),
    "AM02": ("The amount is above what may be paid.", .askBank),
    "AM03": ("The account takes no payments in this currency.", .newAccount),
    "AM04": ("Our account did not have enough.", .ourAccount),
    "AM05": ("The bank takes it for a payment that was made before.", .checkTwice),
    "AM06": ("The amount is below what may be paid.", .askBank),
    "AM07": ("An authority blocks the amount on our account.", .ourAccount),
    "AM09": ("The amount is not what the creditor expected.", .askPartner),
    "AM10": ("The sum of the file is not that of its payments.", .askBank),
    "AM11": ("The bank does not pay in this currency.", .askBank),
    "AM12": ("The amount is not written as the bank wants it.", .askBank),
    "AM18": ("The number of payments is not that of the file.", .askBank),
    "ARDT": ("The payment had been returned before.", .checkTwice),
    "BE01": ("The name does not belong to the account.", .name),
    "BE04": ("The creditor's address is missing.", .address),
    "BE05": ("The bank does not know who ordered the payment.", .ourAccount),
    "BE06": ("The creditor is not known at this bank.", .newAccount),
    "BE07": ("The payer's address is missing.", .ourAccount),
    "BE22": ("The creditor's name is missing.", .name),
    "CH03": ("The day of payment is too far ahead.", .retry),
    "CNOR": ("The creditor's bank is not reached by this kind of payment.", .newBank),
    "CURR": ("The currency is wrong.", .newAccount),
    "CUST": ("Somebody asked for the money to be sent back.", .askPartner),
    "DNOR": ("Our bank is not reached by this kind of payment.", .ourAccount),
    "DS02": ("The file was called back.", .checkTwice),
    "DS0H": ("Who signed the file may not sign for our account.", .ourAccount),
    "DT01": ("The day of payment is not possible.", .retry),
    "DU01": ("The bank has a file of this name already.", .checkTwice),
    "DU02": ("The bank has a batch of this name already.", .checkTwice),
    "DU03": ("The bank has this payment already.", .checkTwice),
    "DU04": ("The bank has a payment of this id already.", .checkTwice),
    "DUPL": ("The payment was made twice.", .checkTwice),
    "ED05": ("The banks could not settle with each other.", .retry),
    "ERIN": ("The creditor's bank does not support an option that was used.", .askBank),
    "FF01": ("The bank could not read the payment.", .askBank),
    "FF05": ("The bank does not know the kind of payment.", .askBank),
    "FOCR": ("The payment was called back.", .checkTwice),
    "FR01": ("The bank suspects a fraud.", .askPartner),
    "FRAD": ("The payment was called back because of a fraud.", .askPartner),
    "MD07": ("The account holder has died.", .askPartner),
    "MS02": ("The creditor refused the money, without a reason.", .askPartner),
    "MS03": ("The bank gives no reason.", .askBank),
    "NARR": ("The bank gives the reason in words.", .askBank),
    "NOAS": ("The creditor did not answer the bank.", .askPartner),
    "NOOR": ("The bank never had the payment that was called back.", .askBank),
    "RC01": ("The bank's identifier is wrong.", .newBank),
    "RC04": ("The creditor's bank is wrong.", .newBank),
    "RC05": ("The BIC is wrong.", .newBank),
    "RC07": ("The creditor's bank is not known by its BIC.", .newBank),
    "RC08": ("The bank's number in the clearing is wrong.", .newBank),
    "RR01": ("The payer's account or number is missing; the law wants it.", .ourAccount),
    "RR02": ("The payer's name or address is missing; the law wants it.", .ourAccount),
    "RR03": ("The creditor's name or address is missing; the law wants it.", .address),
    "RR04": ("The law or an authority stands against it.", .askBank),
    "RUTA": ("The payment could not be routed.", .newBank),
    "SL01": ("The creditor has not booked this service of the bank.", .askPartner),
    "TECH": ("The bank had a technical fault.", .retry),
    "TM01": ("The payment came after the bank's last hour.", .retry),
    "UPAY": ("The payment was not owed.", .askPartner),
  ]
}
