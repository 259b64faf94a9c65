import ArgumentParser
import Operations

/// The command `settled`.
struct Settled: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settled",
    abstract: "Settles a marketplace with its partners, month by month.",
    discussion: """
      Facts come in, runs are planned, reviewed, approved and sealed, and statements and invoices \
      go out. A month by hand:

        settled import ./facts
        settled run plan --period last-month --site cn
        settled run submit RUN
        settled run approve RUN --if-plan HASH     (another person)
        settled run seal RUN
        settled statement download --period last-month -O ./statements

      The database is named by --database-url, --database-url-file or SETTLED_DATABASE_URL, for example
      postgresql://settled@db.example.org/settled?sslmode=verify-full.

      Results go to stdout, talk and progress to stderr; NO_COLOR turns colours off. Exit codes: 0 done, 1 failed, 2 cancelled, \
      3 done but review needed, 4 permission, 5 not found, 6 conflict, 7 differences found, 8 still \
      waiting, 9 verification failed, 64 usage, 65 bad input data, 69 database unreachable, 75 busy, \
      78 configuration. Ctrl-C stops the work in the database and exits with 2.
      """,
    version: Workplace.engine,
    groupedSubcommands: [
      CommandGroup(
        name: "Month by month",
        subcommands: [
          ImportCommand.self, RunCommand.self, ExceptionCommand.self, AdjustCommand.self,
          HoldCommand.self, StatementCommand.self, DisputeCommand.self, InvoiceCommand.self,
          PerformanceCommand.self, ExportCommand.self,
        ]),
      CommandGroup(
        name: "Payments and books",
        subcommands: [
          PayoutCommand.self, BankCommand.self, LedgerCommand.self, PeriodCommand.self,
        ]),
      CommandGroup(
        name: "Questions",
        subcommands: [
          ExplainCommand.self, WhyNotCommand.self, ReplayCommand.self, WhatIfCommand.self,
          ReportCommand.self, VerifyCommand.self, AuditCommand.self,
        ]),
      CommandGroup(
        name: "Operation",
        subcommands: [
          ServeCommand.self, JobCommand.self, ServiceCommand.self, DatabaseCommand.self,
          VerificationCommand.self, DoctorCommand.self, DemoCommand.self,
        ]),
    ])
}
