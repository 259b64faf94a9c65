import Digests
import Proofs
import TestKit
import Testing

struct MerkleTreeTests {
  /// The leaves of the test vectors of the Certificate Transparency project.
  static let leaves = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ]

  @Test("the roots of the published trees come out, from none to eight leaves")
  func publishedRoots() throws {
    let roots = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    for (size, root) in roots.enumerated() {
      #expect(try tree(size).root.hex == root, "\(size) leaves")
    }
  }

  @Test("the published paths come out")
  func publishedPaths() throws {
    let paths: [(leaf: Int, size: Int, path: [String])] = [
      (
        0, 8,
        [
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
      ),
      (
        5, 8,
        [
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
      (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
      (
        1, 5,
        [
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
      ),
    ]
    for (leaf, size, path) in paths {
      #expect(try tree(size).path(ofLeaf: leaf).map(\.hex) == path, "leaf \(leaf) of \(size)")
    }
  }

  @Test("the root is that of the definition, and every path leads to it and to nothing else")
  func bruteForce() throws {
    for size in 1...70 {
      let hashes = (0..<size).map { MerkleTree.leafHash(of: [UInt8(size), UInt8($0)]) }
      let tree = MerkleTree(leafHashes: hashes)
      #expect(tree.root == defined(hashes[...]), "\(size) leaves")
      for (index, hash) in hashes.enumerated() {
        let path = tree.path(ofLeaf: index)
        func root(_ hash: SHA256Digest, _ index: Int, _ size: Int, _ path: [SHA256Digest]) -> Bool {
          MerkleTree.root(ofLeaf: hash, at: index, among: size, path: path) == tree.root
        }
        #expect(root(hash, index, size, path), "leaf \(index) of \(size)")
        let wrong = [
          root(hashes[(index + 1) % size], index, size, path) && size > 1,
          root(hash, index + 1, size, path), root(hash, -1, size, path),
          root(hash, index, size, path + [hash]),
          !path.isEmpty && root(hash, index, size, Array(path.dropLast())),
          !path.isEmpty && root(hash, index, size, Array(path.dropFirst())),
          root(hash, index, index, path),
        ]
        #expect(!wrong.contains(true), "leaf \(index) of \(size): \(wrong)")
        let elsewhere = (0..<size).filter { $0 != index && root(hash, $0, size, path) }
        #expect(elsewhere == [], "leaf \(index) of \(size)")
      }
    }
  }

  @Test("a node does not pass for a leaf")
  func secondPreimage() throws {
    let hashes = try leafHashes(2)
    let whole = MerkleTree(leafHashes: hashes).root
    #expect(MerkleTree.leafHash(of: [1] + hashes[0].bytes + hashes[1].bytes) != whole)
    #expect(MerkleTree.leafHash(of: hashes[0].bytes + hashes[1].bytes) != whole)
  }

  private func tree(_ size: Int) throws -> MerkleTree {
    MerkleTree(leafHashes: try leafHashes(size))
  }

  private func leafHashes(_ size: Int) throws -> [SHA256Digest] {
    try Self.leaves.prefix(size).map { MerkleTree.leafHash(of: try #require([UInt8](hex: $0))) }
  }

  /// RFC 6962, 2.1, word for word: split at the largest power of two below the size.
  private func defined(_ hashes: ArraySlice<SHA256Digest>) -> SHA256Digest {
    if hashes.count == 1 { return hashes[hashes.startIndex] }
    var split = 1
    while split * 2 < hashes.count { split *= 2 }
    let middle = hashes.startIndex + split
    return SHA256.digest(
      of: [1] + defined(hashes[..<middle]).bytes + defined(hashes[middle...]).bytes)
  }
}
