import CivilTime
import Foundation
import Operations
import Postgres
import Store

/// Measures a draft against the bare copies it is made of, in alternating rounds.
///
///     settled-benchmarks DATABASE_URL [--rounds N] [--usage RECORDS] [ROWS ...]
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
  var usage: [Int] = []
  while let flag = arguments.firstIndex(of: "--usage"), flag + 1 < arguments.count {
    usage += [Int(arguments[flag + 1]) ?? 20_000_000]
    arguments.removeSubrange(flag...(flag + 1))
  }
  guard let url = arguments.first else {
    print("usage: settled-benchmarks DATABASE_URL [--rounds N] [--usage RECORDS] [ROWS ...]")
    exit(64)
  }
  let sizes = arguments.dropFirst().compactMap { Int($0) }
  var settings = try ConnectionSettings(url: url)
  settings.statementDeadline = .seconds(3600)
  let benchmark = Benchmark(settings: settings, rounds: rounds)
  print("| rows | step | wall s | client CPU s | server CPU s | ratio | peak MiB |")
  print("|---|---|---|---|---|---|---|")
  for records in usage { try UsageBenchmark(settings: settings, rounds: rounds).run(records) }
  for size in sizes.isEmpty && usage.isEmpty ? [1_000_000, 10_000_000] : sizes {
    try benchmark.run(size)
  }
}

do {
  try run()
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
