import ArgumentParser
import Marketplace
import Operations

/// `settled bank`.
struct BankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bank", abstract: "Accounts that pay, and where partners are paid.",
    discussion: """
      A certified partner's first bank details are those it came with. Every change needs a second \
      person, and is used 48 hours after the approval at the earliest; until then its statements \
      wait.
      """,
    subcommands: [
      Open.self, Accounts.self, Details.self, Propose.self, Approve.self, Refuse.self,
    ])

  struct Open: Verb {
    static let configuration = CommandConfiguration(
      commandName: "open",
      abstract: "Open an account that pays the partners of a site in a currency.",
      discussion: """
          settled bank open CNY1 --site cn --currency CNY --profile chinese \\
            --holder '云商店平台' --account 6222020200112233 --bank-name '中国银行' --as ann
          settled bank open EUR1 --site eu --currency EUR --profile sepa \\
            --holder 'The marketplace' --account DE89370400440532013000 --as ann
        """)

    @Argument(help: "A short word for it: CNY1.") var id: String
    @Option(help: ArgumentHelp("cn, intl or eu.", valueName: "site")) var site: Site
    @Option(help: ArgumentHelp("Its ISO 4217 code.", valueName: "code")) var currency: String
    @Option(
      help: ArgumentHelp(
        "What the bank takes: sepa, international or chinese.", valueName: "profile"))
    var profile: String
    @Flag(help: "The bank takes a CSV file and no pain.001.") var csv = false
    @OptionGroup var bank: BankOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if bank.holder == nil || bank.account == nil {
        throw ValidationError("An account needs --holder and --account.")
      }
    }

    func perform(at desk: Desk) throws {
      try BankAccounts(desk.workplace(place), by: actor.name).open(
        BankAccounts.Opening(
          id: id, site: site, currency: currency, profile: profile, isCSV: csv,
          details: bank.proposal))
      desk.terminal.hint("\(id) pays the partners of site \(site.rawValue) in \(currency)")
    }
  }

  struct Accounts: Verb {
    static let configuration = CommandConfiguration(
      commandName: "accounts", abstract: "List the accounts that pay; numbers are masked.",
      discussion: """
          settled bank accounts
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(BankAccounts(desk.workplace(place)).accounts(), answer)
    }
  }

  struct Details: Verb {
    static let configuration = CommandConfiguration(
      commandName: "details",
      abstract: "List partners' bank details and their changes; numbers are masked.",
      discussion: """
          settled bank details --open
          settled bank details --partner M-0042
        """)

    @Flag(help: "Only changes that wait for a second person.") var open = false
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(
        BankAccounts(desk.workplace(place)).details(partner: partner, isOpenOnly: open), answer)
    }
  }

  struct Propose: Verb {
    static let configuration = CommandConfiguration(
      commandName: "propose",
      abstract: "Propose bank details of a partner; prints the number of the proposal.",
      discussion: """
        What is not given is what the marketplace says of the partner. Verify the change with the \
        partner over a way that was known before.

          settled bank propose M-0042 --reason 'called back on the number on file' --as ann
          settled bank propose M-0042 --account FR1420041010050500013M02606 --town Paris \\
            --country FR --reason 'letter of 3 November, called back' --as ann
        """)

    @Argument(help: "The id of a partner.") var partner: String
    @OptionGroup var bank: BankOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let number = try BankAccounts(desk.workplace(place), by: actor.name)
        .propose(bank.proposal, for: partner, reason: why.reason)
      desk.terminal.show("\(number)\n")
      desk.terminal.hint("Next:  another person runs `settled bank approve \(number)`")
    }
  }

  struct Approve: Verb {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Sign a change that another person proposed.",
      discussion: """
        Who proposed it cannot approve it (exit code 4).

          settled bank approve 12 --as bea
        """)

    @Argument(help: "The number of a proposal.") var number: Int32
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let usable = try BankAccounts(desk.workplace(place), by: actor.name).approve(number)
      desk.terminal.hint("the partner is paid there from \(usable) on")
    }
  }

  struct Refuse: Verb {
    static let configuration = CommandConfiguration(
      commandName: "refuse", abstract: "Turn a change down, with a reason.",
      discussion: """
          settled bank refuse 12 --reason 'the partner knows nothing of it' --as bea
        """)

    @Argument(help: "The number of a proposal.") var number: Int32
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try BankAccounts(desk.workplace(place), by: actor.name).refuse(number, reason: why.reason)
      desk.terminal.hint("proposal \(number) is refused")
    }
  }
}

/// An account with its holder and bank.
struct BankOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The name the account is kept under.", valueName: "name"))
  var holder: String?
  @Option(
    name: .customLong("holder-latin"),
    help: ArgumentHelp("The same in Latin letters.", valueName: "name"))
  var holderLatin: String?
  @Option(help: ArgumentHelp("An IBAN, or a number of the bank's own.", valueName: "number"))
  var account: String?
  @Option(help: ArgumentHelp("The bank's identifier, BIC or SWIFT.", valueName: "code"))
  var bic: String?
  @Option(
    name: .customLong("bank-name"), help: ArgumentHelp("The bank's name.", valueName: "name"))
  var bankName: String?
  @Option(help: ArgumentHelp("Street and number.", valueName: "text")) var address: String?
  @Option(help: ArgumentHelp("Where the holder is.", valueName: "town")) var town: String?
  @Option(help: ArgumentHelp("Two letters of ISO 3166.", valueName: "code"))
  var country: String?

  var proposal: BankAccounts.Proposal {
    var proposal = BankAccounts.Proposal()
    proposal.holder = holder
    proposal.holderLatin = holderLatin
    proposal.account = account
    proposal.bic = bic
    proposal.bankName = bankName
    proposal.address = address
    proposal.town = town
    proposal.country = country
    return proposal
  }
}
