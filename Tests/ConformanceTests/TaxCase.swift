import Amounts
import Banking
import CivilTime
import Invoicing

/// What a document can be about.
enum TaxCase: String, CaseIterable {
  case twoRates, zeroRated, exempt, reverseCharge, intraCommunity, export, outsideScope, mixed
  case documentAllowanceAndCharge, lineAllowance, priceDiscount, prepaidAndRounding
  case taxCurrency, chineseForm, nothingDue, directDebit, everyTerm

  /// The document of this case, of a type and by a specification, with parties that may have it.
  func document(
    _ type: DocumentType, _ specification: Specification
  ) throws -> InvoiceContent {
    var document = InvoiceContent(
      type: type, specification: specification, number: "INV-2026-000001",
      issueDate: try day("2026-11-03"), currency: try money("0").currency,
      seller: type.isSelfBilled ? Parties.german : Parties.platform,
      buyer: type.isSelfBilled ? Parties.platform : Parties.german, lines: [])
    document.dueDate = try day("2026-12-03")
    document.period = .between(try day("2026-10-01"), try day("2026-10-31"))
    document.buyerReference = "MERCHANT-0042"
    document.payment = try Parties.transfer()
    document.delivery = .init(date: try day("2026-10-31"))
    if type.isCreditNote || type == .correctedInvoice {
      document.precedingInvoices = [.init("INV-2026-000000", of: try day("2026-10-03"))]
    }
    try fill(&document)
    return document
  }

  private func fill(_ document: inout InvoiceContent) throws {
    let (full, reduced) = (try Rate(parsing: "0.19"), try Rate(parsing: "0.07"))
    document.lines = [try line("1", "Commission 平台佣金", "12345.67", at: "0.05", .standard(full))]
    switch self {
    case .twoRates:
      document.lines.append(try line("2", "Books 图书", "3", at: "9.99", .standard(reduced)))
    case .zeroRated: document.lines = [try line("1", "Ferry", "2", at: "15", .zeroRated)]
    case .exempt, .mixed, .reverseCharge, .intraCommunity, .export, .outsideScope:
      try fillUntaxed(&document)
    case .documentAllowanceAndCharge, .lineAllowance, .priceDiscount:
      try fillReduced(&document, full)
    case .prepaidAndRounding:
      document.prepaid = try money("500.00")
      document.rounding = try money("0.04")
    case .taxCurrency:
      document.currency = try money("0", "USD").currency
      document.taxCurrency = .init(
        try money("0").currency, at: try DecimalNumber(parsing: "0.9123"))
    case .chineseForm: try fillChinese(&document)
    case .nothingDue:
      // 617.28 and 117.28 of tax.
      document.prepaid = try money("734.56")
      document.dueDate = nil
      document.payment = PaymentInstructions(.clearing, remittance: "STATEMENT-202610")
    case .directDebit:
      document.payment = PaymentInstructions(
        .sepaDirectDebit(
          .init(
            reference: "MANDATE-7", creditor: "DE98ZZZ09999999999",
            account: try AccountNumber(parsing: "DE89370400440532013000"))),
        remittance: "INV-2026-000001")
    case .everyTerm: try fillEveryTerm(&document, full)
    }
  }

