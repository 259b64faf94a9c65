import Amounts

/// Why a Chinese invoice could not be drawn up.
package enum ChineseInvoiceError: Error, Hashable, Sendable {
  /// A text that must be there is empty.
  case missing(String)
  /// A text has a line break, a character that XML cannot carry or that nobody sees, or more than
  /// 10,000 characters.
  case text(field: String)
  /// The name of an item is not `*category*name`.
  case itemName(String)
  /// The tax classification code has not 19 digits.
  case classificationCode(String)
  /// The rate is below nothing or above all.
  case taxRate(Rate)
  /// A quantity of zero, a price of nothing or less, or more than 13 decimals.
  case quantity(Exact, unitPrice: Exact)
  /// The form is in yuan.
  case currency(Currency)
  /// A line of nothing.
  case zeroAmount(String)
  /// Quantity and price come to another amount than the line states.
  case amountDiffers(String, stated: Money, computed: Money)
  /// An amount leaves 64 bits of fen.
  case amount(AmountError)
  /// An invoice without lines.
  case withoutItems
  /// A blue invoice below zero, or a red one that is not.
  case sign(net: Money, tax: Money)
  /// A line that reverses another stands on a blue invoice, or one that does not on a red.
  case lineColour(line: Int)
  /// A special invoice does not say the buyer's tax number.
  case buyerNumberMissing
  /// The year or the province of the number is not that of the invoice.
  case numberDiffers(ChineseInvoiceNumber, what: String)
  /// A party's tax number is none of a Chinese taxpayer.
  case taxNumber(InvoiceSide, ChineseTaxNumberFlaw)
  /// The confirmation does not allow to issue now.
  case notIssuable(RedLetterState)
}

extension ChineseInvoiceError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .missing: "CN_INVOICE_FIELD_MISSING"
    case .text: "CN_INVOICE_TEXT"
    case .itemName: "CN_INVOICE_ITEM_NAME"
    case .classificationCode: "CN_INVOICE_CLASSIFICATION_CODE"
    case .taxRate: "CN_INVOICE_TAX_RATE"
    case .quantity: "CN_INVOICE_QUANTITY"
    case .currency: "CN_INVOICE_CURRENCY"
    case .zeroAmount: "CN_INVOICE_ZERO_AMOUNT"
    case .amountDiffers: "CN_INVOICE_AMOUNT_DIFFERS"
    case .amount: "CN_INVOICE_AMOUNT"
    case .withoutItems: "CN_INVOICE_WITHOUT_ITEMS"
    case .sign: "CN_INVOICE_SIGN"
    case .lineColour: "CN_INVOICE_LINE_COLOUR"
    case .buyerNumberMissing: "CN_INVOICE_BUYER_NUMBER_MISSING"
    case .numberDiffers: "CN_INVOICE_NUMBER_DIFFERS"
    case .taxNumber: "CN_INVOICE_TAX_NUMBER"
    case .notIssuable: "CN_INVOICE_NOT_ISSUABLE"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .missing(let field):
      "The Chinese invoice has no \(field)."
    case .text(let field):
      "The \(field) is too long, or has a line break or a character that nobody sees."
    case .itemName(let name):
      "The item name \"\(name.prefix(60))\" is not of the form *category*name."
    case .classificationCode(let code):
      "The tax classification code \"\(code.prefix(60))\" has not 19 digits."
    case .taxRate(let rate):
      "The tax rate \(rate) is not between 0 and 1."
    case .quantity(let quantity, let unitPrice):
      "The quantity \(quantity) at \(unitPrice) each cannot stand on the invoice."
    case .currency(let currency):
      "A Chinese invoice is in CNY, and an amount is in \(currency)."
    case .zeroAmount(let name):
      "The line \"\(name)\" has the amount zero."
    case .amountDiffers(let name, let stated, let computed):
      "The line \"\(name)\" states \(stated), and its quantity and price come to \(computed)."
    case .amount(let error):
      "The Chinese invoice cannot be added up: \(error.sentence)"
    case .withoutItems:
      "The Chinese invoice has no lines."
    case .sign(let net, let tax):
      "The totals \(net) and \(tax) are of the wrong sign for this invoice."
    case .lineColour(let line):
      "Line \(line) does not belong on an invoice of this colour."
    case .buyerNumberMissing:
      "A special invoice must say the buyer's tax number."
    case .numberDiffers(let number, let what):
      "The \(what) in the number \(number) is not that of the invoice."
    case .taxNumber(let side, let flaw):
      "The tax number of the \(side) cannot stand on a Chinese invoice: \(flaw.sentence)"
    case .notIssuable(let state):
      "A red invoice cannot be issued in the state \"\(state.englishName)\"."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .missing, .buyerNumberMissing: "Complete what is known of the seller and the buyer."
    case .taxNumber(_, let flaw): flaw.remedy
    case .text: "Write it on one line of 10,000 characters at most, with letters that are seen."
    case .itemName: "Write it like *信息技术服务*平台服务费."
    case .classificationCode: "Look it up in the catalogue of goods and services."
    case .taxRate: "Write six percent as 0.06."
    case .quantity: "State the amount alone, or a quantity with a price of at most 13 decimals."
    case .currency: "Convert the amounts, and state the rate in the remark."
    case .zeroAmount, .withoutItems: "Issue no invoice for nothing."
    case .amountDiffers: "State the unit price with more decimals, or the amount alone."
    case .amount: "Check the amounts of the lines."
    case .sign, .lineColour: "Reverse lines on a red invoice, and charge them on a blue one."
    case .numberDiffers: "Take number, date and region from the same answer of the tax platform."
    case .notIssuable: "Wait for state 01 or 04, or request another confirmation."
    }
  }
}

/// Refuses what a name of any invoice may not have: the form has lines and no prose.
func checkText(_ text: String, _ field: String) throws(ChineseInvoiceError) {
  guard InvoiceText.flaw(in: text) == nil else { throw .text(field: field) }
}
