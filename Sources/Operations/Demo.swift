import Amounts
import CivilTime
import Documents
import Foundation
import Marketplace
import Postgres
import Store

/// `demo`: imports a folder of facts, settles every month of a site, and leaves its documents.
///
/// Everything it does is what the commands do; started again it finds each step done.
package struct Demo: Sendable {
  /// What one month came to.
  package struct Month: Sendable {
    package let run: RunRecord
    package let statements: [StatementRecord]
    package let invoices: [InvoiceRecord]
    package let conservation: [ConservationRecord]
    /// Files written by this start; zero when all were there.
    package let filesWritten: Int
    /// Whether the month was sealed before.
    package let wasSealed: Bool
  }

  /// The whole outcome.
  package struct Outcome: Sendable {
    package let imported: ImportOutcome
    package let months: [Month]
    /// Where the documents are.
    package let folder: String
  }

  private let workplace: Workplace
  private let site: Site
  private let data: String
  private let folder: String
  private let language: DocumentLanguage
  private let progress: @Sendable (Progress) -> Void

  /// - Parameters:
  ///   - data: A folder of contract CSV files.
  ///   - folder: Where documents go: one folder a month.
  package init(
    _ workplace: Workplace, site: Site = .intl, data: String, folder: String,
    language: DocumentLanguage = .en, progress: @escaping @Sendable (Progress) -> Void
  ) {
    self.workplace = workplace
    self.site = site
    self.data = data
    self.folder = folder
    self.language = language
    self.progress = progress
  }

  /// Does what is not done yet.
  package func callAsFunction() throws -> Outcome {
    progress(.stage("migrate"))
    let session = try workplace.openSession()
    try Migrations.apply(to: session, now: workplace.now()) { _ in }
    progress(.stage("import"))
    let imported = try ImportFiles(workplace, by: "settler")(
      directory: data, acceptRejects: false, replace: false, rejectsFile: nil, progress: progress)
    guard imported.isLoaded else { return Outcome(imported: imported, months: [], folder: folder) }
    let papers = try WritePapers(workplace, language: language)
    let periods = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try FactSource.months(of: site, in: tx)
    }
    let months = try periods.map { period in
      progress(.stage("month \(period.text)"))
      return try month(period, papers: papers, session: session)
    }
    return Outcome(imported: imported, months: months, folder: folder)
  }

  private func month(
    _ period: Period, papers: WritePapers, session: borrowing Session
  ) throws -> Month {
    let sealed = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RunStore.list(site: site, period: period, in: tx).first { $0.state == .sealed }
    }
    let run = try sealed ?? seal(period)
    let invoices = try IssueFeeInvoices(workplace, by: "settler")(of: run.id)
    let (statements, conservation) = try session.transaction(readOnly: true) {
      (tx: borrowing Transaction) in
      (
        try StatementStore.list(run: run.number, in: tx),
        try RunStore.conservation(of: run.number, in: tx)
      )
    }
    let place = "\(folder)/\(period.text)"
    let missing = statements.filter { statement in
      PaperFormat.usual.contains {
        !FileManager.default.fileExists(
          atPath: "\(place)/statements/\(statement.id).\($0.suffix)")
      }
    }
    let missingInvoices = invoices.filter {
      !FileManager.default.fileExists(atPath: "\(place)/invoices/\($0.id).pdf")
    }
    if !missing.isEmpty || !missingInvoices.isEmpty { progress(.stage("write documents")) }
    let written =
      try papers.statements(
        missing, formats: PaperFormat.usual, into: "\(place)/statements", progress: progress)
      + papers.invoices(
        missingInvoices, formats: [.pdf], into: "\(place)/invoices", progress: progress)
    return Month(
      run: run, statements: statements, invoices: invoices, conservation: conservation,
      filesWritten: written.count, wasSealed: sealed != nil)
  }

  /// Two people, as the rules want it: one submits, another approves. Rule 8.1.
  private func seal(_ period: Period) throws -> RunRecord {
    let plan = try PlanRun(
      workplace, site: site, period: period, by: "settler", progress: progress)()
    try ReviewRun(workplace, by: "settler").submit(plan.run.id)
    try ReviewRun(workplace, by: "approver").approve(
      plan.run.id, ifPlan: plan.run.contentHash?.hex)
    return try SealRun(workplace, by: "approver")(plan.run.id)
  }
}
