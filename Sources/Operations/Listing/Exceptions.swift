import Documents
import Postgres
import Store

/// `exception list`: what a person must look at before a run is approved. Rule 9.5.
package struct Exceptions: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The exceptions of a run.
  ///
  /// - Parameter isOpenOnly: Leaves out what was acknowledged.
  /// - Throws: `Refusal` `.notFound` when there is no such run.
  package func list(run id: String, code: String?, isOpenOnly: Bool) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let exceptions = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      let run = try Runs.find(id, in: tx)
      return try RunStore.exceptions(of: run.number, in: tx)
    }
    let shown = exceptions.filter {
      (code == nil || $0.code == code) && !(isOpenOnly && $0.acknowledgedBy != nil)
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
      ], summary: "\(counted(shown.count, "exception")), \(grouped(open)) open")
  }
}
