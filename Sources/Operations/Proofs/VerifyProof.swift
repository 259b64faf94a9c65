import Amounts
import Digests
import Foundation
import Proofs

/// What came of checking a proof file or a time stamp, in plain words.
package struct ProofVerdict: Sendable, Equatable {
  /// Why it proves nothing: a stable code, and a sentence. Empty where it proves what it says.
  package let flaws: [Flaw]
  /// What the file says, to compare with the paper; empty where it could not be read.
  package let facts: [Fact]
  package let proves: [String]
  package let doesNotProve: [String]

  /// One thing that is wrong.
  package struct Flaw: Sendable, Equatable {
    package let code: String
    package let sentence: String
  }

  /// One thing that the file says.
  package struct Fact: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  package var isProven: Bool { flaws.isEmpty }
}

/// `verify`: checks a statement's proof file, a signed document, or the evidence of its time stamp,
/// without a database and without an account.
package struct VerifyProof: Sendable {
  package init() {}

  /// Checks a file.
  ///
  /// - Parameter key: A public key in PEM, or the 64 digits of a key's id, that the reader has from
  ///   elsewhere; nil to take the file's own.
  ///   - document: With a time stamp: the path of the file that it is of; nil where it is not at hand.
  ///   - trust: With a time stamp or a signed document: the path of certificates in PEM of which one
  ///   must be above the authority's, and above the signer's; nil to take the file's own.
  /// - Throws: `Refusal` `.notFound` where a file cannot be read, `.badInput` for what is no key or no
  ///   certificates, `.usage` for what does not go with the kind of file.
  package func callAsFunction(
    _ path: String, trusting key: String? = nil, of document: String? = nil,
    under trust: String? = nil
  ) throws -> ProofVerdict {
    let trusted = try key.map { try keyID(of: $0) }
    let bytes = try contents(of: path)
    if Self.isPDF(bytes) {
      try refuse(key, "--key", goesWith: "the proof of a statement", notWith: path)
      try refuse(document, "--document", goesWith: "the evidence of a time stamp", notWith: path)
      return try verdict(onDocument: bytes, at: path, trusting: trust)
    }
    let proof: StatementProof
    do {
      if let evidence = try TimeEvidence(parsing: bytes) {
        try refuse(key, "--key", goesWith: "the proof of a statement", notWith: path)
        return try verdict(on: evidence, of: document, trusting: trust)
      }
      try refuse(document, "--document", goesWith: "the evidence of a time stamp", notWith: path)
      try refuse(
        trust, "--trust", goesWith: "a signed PDF or the evidence of a time stamp", notWith: path)
      proof = try ProofFile.parse(bytes)
    } catch let error as ProofFile.Flaw {
      let place = error.line > 0 ? "line \(error.line): " : ""
      return ProofVerdict(
        flaws: [.init(code: "no_proof", sentence: "It is no proof file: \(place)\(error.reason).")],
        facts: [], proves: [], doesNotProve: [])
    }
    let words = ProofWords(proof: proof, isKeyTrusted: trusted != nil)
    let flaws = proof.flaws(trusting: trusted).map { words.flaw($0) }
    guard flaws.isEmpty else {
      return ProofVerdict(flaws: flaws, facts: words.facts, proves: [], doesNotProve: [])
    }
    return ProofVerdict(
      flaws: [], facts: words.facts, proves: words.proves, doesNotProve: words.doesNotProve)
  }

  private func keyID(of key: String) throws -> SHA256Digest {
    if let id = SHA256Digest(hex: key) { return id }
    if let key = VerifyingKey(pem: try contents(of: key)) { return key.id }
    throw Refusal(
      .badInput, "key_unreadable", "\(key) is no public key of Ed25519 in PEM",
      remedy: "name the file of the public key that the platform published, or the 64 digits of"
        + " its id")
  }

  private func refuse(
    _ value: String?, _ option: String, goesWith kind: String, notWith path: String
  ) throws {
    if value == nil { return }
    throw Refusal(
      .usage, "option_does_not_apply", "\(option) goes with \(kind), and \(path) is none",
      remedy: "leave it out, or name another file")
  }

  func contents(of path: String) throws -> [UInt8] {
    if let bytes = FileManager.default.contents(atPath: path) { return Array(bytes) }
    throw Refusal(
      .notFound, "file_not_found", "\(path) cannot be read",
      remedy: "name a file that exists and that you may read")
  }
}

