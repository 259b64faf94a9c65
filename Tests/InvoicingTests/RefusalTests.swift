import Amounts
import Banking
import CivilTime
import Invoicing
import Testing

/// A change to a whole document, and the rule that refuses what it makes.
struct Refusal: CustomTestStringConvertible, Sendable {
  let rule: String
  let change: @Sendable (inout InvoiceContent) throws -> Void

  init(_ rule: String, _ change: @escaping @Sendable (inout InvoiceContent) throws -> Void) {
    self.rule = rule
    self.change = change
  }

  var testDescription: String { rule }

  static let all = header + parties + lines + taxes + payments

  static let header: [Refusal] = [
    Refusal("BR-02") { $0.number = "  " },
    Refusal("BR-CL-04") { $0.currency = try Sample.money("0", "HRK").currency },
    Refusal("BR-DEC-09") { $0.currency = try Sample.money("0", "BHD").currency },
    Refusal("PEPPOL-EN16931-R005") { $0.taxCurrency = .init($0.currency, at: DecimalNumber(1)) },
    Refusal("PEPPOL-EN16931-R003") { $0.buyerReference = nil },
    Refusal("PEPPOL-EN16931-R008") { $0.orderReference = "" },
    Refusal("PEPPOL-EN16931-R002") { $0.notes = ["one", "two"] },
    Refusal("BR-55") { $0.precedingInvoices = [.init("")] },
    Refusal("BR-29") { $0.period = .between($0.issueDate, $0.issueDate.adding(days: -1)) },
    Refusal("BR-CO-25") { $0.dueDate = nil },
    Refusal("PEPPOL-EN16931-R051") { $0.prepaid = try Sample.money("1", "USD") },
    Refusal("PEPPOL-EN16931-P0100") { $0.type = .selfBilledInvoice },
    Refusal("PEPPOL-EN16931-P0101") { $0.type = .selfBilledCreditNote },
    Refusal("PEPPOL-EN16931-P0112") { $0.type = .correctedInvoice },
  ]

  static let parties: [Refusal] = [
    Refusal("BR-06") { $0.seller.name = "" },
    Refusal("BR-07") { $0.buyer.name = "" },
    Refusal("BR-17") { $0.payee = Payee(name: $0.seller.name) },
    Refusal("BR-CO-26") { $0.seller.taxNumber = nil },
    Refusal("BR-CO-09") { $0.seller.taxNumber = "123456789" },
    Refusal("BR-CL-14") { $0.buyer.address.country = "ZZ" },
    Refusal("BR-CL-10") { $0.seller.identifiers = [SchemedIdentifier("1", scheme: "9999")] },
    Refusal("BR-CL-11") { $0.buyer.legalRegistration = SchemedIdentifier("1", scheme: "0001") },
    Refusal("BR-CL-25") { $0.seller.electronicAddress?.scheme = "0001" },
    Refusal("UBL-SR-16") { $0.buyer.taxRegistration = "1" },
    Refusal("UBL-SR-51") { $0.buyer.address.lines = ["1", "2", "3", "4"] },
    Refusal("PEPPOL-EN16931-R010") { $0.buyer.electronicAddress = nil },
    Refusal("PEPPOL-EN16931-R020") { $0.seller.electronicAddress = nil },
    Refusal("PEPPOL-EN16931-CL008") {
      $0.buyer.electronicAddress = ElectronicAddress("a@example.com", scheme: "EM")
    },
    Refusal("PEPPOL-COMMON-R040") { $0.seller.electronicAddress?.value = "4012345000008" },
    Refusal("DE-R-008") {
      $0.buyer.address = PostalAddress(postCode: "20095", country: "DE")
    },
    Refusal("BR-DE-2") {
      $0.specification = .xrechnung
      $0.seller.contact = nil
    },
  ]

