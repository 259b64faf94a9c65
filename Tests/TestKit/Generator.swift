/// A small seeded source of test cases (SplitMix64), loving the edges where mistakes live.
///
/// A test that draws from it prints the seed with what failed; the same seed gives the same cases.
package struct Generator: RandomNumberGenerator {
  /// What the sequence started from.
  package let seed: UInt64
  private var state: UInt64

  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// A generator with a fresh seed.
  package init() {
    self.init(seed: UInt64.random(in: 0...UInt64.max))
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Any integer: small ones, both limits, powers of two and ten and their neighbours, and the
  /// whole range, each about as often.
  package mutating func edgyInt64() -> Int64 {
    let wobble = Int64.random(in: -3...3, using: &self)
    switch Int.random(in: 0..<7, using: &self) {
    case 0: return wobble
    case 1: return Int64.random(in: -1_000...1_000, using: &self)
    case 2: return wobble < 0 ? .min &- wobble &- 1 : .max &- wobble
    case 3: return (1 &<< Int64.random(in: 0...62, using: &self)) &+ wobble
    case 4: return power(ofTen: Int.random(in: 0...18, using: &self)) &+ wobble
    case 5: return Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &self)
    default: return Int64.random(in: .min ... .max, using: &self)
    }
  }

  /// An integer of the range; each end comes up more often than its turn.
  package mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
    switch Int.random(in: 0..<12, using: &self) {
    case 0: range.lowerBound
    case 1: range.upperBound
    default: Int64.random(in: range, using: &self)
    }
  }

  /// One of the elements, of which there is at least one.
  package mutating func pick<Element>(_ elements: some Collection<Element>) -> Element {
    precondition(!elements.isEmpty, "nothing to pick from")
    let steps = Int.random(in: 0..<elements.count, using: &self)
    return elements[elements.index(elements.startIndex, offsetBy: steps)]
  }

  /// True once in so many times.
  package mutating func once(in times: Int) -> Bool {
    Int.random(in: 0..<times, using: &self) == 0
  }

  private func power(ofTen exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
