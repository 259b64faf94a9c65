/// A point in time to the microsecond, as PostgreSQL counts it. Rule 1.1.
@usableFromInline
package struct Instant: Hashable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z, without leap seconds; any sign.
  @usableFromInline
  package let microseconds: Int64

  /// The instant so many microseconds after 1970-01-01T00:00:00Z.
  @inlinable
  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Settlement time is eight hours ahead of UTC, always. Rule 1.1.
  @inlinable
  package static var settlementOffsetMicroseconds: Int64 { 28_800_000_000 }

  /// A day without leap seconds.
  @inlinable
  package static var microsecondsPerDay: Int64 { 86_400_000_000 }

  /// Reads an instant of ISO 8601 with an offset, strictly:
  /// `2026-10-31T08:00:00.123456+08:00`, `2026-10-31 00:00:00Z`, offsets also as `+08`.
  ///
  /// There is no 24:00, no second 60 and no time without an offset.
  package init(parsing text: some StringProtocol) throws(CivilTimeError) {
    self = try withBytes(of: text) { bytes throws(CivilTimeError) in
      try Instant(utf8: bytes)
    }
  }

  /// Reads the same from ASCII bytes. Allocates nothing unless it refuses.
  package init(utf8 bytes: UnsafeRawBufferPointer) throws(CivilTimeError) {
    switch readInstant(bytes) {
    case .success(let value): microseconds = value
    case .failure(let refusal): throw .notAnInstant(shown(bytes), refusal.flaw)
    }
  }

  /// The instant in settlement time: `2026-10-31T08:00:00+08:00`, with up to six decimals of a
  /// second where they are not zero. Contract 3.
  package func text() -> String {
    String(unsafeUninitializedCapacity: Instant.textCapacity) { bytes in
      write(to: UnsafeMutableRawBufferPointer(bytes))
    }
  }

  /// The length that every text of an instant fits into.
  package static let textCapacity = 40

  /// Writes the text as ASCII. Allocates nothing.
  ///
  /// - Parameter buffer: At least `textCapacity` bytes.
  /// - Returns: How many bytes were written.
  package func write(to buffer: UnsafeMutableRawBufferPointer) -> Int {
    precondition(
      buffer.count >= Instant.textCapacity,
      "\(Instant.textCapacity) bytes are needed, \(buffer.count) are there")
    return writeInstant(self, to: buffer)
  }
}

extension Instant {
  /// The text in settlement time for a person, its fraction of a second cut off:
  /// `2026-10-31T08:00:00+08:00`.
  package var secondText: String {
    let whole = text()
    guard let point = whole.firstIndex(of: ".") else { return whole }
    return String(whole[..<point] + whole.suffix("+08:00".count))
  }
}

extension Instant: Comparable {
  /// Whether the first is earlier.
  @inlinable
  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension Instant: CustomStringConvertible {
  /// The text in settlement time.
  @usableFromInline
  package var description: String { text() }
}
