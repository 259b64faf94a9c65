import Amounts
import Banking
import CivilTime
import Testing

@Suite("Payout files before the outside checker")
struct PayoutFileTests {
  private static let checks: Set = [
    "PAY-XSD", "PAY-IBAN", "PAY-NBOFTXS", "PAY-CTRLSUM", "PAY-PMTINF", "PAY-E2E", "PAY-AMOUNT",
  ]

  @Test("pain.001 of every bank profile passes the schema, its sums, its IBANs and its references")
  func good() throws {
    let any = BankProfile(name: "any", characters: .sepaLatin)
    let documents = try [
      ("sepa", "EUR", BankProfile.sepa), ("international", "USD", .international),
      ("chinese", "CNY", .chinese), ("whole", "JPY", any), ("thousandths", "KWD", any),
    ].map { name, code, profile in
      Checked(
        name: "\(name).pain001.xml",
        bytes: try PaymentFile(Self.batch(code), for: profile).creditTransferMessage,
        passes: Self.checks)
    }
    try Checked.expect(documents, options: [])
  }

  @Test("a changed sum, count, account, reference or element fails by its own rule")
  func broken() throws {
    let file = try PaymentFile(Self.batch("EUR"), for: .sepa).creditTransferMessage
    func changed(
      _ old: String, _ new: String, after: String = "", _ rule: String
    ) throws -> Checked {
      Checked(
        name: rule + ".pain001.xml",
        bytes: try Checked.replaced(file, old, by: new, after: after), fails: rule)
    }
    let (sum, more) = ("<CtrlSum>1534.56<", "<CtrlSum>1534.57<")
    try Checked.expect(
      [
        changed(sum, more, "PAY-CTRLSUM"),
        // The second sum is that of the block.
        changed(sum, more, after: "<PmtMtd>", "PAY-PMTINF"),
        changed("<NbOfTxs>2<", "<NbOfTxs>3<", "PAY-NBOFTXS"),
        changed("DE89370400440532013000", "DE89370400440532013001", "PAY-IBAN"),
        changed(
          "202610-M-101-general-EUR</EndToEndId>", "202610-M-100-general-EUR</EndToEndId>",
          "PAY-E2E"),
        changed(">1500.00<", ">1500.001<", "PAY-AMOUNT"),
        changed("<InstdAmt Ccy=\"EUR\">34.56", "<InstdAmt Ccy=\"JPY\">34.56", "PAY-AMOUNT"),
        changed("<PmtMtd>TRF</PmtMtd>", "", "PAY-XSD"),
      ], options: [])
  }

  /// 1,500 and 34.56 of the currency, 34.567 where it has three decimals and 34 where it has none.
  private static func batch(_ code: String) throws -> PayoutBatch {
    func payment(_ number: Int, _ account: String, _ amount: String) throws -> Payment {
      Payment(
        endToEndID: "202610-M-\(number)-general-\(code)",
        creditor: PaymentParty(
          name: code == "CNY" ? "莲花云科技有限公司" : "Lotus Cloud & Söhne",
          account: code == "CNY" ? "11090000000\(number % 10)" : account,
          bic: code == "CNY" ? "ICBKCNBJ" : "COBADEFFXXX",
          address: PostalAddress(
            street: "Ladenweg", buildingNumber: "3", postCode: "20095", town: "Hamburg",
            country: "DE")),
        amount: try money(amount, code), remittance: "Settlement 202610-M-\(number)-general-\(code)"
      )
    }
    let (first, second) =
      switch code {
      case "JPY": ("1500", "34")
      case "KWD": ("1500.000", "34.567")
      default: ("1500.00", "34.56")
      }
    return PayoutBatch(
      id: "PO-202610-\(code)-1", created: try Instant(parsing: "2026-11-20T10:30:00.75+08:00"),
      executionDate: try day("2026-11-23"), currency: try #require(Currency(code: code)),
      debtor: PaymentParty(
        name: "Beispiel Marktplatz GmbH", account: "DE02120300000000202051", bic: "BYLADEM1001",
        address: PostalAddress(town: "Berlin", country: "DE")),
      payments: [
        try payment(100, "DE89370400440532013000", first),
        try payment(101, "FR1420041010050500013M02606", second),
      ])
  }
}
