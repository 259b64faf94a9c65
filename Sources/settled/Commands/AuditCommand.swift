import ArgumentParser
import Marketplace
import Operations

/// `settled audit`.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Who did what; sealed rows against what was signed.",
    subcommands: [List.self, Check.self, Head.self])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Who did what to which object, when, from where, and why; newest first.",
      discussion: """
        Events are chained by hash in the order of their commit. Keep the newest hash where nobody \
        here can write: `audit verify --trail HASH` shows whether the trail was written anew.

          settled audit list --subject RUN-202610-cn-1
          settled audit list --actor ann --since 2026-11-01T00:00:00+08:00 --format csv
        """)

    @Option(help: ArgumentHelp("Only this object: a run, a partner, a batch.", valueName: "id"))
    var subject: String?
    @Option(help: ArgumentHelp("Only what this person did.", valueName: "user"))
    var actor: String?
    @Option(help: ArgumentHelp("Only this: run_approved.", valueName: "action"))
    var action: String?
    @Option(help: ArgumentHelp("Only from this instant on.", valueName: "instant"))
    var since: InstantArgument?
    @Option(help: ArgumentHelp("At most so many; otherwise 100.", valueName: "count"))
    var limit = 100
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(
        AuditTrail(desk.workplace(place)).list(
          subject: subject, actor: actor, action: action, since: since?.instant, limit: limit),
        answer)
    }
  }

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Compute every seal, the journal and the trail again.",
      discussion: """
        From lines to statements, from statements to the root, from root to head, chain and \
        signature. Names the run and, where figures or lines differ, the statement. Somebody who can \
        write to the database and has a key can replace a whole run by another: only a head that was \
        kept elsewhere shows that. The hash of every batch of journal entries, of any size, and the \
        audit trail are computed again as well; of a batch that was changed the finding names the \
        entry that is missing or unsound, else the entries from first to last. Exits with 9 when \
        something is not what was signed, posted or written.

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

    @Option(
      help: ArgumentHelp(
        "The 64 digits of the trail's hash that was kept elsewhere.", valueName: "hash"))
    var trail: String?

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let (runs, findings) = try AuditSeals(desk.workplace(place))(
        of: site.map { [$0] } ?? Site.allCases, outside: try head.map { try AuditSeals.head($0) },
        trail: try trail.map { try AuditSeals.head($0) })
      try desk.show(AuditSeals.listing(findings, runs: runs), answer)
      if !findings.isEmpty { throw ExitCode(9) }
    }
  }

  struct Head: Verb {
    static let configuration = CommandConfiguration(
      commandName: "head",
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
