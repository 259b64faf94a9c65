/// The picture of the house as data: which module may import which.
///
/// `Package.swift` may list less than this, never more; a source file may import less than
/// `Package.swift` lists for its target, never more.
enum ImportTable {
  /// Modules below the line: pure, synchronous, the standard library only.
  static let pure = [
    "Amounts", "CivilTime", "Marketplace", "Metering", "Settlement", "Performance", "XMLFiles",
    "Invoicing", "Banking", "Bookkeeping",
  ]

  /// What only makes a program faster: open to pure modules, too.
  static let effectless: Set<String> = ["CPrefetch"]

  /// What comes with the toolchain; open to modules above the line and to tests.
  static let system: Set<String> = ["Foundation", "Dispatch", "Glibc", "Synchronization"]

  /// What comes with the toolchain and is open to one module alone: only there is XML of others
  /// parsed, behind the guard that refuses document types.
  static let systemOfOne: [String: Set<String>] = ["BankFiles": ["FoundationXML"]]

  static let allowed: [String: Set<String>] = [
    "Amounts": [],
    "CivilTime": [],
    "Marketplace": ["Amounts", "CivilTime", "CPrefetch"],
    "Metering": ["Amounts", "CivilTime", "Marketplace"],
    "Settlement": ["Amounts", "CivilTime", "Marketplace"],
    "Performance": ["Amounts", "CivilTime", "Marketplace", "Settlement"],
    "XMLFiles": [],
    "Invoicing": ["Banking", "Amounts", "CivilTime"],
    "Banking": ["XMLFiles", "Amounts", "CivilTime"],
    "Bookkeeping": ["Amounts", "CivilTime"],

    "CLibpq": [], "CCrypto": [], "CHarfBuzz": [], "CDeflate": [], "CXlsxWriter": [],
    "CQREncode": [], "CPrefetch": [],

    "Digests": ["CivilTime", "CCrypto"],
    "JSONFiles": [],
    "Proofs": ["JSONFiles", "Digests"],
    "Postgres": ["CLibpq"],
    "Store": [
      "Postgres", "Proofs", "Digests", "Settlement", "Performance", "Metering", "Invoicing",
      "Bookkeeping", "Marketplace", "Amounts", "CivilTime",
    ],
    "Documents": [
      "Amounts", "CivilTime", "Invoicing", "Banking", "XMLFiles", "Digests", "JSONFiles",
      "CHarfBuzz", "CDeflate", "CXlsxWriter", "CQREncode",
    ],
    "BankFiles": ["Banking", "Documents", "Amounts", "CivilTime"],
    "Operations": [
      "Store", "Documents", "Settlement", "Performance", "Metering", "Invoicing", "Bookkeeping",
      "Banking", "BankFiles", "Marketplace", "Proofs", "JSONFiles", "Digests", "Postgres",
      "Amounts", "CivilTime",
    ],
    "Scheduling": ["Operations", "Marketplace", "CivilTime"],
    "Portal": ["Operations", "Hummingbird", "HummingbirdCore"],
    "settled": [
      "Operations", "Scheduling", "Portal", "Documents", "Bookkeeping", "Marketplace", "Amounts",
      "CivilTime", "ArgumentParser",
    ],
    "Benchmarks": [
      "Operations", "Store", "Documents", "Digests", "JSONFiles", "Invoicing", "Postgres",
      "Bookkeeping", "Marketplace", "Amounts", "CivilTime",
    ],

    "EmbedFiles": [],
    "EmbedPlugin": ["PackagePlugin"],
  ]

  /// Arrows that somebody could want and nobody may draw, whatever the table becomes.
  static let never: [(from: String, to: String, because: String)] = [
    ("Portal", "Store", "a use case is one file in Operations, the same for HTTP and a person"),
    ("Portal", "Postgres", "a use case is one file in Operations, the same for HTTP and a person"),
    ("settled", "Store", "a command calls a use case of Operations, it does not query"),
    ("settled", "Postgres", "a command calls a use case of Operations, it does not query"),
    ("Scheduling", "Store", "a timer wakes a use case, what is due is asked there"),
    ("Scheduling", "Portal", "timers and pages know nothing of each other"),
    ("Portal", "Scheduling", "timers and pages know nothing of each other"),
    ("Store", "Documents", "what is stored does not know how it is printed"),
    ("Documents", "Store", "a document is made of values, so that it can be made again"),
    ("Documents", "Postgres", "a document is made of values, so that it can be made again"),
    ("Operations", "Hummingbird", "a use case does not know who asks"),
    ("Operations", "ArgumentParser", "a use case does not know who asks"),
    ("Proofs", "Postgres", "a proof is checked without a database"),
    ("Proofs", "Store", "a proof is checked without a database"),
    ("Postgres", "Settlement", "the database layer knows no rule of settlement"),
    ("BankFiles", "Store", "a bank file is read to values, whoever keeps them"),
    ("Documents", "BankFiles", "what the bank answers is no document of ours"),
    ("Invoicing", "Settlement", "an invoice is a tax document of amounts, not of statements"),
  ]
}
