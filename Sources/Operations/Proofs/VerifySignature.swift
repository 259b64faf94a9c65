import Digests
import Documents

extension VerifyProof {
  /// Whether a file is a PDF, which is verified by its own signature.
  static func isPDF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "%PDF-".utf8) }

  /// Checks the signature of a PDF and the time stamp within it, without a database and without asking
  /// anybody.
  ///
  /// - Parameters:
  ///   - path: Where it was read, for the sentences.
  ///   - trust: The path of a PEM file of certificates of which one must be above the signer's, and one
  ///     above the authority's; nil to take those in the signature as they are.
  /// - Throws: `Refusal` `.notFound` where a file cannot be read, `.badInput` for one without
  ///   certificates.
  func verdict(
    onDocument bytes: [UInt8], at path: String, trusting trust: String?
  ) throws -> ProofVerdict {
    let trusted = try trust.map { try contents(of: $0) }
    let digest = ProofVerdict.Fact(name: "sha256", value: SHA256.digest(of: bytes).hex)
    func refuted(_ code: String, _ sentence: String) -> ProofVerdict {
      ProofVerdict(
        flaws: [.init(code: code, sentence: sentence)], facts: [digest], proves: [],
        doesNotProve: [])
    }
    guard let document = SignedPDF(bytes) else {
      return refuted(
        "not_signed",
        "It has no signature over the whole of it: it is a copy, or something was added to it.")
    }
    do throws(SignatureError) {
      let signature = try DocumentSignature(
        cms: document.cms, of: document.signedBytes, trustedPEM: trusted)
      let words = SignatureWords(signature: signature, path: path, isTrusted: trust != nil)
      return ProofVerdict(
        flaws: [], facts: [digest] + words.facts, proves: words.proves,
        doesNotProve: words.doesNotProve)
    } catch .certificatesUnreadable {
      throw Self.trustUnreadable(trust)
    } catch .timeStampUntrusted(let reason) {
      return refuted(
        "stamp_wrong",
        "The time stamp in the signature is wrong or not of a trusted authority: "
          + "\(reason).")
    } catch .timeStampMismatch {
      return refuted("stamp_of_another", "The time stamp is of another signature.")
    } catch {
      return refuted("signature_wrong", error.sentence)
    }
  }

  /// The digests of what a file was before a time stamp came into its signature, and of what it is.
  static func digests(of bytes: [UInt8]) -> [SHA256Digest] {
    var digests = [SHA256.digest(of: bytes)]
    if let document = SignedPDF(bytes), let cms = DocumentSignature.withoutStamp(document.cms),
      let earlier = try? document.embedding(cms), earlier != bytes
    {
      digests.append(SHA256.digest(of: earlier))
    }
    return digests
  }

  static func trustUnreadable(_ trust: String?) -> Refusal {
    Refusal(
      .badInput, "trust_unreadable", "\(trust ?? "") holds no certificates in PEM",
      remedy: "name the file of the root that the authority publishes")
  }
}

/// The sentences about one signature.
private struct SignatureWords {
  let signature: DocumentSignature
  let path: String
  let isTrusted: Bool

  private var signer: String { signature.signer.withoutUnseen }

  var facts: [ProofVerdict.Fact] {
    [
      .init(name: "level", value: signature.stamp == nil ? "PAdES B-B" : "PAdES B-T"),
      .init(name: "signer", value: signer),
    ]
      + (signature.stamp.map {
        [
          .init(name: "stamped", value: $0.time.text()),
          .init(name: "authority", value: $0.authority.withoutUnseen),
        ]
      } ?? [])
  }

  var proves: [String] {
    ["\(path), to the byte but for the signature itself, is what \(signer) signed."]
      + (signature.stamp.map {
        [
          "The signature existed at \($0.time.text()), as \($0.authority.withoutUnseen) states"
            + " (RFC 3161), and the signer's certificate was valid then."
        ]
      } ?? [])
  }

  var doesNotProve: [String] {
    var sentences: [String] = []
    if signature.stamp == nil {
      sentences.append(
        "When it was signed, or that the certificate was valid then: there is no time stamp in the"
          + " signature, and the time that the file states is the signer's word.")
    }
    sentences.append(
      isTrusted
        ? "That no certificate was revoked: nobody was asked."
        : "That they are who they say: the certificates are the file's own, and nothing above them"
          + " was looked at. Name the roots that you trust with --trust.")
    return sentences + [
      "That it is current, or that what it says is right: look it up at the address that it prints."
    ]
  }
}