  static let lines: [Refusal] = [
    Refusal("BR-16") { $0.lines = [] },
    Refusal("BR-21") { $0.lines.append($0.lines[0]) },
    Refusal("BR-25") { $0.lines[0].item.name = "" },
    Refusal("BR-27") { $0.lines[0].price = ItemPrice(DecimalNumber(-1)) },
    Refusal("BR-28") {
      $0.lines[0].price = try ItemPrice(DecimalNumber(-1), less: DecimalNumber(-2))
    },
    Refusal("BR-CL-23") { $0.lines[0].unit = "piece" },
    Refusal("BR-CL-13") {
      $0.lines[0].item.classifications = [.init("1", scheme: "none")]
    },
    Refusal("PEPPOL-EN16931-R121") {
      $0.lines[0].price = ItemPrice(DecimalNumber(1), per: DecimalNumber(0))
    },
    Refusal("BR-30") {
      $0.lines[0].period = .between($0.issueDate, $0.issueDate.adding(days: -1))
    },
    Refusal("PEPPOL-EN16931-R110") {
      $0.period = .from($0.issueDate)
      $0.lines[0].period = .from($0.issueDate.adding(days: -1))
    },
    Refusal("PEPPOL-EN16931-R111") {
      $0.period = .until($0.issueDate)
      $0.lines[0].period = .until($0.issueDate.adding(days: 1))
    },
    Refusal("BR-42") { $0.lines[0].allowancesAndCharges = [try allowance(.init())] },
    Refusal("BR-44") { $0.lines[0].allowancesAndCharges = [try charge(.init())] },
    Refusal("BR-33") {
      $0.allowancesAndCharges = [.init(try allowance(.init()), tax: Sample.standard)]
    },
    Refusal("BR-38") {
      $0.allowancesAndCharges = [.init(try charge(.init()), tax: Sample.standard)]
    },
    Refusal("BR-CL-19") { $0.lines[0].allowancesAndCharges = [try allowance(.init(code: "FC"))] },
    Refusal("BR-CL-20") { $0.lines[0].allowancesAndCharges = [try charge(.init(code: "95"))] },
  ]

  static let taxes: [Refusal] = [
    Refusal("BR-S-02") { untax(&$0.seller) },
    Refusal("BR-S-05") { $0.lines[0].tax = .standard(.zero) },
    Refusal("BR-Z-02") {
      untax(&$0.seller)
      $0.lines[0].tax = .zeroRated
    },
    Refusal("BR-E-03") {
      untax(&$0.seller)
      $0.lines[0].tax = .outsideScope
      $0.buyer.taxNumber = nil
      $0.allowancesAndCharges = [.init(try allowance(.init("why")), tax: .exempt)]
    },
    Refusal("BR-E-10") { $0.lines[0].tax = .exempt },
    Refusal("BR-Z-10") {
      $0.lines[0].tax = .zeroRated
      $0.exemptions = [.zeroRated: TaxExemption(reason: "why")]
    },
    Refusal("BR-AE-02") {
      $0.buyer.taxNumber = nil
      $0.lines[0].tax = .reverseCharge
    },
    Refusal("BR-G-02") {
      $0.seller.taxNumber = nil
      $0.seller.identifiers = [SchemedIdentifier("S")]
      $0.lines[0].tax = .export
    },
    Refusal("BR-IC-02") {
      $0.buyer.taxNumber = nil
      $0.lines[0].tax = .intraCommunity
    },
    Refusal("BR-IC-11") { $0.lines[0].tax = .intraCommunity },
    Refusal("BR-IC-12") {
      $0.lines[0].tax = .intraCommunity
      $0.delivery = .init(date: $0.issueDate)
    },
    Refusal("BR-O-02") { $0.lines[0].tax = .outsideScope },
    Refusal("BR-O-11") {
      untax(&$0.seller)
      $0.buyer.taxNumber = nil
      $0.seller.taxRegistration = "1"
      $0.lines = [
        try Sample.line("1", at: "1", .outsideScope), try Sample.line("2", at: "1", .zeroRated),
      ]
    },
    Refusal("BR-CL-22") {
      $0.lines[0].tax = .exempt
      $0.exemptions = [.exempt: TaxExemption(code: "VATEX-EU-NONE")]
    },
    Refusal("PEPPOL-EN16931-P0104") {
      $0.lines[0].tax = .exempt
      $0.exemptions = [.exempt: TaxExemption(code: "VATEX-EU-G")]
    },
    Refusal("BR-G-10") {
      $0.lines[0].tax = .export
      $0.exemptions = [.export: TaxExemption(code: "VATEX-EU-132")]
    },
    // 250 lines of 0.03 at 19 % bear 0.01 each, 2.50, and 1.43 on their sum of 7.50.
    Refusal("BR-CO-17") {
      $0.taxMethod = .perLine
      $0.lines = try (1...250).map { try Sample.line(String($0), at: "0.03") }
    },
  ]

