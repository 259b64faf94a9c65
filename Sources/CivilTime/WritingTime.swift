/// Writes `2026-10-31T08:00:00.5+08:00`; how many bytes that were.
func writeInstant(_ instant: Instant, to buffer: UnsafeMutableRawBufferPointer) -> Int {
  let date = CivilDate(at: instant)
  let day = Instant.microsecondsPerDay
  let remainder = instant.microseconds % day
  let within = remainder < 0 ? remainder + day : remainder
  let local = (within + Instant.settlementOffsetMicroseconds) % day
  let seconds = Int32(truncatingIfNeeded: local / 1_000_000)
  var place = writeDate(date.days, to: buffer)
  place = write(UInt8(ascii: "T"), to: buffer, at: place)
  place = writeTwoDigits(seconds / 3600, to: buffer, at: place)
  place = write(UInt8(ascii: ":"), to: buffer, at: place)
  place = writeTwoDigits(seconds / 60 % 60, to: buffer, at: place)
  place = write(UInt8(ascii: ":"), to: buffer, at: place)
  place = writeTwoDigits(seconds % 60, to: buffer, at: place)
  place = writeFraction(Int32(truncatingIfNeeded: local % 1_000_000), to: buffer, at: place)
  for byte in "+08:00".utf8 {
    place = write(byte, to: buffer, at: place)
  }
  return place
}

/// Writes `2026-10-31`; how many bytes that were.
func writeDate(_ days: Int32, to buffer: UnsafeMutableRawBufferPointer) -> Int {
  let (year, month, day) = civilFromDays(days)
  var place = 0
  if !(0...9999).contains(year) {
    place = write(UInt8(ascii: year < 0 ? "-" : "+"), to: buffer, at: place)
  }
  let magnitude = Int32(year.magnitude)
  if magnitude >= 10_000 {
    var divisor: Int32 = 1_000_000_000
    while divisor > magnitude { divisor /= 10 }
    while divisor >= 10_000 {
      let digit = UInt8(truncatingIfNeeded: magnitude / divisor % 10)
      place = write(UInt8(ascii: "0") + digit, to: buffer, at: place)
      divisor /= 10
    }
  }
  place = writeTwoDigits(magnitude / 100 % 100, to: buffer, at: place)
  place = writeTwoDigits(magnitude % 100, to: buffer, at: place)
  place = write(UInt8(ascii: "-"), to: buffer, at: place)
  place = writeTwoDigits(month, to: buffer, at: place)
  place = write(UInt8(ascii: "-"), to: buffer, at: place)
  return writeTwoDigits(day, to: buffer, at: place)
}

private func writeFraction(
  _ microseconds: Int32, to buffer: UnsafeMutableRawBufferPointer, at start: Int
) -> Int {
  guard microseconds > 0 else { return start }
  var place = write(UInt8(ascii: "."), to: buffer, at: start)
  var rest = microseconds
  var divisor: Int32 = 100_000
  while rest > 0 {
    let digit = UInt8(truncatingIfNeeded: rest / divisor)
    place = write(UInt8(ascii: "0") + digit, to: buffer, at: place)
    rest %= divisor
    divisor /= 10
  }
  return place
}

private func writeTwoDigits(
  _ value: Int32, to buffer: UnsafeMutableRawBufferPointer, at place: Int
) -> Int {
  buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
  buffer[place + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
  return place + 2
}

private func write(
  _ byte: UInt8, to buffer: UnsafeMutableRawBufferPointer, at place: Int
) -> Int {
  buffer[place] = byte
  return place + 1
}
