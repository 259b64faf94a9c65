import Documents
import Postgres
import Store

/// `exception list`: what a person must look at before a run is approved. Rule 9.5.
package struct Exceptions: Sendable {
  private let workplace: Workplace
  private let run: String
  private let code: String?
  private let isOpenOnly: Bool
  private let assignedTo: String?

  /// - Parameters:
  ///   - run: The id of a run.
  ///   - code: Only this code; nil for all.
  ///   - isOpenOnly: Leaves out what was resolved or acknowledged.
  ///   - assignedTo: Only what this person has; nil for all.
  package init(
    _ workplace: Workplace, run: String, code: String? = nil, isOpenOnly: Bool = false,
    assignedTo: String? = nil
  ) {
    self.workplace = workplace
    self.run = run
    self.code = code
    self.isOpenOnly = isOpenOnly
    self.assignedTo = assignedTo
  }

  /// The exceptions one by one.
  ///
  /// - Throws: `Refusal` `.notFound` when there is no such run.
  package func list() throws -> Listing {
    let session = try workplace.openCheckedSession()
    let exceptions = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RunStore.exceptions(of: Runs.find(run, in: tx).number, in: tx)
    }
    let shown = exceptions.filter {
      (code == nil || $0.code == code) && !(isOpenOnly && $0.acknowledgedBy != nil)
        && (assignedTo == nil || $0.assignedTo == assignedTo)
    }
    let open = shown.count { $0.acknowledgedBy == nil }
    return Listing(
      "exceptions", of: shown,
      [
        ListedColumn("exception_no", .integer) { .integer(Int64($0.number)) },
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("source_kind", .text) {
          TableCell(SourceKind(rawValue: $0.sourceKind)?.code)
        },
        ListedColumn("source_id", .text) { .text($0.sourceID) },
        ListedColumn("partner_id", .text) { TableCell($0.partnerID) },
        ListedColumn("acknowledged_by", .text) { TableCell($0.acknowledgedBy) },
        ListedColumn("acknowledgement", .text) { TableCell($0.acknowledgement) },
        ListedColumn("detail", .text) { .text($0.detail) },
        ListedColumn("remedy", .text) { .text($0.remedy) },
        ListedColumn("state", .text) { .text($0.stateWord) },
        ListedColumn("assigned_to", .text) { TableCell($0.assignedTo) },
        ListedColumn("currency", .text) { TableCell($0.amount?.currency.code) },
        ListedColumn("amount", .amount) { TableCell($0.amount) },
      ], summary: "\(counted(shown.count, "exception")), \(grouped(open)) open")
  }

  /// The exceptions by cause, with how many there are and what they come to.
  ///
  /// - Throws: `Refusal` `.notFound` when there is no such run.
  package func listGroups() throws -> Listing {
    let session = try workplace.openCheckedSession()
    let groups = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RunStore.exceptionGroups(
        of: Runs.find(run, in: tx).number, code: code, isOpenOnly: isOpenOnly,
        assignedTo: assignedTo, in: tx)
    }
    let open = groups.reduce(0) { $0 + $1.open }
    return Listing(
      "exceptions", of: groups,
      [
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("exceptions", .integer) { .integer($0.count) },
        ListedColumn("open", .integer) { .integer($0.open) },
        ListedColumn("partners", .integer) { .integer($0.partners) },
        ListedColumn("currency", .text) { TableCell($0.currency) },
        ListedColumn("amount", .amount) { TableCell($0.amount) },
        ListedColumn("assigned_to", .text) { TableCell($0.assignedTo) },
        ListedColumn("remedy", .text) { .text($0.remedy) },
      ], summary: "\(counted(groups.count, "cause")), \(counted(open, "open exception"))")
  }
}

extension ExceptionRecord {
  /// What people have said about it.
  package var stateWord: String {
    if acknowledgedBy == nil { return "open" }
    return isResolved ? "resolved" : "acknowledged"
  }
}