  static let payments: [Refusal] = [
    Refusal("BR-61") { $0.payment = PaymentInstructions(.transfer([])) },
    Refusal("DE-R-019") {
      $0.payment = PaymentInstructions(.sepaTransfer([.init(try AccountNumber(parsing: "12345"))]))
    },
    Refusal("PEPPOL-EN16931-R061") {
      $0.payment = PaymentInstructions(.directDebit(.init(reference: "")))
    },
    Refusal("UBL-SR-45") {
      $0.type = .creditNote
      $0.payment = nil
    },
  ]

  private static func allowance(_ reason: AllowanceOrCharge.Reason) throws -> AllowanceOrCharge {
    AllowanceOrCharge(.allowance, of: try Sample.money("1.00"), because: reason)
  }

  private static func charge(_ reason: AllowanceOrCharge.Reason) throws -> AllowanceOrCharge {
    AllowanceOrCharge(.charge, of: try Sample.money("1.00"), because: reason)
  }

  private static func untax(_ party: inout TradeParty) {
    party.taxNumber = nil
    party.identifiers = [SchemedIdentifier("S-1")]
  }
}

@Suite("Refusals of an electronic invoice")
struct RefusalTests {
  @Test("the document that the refusals start from is a document")
  func whole() throws {
    let invoice = try ElectronicInvoice(Sample.content())
    #expect(invoice.totals.due == (try Sample.money("119.00")))
  }

  @Test("what breaks a rule is refused by its id", arguments: Refusal.all)
  func refused(_ refusal: Refusal) throws {
    var content = try Sample.content()
    try refusal.change(&content)
    let error = #expect(throws: ElectronicInvoiceError.self) { try ElectronicInvoice(content) }
    #expect(error?.ruleID == refusal.rule)
  }

  @Test("every reason of exemption that the list has is taken, also where the list is long")
  func exemptions() throws {
    for code in [
      "VATEX-EU-79-C", "VATEX-EU-132-1J", "VATEX-EU-143-1G", "VATEX-EU-148-B", "VATEX-EU-151",
      "VATEX-EU-I", "VATEX-FR-CGI261-2", "VATEX-FR-CGI261-8", "VATEX-FR-CGI261C-3",
      "VATEX-FR-CGI295",
    ] {
      var content = try Sample.content()
      content.lines[0].tax = .exempt
      content.exemptions = [.exempt: TaxExemption(code: code)]
      #expect(throws: Never.self, "\(code)") { try ElectronicInvoice(content) }
    }
  }

  @Test("a refusal says where it is, which rule it is, and what to do")
  func words() throws {
    var content = try Sample.content()
    content.lines[0].item.name = ""
    let error = #expect(throws: ElectronicInvoiceError.self) { try ElectronicInvoice(content) }
    #expect(error?.code == "ELECTRONIC_INVOICE_RULE")
    #expect(error?.sentence == "At line 1, BT-153 (BR-25): The name of the item must be given.")
    #expect(error?.remedy == "Fill it in where the document's data are kept.")
  }
}
