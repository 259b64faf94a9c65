import CivilTime
import Foundation
import Operations
import Postgres
import Store

/// Measures a draft against the bare copies it is made of, in alternating rounds; the rating of
/// usage; the second calculation, which must not differ; posting in bulk; and the making of
/// documents, which needs no database.
///
///     settled-benchmarks DATABASE_URL [--rounds N] [--usage RECORDS] [--check ROWS]
///                        [--ledger ENTRIES] [--invoices MERCHANTS] [--merchants N] [ROWS ...]
///     settled-benchmarks --documents INVOICES [--rounds N] [--peers PYTHON] [--keep FOLDER]
///
/// The database is emptied and filled: give it one of its own. `--peers` names the Python of an
/// environment with `Peers/requirements.txt`, `--keep` where the first file of each kind is left.

func number(_ value: Double, _ decimals: Int = 2) -> String {
  String(format: "%.\(decimals)f", value)
}

func run() throws {
  var arguments = Array(CommandLine.arguments.dropFirst())
  /// What stands behind every flag of that name.
  func texts(behind name: String) -> [String] {
    var texts: [String] = []
    while let flag = arguments.firstIndex(of: name), flag + 1 < arguments.count {
      texts.append(arguments[flag + 1])
      arguments.removeSubrange(flag...(flag + 1))
    }
    return texts
  }
  func sizes(behind name: String) -> [Int] { texts(behind: name).compactMap { Int($0) } }
  let rounds = max(1, sizes(behind: "--rounds").first ?? 3)
  let peers = texts(behind: "--peers").last
  let folder = texts(behind: "--keep").last
  let documents = sizes(behind: "--documents")
  for count in documents {
    try DocumentBenchmark(rounds: rounds, count: max(1, count), python: peers, folder: folder).run()
  }
  if !documents.isEmpty, arguments.isEmpty { return }
  let usage = sizes(behind: "--usage")
  let checks = sizes(behind: "--check")
  let ledgers = sizes(behind: "--ledger")
  let invoices = sizes(behind: "--invoices")
  let merchants = sizes(behind: "--merchants").first ?? 3_000
  guard let url = arguments.first else {
    print(
      "usage: settled-benchmarks DATABASE_URL [--rounds N] [--usage RECORDS] [--check ROWS]"
        + " [--ledger ENTRIES] [--invoices MERCHANTS] [--merchants N] [ROWS ...]\n"
        + "       settled-benchmarks --documents INVOICES [--rounds N] [--peers PYTHON]"
        + " [--keep FOLDER]")
    exit(64)
  }
  let sizes = arguments.dropFirst().compactMap { Int($0) }
  var settings = try ConnectionSettings(url: url)
  settings.statementDeadline = .seconds(3600)
  let benchmark = Benchmark(settings: settings, rounds: rounds, merchants: merchants)
  print("| rows | step | wall s | client CPU s | server CPU s | ratio | peak MiB |")
  print("|---|---|---|---|---|---|---|")
  for records in usage { try UsageBenchmark(settings: settings, rounds: rounds).run(records) }
  for entries in ledgers {
    try LedgerBenchmark(settings: settings, rounds: rounds).run(entries)
  }
  for merchants in invoices { try InvoiceBenchmark(settings: settings).run(merchants) }
  let isDefault = [sizes, usage, checks, ledgers, invoices].allSatisfy(\.isEmpty)
  for size in isDefault ? [1_000_000, 10_000_000] : sizes { try benchmark.run(size) }
  var differences = 0
  for size in checks { differences += try CheckBenchmark(settings: settings).run(size) }
  if differences > 0 { exit(7) }
}

do {
  try run()
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
