/// A proportion with six decimals, like a fee of 0.150000. Any sign. Rule 2.2.
@usableFromInline
package struct Rate: Hashable, Sendable {
  /// The rate times one million: 15 % is 150,000.
  @usableFromInline
  package let millionths: Int64

  /// A rate in parts per million.
  @inlinable
  package init(millionths: Int64) {
    self.millionths = millionths
  }

  /// Nothing of it.
  @inlinable
  package static var zero: Rate { Rate(millionths: 0) }

  /// All of it.
  @inlinable
  package static var one: Rate { Rate(millionths: 1_000_000) }

  /// Reads "0.15"; at most six decimals, the grammar of `scaledInteger(parsing:decimals:)`.
  package init(parsing text: some StringProtocol) throws(AmountError) {
    self.init(millionths: try scaledInteger(parsing: text, decimals: 6))
  }

  /// Reads the same from UTF-8 bytes.
  package init(parsing utf8: UnsafeRawBufferPointer) throws(AmountError) {
    self.init(millionths: try scaledInteger(parsing: utf8, decimals: 6))
  }

  /// The rate with its six decimals: `0.150000`. Contract 3.
  package var decimalText: String {
    Amounts.decimalText(millionths, decimals: 6)
  }

  /// The sum, refused beyond 64 bits of millionths.
  @inlinable
  package static func + (left: Rate, right: Rate) throws(AmountError) -> Rate {
    let (sum, overflow) = left.millionths.addingReportingOverflow(right.millionths)
    guard !overflow else { throw .overflow }
    return Rate(millionths: sum)
  }

  /// The difference, refused beyond 64 bits of millionths.
  @inlinable
  package static func - (left: Rate, right: Rate) throws(AmountError) -> Rate {
    let (difference, overflow) = left.millionths.subtractingReportingOverflow(right.millionths)
    guard !overflow else { throw .overflow }
    return Rate(millionths: difference)
  }
}

extension Rate: Comparable {
  /// Whether the first is the lower rate.
  @inlinable
  package static func < (left: Rate, right: Rate) -> Bool {
    left.millionths < right.millionths
  }
}

extension Rate: CustomStringConvertible {
  /// The rate with its six decimals.
  @usableFromInline
  package var description: String { decimalText }
}
