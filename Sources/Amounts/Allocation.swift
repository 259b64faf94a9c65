/// Splits a total in proportion to weights by the largest remainder: each part is its exact share
/// rounded down or up toward a whole, and the parts add up to the total. Rule 2.3.
///
/// Among equal remainders the lower index gets the unit. A negative total is the mirror of the
/// positive one.
///
/// - Parameters:
///   - total: Minor units, any sign.
///   - weights: Zero or more each, not all zero.
/// - Throws: `AmountError.negativeWeight`, or `.divisionByZero` where the weights add up to zero.
package func allocated(_ total: Int64, by weights: [Int64]) throws(AmountError) -> [Int64] {
  var sum: Int128 = 0
  for weight in weights {
    guard weight >= 0 else { throw .negativeWeight(weight) }
    sum += Int128(weight)
  }
  guard sum > 0 else { throw .divisionByZero }
  let sign: Int128 = total < 0 ? -1 : 1
  let magnitude = Int128(total.magnitude)
  var parts: [Int128] = []
  var remainders: [Int128] = []
  parts.reserveCapacity(weights.count)
  remainders.reserveCapacity(weights.count)
  var left = magnitude
  for weight in weights {
    let share = (magnitude * Int128(weight)).quotientAndRemainder(dividingBy: sum)
    parts.append(share.quotient)
    remainders.append(share.remainder)
    left -= share.quotient
  }
  // Fewer units are left than there are parts with a remainder, so one round gives them all away.
  let order = weights.indices.sorted { first, second in
    remainders[first] == remainders[second]
      ? first < second : remainders[first] > remainders[second]
  }
  for index in order.prefix(Int(left)) {
    parts[index] += 1
  }
  return parts.map { Int64(sign * $0) }
}
