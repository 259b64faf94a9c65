import CivilTime
import Digests
import Dispatch
import Documents
import Postgres
import Store
import Synchronization

/// `invoice sign`, and what follows the issue of documents where a signer is named: makes their
/// signed originals and keeps them.
///
/// The original is the PDF in both languages, PAdES baseline B-B (ETSI EN 319 142-1, 6). It is kept
/// as it is: later downloads hand out the same file, whatever release makes them, until
/// ``StampSignatures`` has had its signature stamped.
package struct SignInvoices: Sendable {
  private let workplace: Workplace
  private let actor: String
  /// So many are lost at the most when the work is stopped.
  private static let batch = 64

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Signs those that have no original yet, two at a time; asked again, what is left.
  ///
  /// - Parameter isStopping: Asked between batches, beside the workplace's own source.
  /// - Returns: How many were signed; nil where nobody is named who signs. Fewer than there were
  ///   where it was stopped or where somebody else signed beside it.
  /// - Throws: `Refusal` `.configuration` where the signer cannot sign now.
  @discardableResult
  package func callAsFunction(
    _ invoices: [InvoiceRecord], progress: @escaping @Sendable (Progress) -> Void = { _ in },
    isStopping: @escaping @Sendable () -> Bool = { false }
  ) throws -> Int? {
    guard let signer = try workplace.signer.signer() else { return nil }
    let unsigned = invoices.filter { $0.signed == nil && $0.hasPaper }
    progress(.stage("sign"))
    let typesetter = try Typesetter.shared()
    let starts = Array(stride(from: 0, to: unsigned.count, by: Self.batch))
    let next = Atomic(0)
    let outcome = Mutex((count: 0, failure: (any Error)?.none))
    let source = workplace.cancelSource
    DispatchQueue.concurrentPerform(iterations: min(2, starts.count)) { _ in
      do {
        let session = try workplace.openCheckedSession()
        while !isStopping(), !source.isCancelled, outcome.withLock({ $0.failure == nil }) {
          let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard turn < starts.count else { return }
          let batch = unsigned[starts[turn]..<min(starts[turn] + Self.batch, unsigned.count)]
          let count = try sign(Array(batch), signer, typesetter, over: session)
          outcome.withLock { $0.count += count }
          progress(.advanced(batch.count))
        }
      } catch {
        if !source.isCancelled { outcome.withLock { $0.failure = $0.failure ?? error } }
      }
    }
    return try outcome.withLock { outcome in
      if let failure = outcome.failure { throw failure }
      return outcome.count
    }
  }

  private func sign(
    _ invoices: [InvoiceRecord], _ signer: DocumentSigner, _ typesetter: Typesetter,
    over session: borrowing Session
  ) throws -> Int {
    let now = workplace.now()
    let originals = try invoices.map { invoice in
      let paper = try InvoicePaper(of: invoice)
      let prepared = try typesetter.preparedPDF(
        of: paper.document, language: .both, facturX: paper.facturX, signedAt: now)
      do throws(SignatureError) {
        return (invoice.id, try prepared.embedding(prepared.cms(by: signer)))
      } catch {
        throw Refusal(
          .configuration, error.code, error.sentence.withoutFullStop, remedy: error.remedy)
      }
    }
    return try session.transaction { (tx: borrowing Transaction) in
      var kept: [String] = []
      for (id, file) in originals {
        let isKept = try InvoiceStore.keep(
          original: file, of: id, signer: signer.subject, by: actor, at: now, in: tx)
        if isKept { kept.append(id) }
      }
      if let first = kept.first, let last = kept.last {
        try Trail.note(
          "invoices_signed", of: first, by: actor, at: now,
          detail: "\(counted(kept.count, "original")) to \(last) by \(signer.subject)", in: tx)
      }
      return kept.count
    }
  }
}