  private func fillUntaxed(_ document: inout InvoiceContent) throws {
    let full = try Rate(parsing: "0.19")
    switch self {
    case .exempt, .mixed:
      document.exemptions[.exempt] = TaxExemption(
        reason: "Insurance mediation", code: "VATEX-EU-132")
      document.lines = [try line("1", "Insurance mediation", "1", at: "50", .exempt)]
      if self == .mixed {
        document.lines.append(try line("2", "Commission", "1", at: "617.28", .standard(full)))
        document.lines.append(try line("3", "Ferry", "2", at: "15", .zeroRated))
      }
    case .reverseCharge, .intraCommunity, .export:
      let tax: TaxTreatment =
        self == .reverseCharge ? .reverseCharge : self == .export ? .export : .intraCommunity
      if document.type != .correctedInvoice, document.specification != .xrechnung {
        if document.type.isSelfBilled {
          document.seller = Parties.french
        } else {
          document.buyer = Parties.french
        }
      }
      document.lines = [try line("1", "Commission on orders", "1", at: "617.28", tax)]
      document.delivery = .init(date: try day("2026-10-31"), address: document.buyer.address)
    case .outsideScope:
      document.seller.taxNumber = nil
      document.buyer.taxNumber = nil
      document.lines = [try line("1", "Damages passed on", "1", at: "80", .outsideScope)]
    case .twoRates, .zeroRated, .documentAllowanceAndCharge, .lineAllowance, .priceDiscount,
      .prepaidAndRounding, .taxCurrency, .chineseForm, .nothingDue, .directDebit, .everyTerm:
      break
    }
  }

  private func fillReduced(_ document: inout InvoiceContent, _ full: Rate) throws {
    let (tenth, base) = (try Rate(parsing: "0.10"), try money("617.28"))
    if self == .lineAllowance {
      document.lines[0].allowancesAndCharges = [
        try AllowanceOrCharge(
          .allowance, of: tenth, on: base, because: .init("Launch promotion", code: "95")),
        AllowanceOrCharge(.charge, of: try money("1.00"), because: .init(code: "FC")),
      ]
    } else if self == .priceDiscount {
      document.lines[0].price = try ItemPrice(
        try DecimalNumber(parsing: "12.49"), less: try DecimalNumber(parsing: "2.5"),
        per: DecimalNumber(1000))
    } else {
      document.allowancesAndCharges = [
        .init(
          try AllowanceOrCharge(
            .allowance, of: try Rate(parsing: "0.025"), on: base,
            because: .init("Volume discount", code: "95")), tax: .standard(full)),
        .init(
          AllowanceOrCharge(
            .charge, of: try money("12.34"), because: .init("Rush handling", code: "FC")),
          tax: .standard(full)),
      ]
    }
  }

  private func fillChinese(_ document: inout InvoiceContent) throws {
    document.currency = try money("0", "CNY").currency
    document.taxMethod = .perLine
    (document.seller, document.buyer) =
      document.type.isSelfBilled
      ? (Parties.chineseMerchant, Parties.chinese) : (Parties.chinese, Parties.chineseMerchant)
    document.payment = PaymentInstructions(
      .transfer([.init(try AccountNumber(parsing: "121900012345678"))]))
    let (six, thirteen) = (try Rate(parsing: "0.06"), try Rate(parsing: "0.13"))
    document.lines = [
      try line("1", "*信息技术服务*平台服务费", "1", at: "0.25", .standard(six)),
      try line("2", "*信息技术服务*平台服务费", "1", at: "0.25", .standard(six)),
      try line("3", "*信息技术服务*平台服务费", "1", at: "0.25", .standard(six)),
      try line("4", "*日用杂品*包装材料", "37", at: "3.4867", .standard(thirteen)),
    ]
  }

  private func fillEveryTerm(_ document: inout InvoiceContent, _ full: Rate) throws {
    document.paymentTerms = "30 days net.\nNo discount."
    document.orderReference = "PO-1"
    document.contractReference = "C-2026-7"
    document.notes = ["Settlement of October & <more> \"quoted\"."]
    document.payee = Payee(
      name: "Factoring Beispiel KG", identifier: SchemedIdentifier("F-1"),
      legalRegistration: SchemedIdentifier("HRB 99"))
    document.delivery = .init(
      date: try day("2026-10-31"), name: "Warehouse", address: document.buyer.address)
    document.lines[0].note = "As agreed."
    document.lines[0].objectID = "STATEMENT-202610"
    document.lines[0].period = .between(try day("2026-10-02"), try day("2026-10-30"))
    document.lines[0].item = InvoiceItem(
      name: "Commission", description: "Line one\nline two", sellerID: "COMM",
      classifications: [.init("81112200", scheme: "STI", version: "19.0501")])
  }
}
