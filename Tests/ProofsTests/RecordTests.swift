import Digests
import Proofs
import Testing

struct RecordTests {
  @Test("a head is these bytes: every text behind its length, an absent value one byte")
  func bytes() throws {
    let head = try #require(
      Record(
        .head,
        ["cn", "1", "R", "2026-05", nil, "2", "aa", "bb", "", "settled", "t", "k"]))
    var expected: [UInt8] = [0, 0, 0, 14] + Array("settled head 1".utf8) + [0, 0, 0, 12]
    func field(_ name: String, _ value: String) {
      expected += [0, 0, 0, UInt8(name.utf8.count)] + Array(name.utf8)
      expected += [1, 0, 0, 0, UInt8(value.utf8.count)] + Array(value.utf8)
    }
    field("site", "cn")
    field("chain_number", "1")
    field("run_id", "R")
    field("period", "2026-05")
    expected += [0, 0, 0, 13] + Array("previous_head".utf8) + [0]
    field("tree_size", "2")
    field("root", "aa")
    field("run_digest", "bb")
    field("sealed_at", "")
    field("engine", "settled")
    field("signed_at", "t")
    field("key_id", "k")
    #expect(head.bytes == expected)
    #expect(head["period"] == "2026-05" && head["previous_head"] == nil)
    #expect(Record(.head, ["cn"]) == nil)
  }

  @Test("different statements have different bytes, however their texts run into each other")
  func injective() throws {
    let names = Record.Kind.statement.names
    let texts: [String?] = [nil, "", "1", "11", "-1", "\u{0}", "1\u{0}1", "é", "e\u{301}"]
    var known: Set<[UInt8]> = []
    for first in texts {
      for second in texts {
        for third in texts {
          let varied = [first, second, third]
          let values = names.indices.map { $0 < 3 ? varied[$0] : "0" }
          known.insert(try #require(Record(.statement, values)).bytes)
        }
      }
    }
    #expect(known.count == texts.count * texts.count * texts.count)
  }

  @Test("texts that only look the same are different")
  func lookalikes() throws {
    let composed = try #require(Record(.statement, Record.Kind.statement.names.map { _ in "é" }))
    var values = composed.values
    values[3] = "e\u{301}"
    let changed = try #require(Record(.statement, values))
    #expect(composed != changed)
    #expect(composed.differences(from: changed) == ["site"])
  }

  @Test("a proof holds, and nothing of it can be changed")
  func proof() throws {
    let key = SigningKey()
    let statements = try (0..<5).map { try statement("\($0)") }
    let tree = MerkleTree(leafHashes: statements.map { MerkleTree.leafHash(of: $0.bytes) })
    let head = try #require(Record(.head, fields(root: tree.root.hex, key: key.verifying.id.hex)))
    func proof(
      _ statement: Record, _ index: Int, _ head: Record, signature: [UInt8]? = nil,
      key other: VerifyingKey? = nil
    ) -> StatementProof {
      StatementProof(
        statement: statement, leafIndex: index, path: tree.path(ofLeaf: 3), head: head,
        signature: signature ?? key.signature(of: head.bytes), key: other ?? key.verifying)
    }
    #expect(proof(statements[3], 3, head).flaws(trusting: nil) == [])
    #expect(proof(statements[3], 3, head).flaws(trusting: key.verifying.id) == [])
    #expect(proof(statements[2], 3, head).flaws(trusting: nil) == [.notInTree])
    #expect(proof(statements[3], 2, head).flaws(trusting: nil) == [.notInTree])
    let stranger = SigningKey().verifying
    #expect(proof(statements[3], 3, head).flaws(trusting: stranger.id) == [.keyNotTrusted])
    #expect(
      proof(statements[3], 3, head, key: stranger).flaws(trusting: nil)
        == [.keyIsAnother, .signatureWrong])
    let signature = key.signature(of: head.bytes)
    for name in Record.Kind.statement.names.indices {
      var values = statements[3].values
      values[name] = (values[name] ?? "") + "0"
      let changed = try #require(Record(.statement, values))
      #expect(proof(changed, 3, head).flaws(trusting: nil).first == .notInTree)
    }
    for name in Record.Kind.head.names.indices {
      var values = head.values
      values[name] = (values[name] ?? "") + "0"
      let changed = try #require(Record(.head, values))
      #expect(
        proof(statements[3], 3, changed, signature: signature).flaws(trusting: nil)
          .contains(.signatureWrong))
    }
  }

  @Test("a statement of another run than the head's is refused")
  func anotherRun() throws {
    let key = SigningKey()
    let other = try statement("1", run: "R-2")
    let tree = MerkleTree(leafHashes: [MerkleTree.leafHash(of: other.bytes)])
    var values = fields(root: tree.root.hex, key: key.verifying.id.hex)
    values[5] = "1"
    let head = try #require(Record(.head, values))
    let proof = StatementProof(
      statement: other, leafIndex: 0, path: [], head: head,
      signature: key.signature(of: head.bytes), key: key.verifying)
    #expect(proof.flaws(trusting: nil) == [.headOfAnotherRun(field: "run_id")])
  }

  private func statement(_ id: String, run: String = "R-1") throws -> Record {
    let given = ["run_id": run, "statement_id": id, "site": "cn", "period": "2026-05"]
    return try #require(Record(.statement, Record.Kind.statement.names.map { given[$0] ?? "7" }))
  }

  private func fields(root: String, key: String) -> [String?] {
    [
      "cn", "1", "R-1", "2026-05", nil, "5", root, "d", "2026-06-03T12:00:00+08:00", "settled",
      "2026-06-03T12:00:00+08:00", key,
    ]
  }
}
