import ArgumentParser
import Operations

/// `settled verify`.
struct VerifyCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Check a statement's proof, or a document's signature or time stamp, without a database.",
    discussion: """
      Says what the file says, what it proves and what it does not. Of a statement's proof the key is \
      the file's own without --key, and you compare its id with the published one yourself. Of a \
      signed PDF it tells the level: PAdES B-B, or B-T where its signature has a time stamp. The time \
      stamp of a run is what `invoice timestamp --evidence` prints. Without --trust nothing above the \
      certificates in the file is looked at. Nobody is asked. Exits with 0 when it proves what it \
      says, and with 9 when it does not.

        settled verify 202610-M-0042-general-CNY.proof.json
        settled verify 202610-M-0042-general-CNY.proof.json --key platform.pem
        settled verify CN-FEE-2026-000001.pdf --trust roots.pem
        settled verify CN-FEE-2026-000001.time.json --document CN-FEE-2026-000001.pdf --trust tsa.pem
      """)

  @Argument(help: "A proof file, a signed PDF, or the evidence of a time stamp.") var file: String

  @Option(
    help: ArgumentHelp(
      "Trust this key alone: the file of a public key in PEM, or the 64 digits of its id.",
      valueName: "key"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "The file that a time stamp is said to be of: a signed PDF as it was handed out.",
      valueName: "file"))
  var document: String?

  @Option(
    help: ArgumentHelp(
      "Trust a signer and a time-stamping authority below these alone: certificates in PEM.",
      valueName: "file"))
  var trust: String?

  @Flag(help: "Answer in JSON.") var json = false

  @OptionGroup(visibility: .hidden) var place: PlaceOptions
  var answersJSON: Bool { json }

  func perform(at desk: Desk) throws {
    let verdict = try VerifyProof()(file, trusting: key, of: document, under: trust)
    if json {
      desk.show(verdict.json)
    } else {
      desk.show(verdict)
    }
    if !verdict.isProven { throw ExitCode(9) }
  }
}

extension Desk {
  fileprivate func show(_ verdict: ProofVerdict) {
    terminal.show(verdict.isProven ? "Proven.\n" : "NOT proven.\n")
    for flaw in verdict.flaws { terminal.show("  - \(flaw.sentence)\n") }
    if !verdict.facts.isEmpty {
      terminal.show(verdict.isProven ? "\n" : "\nWhat the file says, unproven:\n")
      show(verdict.facts.map { ($0.name, $0.value) })
    }
    for (title, sentences) in [
      ("This proves", verdict.proves), ("This does not prove", verdict.doesNotProve),
    ] where !sentences.isEmpty {
      terminal.show("\n\(title)\n")
      for sentence in sentences { terminal.show("  - \(sentence)\n") }
    }
  }
}

extension ProofVerdict {
  fileprivate var json: JSON {
    .object([
      ("proven", .bool(isProven)),
      (
        "flaws",
        .array(
          flaws.map {
            .object([("code", .string($0.code)), ("detail", .string($0.sentence))])
          })
      ),
      ("says", .object(facts.map { ($0.name.replacing(" ", with: "_"), .string($0.value)) })),
      ("proves", .array(proves.map { .string($0) })),
      ("does_not_prove", .array(doesNotProve.map { .string($0) })),
    ])
  }
}
