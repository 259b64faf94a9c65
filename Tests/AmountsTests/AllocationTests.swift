import Amounts
import Testing
import TestKit

@Suite("allocation")
struct AllocationTests {
  @Test("what is left goes to the largest remainder, then to the lower index")
  func byHand() throws {
    #expect(try allocated(100, by: [1, 1, 1]) == [34, 33, 33])
    #expect(try allocated(-100, by: [1, 1, 1]) == [-34, -33, -33])
    #expect(try allocated(101, by: [1, 1, 1]) == [34, 34, 33])
    #expect(try allocated(5, by: [3, 7]) == [2, 3])
    #expect(try allocated(10, by: [1, 2, 3]) == [2, 3, 5])
    #expect(try allocated(7, by: [0, 1, 0]) == [0, 7, 0])
    #expect(try allocated(0, by: [3, 4]) == [0, 0])
    #expect(try allocated(2, by: [1, 1, 1]) == [1, 1, 0])
    #expect(try allocated(.min, by: [1]) == [.min])
    #expect(
      try allocated(.max, by: [.max, .max]) == [
        4_611_686_018_427_387_904, 4_611_686_018_427_387_903,
      ])
  }

  @Test("weights below zero, no weights and zero weights are refused")
  func refused() {
    #expect(throws: AmountError.negativeWeight(-1)) { try allocated(10, by: [2, -1]) }
    #expect(throws: AmountError.divisionByZero) { try allocated(10, by: []) }
    #expect(throws: AmountError.divisionByZero) { try allocated(10, by: [0, 0]) }
  }

  @Test("the parts add up to the total and none is a whole unit off its exact share")
  func laws() throws {
    var generator = Generator()
    for _ in 0..<10_000 {
      let total = generator.edgyInt64()
      let count = generator.pick(1...9)
      var weights = (0..<count).map { _ in
        generator.once(in: 4) ? generator.integer(in: 0...Int64.max) : generator.integer(in: 0...20)
      }
      if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
      let parts = try allocated(total, by: weights)
      let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
      let label = "seed \(generator.seed): \(total) by \(weights)"
      #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(total), "\(label)")
      for (index, part) in parts.enumerated() {
        let exact = (Int128(total) * Int128(weights[index])).dividedToward(sum)
        #expect(Int128(part) >= exact.low && Int128(part) <= exact.high, "\(label)")
        if weights[index] == 0 { #expect(part == 0, "\(label)") }
        for other in parts.indices where weights[other] > weights[index] {
          #expect(parts[other].magnitude >= part.magnitude, "\(label)")
        }
      }
    }
  }
}

extension Int128 {
  /// The whole numbers on both sides of the quotient; the same one twice where it is whole.
  fileprivate func dividedToward(_ divisor: Int128) -> (low: Int128, high: Int128) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    guard remainder != 0 else { return (quotient, quotient) }
    return self < 0 ? (quotient - 1, quotient) : (quotient, quotient + 1)
  }
}
