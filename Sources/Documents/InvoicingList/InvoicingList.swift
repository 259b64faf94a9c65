import Amounts
import CivilTime
import Digests
import Invoicing
import JSONFiles

/// What a partner is told to invoice the platform for one statement: the one record from which its
/// PDF, JSON and CSV are made.
package struct InvoicingList: Hashable, Sendable {
  /// The platform as it was named when the statement was sealed: whom the invoices are made out to.
  package var buyer: Party
  /// Who is to invoice.
  package var seller: Party
  /// The partner's role as exports write it: `merchant`, `csp`, `reseller`, `operator`.
  package var role: String
  /// The month that was settled.
  package var period: Period
  /// The column of business that was settled.
  package var tab: StatementTab
  /// `cn`, `intl` or `eu`.
  package var site: String
  /// When the run was sealed; the only time that the file knows.
  package var issued: Instant
  /// What the statement pays, tax included: the sum of the invoices less what is set off.
  package var payable: Money
  /// What earlier self-billed credit notes gave back and the statement takes off its payment; none
  /// where there is none. The invoices do not take it off again.
  package var setOff: Money?
  /// The text for the remark of every invoice; it contains the statement's id.
  package var remark: String
  /// The invoices, at least one.
  package var demand: InvoiceDemand
  /// Of its statement, on whose page the list's files are told as well; none to print none.
  package var verificationLink: VerificationLink?

  /// A list; it is added up again when it is rendered.
  package init(
    buyer: Party, seller: Party, role: String, period: Period, tab: StatementTab, site: String,
    issued: Instant, payable: Money, setOff: Money? = nil, remark: String,
    demand: InvoiceDemand
  ) {
    self.buyer = buyer
    self.seller = seller
    self.role = role
    self.period = period
    self.tab = tab
    self.site = site
    self.issued = issued
    self.payable = payable
    self.setOff = setOff
    self.remark = remark
    self.demand = demand
  }

  /// The id of the statement, which numbers the list as well.
  package var id: String { demand.statementID }

  /// What the statement pays and what is set off, together: the sum of the invoices.
  func invoiced() throws(DocumentError) -> Money {
    try [payable, setOff].compactMap(\.self).sum(in: payable.currency, of: id)
  }

  /// Refuses a list that is not what the statement pays.
  func checkConsistency() throws(DocumentError) {
    let sum = try demand.invoices.map(\.gross).sum(in: payable.currency, of: id)
    guard try sum == invoiced() else {
      throw .inconsistent(
        document: id, reason: "its invoices come to \(sum) and the statement pays \(payable)")
    }
    guard remark.contains(id) else {
      throw .inconsistent(document: id, reason: "its remark \"\(remark)\" does not name it")
    }
  }
}

extension InvoiceDemand.Subject {
  /// What stands for it in data: `product`.
  var code: String {
    switch self {
    case .product: "product"
    case .adjustments: "adjustments"
    case .incentives: "incentives"
    case .opening: "opening_balance"
    }
  }

  var productID: String? { if case .product(let id, _) = self { id } else { nil } }
  var productName: String? { if case .product(_, let name) = self { name } else { nil } }
}

extension InvoicingList {
  /// SHA-256 of ``jsonBytes``, 64 hexadecimal digits. Every other form of the list states it.
  package var dataHash: String { SHA256.digest(of: jsonBytes).hex }

  /// The list as one JSON object on one line, members in a fixed order: `invoicing-list.json`.
  package var jsonBytes: [UInt8] {
    var json = JSONText()
    json.object { object in
      object.member("statement_id", id)
      object.member("site", site)
      object.member("period", period.text)
      object.member("tab", tab.rawValue)
      object.member("currency", payable.currency.code)
      object.member("issued_at", issued.text())
      object.member("invoice_kind", isChinese ? "vat_special" : "commercial")
      object.name("seller")
      object.party(seller)
      object.member("role", role)
      object.name("buyer")
      object.party(buyer)
      object.member("remark", remark)
      object.member("payable", payable.decimalText)
      if let setOff { object.member("set_off", setOff.decimalText) }
      object.name("invoices")
      object.array { array in
        for invoice in demand.invoices { Self.write(invoice, to: &array) }
      }
    }
    return Array(json.text.utf8) + [UInt8(ascii: "\n")]
  }

