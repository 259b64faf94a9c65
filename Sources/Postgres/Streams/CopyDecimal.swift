extension CopyRow {
  /// A numeric of at most 4 decimals in ten-thousandths; NULL is refused (`22004`).
  ///
  /// The server sends digits of base 10,000, so that the last one is the four decimals.
  ///
  /// - Throws: `22003` for more decimals, for what does not fit 64 bits, NaN and infinity.
  @inlinable
  package mutating func nextTenThousandths() throws(PostgresError) -> Int64 {
    guard let field = try nextBytes() else { throw nullBefore() }
    guard field.count >= 8, let base = field.baseAddress else { throw unfit() }
    @inline(__always) func word(_ index: Int) -> Int {
      Int(Int16(bigEndian: (base + 2 * index).loadUnaligned(as: Int16.self)))
    }
    let digits = word(0)
    let sign = UInt16(bitPattern: Int16(truncatingIfNeeded: word(2)))
    guard sign == 0 || sign == 0x4000, field.count == 8 + 2 * digits else { throw unfit() }
    // Digit i counts 10,000 to the power of weight - i; one power more makes ten-thousandths.
    var zeros = word(1) + 2 - digits
    guard digits == 0 || zeros >= 0 else { throw unfit() }
    var value: Int64 = 0
    for index in 0..<digits {
      let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10_000)
      let (sum, overflow) = shifted.addingReportingOverflow(Int64(word(4 + index)))
      if tooLarge || overflow { throw unfit() }
      value = sum
    }
    while digits > 0, zeros > 0 {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10_000)
      if overflow { throw unfit() }
      value = shifted
      zeros -= 1
    }
    return sign == 0 ? value : -value
  }

  @inline(never) @usableFromInline
  func nullBefore() -> PostgresError { columns.null(column - 1) }

  @inline(never) @usableFromInline
  func unfit() -> PostgresError { columns.unfit(column - 1) }
}
