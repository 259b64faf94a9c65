import CivilTime
import Digests
import Foundation
import Proofs

extension VerifyProof {
  /// Checks the evidence of a time stamp, without a database and without asking anybody.
  ///
  /// - Parameters:
  ///   - document: The path of the file that it is said to be of; nil to take its digest as it stands.
  ///   - trust: The path of a PEM file of certificates of which one must be above the authority's; nil
  ///     to take the one in the stamp as it is.
  /// - Throws: `Refusal` `.notFound` where a file cannot be read, `.badInput` for one without
  ///   certificates.
  func verdict(
    on evidence: TimeEvidence, of document: String?, trusting trust: String?
  ) throws -> ProofVerdict {
    let trusted = try trust.map { try contents(of: $0) }
    var flaws: [ProofVerdict.Flaw] = []
    func note(_ code: String, _ sentence: String) {
      flaws.append(.init(code: code, sentence: sentence))
    }
    // What came into the signature later is not what the evidence is of.
    if let document,
      !Self.digests(of: try contents(of: document)).contains(evidence.digest)
    {
      note("another_file", "\(document) is not the file that the evidence is of, or was changed.")
    }
    if !evidence.isInTree {
      note("not_in_tree", "The digest does not lead to the root that was stamped.")
    }
    var stamp: TimeStamp?
    do throws(SignatureError) {
      guard let token = Data(base64Encoded: evidence.token) else { throw .timeStampUnreadable }
      stamp = try TimeStamp(token: Array(token), trustedPEM: trusted)
    } catch .certificatesUnreadable {
      throw Self.trustUnreadable(trust)
    } catch .timeStampUntrusted(let reason) {
      note(
        "stamp_wrong",
        trust == nil
          ? "The signature of the stamp is wrong: \(reason)."
          : "The stamp is not by an authority that you trust, or its signature is wrong: \(reason)."
      )
    } catch {
      note("no_stamp", "\(error.sentence)")
    }
    let words = StampWords(
      evidence: evidence, stamp: stamp, document: document, isTrusted: trust != nil)
    if let stamp {
      if stamp.imprint != evidence.root {
        note("stamp_of_another", "The stamp is of \(stamp.imprint.hex), not of the root.")
      }
      if stamp.time.text() != evidence.stampedAt || stamp.authority != evidence.authority {
        note(
          "stamp_says_otherwise", "The stamp says \(stamp.time.text()) by \(words.authority).")
      }
    }
    guard flaws.isEmpty else {
      return ProofVerdict(flaws: flaws, facts: words.facts, proves: [], doesNotProve: [])
    }
    return ProofVerdict(
      flaws: [], facts: words.facts, proves: words.proves, doesNotProve: words.doesNotProve)
  }
}

/// The sentences about one time stamp.
private struct StampWords {
  let evidence: TimeEvidence
  let stamp: TimeStamp?
  let document: String?
  let isTrusted: Bool

  var authority: String { (stamp?.authority ?? evidence.authority).withoutUnseen }

  var facts: [ProofVerdict.Fact] {
    [
      .init(name: "document", value: evidence.invoiceID.withoutUnseen),
      .init(name: "sha256", value: evidence.digest.hex),
      .init(name: "stamped", value: evidence.stampedAt.withoutUnseen),
      .init(name: "authority", value: evidence.authority.withoutUnseen),
      .init(name: "root", value: evidence.root.hex),
    ]
  }

  var proves: [String] {
    let file = document ?? "A file with the SHA-256 above"
    let size =
      evidence.treeSize == 1 ? "alone" : "with \(evidence.treeSize - 1) other digests"
    return [
      "\(file), to the byte, existed at \(evidence.stampedAt), as \(authority) states.",
      "It was stamped \(size), in one tree, whose root the authority signed (RFC 3161).",
    ]
  }

  var doesNotProve: [String] {
    var sentences: [String] = []
    if document == nil {
      sentences.append(
        "That the file you have is that one: name it with --document, or compare its SHA-256.")
    }
    sentences.append(
      isTrusted
        ? "That no certificate was revoked: nobody was asked."
        : "That the authority is who it says: its certificate is the stamp's own, and nothing above"
          + " it was looked at. Name the root that it publishes with --trust.")
    return sentences + [
      "Who signed the document, or that its number is above: `settled verify` looks into the file.",
      "That it is current, or that what it says is right.",
    ]
  }
}
