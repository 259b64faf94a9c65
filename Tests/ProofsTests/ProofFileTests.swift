import Digests
import Foundation
import Proofs
import Testing

struct ProofFileTests {
  /// Made from the documented format by a program that knows no code of ours: Python's hashlib, and
  /// Ed25519 of its package cryptography.
  private static let sample = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Data/proof/202605-M-1-general-CNY.proof.json")

  private func sample() throws -> [UInt8] { Array(try Data(contentsOf: Self.sample)) }

  @Test("a proof that another program made holds, and is written again with the same bytes")
  func foreign() throws {
    let proof = try ProofFile.parse(sample())
    #expect(proof.flaws(trusting: nil) == [])
    #expect(proof.statement["payable"] == "93750")
    #expect(proof.statement["partner_name"] == "杭州“甲”公司")
    #expect(proof.statement["partner_address"] == nil)
    #expect(
      proof.headHash.hex == "3662dcefaf8f8053ac4960e89fff754a5609f358171cd4dc0d007dbf3d19ce9b")
    #expect(
      proof.key.id.hex == "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9")
    #expect(ProofFile.bytes(of: proof) == (try sample()))
  }

  @Test("whichever byte of a proof file is changed, it proves no more")
  func everyByte() throws {
    let bytes = try sample()
    let proof = try ProofFile.parse(bytes)
    for place in bytes.indices {
      for change in [1, 0x20] as [UInt8] {
        var changed = bytes
        changed[place] ^= change
        do {
          let read = try ProofFile.parse(changed)
          // A changed space between members, if any, says the same.
          #expect(!read.flaws(trusting: nil).isEmpty || read == proof, "byte \(place)")
        } catch {
          #expect(error.reason != "", "byte \(place)")
        }
      }
    }
  }

  @Test("what is no proof file is told with its line and reason")
  func unreadable() throws {
    let text = String(decoding: try sample(), as: UTF8.self)
    let cases: [(text: String, reason: String)] = [
      ("", "the file ends where a value is expected"), ("[]", "the file is no object"),
      ("{}", "the file has no field format"),
      (text.replacing("proof 1", with: "proof 2"), "format is not \"settled proof 1\""),
      (
        text.replacing("\"leaf_index\":0", with: "\"leaf_index\":-1"), "leaf_index is no count"
      ),
      (
        text.replacing("\"tab\":\"general\",", with: ""), "statement has no field tab"
      ),
      (
        text.replacing("\"tab\":", with: "\"note\":\"paid\",\"tab\":"),
        "statement has a field note that nobody signed"
      ),
      (
        text.replacing("\"tab\":", with: "\"tab\":\"x\",\"tab\":"), "tab stands there twice"
      ),
      (text.replacing("\"payable\":\"93750\"", with: "\"payable\":93750"), "payable is no text"),
      (
        text.replacing("\"path\":[", with: "\"path\":[\"00\","),
        "path holds what is not 64 hexadecimal digits"
      ),
    ]
    for (text, reason) in cases {
      #expect(throws: (any Error).self, "\(reason)") { try ProofFile.parse(Array(text.utf8)) }
      do {
        _ = try ProofFile.parse(Array(text.utf8))
      } catch {
        #expect(error.reason == reason)
      }
    }
    let flaw = #expect(throws: ProofFile.Flaw.self) { try ProofFile.parse([0x7B, 0xFF, 0x7D]) }
    #expect(flaw?.reason == "it is not UTF-8")
  }
}
