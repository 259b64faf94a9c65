import ArgumentParser
import Documents
import Operations

/// `settled verification`.
struct VerificationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verification",
    abstract: "Where anybody checks a document, and what is said there.",
    discussion: """
      `settled serve` answers /v/NUMBER?k=KEY. With a public address in front of it, statements and \
      invoices print that link and a QR code of it from then on; earlier ones keep their bytes.
      """,
    subcommands: [At.self, Addresses.self, Check.self])

  struct At: Verb {
    static let configuration = CommandConfiguration(
      commandName: "at", abstract: "Say what documents print from now on.",
      discussion: """
          settled verification at https://verify.example.com --as ann
          settled verification at --nothing --as ann
        """)

    @Argument(help: "The public address of the page, at most 80 characters.") var address: String?
    @Flag(help: "Documents print no address any more.") var nothing = false
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if (address == nil) != nothing {
        throw ValidationError("Give an address, or --nothing.")
      }
    }

    func perform(at desk: Desk) throws {
      let printed = try VerificationAddresses(desk.workplace(place)).enter(address, by: actor.name)
      desk.terminal.hint(
        printed.map { "documents issued from now on print \($0)/v/…" }
          ?? "documents issued from now on print no address")
    }
  }

  struct Addresses: Verb {
    static let configuration = CommandConfiguration(
      commandName: "addresses", abstract: "List the addresses that were printed, newest first.",
      discussion: """
          settled verification addresses
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(VerificationAddresses(desk.workplace(place)).list(), answer)
    }
  }

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Say of a document what the page says.",
      discussion: """
        Exits with 5 where no document of that number was issued, and with 9 where the key is not of \
        its record.

          settled verification check CN-FEE-2026-000042 --key 5f2c9a7be4d1
        """)

    @Argument(help: "The number of a document, or a statement.") var number: String
    @Option(help: ArgumentHelp("What stands behind ?k= on it.", valueName: "12 digits"))
    var key: String?
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) async throws {
      let verify = try VerifyDocument(desk.workplace(place))
      defer { verify.close() }
      let verdict = try await verify(number, key: key)
      let sentence = verdict.sentence(number).en
      switch verdict {
      case .unknown:
        throw Refusal(
          .notFound, "document_not_found", sentence,
          remedy: "see `settled invoice list` and `settled statement list`")
      case .otherKey:
        throw Refusal(
          .verificationFailed, "document_key_differs", sentence,
          remedy: "compare the copy with what `settled invoice download` writes")
      case .genuine(let document):
        desk.terminal.show("\(sentence)\n")
        desk.show(document)
      }
    }
  }
}

extension Desk {
  fileprivate func show(_ document: GenuineDocument) {
    var facts = [
      (label: "issued by", value: document.issuer),
      (label: "issued on", value: document.issuedOn.text),
    ]
    if let details = document.details {
      facts += [
        (label: "partner", value: details.partner),
        (
          label: "total",
          value: "\(details.total.currency.code) \(details.total.groupedText.asciiMinus)"
        ),
        (label: "data", value: details.dataHash),
      ]
      facts += details.files.map { (label: $0.name, value: $0.digest) }
    }
    show(facts)
  }
}
