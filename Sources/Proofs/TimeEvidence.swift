import Digests
import JSONFiles

/// What shows that a file existed at a time, for somebody who has neither our database nor our word: its
/// digest, its way to the root of a tree, and the token of an authority over that root.
///
/// The leaf is SHA-256 of the byte 0 and the 32 bytes of `sha256`; from it, RFC 9162, 2.1.3.2 leads over
/// `path` to `root`, and `openssl ts -verify -digest ROOT -token_in -in TOKEN` does the rest.
package struct TimeEvidence: Sendable, Equatable {
  /// The number of the document whose signed original it is of.
  package let invoiceID: String
  /// SHA-256 of the file.
  package let digest: SHA256Digest
  /// From 0.
  package let leafIndex: Int
  package let treeSize: Int
  /// From the leaf to the root.
  package let path: [SHA256Digest]
  package let root: SHA256Digest
  /// When, as the evidence says outside the token. ISO 8601.
  package let stampedAt: String
  /// Who, as the evidence says outside the token. RFC 4514.
  package let authority: String
  /// The TimeStampToken, DER in base 64. RFC 3161, 2.4.2.
  package let token: String

  private static let format = "settled-time-stamp-1"

  /// The evidence of one leaf of a tree whose leaves are digests of files.
  ///
  /// - Parameter place: Of the leaf, from 0.
  package init(
    of invoiceID: String, _ digest: SHA256Digest, at place: Int, in tree: MerkleTree,
    treeSize: Int, stampedAt: String, by authority: String, token: String
  ) {
    self.invoiceID = invoiceID
    self.digest = digest
    leafIndex = place
    self.treeSize = treeSize
    path = tree.path(ofLeaf: place)
    root = tree.root
    self.stampedAt = stampedAt
    self.authority = authority
    self.token = token
  }

  /// Whether the path leads from the file's digest to the root.
  package var isInTree: Bool {
    MerkleTree.root(
      ofLeaf: MerkleTree.leafHash(of: digest.bytes), at: leafIndex, among: treeSize, path: path)
      == root
  }

  /// One JSON object on one line; the same evidence always has the same text.
  package var text: String {
    var json = JSONText()
    json.object { json in
      json.member("format", Self.format)
      json.member("invoice_id", invoiceID)
      json.member("sha256", digest.hex)
      json.name("leaf_index")
      json.integer(Int64(leafIndex))
      json.name("tree_size")
      json.integer(Int64(treeSize))
      json.name("path")
      json.array { json in
        for hash in path { json.string(hash.hex) }
      }
      json.member("root", root.hex)
      json.member("stamped_at", stampedAt)
      json.member("authority", authority)
      json.member("token", token)
    }
    return json.text + "\n"
  }

  /// Reads such a text strictly; nil where it is a file of another format.
  package init?(parsing bytes: [UInt8]) throws(ProofFile.Flaw) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let json: PlacedJSON
    do {
      json = try PlacedJSON(parsing: text)
    } catch {
      return nil
    }
    guard case .object(let members) = json.content,
      members.contains(where: { member in
        if case .text(Self.format) = member.value.content { member.name == "format" } else { false }
      })
    else { return nil }
    var file = try ProofFields(json, "the file")
    _ = try file.text("format")
    invoiceID = try file.text("invoice_id")
    digest = try file.digest("sha256")
    leafIndex = try file.count("leaf_index")
    treeSize = try file.count("tree_size")
    path = try file.digests("path")
    root = try file.digest("root")
    stampedAt = try file.text("stamped_at")
    authority = try file.text("authority")
    token = try file.text("token")
    try file.requireNoOther()
  }
}

extension ProofFields {
  fileprivate mutating func digest(_ field: String) throws(ProofFile.Flaw) -> SHA256Digest {
    if let digest = SHA256Digest(hex: try text(field)) { return digest }
    throw ProofFile.Flaw(line: line, reason: "\(field) is not 64 hexadecimal digits")
  }
}
