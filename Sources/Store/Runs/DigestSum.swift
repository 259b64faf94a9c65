/// A sum of SHA-256 digests modulo 2 to the power of 256.
package struct DigestSum: Hashable, Sendable {
  /// The least significant first.
  private var words: [UInt64]

  /// The sum of nothing.
  package static let zero = DigestSum(words: [0, 0, 0, 0])

  private init(words: [UInt64]) {
    self.words = words
  }

  /// Reads 32 big-endian bytes.
  package init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "a digest has 32 bytes, not \(bytes.count)")
    words = stride(from: 24, through: 0, by: -8).map { start in
      bytes[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// Adds modulo 2 to the power of 256.
  package static func + (left: DigestSum, right: DigestSum) -> DigestSum {
    var sum = left
    var carry: UInt64 = 0
    for index in sum.words.indices {
      let (first, overflowed) = left.words[index].addingReportingOverflow(right.words[index])
      let (second, carried) = first.addingReportingOverflow(carry)
      sum.words[index] = second
      carry = (overflowed ? 1 : 0) + (carried ? 1 : 0)
    }
    return sum
  }

  /// Takes away modulo 2 to the power of 256.
  package static func - (left: DigestSum, right: DigestSum) -> DigestSum {
    // The complement of two: every bit turned, and one.
    left + DigestSum(words: right.words.map { ~$0 }) + DigestSum(words: [1, 0, 0, 0])
  }

  /// So many sums are looked at before a set is given up: a few seconds, and less than 500 MB.
  private static let most = 2_000_000

  /// Finds the terms of a sum: that another set of digests has the same one is as likely as a
  /// collision of SHA-256.
  ///
  /// - Parameters:
  ///   - count: How many of the digests there are in the sum.
  ///   - digests: Those that may be.
  /// - Returns: Their places, ascending; nil where no set has the sum, or too many would have to be
  ///   looked at.
  package func terms(_ count: Int, of digests: [DigestSum]) -> [Int]? {
    guard count >= 0, count <= digests.count else { return nil }
    // Whichever is the smaller: what is in the sum, or what is not.
    if count > digests.count - count {
      let all = digests.reduce(.zero, +)
      return (all - self).terms(digests.count - count, of: digests).map { others in
        digests.indices.filter { !others.contains($0) }
      }
    }
    let half = count / 2
    guard Self.sets(of: count - half, from: digests.count) <= Self.most else { return nil }
    var halves: [DigestSum: [Int]] = [:]
    Self.forEachSet(of: half, from: digests) { places, sum in
      halves[sum] = places
      return true
    }
    var found: [Int]?
    Self.forEachSet(of: count - half, from: digests) { places, sum in
      guard let others = halves[self - sum], Set(others).isDisjoint(with: places) else {
        return true
      }
      found = (others + places).sorted()
      return false
    }
    return found
  }

  /// How many sets of a size there are, as far as `most` and a little more.
  private static func sets(of size: Int, from count: Int) -> Int {
    var sets = 1
    for place in 0..<size {
      sets = sets * (count - place) / (place + 1)
      if sets > most { return sets }
    }
    return sets
  }

  /// Hands over every set of a size with its sum, until it answers false.
  private static func forEachSet(
    of size: Int, from digests: [DigestSum], _ body: ([Int], DigestSum) -> Bool
  ) {
    func extend(_ places: [Int], _ sum: DigestSum) -> Bool {
      if places.count == size { return body(places, sum) }
      let next = (places.last ?? -1) + 1
      let last = digests.count - (size - places.count)
      guard next <= last else { return true }
      for place in next...last
      where !extend(places + [place], sum + digests[place]) { return false }
      return true
    }
    _ = extend([], .zero)
  }
}
