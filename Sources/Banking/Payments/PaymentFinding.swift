import Amounts
import CivilTime

/// What keeps a batch, or one payment of it, out of a bank's file.
package struct PaymentFinding: Hashable, Sendable {
  /// What the finding is about.
  package enum Part: String, Hashable, Sendable {
    case batch
    case batchID = "batch id"
    case executionDate = "execution date"
    case endToEndID = "end-to-end id"
    case name
    case account
    case bic = "BIC"
    case bankName = "bank name"
    case address
    case street
    case buildingNumber = "building number"
    case postCode = "post code"
    case town
    case country
    case amount
    case remittance = "remittance text"
  }

  /// Position of the payment in the batch, from 1; none where the batch or the payer is meant.
  package let payment: Int?
  /// Its end-to-end id as it was given.
  package let endToEndID: String?
  package let part: Part
  package let flaw: PaymentFlaw
}

/// What is wrong with a part of a payment.
package enum PaymentFlaw: Hashable, Sendable {
  case missing
  /// The bank does not take these characters.
  case characters([Unicode.Scalar], BankCharacters)
  /// A reference with spaces at an end, or slashes at an end or together.
  case reference
  case tooLong(count: Int, limit: Int)
  /// Cut at its spaces, the address needs more lines than the bank takes.
  case tooManyLines(count: Int, limit: Int)
  case iban(IBANFlaw)
  /// The bank takes no other account numbers.
  case notAnIBAN
  case bicMalformed
  /// Not two capital letters.
  case countryMalformed
  /// The bank wants town and country of their own.
  case notStructured
  /// The bank takes no address lines.
  case linesLeftOver
  case notPositive(Money)
  case tooLarge(Money, limit: MinorUnits)
  case currency(Currency, expected: Currency)
  case currencyNotTaken(Currency)
  /// Another payment of the batch has the id too.
  case usedTwice(firstPayment: Int)
  case pastDate(CivilDate, created: CivilDate)
  /// The sum has more than 18 digits.
  case sumTooLarge(Total)
}

extension PaymentFlaw {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .missing: "PAYMENT_MISSING"
    case .characters: "PAYMENT_CHARACTERS"
    case .reference: "PAYMENT_REFERENCE"
    case .tooLong: "PAYMENT_TOO_LONG"
    case .tooManyLines: "PAYMENT_TOO_MANY_LINES"
    case .iban: "PAYMENT_IBAN"
    case .notAnIBAN: "PAYMENT_NOT_AN_IBAN"
    case .bicMalformed: "PAYMENT_BIC"
    case .countryMalformed: "PAYMENT_COUNTRY"
    case .notStructured: "PAYMENT_ADDRESS_NOT_STRUCTURED"
    case .linesLeftOver: "PAYMENT_ADDRESS_LINES"
    case .notPositive: "PAYMENT_NOT_POSITIVE"
    case .tooLarge: "PAYMENT_TOO_LARGE"
    case .currency: "PAYMENT_CURRENCY"
    case .currencyNotTaken: "PAYMENT_CURRENCY_NOT_TAKEN"
    case .usedTwice: "PAYMENT_ID_USED_TWICE"
    case .pastDate: "PAYMENT_PAST_DATE"
    case .sumTooLarge: "PAYMENT_SUM_TOO_LARGE"
    }
  }
}

extension PaymentFinding {
  /// The stable name of what is wrong, for machines.
  package var code: String { flaw.code }

  /// What happened, in one sentence. It quotes neither names nor account numbers.
  package var sentence: String { "\(place)\(part.rawValue) \(predicate)." }

  private var place: String {
    guard let payment else { return "The batch: the " }
    let id = (endToEndID ?? "").unicodeScalars.prefix(40).map { scalar in
      BankCharacters.sepaLatin.contains(scalar) ? String(scalar) : codePoint(scalar)
    }
    return "Payment \(payment) (\(id.joined())): the "
  }

  private var predicate: String {
    switch flaw {
    case .missing: "is missing"
    case .characters(let refused, let set):
      "has \(refused.prefix(8).map(codePoint).joined(separator: ", ")), which "
        + "\(set.rawValue) has no place for"
    case .reference: "has a slash or a space at an end, or two slashes together"
    case .tooLong(let count, let limit): "has \(count) characters; the bank takes \(limit)"
    case .tooManyLines(let count, let limit): "needs \(count) lines; the bank takes \(limit)"
    case .iban(.shape): "has not the form of an account number"
    case .iban(.length(let country, let found, let expected)):
      "has \(found) characters; an IBAN of \(country) has \(expected)"
    case .iban(.checkDigits): "has wrong check digits"
    case .notAnIBAN: "is not an IBAN"
    case .bicMalformed: "has not the form of a BIC"
    case .countryMalformed: "is not two capital letters"
    case .notStructured: "does not tell town and country apart"
    case .linesLeftOver: "has lines beside its parts, which the bank does not take"
    case .notPositive(let amount): "is \(amount); only amounts above zero are paid"
    case .tooLarge(let amount, let limit):
      "is \(amount); the bank takes at most "
        + "\(Money(minorUnits: limit, currency: amount.currency))"
    case .currency(let found, let expected): "is in \(found) in a batch of \(expected)"
    case .currencyNotTaken(let currency): "is in \(currency), which the bank does not pay"
    case .usedTwice(let first): "is that of payment \(first) too"
    case .pastDate(let date, let created): "is \(date), before the file is made on \(created)"
    case .sumTooLarge(let sum): "comes to \(sum.decimalText) \(sum.currency), beyond 18 digits"
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch flaw {
    case .missing: part == .batch ? "Add payments." : "Complete it where the partner is kept."
    case .characters:
      part == .name
        ? "Give the name in Latin letters as the bank keeps it (name_en), or take them out."
        : "Write it with the characters the bank takes."
    case .reference: "Give the batch or the payment another id."
    case .tooLong:
      part == .name
        ? "Agree on a short name with the bank and give that one." : "Give a shorter one."
    case .tooManyLines: "Shorten the address."
    case .iban: "Compare the account number with the partner's papers and correct it."
    case .notAnIBAN: "Ask the partner for the IBAN, or pay through another bank."
    case .bicMalformed: "Write 8 or 11 letters and digits, like COBADEFFXXX."
    case .countryMalformed: "Write the code of ISO 3166, like DE or CN."
    case .notStructured: "Give at least town and country in fields of their own."
    case .linesLeftOver: "Give street, building, post code and town in fields of their own."
    case .notPositive: "Take the payment out of the batch."
    case .tooLarge: "Split the payment, or pay it by hand."
    case .currency: "Put it into a batch of its currency."
    case .currencyNotTaken: "Pay it through a bank that takes the currency."
    case .usedTwice: "Take one of them out, or give the second attempt an id of its own."
    case .pastDate: "Choose the day the file is made or a later one."
    case .sumTooLarge: "Split the batch."
    }
  }
}

/// A batch that no file can be made of: everything that stands against it, in the order of the
/// file, at least one.
package struct PaymentRefusal: Error, Hashable, Sendable {
  package let findings: [PaymentFinding]
}

/// The character by its number, because it may be one that nobody sees: `U+202E`.
private func codePoint(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