/// The sentences about one proof.
private struct ProofWords {
  let proof: StatementProof
  let isKeyTrusted: Bool

  var facts: [ProofVerdict.Fact] {
    let figures = [
      ("opening", "opening_balance"), ("lines", "lines_total"),
      ("adjustments", "adjustments_total"), ("payable", "payable"), ("closing", "closing_balance"),
    ].map { ProofVerdict.Fact(name: $0, value: amount($1)) }
    return [
      .init(name: "statement", value: text("statement_id")),
      .init(name: "partner", value: "\(text("partner_id")) \(text("partner_name"))"),
      .init(name: "site", value: text("site")), .init(name: "period", value: text("period")),
    ] + figures + [
      .init(name: "line count", value: text("line_count")),
      .init(name: "run", value: text("run_id")),
      .init(name: "sealed", value: headText("sealed_at")),
      .init(name: "head", value: proof.headHash.hex), .init(name: "key", value: proof.key.id.hex),
    ]
  }

  var proves: [String] {
    let count = headText("tree_size")
    let size = count == "1" ? "the only statement" : "one of the \(count) statements"
    let signer = isKeyTrusted ? "the key you trust" : "the key in this file, whosever it is,"
    let place =
      proof.head["previous_head"] == nil
      ? "the first" : "after head \(headText("previous_head"))"
    return [
      "What is said above is, to the character, what \(signer) signed at"
        + " \(headText("signed_at")).",
      "The statement is \(size) of run \(text("run_id")), sealed at \(headText("sealed_at")).",
      "The head is number \(headText("chain_number")) in the chain of site \(headText("site")),"
        + " \(place).",
    ]
  }

  var doesNotProve: [String] {
    var sentences: [String] = []
    if !isKeyTrusted {
      sentences.append(
        "That the platform signed it: the key is the file's own. Compare its id with the one that"
          + " the platform published, or name that key with --key.")
    }
    return sentences + [
      "That the platform shows everybody the same head: compare it with other partners.",
      "The lines one by one: only their number, sums and digest are in the proof.",
      "That it was calculated correctly, that it was paid, or that no later statement corrects it.",
    ]
  }

  func flaw(_ flaw: StatementProof.Flaw) -> ProofVerdict.Flaw {
    switch flaw {
    case .notInTree:
      .init(
        code: "not_in_tree",
        sentence: "The statement is not among those that the head names, or it was changed.")
    case .signatureWrong:
      .init(
        code: "signature_wrong",
        sentence: "The signature is not the key's signature of this head.")
    case .keyIsAnother:
      .init(
        code: "key_is_another",
        sentence: "The head was signed by key \(headText("key_id")), not by that of the file.")
    case .headOfAnotherRun(let field):
      .init(
        code: "head_of_another_run",
        sentence: "The head is of another \(field): \(headText(field)), not \(text(field)).")
    case .keyNotTrusted:
      .init(
        code: "key_not_trusted",
        sentence: "It is signed by key \(proof.key.id.hex), which is not the key you trust.")
    }
  }

  private func text(_ field: String) -> String { visible(proof.statement[field]) }

  private func headText(_ field: String) -> String { visible(proof.head[field]) }

  private func visible(_ text: String?) -> String { text?.withoutUnseen ?? "-" }

  private func amount(_ field: String) -> String {
    let digits = text(field)
    guard let minorUnits = Int64(digits), let currency = Currency(code: text("currency")) else {
      return "\(digits) minor units of \(text("currency"))"
    }
    return "\(Money(minorUnits: minorUnits, currency: currency))"
  }
}

private let unseen: Set<Unicode.GeneralCategory> = [
  .control, .format, .lineSeparator, .paragraphSeparator,
]

extension String {
  /// The file is a stranger's: its texts must not move the cursor or hide a line. Stricter than
  /// tables are: a character that nobody sees would make two names look alike.
  var withoutUnseen: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map {
          unseen.contains($0.properties.generalCategory) ? "\u{FFFD}" : $0
        }))
  }
}
