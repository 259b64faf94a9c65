// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6 concurrency checks, and no warning survives.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

/// A module of the project. `Tests/HouseTests` holds the import table against these lists.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A test target, named after what it tests.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// A C library that Debian ships, imported through its module map.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "settled",
  products: [
    .executable(name: "settled", targets: ["settled"]),
    .executable(name: "settled-benchmarks", targets: ["Benchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    // Pure, synchronous, standard library only.
    module("Amounts"),
    module("CivilTime"),
    module("Marketplace", ["Amounts", "CivilTime", "CPrefetch"]),
    module("Metering", ["Amounts", "CivilTime", "Marketplace"]),
    module("Settlement", ["Amounts", "CivilTime", "Marketplace"]),
    module("Performance", ["Amounts", "CivilTime", "Marketplace", "Settlement"]),
    module("XMLFiles"),
    module("Invoicing", ["Banking", "Amounts", "CivilTime"]),
    module("Banking", ["XMLFiles", "Amounts", "CivilTime"]),
    module("Bookkeeping", ["Amounts", "CivilTime"]),

    // C libraries, each beside its one user.
    library("CLibpq", pkgConfig: "libpq", package: "libpq-dev"),
    library("CCrypto", pkgConfig: "libcrypto", package: "libssl-dev"),
    library("CHarfBuzz", pkgConfig: "harfbuzz-subset", package: "libharfbuzz-dev"),
    library("CDeflate", pkgConfig: "libdeflate", package: "libdeflate-dev"),
    library("CXlsxWriter", pkgConfig: "xlsxwriter", package: "libxlsxwriter-dev"),
    library("CQREncode", pkgConfig: "libqrencode", package: "libqrencode-dev"),

    // No library: one instruction of the processor.
    .systemLibrary(name: "CPrefetch"),

    // Input, output and clocks.
    module("Digests", ["CivilTime", "CCrypto"]),
    module("JSONFiles"),
    // Apart from what reads a database: whoever checks a proof needs nothing else.
    module("Proofs", ["JSONFiles", "Digests"]),
    module("Postgres", ["CLibpq"]),
    .target(
      name: "Store",
      dependencies: [
        "Postgres", "Proofs", "Digests", "Settlement", "Performance", "Metering", "Invoicing",
        "Bookkeeping", "Marketplace", "Amounts", "CivilTime",
      ],
      swiftSettings: strict, plugins: ["EmbedPlugin"]),
    module(
      "Documents",
      [
        "Amounts", "CivilTime", "Invoicing", "Banking", "XMLFiles", "Digests", "JSONFiles",
        "CHarfBuzz", "CDeflate", "CXlsxWriter", "CQREncode",
      ]),
    module("BankFiles", ["Banking", "Documents", "Amounts", "CivilTime"]),
    module(
      "Operations",
      [
        "Store", "Documents", "Settlement", "Performance", "Metering", "Invoicing", "Bookkeeping",
        "Banking", "BankFiles", "Marketplace", "Proofs", "JSONFiles", "Digests", "Postgres",
        "Amounts", "CivilTime",
      ]),
    module("Scheduling", ["Operations", "Marketplace", "CivilTime"]),
    module("Portal", ["Operations", hummingbird, hummingbirdCore]),
    .executableTarget(
      name: "settled",
      dependencies: [
        "Bookkeeping", "Marketplace", "Operations", "Scheduling", "Portal", "Documents", "Amounts",
        "CivilTime", argumentParser,
      ],
      swiftSettings: strict),

    // Built for the machine that builds: the sql folder becomes Swift source.
    .executableTarget(name: "EmbedFiles", swiftSettings: strict),
    .plugin(
      name: "EmbedPlugin", capability: .buildTool(), dependencies: ["EmbedFiles"],
      path: "Sources/EmbedPlugin"),

    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Operations", "Store", "Documents", "Digests", "JSONFiles", "Invoicing", "Postgres",
        "Bookkeeping", "Marketplace", "Amounts", "CivilTime",
      ],
      exclude: ["Peers"], swiftSettings: strict),

    .target(
      name: "TestKit",
      dependencies: [
        "Operations", "Documents", "Store", "Postgres", "Digests", "Marketplace", "CivilTime",
      ],
      path: "Tests/TestKit", swiftSettings: strict),
    tests("AmountsTests", ["Amounts", "TestKit"]),
    tests("CivilTimeTests", ["CivilTime", "TestKit"]),
    tests("SettlementTests", ["Settlement", "Marketplace", "Amounts", "CivilTime", "TestKit"]),
    tests("MeteringTests", ["Metering", "Marketplace", "Amounts", "CivilTime", "TestKit"]),
    tests(
      "PerformanceTests",
      ["Performance", "Settlement", "Marketplace", "Amounts", "CivilTime", "TestKit"]),
    tests(
      "ExportTests",
      [
        "Operations", "Documents", "Store", "Performance", "Settlement", "Postgres", "Marketplace",
        "Amounts", "CivilTime", "TestKit",
      ]),
    tests("InvoicingTests", ["Invoicing", "Banking", "Amounts", "CivilTime"]),
    tests(
      "ConformanceTests",
      ["Documents", "Digests", "Invoicing", "Banking", "Amounts", "CivilTime", "TestKit"]),
    tests("BookkeepingTests", ["Bookkeeping", "Amounts", "CivilTime"]),
    tests("XMLFilesTests", ["XMLFiles"]),
    tests("BankingTests", ["BankFiles", "Banking", "Documents", "Amounts", "CivilTime"]),
    tests("PostgresTests", ["Postgres", "TestKit"]),
    tests(
      "ProofsTests",
      ["Proofs", "Digests", "Operations", "Postgres", "Marketplace", "CivilTime", "TestKit"]),
    tests(
      "DocumentsTests",
      ["Documents", "Digests", "Invoicing", "Amounts", "CivilTime", "TestKit"]),
    tests(
      "StoreTests",
      [
        "Store", "Operations", "Postgres", "Metering", "Bookkeeping", "Settlement", "Marketplace",
        "Amounts", "CivilTime", "TestKit",
      ]),
    tests(
      "ScenarioTests",
      ["Operations", "Documents", "Store", "Postgres", "Marketplace", "CivilTime", "TestKit"],
      exclude: ["Scenarios"]),
    tests(
      "OperationsTests",
      [
        "Operations", "Documents", "Store", "Postgres", "Marketplace", "Amounts", "CivilTime",
        "CDeflate", "TestKit",
      ]),
    tests(
      "PaymentTests",
      [
        "Operations", "Store", "Documents", "Bookkeeping", "Settlement", "Marketplace", "Postgres",
        "Amounts", "CivilTime", "TestKit",
      ]),
    tests("CommandTests", ["TestKit", "Postgres", "Digests"]),
    tests(
      "FaultTests", ["TestKit", "Operations", "Store", "Marketplace", "Postgres", "CivilTime"]),
    tests(
      "WritePointTests", ["TestKit", "Operations", "Marketplace", "Postgres", "CivilTime"]),
    tests(
      "RaceTests", ["TestKit", "Operations", "Store", "Marketplace", "Postgres", "CivilTime"]),
    tests("HouseTests", ["Store", "Postgres", "TestKit"]),
  ]
)
