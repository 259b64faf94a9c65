/// The fingerprint of a set of lines that does not depend on their order: the sum of their SHA-256
/// digests modulo 2 to the power of 256.
package struct LineSetDigest: Sendable, Hashable {
  @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  package init() {}

  /// Reads the 32 big-endian bytes of a digest.
  package init(bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == 32, "a digest has 32 bytes, not \(bytes.count)")
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// The sum as 32 big-endian bytes.
  package var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }
  }

  /// Adds modulo 2 to the power of 256: lines may come in any order and from any shard.
  @inlinable
  package mutating func add(_ other: LineSetDigest) {
    var carry: UInt64 = 0
    func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let (first, overflowed) = a.addingReportingOverflow(b)
      let (second, carried) = first.addingReportingOverflow(carry)
      carry = (overflowed ? 1 : 0) + (carried ? 1 : 0)
      return second
    }
    words.3 = sum(words.3, other.words.3)
    words.2 = sum(words.2, other.words.2)
    words.1 = sum(words.1, other.words.1)
    words.0 = sum(words.0, other.words.0)
  }

  /// Takes away modulo 2 to the power of 256: what a set has beyond another.
  package mutating func subtract(_ other: LineSetDigest) {
    // The complement of two: every bit turned, and one.
    var complement = other
    complement.words = (~other.words.0, ~other.words.1, ~other.words.2, ~other.words.3)
    var one = LineSetDigest()
    one.words.3 = 1
    add(complement)
    add(one)
  }

  package static func == (left: Self, right: Self) -> Bool { left.words == right.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
