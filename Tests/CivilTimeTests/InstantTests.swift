import CivilTime
import TestKit
import Testing

@Suite("instants")
struct InstantTests {
  @Test("an instant is read with any offset")
  func parsing() throws {
    let cases: [(String, Int64)] = [
      ("1970-01-01T00:00:00Z", 0),
      ("1970-01-01T08:00:00+08:00", 0),
      ("1970-01-01 08:00:00+08", 0),
      ("1969-12-31T19:30:00-04:30", 0),
      ("1970-01-01T00:00:00.000001Z", 1),
      ("1969-12-31T23:59:59.999999Z", -1),
      ("1970-01-01T00:00:00.5Z", 500_000),
      ("2010-12-01T08:34:00+00:00", 1_291_192_440_000_000),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000),
      ("2026-10-31T08:00:00.123456+08:00", 1_793_404_800_123_456),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
      ("1970-01-01T00:00:00+15:59", -57_540_000_000),
    ]
    for (text, expected) in cases {
      #expect(try Instant(parsing: text).microseconds == expected, "\(text)")
    }
  }

  @Test("an instant that does not exist, or is not known, is refused with its reason")
  func refused() {
    let cases: [(String, TimeFlaw)] = [
      ("2026-10-31T08:00:00", .offsetMissing), ("2026-10-31T08:00:00.5", .offsetMissing),
      ("2026-13-01T00:00:00Z", .month), ("2026-00-01T00:00:00Z", .month),
      ("2026-02-29T00:00:00Z", .day), ("2100-02-29T00:00:00Z", .day),
      ("2026-04-31T00:00:00Z", .day), ("2026-01-00T00:00:00Z", .day),
      ("2026-01-32T00:00:00Z", .day), ("0000-01-01T00:00:00Z", .year),
      ("2026-10-31T24:00:00Z", .hour), ("2026-10-31T23:60:00Z", .minute),
      ("2026-06-30T23:59:60Z", .leapSecond), ("2026-06-30T23:59:61Z", .second),
      ("2026-10-31T08:00:00.1234567Z", .fraction), ("2026-10-31T08:00:00+16:00", .offset),
      ("2026-10-31T08:00:00+08:60", .offset), ("", .shape), ("2026-10-31", .shape),
      ("2026-10-31T08:00Z", .shape), ("2026-10-31t08:00:00Z", .shape),
      ("2026-10-31T08:00:00z", .shape), ("2026-10-31T08:00:00 Z", .shape),
      ("2026-10-31T08:00:00.Z", .shape), ("2026-10-31T08:00:00,5Z", .shape),
      ("2026-10-31T08:00:00+0800", .shape), ("2026-10-31T08:00:00+8", .shape),
      ("2026-10-31T08:00:00Z ", .shape), (" 2026-10-31T08:00:00Z", .shape),
      ("2026/10/31T08:00:00Z", .shape), ("2026-10-31T08.00.00Z", .shape),
      ("+2026-10-31T08:00:00Z", .shape), ("２026-10-31T08:00:00Z", .shape),
    ]
    for (text, flaw) in cases {
      #expect(throws: CivilTimeError.notAnInstant(text, flaw), "\(text)") {
        try Instant(parsing: text)
      }
    }
  }

  @Test("an instant is written in settlement time, decimals only where there are any")
  func texts() {
    let cases: [(Int64, String)] = [
      (0, "1970-01-01T08:00:00+08:00"),
      (-1, "1970-01-01T07:59:59.999999+08:00"),
      (500_000, "1970-01-01T08:00:00.5+08:00"),
      (10, "1970-01-01T08:00:00.00001+08:00"),
      (1_793_404_800_123_000, "2026-10-31T08:00:00.123+08:00"),
      (57_600_000_000, "1970-01-02T00:00:00+08:00"),
      (.max, "+294247-01-10T12:00:54.775807+08:00"),
      (.min, "-290308-12-22T03:59:05.224192+08:00"),
    ]
    for (microseconds, expected) in cases {
      #expect(Instant(microseconds: microseconds).text() == expected)
    }
  }

  @Test("for a person the fraction of a second is cut off, also before 1970")
  func seconds() {
    let cases: [(Int64, String)] = [
      (0, "1970-01-01T08:00:00+08:00"),
      (999_999, "1970-01-01T08:00:00+08:00"),
      (-1, "1970-01-01T07:59:59+08:00"),
      (.min, "-290308-12-22T03:59:05+08:00"),
    ]
    for (microseconds, expected) in cases {
      #expect(Instant(microseconds: microseconds).secondText == expected)
    }
  }

  @Test("what is written reads back")
  func roundTrip() throws {
    var generator = Generator()
    let range = -62_135_596_800_000_000...253_402_271_999_999_999 as ClosedRange<Int64>
    for _ in 0..<20_000 {
      var microseconds = generator.integer(in: range)
      if generator.once(in: 2) { microseconds -= microseconds % 1_000_000 }
      let instant = Instant(microseconds: microseconds)
      #expect(
        try Instant(parsing: instant.text()) == instant,
        "seed \(generator.seed): \(microseconds)")
    }
  }

  @Test("no bytes make the reader fail in any other way than by refusing")
  func hostileBytes() {
    var generator = Generator()
    var read = 0
    let letters = Array("0123456789-+:.TZ ".utf8)
    for _ in 0..<20_000 {
      var bytes = Array("2026-10-31T08:00:00.123456+08:00".utf8)
      for _ in 0..<generator.pick(0...3) {
        bytes[generator.pick(bytes.indices)] =
          generator.once(in: 4)
          ? UInt8.random(in: 0...255, using: &generator)
          : generator.pick(letters)
      }
      bytes.removeLast(generator.pick(0...2) * generator.pick(0...16))
      let instant = bytes.withUnsafeBytes { try? Instant(utf8: $0) }
      guard let instant else { continue }
      read += 1
      #expect(
        (try? Instant(parsing: instant.text())) == instant,
        "seed \(generator.seed): \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(read > 1000, "seed \(generator.seed)")
  }
}
