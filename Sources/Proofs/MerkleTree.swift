import Digests

/// A Merkle tree over leaves in order (RFC 6962, RFC 9162 section 2.1), which can prove each of them.
///
/// Keeps every node, 64 bytes a leaf: a tree is made for the statements of one run, not for lines.
package struct MerkleTree: Sendable {
  /// The hashes of the leaves first, then of the nodes above them, up to the root.
  private var levels: [[SHA256Digest]]

  /// - Parameter leafHashes: Made by ``leafHash(of:)``, in the order of the leaves.
  package init(leafHashes: [SHA256Digest]) {
    levels = [leafHashes]
    var hashing = SHA256()
    while let level = levels.last, level.count > 1 {
      var above: [SHA256Digest] = []
      above.reserveCapacity((level.count + 1) / 2)
      for left in stride(from: 0, to: level.count, by: 2) {
        // A node without a sibling is the node above it: the tree splits at a power of two.
        above.append(
          left + 1 < level.count
            ? Self.node(level[left], level[left + 1], &hashing) : level[left])
      }
      levels.append(above)
    }
  }

  /// The tree whose leaves are records, in their order.
  package init(of records: [Record]) {
    self.init(leafHashes: records.map { Self.leafHash(of: $0.bytes) })
  }

  /// How many leaves there are.
  package var count: Int { levels[0].count }

  /// The hash of the whole; of a tree without leaves that of no bytes.
  package var root: SHA256Digest {
    levels[levels.count - 1].first ?? SHA256.digest(of: [])
  }

  /// The hashes that lead from a leaf to the root, from below.
  package func path(ofLeaf index: Int) -> [SHA256Digest] {
    precondition((0..<count).contains(index), "there is no leaf \(index) among \(count)")
    var place = index
    var path: [SHA256Digest] = []
    for level in levels.dropLast() {
      let sibling = place ^ 1
      if sibling < level.count { path.append(level[sibling]) }
      place >>= 1
    }
    return path
  }

  /// The root that a leaf and its path lead to; nil where a path of a tree of that size is longer or
  /// shorter. RFC 9162, 2.1.3.2.
  package static func root(
    ofLeaf hash: SHA256Digest, at index: Int, among size: Int, path: [SHA256Digest]
  ) -> SHA256Digest? {
    guard index >= 0, index < size else { return nil }
    var hashing = SHA256()
    var (place, last) = (index, size - 1)
    var root = hash
    for sibling in path {
      if last == 0 { return nil }
      if place & 1 == 1 || place == last {
        root = node(sibling, root, &hashing)
        while place & 1 == 0, place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        root = node(root, sibling, &hashing)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 ? root : nil
  }

  /// The hash of a leaf: of the byte 0 and its bytes, so that no node can pass for a leaf.
  package static func leafHash(of bytes: [UInt8]) -> SHA256Digest {
    SHA256.digest(of: [0] + bytes)
  }

  private static func node(
    _ left: SHA256Digest, _ right: SHA256Digest, _ hashing: inout SHA256
  ) -> SHA256Digest {
    withUnsafeBytes(of: UInt8(1)) { hashing.update($0) }
    left.bytes.withUnsafeBytes { hashing.update($0) }
    right.bytes.withUnsafeBytes { hashing.update($0) }
    return hashing.finish()
  }
}
