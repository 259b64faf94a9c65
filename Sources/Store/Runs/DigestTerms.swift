import Settlement

extension LineSetDigest {
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
  package func terms(_ count: Int, of digests: [LineSetDigest]) -> [Int]? {
    guard count >= 0, count <= digests.count else { return nil }
    // Whichever is the smaller: what is in the sum, or what is not.
    if count > digests.count - count {
      var rest = digests.reduce(into: LineSetDigest()) { $0.add($1) }
      rest.subtract(self)
      return rest.terms(digests.count - count, of: digests).map { others in
        digests.indices.filter { !others.contains($0) }
      }
    }
    let half = count / 2
    guard Self.sets(of: count - half, from: digests.count) <= Self.most else { return nil }
    var halves: [LineSetDigest: [Int]] = [:]
    Self.forEachSet(of: half, from: digests) { places, sum in
      halves[sum] = places
      return true
    }
    var found: [Int]?
    Self.forEachSet(of: count - half, from: digests) { places, sum in
      var rest = self
      rest.subtract(sum)
      guard let others = halves[rest], Set(others).isDisjoint(with: places) else {
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
    of size: Int, from digests: [LineSetDigest], _ body: ([Int], LineSetDigest) -> Bool
  ) {
    func extend(_ places: [Int], _ sum: LineSetDigest) -> Bool {
      if places.count == size { return body(places, sum) }
      let next = (places.last ?? -1) + 1
      let last = digests.count - (size - places.count)
      guard next <= last else { return true }
      for place in next...last {
        var more = sum
        more.add(digests[place])
        if !extend(places + [place], more) { return false }
      }
      return true
    }
    _ = extend([], LineSetDigest())
  }
}