  private static func write(_ invoice: InvoiceDemand.Invoice, to array: inout JSONText) {
    array.object { object in
      object.member("tax_rate", invoice.taxRate?.decimalText)
      object.member("net", invoice.net?.decimalText)
      object.member("tax", invoice.tax?.decimalText)
      object.member("gross", invoice.gross.decimalText)
      object.member("gross_in_capitals", capitalNumerals(invoice.gross, .taxInvoice))
      object.name("items")
      object.array { array in
        for item in invoice.items {
          array.object { object in
            object.member("kind", item.subject.code)
            object.member("product_id", item.subject.productID)
            object.member("product_name", item.subject.productName)
            object.member("net", item.net?.decimalText)
            object.member("tax", item.tax?.decimalText)
            object.member("gross", item.gross.decimalText)
          }
        }
      }
    }
  }

  /// The items as CSV, each with the number of its invoice in the list, what that one must say, and
  /// ``dataHash``.
  ///
  /// - Throws: What the sink throws.
  package func writeItems(to sink: @escaping ByteSink) throws(DocumentError) {
    let hash = dataHash
    var writer = try CSVWriter(.invoicedItems, to: sink)
    for (place, invoice) in demand.invoices.enumerated() {
      for (row, item) in invoice.items.enumerated() {
        try writer.append([
          .text(id), .integer(Int64(place + 1)), .integer(Int64(row + 1)),
          .text(item.subject.code), TableCell(item.subject.productID),
          TableCell(item.subject.productName), .text(payable.currency.code), TableCell(item.net),
          TableCell(invoice.taxRate), TableCell(item.tax), .amount(item.gross),
          .text(buyer.name), TableCell(buyer.taxNumber), .text(remark), .text(hash),
        ])
      }
    }
    try writer.finish()
  }

  /// Whether the invoices are those of the Chinese tax law.
  var isChinese: Bool { site == "cn" }
}

extension Table {
  /// What a partner is to invoice.
  fileprivate static let invoicedItems = Table(
    name: "items",
    columns: [
      TableColumn("statement_id", .text), TableColumn("invoice_no", .integer),
      TableColumn("item_no", .integer), TableColumn("kind", .text),
      TableColumn("product_id", .text), TableColumn("product_name", .text),
      TableColumn("currency", .text), TableColumn("amount_ex_tax", .amount),
      TableColumn("tax_rate", .rate), TableColumn("tax_amount", .amount),
      TableColumn("amount", .amount), TableColumn("buyer_name", .text),
      TableColumn("buyer_tax_number", .text), TableColumn("remark", .text),
      .dataHash,
    ])
}

extension Typesetter {
  /// The invoicing list as PDF/A-3u, with `invoicing-list.json` attached.
  ///
  /// - Parameter language: Of the labels; names stand as they are.
  /// - Throws: `inconsistent` where the list is not what the statement pays, `characterMissing`
  ///   where a text cannot be shown. Nothing is half done then.
  package func pdf(
    of list: InvoicingList, language: DocumentLanguage
  ) throws(DocumentError) -> [UInt8] {
    try list.checkConsistency()
    let json = list.jsonBytes
    let hash = SHA256.digest(of: json).hex
    var pages = InvoicingListPages(list, dataHash: hash, shelf: shelf, language: language)
    try pages.compose()
    return try pages.composer.file(
      InvoicingListPages.title, number: list.id, issued: list.issued, dataHash: hash,
      data: ("invoicing-list.json", "The data of this list", json))
  }
}
