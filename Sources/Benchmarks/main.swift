import CivilTime
import Foundation
import Operations
import Postgres
import Store

/// Measures a draft against the bare copies it is made of, in alternating rounds; the rating of
/// usage; the second calculation, which must not differ; and posting in bulk.
///
///     settled-benchmarks DATABASE_URL [--rounds N] [--usage RECORDS] [--check ROWS]
///                        [--ledger ENTRIES] [ROWS ...]
///
/// The database is emptied and filled: give it one of its own.

func number(_ value: Double, _ decimals: Int = 2) -> String {
  String(format: "%.\(decimals)f", value)
}

func run() throws {
  var arguments = Array(CommandLine.arguments.dropFirst())
  var rounds = 3
  if let flag = arguments.firstIndex(of: "--rounds"), flag + 1 < arguments.count {
    rounds = Int(arguments[flag + 1]) ?? rounds
    arguments.removeSubrange(flag...(flag + 1))
  }
  /// The numbers behind every flag of that name.
  func sizes(behind name: String) -> [Int] {
    var sizes: [Int] = []
    while let flag = arguments.firstIndex(of: name), flag + 1 < arguments.count {
      sizes += [Int(arguments[flag + 1])].compactMap(\.self)
      arguments.removeSubrange(flag...(flag + 1))
    }
    return sizes
  }
  let usage = sizes(behind: "--usage")
  let checks = sizes(behind: "--check")
  let ledgers = sizes(behind: "--ledger")
  guard let url = arguments.first else {
    print(
      "usage: settled-benchmarks DATABASE_URL [--rounds N] [--usage RECORDS] [--check ROWS]"
        + " [--ledger ENTRIES] [ROWS ...]")
    exit(64)
  }
  let sizes = arguments.dropFirst().compactMap { Int($0) }
  var settings = try ConnectionSettings(url: url)
  settings.statementDeadline = .seconds(3600)
  let benchmark = Benchmark(settings: settings, rounds: rounds)
  print("| rows | step | wall s | client CPU s | server CPU s | ratio | peak MiB |")
  print("|---|---|---|---|---|---|---|")
  for records in usage { try UsageBenchmark(settings: settings, rounds: rounds).run(records) }
  for entries in ledgers {
    try LedgerBenchmark(settings: settings, rounds: rounds).run(entries)
  }
  let isDefault = [sizes, usage, checks, ledgers].allSatisfy(\.isEmpty)
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
