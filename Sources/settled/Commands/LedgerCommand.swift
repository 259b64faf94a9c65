import ArgumentParser
import CivilTime
import Marketplace
import Operations

/// `settled ledger`.
struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "Read and check the double-entry books.",
    subcommands: [Balance.self, Journal.self, Check.self, Post.self])

  struct Balance: Verb {
    static let configuration = CommandConfiguration(
      commandName: "balance", abstract: "The trial balance of a month.",
      discussion: """
        Debit is positive. All balances of a site and currency together are 0.00. With --account the \
        balance is shown by partner and tab where the account is kept so.

          settled ledger balance --period 2026-10
          settled ledger balance --period 2026-10 --site cn --account 2202
        """)

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(help: ArgumentHelp("Only this account, by partner: 2202.", valueName: "code"))
    var account: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      try desk.show(
        Ledger(workplace).balance(
          period: month.period.period(now: workplace.now()), site: site, account: account), answer)
    }
  }

  struct Journal: Verb {
    static let configuration = CommandConfiguration(
      commandName: "journal", abstract: "The entries of a month, posting by posting.",
      discussion: """
          settled ledger journal --period 2026-10 --site cn
          settled ledger journal --period 2026-10 --source 202610-M-0042-general-CNY
        """)

    @OptionGroup var month: PeriodOption
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(help: ArgumentHelp("Only this statement or invoice.", valueName: "id"))
    var source: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      try desk.show(
        Ledger(workplace).journal(
          period: month.period.period(now: workplace.now()), site: site, source: source), answer)
    }
  }

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Find entries that were changed, do not balance or contradict the statements.",
      discussion: """
        Computes the hash of every batch again, of any size, follows their chain, and compares \
        partners' accounts with their sealed statements. An entry that is missing or unsound is named; \
        a batch whose entries were changed otherwise is named from its first to its last. Exits with 9 \
        when something is found.

          settled ledger check
          settled ledger check --site cn --format json
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let flaws = try Ledger(desk.workplace(place)).check(site: site)
      try desk.show(Ledger.listing(flaws), answer)
      if !flaws.isEmpty { throw ExitCode(9) }
    }
  }

  struct Post: Verb {
    static let configuration = CommandConfiguration(
      commandName: "post", abstract: "Post what was sealed or issued and is not in the books yet.",
      discussion: """
        Sealing and issuing invoices post by themselves; this is for what was sealed before there \
        were books. Done twice, it does nothing.

          settled ledger post
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let count = try PostJournal(desk.workplace(place), by: actor.name)(site: site)
      desk.terminal.show("\(count)\n")
      desk.terminal.hint(
        count == 1 ? "1 entry was posted" : "\(grouped(count)) entries were posted")
    }
  }
}
