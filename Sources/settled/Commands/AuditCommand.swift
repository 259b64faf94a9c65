import ArgumentParser
import Marketplace
import Operations

/// `settled audit`.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Check sealed rows against what was signed.",
    subcommands: [Check.self, Head.self])

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Compute every seal again from the rows.",
      discussion: """
        From lines to statements, from statements to the root, from root to head, chain and \
        signature. Names the run and, where figures or lines differ, the statement. Somebody who can \
        write to the database and has a key can replace a whole run by another: only a head that was \
        kept elsewhere shows that. Exits with 9 when something is not what was signed.

          settled audit verify
          settled audit verify --site cn --head 5f8b75d5803a...
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?

    @Option(
      help: ArgumentHelp(
        "The 64 digits of a head that was kept elsewhere; it must still be there.",
        valueName: "hash"))
    var head: String?

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let audit = AuditSeals(try desk.workplace(place))
      let (runs, findings) = try audit(
        of: site.map { [$0] } ?? Site.allCases, outside: try head.map { try AuditSeals.head($0) })
      try desk.show(AuditSeals.listing(findings, runs: runs), answer)
      if !findings.isEmpty { throw ExitCode(9) }
    }
  }

  struct Head: Verb {
    static let configuration = CommandConfiguration(
      abstract: "List the signed heads, to be kept where nobody here can write.",
      discussion: """
          settled audit head --format csv
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let audit = AuditSeals(try desk.workplace(place))
      try desk.show(try audit.heads(of: site.map { [$0] } ?? Site.allCases), answer)
    }
  }
}
