import Amounts

/// Why an invoice could not be drawn up, or its number could not be read.
package enum InvoiceError: Error, Hashable, Sendable {
  /// The text is not an invoice number.
  case numberMalformed(String)
  /// There is nothing to invoice.
  case withoutLines(InvoiceNumber)
  /// A part of the invoice is in another currency than the rest.
  case currencyMixed(InvoiceNumber, Currency, Currency)
  /// Lines of both signs, or none but zeros, do not make one document of this kind.
  case signMixed(InvoiceNumber, line: Int, amount: Money)
  /// The number's kind does not match the document's.
  case kindMismatch(InvoiceNumber)
  /// Two parts that must be equal are not.
  case totalsDiffer(InvoiceNumber, what: String, stated: Money, computed: Money)
  /// An amount leaves 64 bits of minor units.
  case amount(InvoiceNumber, AmountError)
}

extension InvoiceError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .numberMalformed: "INVOICE_NUMBER_MALFORMED"
    case .withoutLines: "INVOICE_WITHOUT_LINES"
    case .currencyMixed: "INVOICE_CURRENCY_MIXED"
    case .signMixed: "INVOICE_SIGN_MIXED"
    case .kindMismatch: "INVOICE_KIND_MISMATCH"
    case .totalsDiffer: "INVOICE_TOTALS_DIFFER"
    case .amount: "INVOICE_AMOUNT"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .numberMalformed(let text):
      "\"\(text.prefix(60))\" is not an invoice number."
    case .withoutLines(let number):
      "Invoice \(number) has no lines."
    case .currencyMixed(let number, let expected, let found):
      "Invoice \(number) is in \(expected) and has an amount in \(found)."
    case .signMixed(let number, let line, let amount):
      "Line \(line) of \(number) has the amount \(amount), which is of the wrong sign."
    case .kindMismatch(let number):
      "The number \(number) belongs to another kind of document."
    case .totalsDiffer(let number, let what, let stated, let computed):
      "The \(what) of \(number) is stated as \(stated) and comes to \(computed)."
    case .amount(let number, let error):
      "Invoice \(number) cannot be added up: \(error.sentence)"
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .numberMalformed:
      "Write it like INTL-FEE-2026-000042."
    case .withoutLines:
      "Issue no invoice for a month without fees."
    case .currencyMixed:
      "Issue one invoice per currency."
    case .signMixed:
      "Put what is charged on an invoice, and what is given back on a credit note."
    case .kindMismatch:
      "Number invoices with FEE, corrected ones with COR and credit notes with CRN, self-billed ones"
        + " with SBI and SBC."
    case .totalsDiffer, .amount:
      "Check the statements that the invoice refers to."
    }
  }
}
