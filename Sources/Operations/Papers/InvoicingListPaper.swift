import Amounts
import CivilTime
import Documents
import Invoicing
import Marketplace
import Postgres
import Settlement
import Store

extension WritePapers {
  /// The invoicing list of a statement in each format asked for: nothing but what was frozen when it
  /// was sealed, and what `statement invoice` holds the invoices against.
  func listFiles(
    of statement: StatementRecord, formats: [PaperFormat], in tx: borrowing Transaction
  ) throws -> [(PaperFormat, [UInt8])] {
    let list = try list(of: statement, in: tx)
    return try formats.compactMap { format in
      switch format {
      case .listPDF: return (format, try typesetter.pdf(of: list, language: language))
      case .listCSV:
        return (
          format, try collected { sink throws(DocumentError) in try list.writeItems(to: sink) }
        )
      case .listJSON: return (format, list.jsonBytes)
      case .csv, .json, .pdf, .proof, .xlsx, .html, .incentivePDF, .incentiveCSV, .incentiveJSON,
        .incentiveXLSX:
        return nil
      }
    }
  }

  private func list(
    of statement: StatementRecord, in tx: borrowing Transaction
  ) throws -> InvoicingList {
    let sealed = try StatementStates.find(statement.id, in: tx)
    let expected = try ExpectedInvoices(for: sealed, in: tx)
    guard let tab = StatementTab(rawValue: statement.tab) else {
      preconditionFailure("statement \(statement.id) has the tab \(statement.tab)")
    }
    // Without one there is nobody to invoice, and the look-up says so.
    let buyer =
      try expected.buyer
      ?? IssuerRecord.named(for: sealed.site, on: CivilDate(at: sealed.sealedAt), in: tx).party
    var list = InvoicingList(
      buyer: buyer, seller: statement.party, role: statement.role.code,
      period: statement.period, tab: tab, site: statement.site.rawValue, issued: sealed.sealedAt,
      payable: sealed.payable, setOff: expected.setOff, remark: expected.remark,
      demand: expected.demand)
    list.verificationLink = statement.verificationLink
    return list
  }
}

extension StatementRecord {
  /// Why the statement has no invoicing list: nobody invoices the platform for it, or not yet. Nil
  /// where it has one.
  package var refusalOfList: Refusal? {
    if !StatementStateStore.isInvoiced(site: site, tab: tab) {
      return Refusal(
        .conflict, "partner_invoices_customers",
        "\(id) has no invoicing list: for general goods of site cn the merchant invoices its "
          + "customers, and the platform invoices the merchant for its fee",
        remedy: "see `settled invoice list` for the fee invoices")
    }
    if sealedAt == nil {
      return Refusal(
        .conflict, "statement_not_sealed",
        "\(id) has no invoicing list: it is \(state) and its amounts may change",
        remedy: "seal its run first: `settled run seal \(runID)`")
    }
    if payable == 0 {
      return Refusal(
        .conflict, "nothing_to_invoice", "\(id) has no invoicing list: nothing is payable",
        remedy: "invoice the statement that pays the balance")
    }
    return nil
  }
}
