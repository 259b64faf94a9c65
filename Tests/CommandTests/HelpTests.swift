import Testing

struct HelpTests {
  /// Every verb of the release.
  private static let verbs = [
    "db migrate", "db grant", "db check", "db status", "db backup", "db restore", "service write",
    "service cron",
    "run plan", "run list", "run show", "run lines",
    "run diff", "run submit", "run approve", "run reject", "run seal", "run discard",
    "exception list", "exception assign", "exception resolve", "exception acknowledge",
    "adjust add", "adjust approve", "adjust refuse", "adjust preview", "adjust list", "hold add",
    "hold list", "hold release",
    "statement list", "statement show", "statement download", "invoice list", "invoice show",
    "invoice issue", "invoice correct", "invoice self-bill", "invoice timestamp",
    "invoice download",
    "invoice legal", "invoice load-legal", "invoice red-letter request",
    "invoice red-letter record", "invoice red-letter list", "invoice red-letter show",
    "invoice party", "invoice load-parties",
    "invoice parties", "invoice agree",
    "invoice agreements", "invoice gaps",
    "export lines", "export statements",
    "export pending", "export performance", "export discounts", "export offers",
    "performance show", "explain", "why-not", "replay", "what-if", "serve", "job list", "job run",
    "verification at", "verification addresses", "verification check",
    "job next",
    "job history", "verify", "audit list", "audit verify", "audit head", "ledger balance",
    "ledger journal",
    "ledger check", "ledger post", "period list", "period show", "period check", "period lock",
    "period unlock", "period close", "period reopen", "period approve", "period end",
    "period reopenings", "period differences", "statement states", "statement steps",
    "statement move", "statement invoice", "dispute add", "dispute answer", "dispute list",
    "bank open", "bank accounts", "bank details", "bank propose", "bank approve", "bank refuse",
    "payout plan", "payout list", "payout show", "payout approve", "payout export",
    "payout cancel", "payout fail", "payout import-bank", "payout unmatched", "payout match",
    "payout explain", "payout advice", "export journal", "doctor", "import", "import gateway-log",
    "import list", "import left-out", "import acknowledge",
    "report list", "report run",
    "demo",
  ]

  @Test("every command explains itself with an example of its own")
  func examples() throws {
    for verb in Self.verbs {
      let help = try Command().run(verb.split(separator: " ").map(String.init) + ["--help"])
      #expect(help.code == 0, "\(verb)")
      #expect(help.err == "", "\(verb)")
      #expect(help.out.contains("  settled \(verb)"), "\(verb): \(help.out)")
    }
  }

  @Test("the help of the whole names every exit code and the environment")
  func overview() throws {
    let help = try Command()("--help").out
    for code in ["0 done", "2 cancelled", "7 differences", "78 configuration", "NO_COLOR"] {
      #expect(help.replacing("\n", with: " ").contains(code), "\(code)")
    }
    #expect(help.contains("SETTLED_DATABASE_URL"))
  }

  @Test("a group without a verb shows what it has")
  func groups() throws {
    for group in [
      "db", "run", "exception", "adjust", "hold", "statement", "invoice", "performance", "export",
      "job", "service", "verification", "report", "audit", "ledger", "period", "payout", "bank",
      "dispute", "invoice red-letter",
    ] {
      let help = try Command().run(group.split(separator: " ").map(String.init))
      #expect(help.code == 0, "\(group)")
      #expect(help.out.contains("SUBCOMMANDS"), "\(group)")
    }
  }

  @Test("the version names the engine that runs are stored with")
  func version() throws {
    #expect(try Command()("--version").out == "settled 0.1.0\n")
  }
}
