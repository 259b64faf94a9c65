import Digests
import JSONFiles

/// A statement's proof as a file: what is signed in plain sight, and nothing else.
///
/// One JSON object of these members, each exactly once:
///
/// | member | |
/// |---|---|
/// | `format` | `settled proof 1` |
/// | `statement` | every field of ``Record/Kind/statement``: a text, or null where there is none |
/// | `leaf_index` | the statement's place among the leaves of the run, from 0 |
/// | `path` | the hashes from the leaf to the root, from below, 64 hexadecimal digits each |
/// | `head` | every field of ``Record/Kind/head`` |
/// | `signature` | of the head's bytes by Ed25519, 128 hexadecimal digits |
/// | `key` | the public key, its 32 bytes in hexadecimal digits |
///
/// The bytes of a record are described at ``Record``. The leaf's hash is SHA-256 of the byte 0 and
/// the statement's bytes, a node's that of the byte 1 and the hashes of its two sides. With these two
/// sentences, SHA-256 and Ed25519 anybody can check a proof without this program.
package enum ProofFile {
  /// Why a file is no proof.
  package struct Flaw: Error, Sendable, Equatable {
    /// From 1; 0 where it is not a matter of a line.
    package let line: Int
    package let reason: String
  }

  private static let format = "settled proof 1"

  /// The bytes of the file; the same proof always has the same.
  package static func bytes(of proof: StatementProof) -> [UInt8] {
    var json = JSONText()
    json.object { file in
      file.member("format", format)
      file.record("statement", proof.statement)
      file.name("leaf_index")
      file.integer(Int64(proof.leafIndex))
      file.name("path")
      file.array { path in for hash in proof.path { path.string(hash.hex) } }
      file.record("head", proof.head)
      file.member("signature", proof.signature.hex)
      file.member("key", proof.key.bytes.hex)
    }
    return json.bytes + [0x0A]
  }

  /// Reads a file strictly: what is not understood is not proven.
  package static func parse(_ bytes: [UInt8]) throws(Flaw) -> StatementProof {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Flaw(line: 0, reason: "it is not UTF-8")
    }
    let json: PlacedJSON
    do {
      json = try PlacedJSON(parsing: text)
    } catch {
      throw Flaw(line: error.line, reason: error.reason)
    }
    var file = try ProofFields(json, "the file")
    guard try file.text("format") == format else {
      throw Flaw(line: json.line, reason: "format is not \"\(format)\"")
    }
    let statement = try file.record("statement", .statement)
    let index = try file.count("leaf_index")
    let path = try file.digests("path")
    let head = try file.record("head", .head)
    guard let signature = [UInt8](hex: try file.text("signature")) else {
      throw Flaw(line: json.line, reason: "signature is no hexadecimal digits")
    }
    guard let key = [UInt8](hex: try file.text("key")).flatMap({ VerifyingKey(bytes: $0) }) else {
      throw Flaw(line: json.line, reason: "key is not 64 hexadecimal digits")
    }
    try file.requireNoOther()
    return StatementProof(
      statement: statement, leafIndex: index, path: path, head: head, signature: signature,
      key: key)
  }
}

extension JSONText {
  fileprivate mutating func record(_ name: String, _ record: Record) {
    self.name(name)
    object { object in
      for (name, value) in zip(record.kind.names, record.values) { object.member(name, value) }
    }
  }
}

/// The members of one object of a proof file, taken one after the other.
struct ProofFields {
  private let name: String
  let line: Int
  private var members: [String: PlacedJSON] = [:]

  init(_ json: PlacedJSON, _ name: String) throws(ProofFile.Flaw) {
    self.name = name
    line = json.line
    guard case .object(let list) = json.content else {
      throw ProofFile.Flaw(line: line, reason: "\(name) is no object")
    }
    for member in list where members.updateValue(member.value, forKey: member.name) != nil {
      throw ProofFile.Flaw(line: member.line, reason: "\(member.name) stands there twice")
    }
  }

  mutating func text(_ field: String) throws(ProofFile.Flaw) -> String {
    if let text = try optionalText(field) { return text }
    throw ProofFile.Flaw(line: line, reason: "\(field) is null")
  }

  mutating func count(_ field: String) throws(ProofFile.Flaw) -> Int {
    let json = try take(field)
    guard case .number(let digits) = json.content, let count = Int(digits), count >= 0 else {
      throw ProofFile.Flaw(line: json.line, reason: "\(field) is no count")
    }
    return count
  }

  mutating func digests(_ field: String) throws(ProofFile.Flaw) -> [SHA256Digest] {
    let json = try take(field)
    guard case .array(let elements) = json.content else {
      throw ProofFile.Flaw(line: json.line, reason: "\(field) is no list")
    }
    var digests: [SHA256Digest] = []
    for element in elements {
      guard case .text(let digits) = element.content, let digest = SHA256Digest(hex: digits) else {
        throw ProofFile.Flaw(
          line: element.line, reason: "\(field) holds what is not 64 hexadecimal digits")
      }
      digests.append(digest)
    }
    return digests
  }

  mutating func record(_ field: String, _ kind: Record.Kind) throws(ProofFile.Flaw) -> Record {
    let json = try take(field)
    var fields = try ProofFields(json, field)
    var values: [String?] = []
    for name in kind.names { values.append(try fields.optionalText(name)) }
    try fields.requireNoOther()
    guard let record = Record(kind, values) else {
      preconditionFailure("\(values.count) values of \(kind.rawValue)")
    }
    return record
  }

  func requireNoOther() throws(ProofFile.Flaw) {
    guard let other = members.min(by: { $0.key < $1.key }) else { return }
    throw ProofFile.Flaw(
      line: other.value.line, reason: "\(name) has a field \(other.key) that nobody signed")
  }

  private mutating func optionalText(_ field: String) throws(ProofFile.Flaw) -> String? {
    let json = try take(field)
    switch json.content {
    case .text(let text): return text
    case .null: return nil
    case .object, .array, .number, .boolean:
      throw ProofFile.Flaw(line: json.line, reason: "\(field) is no text")
    }
  }

  private mutating func take(_ field: String) throws(ProofFile.Flaw) -> PlacedJSON {
    if let json = members.removeValue(forKey: field) { return json }
    throw ProofFile.Flaw(line: line, reason: "\(name) has no field \(field)")
  }
}
