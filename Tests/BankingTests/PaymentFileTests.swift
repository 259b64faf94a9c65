import Amounts
import Banking
import Testing

struct PaymentFileTests {
  @Test("everything that stands against a batch is said at once, payment by payment")
  func everythingAtOnce() throws {
    var batch = try Sample.batch([
      Sample.payment("P-1", name: "莲花云", account: "DE89370400440532013001", amount: "0.00"),
      Sample.payment("P-2", account: "6222020200112233445"),
      Sample.payment("P-1", amount: "1000000000.00"),
      Sample.payment("//P-3 ", name: "\u{A0}", account: "", bic: "X"),
      Sample.payment("P-4", amount: "10.00", "USD"),
    ])
    batch.executionDate = try Sample.day("2026-11-19")
    batch.debtor.bic = "BYLA"
    #expect(
      Sample.findings(batch, .sepa) == [
        "0 execution date PAYMENT_PAST_DATE", "0 BIC PAYMENT_BIC",
        "1 name PAYMENT_CHARACTERS", "1 account PAYMENT_IBAN", "1 amount PAYMENT_NOT_POSITIVE",
        "2 account PAYMENT_NOT_AN_IBAN",
        "3 end-to-end id PAYMENT_ID_USED_TWICE", "3 amount PAYMENT_TOO_LARGE",
        "4 end-to-end id PAYMENT_REFERENCE", "4 name PAYMENT_MISSING",
        "4 account PAYMENT_MISSING", "4 BIC PAYMENT_BIC",
        "5 amount PAYMENT_CURRENCY",
      ])
  }

  @Test("a finding names the payment and says what to do, and quotes no name and no account")
  func words() throws {
    let batch = try Sample.batch([
      Sample.payment("P-\u{202E}1", name: "莲花", account: "DE89370400440532013001")
    ])
    let refusal = try #require(throws: PaymentRefusal.self) {
      try PaymentFile(batch, for: .sepa)
    }
    #expect(
      refusal.findings.map(\.sentence) == [
        "Payment 1 (P-U+202E1): the end-to-end id has U+202E, which SEPA Latin has no place for.",
        "Payment 1 (P-U+202E1): the name has U+83B2, U+82B1, which SEPA Latin has no place for.",
        "Payment 1 (P-U+202E1): the account has wrong check digits.",
      ])
    #expect(
      refusal.findings.map(\.remedy) == [
        "Write it with the characters the bank takes.",
        "Give the name in Latin letters as the bank keeps it (name_en), or take them out.",
        "Compare the account number with the partner's papers and correct it.",
      ])
  }

  @Test("an empty batch, a currency the bank does not pay and a sum beyond 18 digits are refused")
  func batches() throws {
    #expect(Sample.findings(try Sample.batch([]), .sepa) == ["0 batch PAYMENT_MISSING"])
    let dollars = try Sample.batch([Sample.payment(amount: "1.00", "USD")], code: "USD")
    #expect(Sample.findings(dollars, .sepa) == ["0 batch PAYMENT_CURRENCY_NOT_TAKEN"])
    var profile = BankProfile.sepa
    profile.amountLimit = 999_999_999_999_999_999
    let most = "9999999999999999.99"
    let two = try Sample.batch([
      Sample.payment("P-1", amount: most), Sample.payment("P-2", amount: "0.01"),
    ])
    #expect(Sample.findings(two, profile) == ["0 batch PAYMENT_SUM_TOO_LARGE"])
    let one = try PaymentFile(try Sample.batch([Sample.payment(amount: most)]), for: profile)
    #expect(one.controlSum.decimalText == most)
  }

  @Test("texts longer than the bank takes are refused, not cut")
  func lengths() throws {
    let long = String(repeating: "a", count: 200)
    let batch = try Sample.batch([
      Sample.payment(String(repeating: "9", count: 36), name: long, remittance: long),
      Sample.payment(
        String(repeating: "9", count: 35), name: String(repeating: "a", count: 70),
        remittance: String(repeating: "b", count: 140)),
    ])
    #expect(
      Sample.findings(batch, .sepa) == [
        "1 end-to-end id PAYMENT_TOO_LONG", "1 name PAYMENT_TOO_LONG",
        "1 remittance text PAYMENT_TOO_LONG",
      ])
  }

  @Test("what the file says otherwise is listed for whoever approves it")
  func changes() throws {
    let file = try PaymentFile(
      try Sample.batch([
        Sample.payment("P-1", name: "Ｚoë  Müller & Co."),
        Sample.payment("P-2", name: "莲花云", nameInLatin: "Lotus Cloud Ltd"),
        Sample.payment("P-3", address: PostalAddress(lines: ["示例路 1 号"])),
      ]), for: .sepa)
    #expect(
      file.transfers.map(\.creditor.name) == [
        "Zoe Muller + Co.", "Lotus Cloud Ltd", "Lotus Cloud Ltd",
      ])
    #expect(file.transfers[2].creditor.address == nil)
    #expect(
      file.changes.map { "\($0.payment ?? 0) \($0.part.rawValue): \($0.given) > \($0.written)" }
        == [
          "0 street: Hauptstraße > Hauptstrase", "1 name: Ｚoë  Müller & Co. > Zoe Muller + Co.",
          "2 name: 莲花云 > Lotus Cloud Ltd", "3 address: 示例路 1 号 > ",
        ])
  }

  @Test("abroad the bank's identifier and an address with town and country are wanted")
  func international() throws {
    let parts = PostalAddress(town: "Singapore", country: "SG", lines: ["1 Example Road"])
    let batch = try Sample.batch(
      [
        Sample.payment("P-1", account: "501-22334", amount: "1.00", "USD"),
        Sample.payment(
          "P-2", account: "501-22334", bic: "DBSSSGSG", address: PostalAddress(lines: ["Road 1"]),
          amount: "1.00", "USD"),
        Sample.payment(
          "P-3", account: "501-22334", bic: "DBSSSGSG",
          address: PostalAddress(town: "Singapore", country: "Sg"), amount: "1.00", "USD"),
        Sample.payment(
          "P-4", account: "501-22334", bic: "DBSSSGSG", address: parts, amount: "1.00", "USD"),
      ], code: "USD")
    #expect(
      Sample.findings(batch, .international) == [
        "1 BIC PAYMENT_MISSING", "1 address PAYMENT_MISSING",
        "2 address PAYMENT_ADDRESS_NOT_STRUCTURED", "3 country PAYMENT_COUNTRY",
      ])
    var strict = BankProfile.international
    strict.addressForm = .structured
    #expect(Sample.findings(batch, strict).last == "4 address PAYMENT_ADDRESS_LINES")
  }

  @Test("address lines are cut at spaces, and what needs more lines than there are is refused")
  func addressLines() throws {
    var profile = BankProfile.sepa
    profile.addressForm = .lines
    profile.addressLineLimit = 12
    let two = PostalAddress(street: "Long Street", buildingNumber: "7", town: "Ulm", country: "DE")
    let file = try PaymentFile(
      try Sample.batch([Sample.payment(address: PostalAddress(lines: ["Long Street 7, Ulm"]))]),
      for: relaxed(profile))
    #expect(file.transfers[0].creditor.address?.lines == ["Long Street", "7, Ulm"])
    let findings = Sample.findings(try Sample.batch([Sample.payment(address: two)]), profile)
    #expect(findings.contains("1 address PAYMENT_TOO_MANY_LINES"))
  }

  /// The payer's own address is longer than these lines; without one it is not in the way.
  private func relaxed(_ profile: BankProfile) -> BankProfile {
    var relaxed = profile
    relaxed.addressLineCount = 4
    return relaxed
  }

  @Test("a domestic account needs its bank, by identifier or by name")
  func bankOfAccount() throws {
    let batch = try Sample.batch(
      [
        Sample.payment("P-1", account: "6222020200112233445", amount: "1.00", "CNY"),
        Sample.payment(
          "P-2", account: "6222020200112233445", bankName: "莲花银行", amount: "1.00", "CNY"),
        Sample.payment(
          "P-3", account: "6222020200112233445", bic: "ICBKCNBJ", amount: "1.00", "CNY"),
      ], code: "CNY")
    #expect(Sample.findings(batch, .chinese) == ["1 bank name PAYMENT_MISSING"])
  }
}
