import CivilTime
import Digests
import Documents
import Foundation
import Marketplace
import Postgres
import Proofs
import Store

/// `invoice timestamp`, what is told: time stamps that were kept, and the evidence of one document.
package struct TimeStamps: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Time stamps in columns; nil leaves a filter out.
  package func list(
    site: Site? = nil, period: Period? = nil, invoice: String? = nil
  ) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let records = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try TimeStampStore.list(site: site, period: period, invoice: invoice, in: tx)
    }
    return Listing(
      "time_stamps", of: records,
      [
        ListedColumn("run_id", .text) { .text($0.runID) },
        ListedColumn("documents", .integer) { .integer($0.documents) },
        ListedColumn("statements", .text) { .text($0.hasHead ? "yes" : "no") },
        ListedColumn("stamped_at", .instant) { .instant($0.stampedAt) },
        ListedColumn("authority", .text) { .text($0.authority) },
        ListedColumn("root", .text) { .text($0.root.hex) },
      ], summary: counted(records.count, "time stamp"))
  }

  /// What shows that the original of a document existed at a time: ``TimeEvidence`` as JSON.
  ///
  /// - Throws: `Refusal` `.notFound` where it has no time stamp.
  package func evidence(of invoice: String) throws -> String {
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      guard let record = try TimeStampStore.list(invoice: invoice, in: tx).first else {
        throw Refusal(
          .notFound, "not_stamped", "\(invoice) has no time stamp",
          remedy: "`settled invoice sign` and `settled invoice timestamp` see to it")
      }
      let leaves = try TimeStampStore.leaves(of: record.number, in: tx)
      guard let place = leaves.firstIndex(where: { $0.invoiceID == invoice }) else {
        preconditionFailure("the stamp of \(invoice) was found by its leaf")
      }
      return TimeEvidence(
        of: invoice, leaves[place].digest, at: place, in: leaves.tree, treeSize: leaves.count,
        stampedAt: record.stampedAt.text(), by: record.authority,
        token: Data(record.token).base64EncodedString()
      ).text
    }
  }
}

extension RunAudit {
  /// Whether the time stamps of a run are of what is there.
  static func stampFlaws(
    of run: RunRecord, in tx: borrowing Transaction
  ) throws -> [AuditFinding] {
    var findings: [AuditFinding] = []
    func note(_ code: String, _ sentence: String) {
      findings.append(AuditFinding(code: code, run: run.id, statement: "", sentence: sentence))
    }
    for record in try TimeStampStore.list(run: run.number, in: tx) {
      let leaves = try TimeStampStore.leaves(of: record.number, in: tx)
      for leaf in leaves where leaf.digest != leaf.stored {
        note(
          "stamped_differs", "\(leaf.invoiceID ?? "its head") is not what its time was stamped for")
      }
      let stamp = try? TimeStamp(token: record.token)
      if stamp?.imprint.bytes != record.root || leaves.tree.root.bytes != record.root
        || stamp?.time != record.stampedAt || stamp?.authority != record.authority
      {
        note("stamp_wrong", "its time stamp of \(record.stampedAt.text()) is not of what it covers")
      }
    }
    for invoice in try SignatureStampStore.stamped(of: run.number, in: tx) {
      if let flaw = try signatureFlaw(of: invoice, in: tx) {
        note("stamp_wrong", "the time stamp in the signature of \(invoice) \(flaw)")
      }
    }
    return findings
  }

  /// What is wrong with the time stamp of a signature, or with the file that it makes.
  private static func signatureFlaw(
    of invoice: String, in tx: borrowing Transaction
  ) throws -> String? {
    guard let kept = try SignatureStampStore.find(of: invoice, in: tx),
      let original = try InvoiceStore.original(of: invoice, in: tx).flatMap({ SignedPDF($0.file) })
    else { return "is of no signed file" }
    do throws(SignatureError) {
      let stamp = try TimeStamp(token: kept.token)
      let file = try original.embedding(stamp.added(to: original.cms))
      if stamp.time != kept.stampedAt || stamp.authority != kept.authority {
        return "says another time or authority than what is kept beside it"
      }
      return SHA256.digest(of: file) == kept.digest ? nil : "makes another file than it did"
    } catch {
      return "is not of it: \(error.sentence.withoutFullStop)"
    }
  }
}
