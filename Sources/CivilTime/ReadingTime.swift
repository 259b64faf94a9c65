/// A flaw as an error, so that results may carry it.
struct TimeRefusal: Error {
  let flaw: TimeFlaw

  init(_ flaw: TimeFlaw) {
    self.flaw = flaw
  }
}

/// Reads `YYYY-MM-DD` at the start of the bytes, of which there are ten or more.
func readDate(_ bytes: UnsafeRawBufferPointer) -> Result<Int32, TimeRefusal> {
  guard let century = twoDigits(bytes, at: 0), let years = twoDigits(bytes, at: 2),
    let month = twoDigits(bytes, at: 5), let day = twoDigits(bytes, at: 8),
    bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-")
  else { return .failure(TimeRefusal(.shape)) }
  let year = century * 100 + years
  guard year >= 1 else { return .failure(TimeRefusal(.year)) }
  guard (1...12).contains(month) else { return .failure(TimeRefusal(.month)) }
  guard day >= 1, day <= daysInMonth(year: year, month: month) else {
    return .failure(TimeRefusal(.day))
  }
  return .success(daysFromCivil(year: year, month: month, day: day))
}

/// Reads date, time, fraction and offset; the microseconds since 1970-01-01T00:00:00Z.
func readInstant(_ bytes: UnsafeRawBufferPointer) -> Result<Int64, TimeRefusal> {
  guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
    let hour = twoDigits(bytes, at: 11), let minute = twoDigits(bytes, at: 14),
    let second = twoDigits(bytes, at: 17),
    bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
  else { return .failure(TimeRefusal(.shape)) }
  let days: Int32
  switch readDate(bytes) {
  case .success(let day): days = day
  case .failure(let refusal): return .failure(refusal)
  }
  guard hour <= 23 else { return .failure(TimeRefusal(.hour)) }
  guard minute <= 59 else { return .failure(TimeRefusal(.minute)) }
  guard second <= 59 else { return .failure(TimeRefusal(second == 60 ? .leapSecond : .second)) }
  var place = 19
  var fraction: Int64 = 0
  if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
    place += 1
    let start = place
    while place < bytes.count, let digit = oneDigit(bytes[place]) {
      guard place - start < 6 else { return .failure(TimeRefusal(.fraction)) }
      fraction = fraction * 10 + Int64(digit)
      place += 1
    }
    guard place > start else { return .failure(TimeRefusal(.shape)) }
    for _ in (place - start)..<6 {
      fraction *= 10
    }
  }
  let offsetMinutes: Int32
  switch readOffset(bytes, from: place) {
  case .success(let minutes): offsetMinutes = minutes
  case .failure(let refusal): return .failure(refusal)
  }
  let seconds =
    Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offsetMinutes) * 60
  return .success(seconds * 1_000_000 + fraction)
}

/// Reads `Z`, `±HH:MM` or `±HH` up to the end; minutes east of UTC.
private func readOffset(
  _ bytes: UnsafeRawBufferPointer, from place: Int
) -> Result<Int32, TimeRefusal> {
  let left = bytes.count - place
  guard left > 0 else { return .failure(TimeRefusal(.offsetMissing)) }
  let mark = bytes[place]
  if mark == UInt8(ascii: "Z"), left == 1 { return .success(0) }
  guard mark == UInt8(ascii: "+") || mark == UInt8(ascii: "-"), left == 3 || left == 6,
    let hours = twoDigits(bytes, at: place + 1)
  else { return .failure(TimeRefusal(.shape)) }
  var minutes: Int32 = 0
  if left == 6 {
    guard bytes[place + 3] == UInt8(ascii: ":"), let written = twoDigits(bytes, at: place + 4)
    else { return .failure(TimeRefusal(.shape)) }
    minutes = written
  }
  guard hours <= 15, minutes <= 59 else { return .failure(TimeRefusal(.offset)) }
  let offset = hours * 60 + minutes
  return .success(mark == UInt8(ascii: "-") ? -offset : offset)
}

@inline(__always)
func oneDigit(_ byte: UInt8) -> Int32? {
  let digit = byte &- UInt8(ascii: "0")
  return digit < 10 ? Int32(digit) : nil
}

@inline(__always)
func twoDigits(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int32? {
  guard let tens = oneDigit(bytes[place]), let ones = oneDigit(bytes[place + 1]) else {
    return nil
  }
  return tens * 10 + ones
}

/// Hands the UTF-8 bytes of a text to a reader that refuses in our words.
func withBytes<Value>(
  of text: some StringProtocol,
  _ read: (UnsafeRawBufferPointer) throws(CivilTimeError) -> Value
) throws(CivilTimeError) -> Value {
  var copy = String(text)
  let result: Result<Value, CivilTimeError> = copy.withUTF8 { utf8 in
    do throws(CivilTimeError) {
      return .success(try read(UnsafeRawBufferPointer(utf8)))
    } catch {
      return .failure(error)
    }
  }
  return try result.get()
}

/// The text as a message may quote it: what is long is cut.
func shown(_ bytes: UnsafeRawBufferPointer) -> String {
  var limit = min(40, bytes.count)
  // A character is shown whole or not at all.
  while limit > 0, limit < bytes.count, bytes[limit] & 0xC0 == 0x80 { limit -= 1 }
  let start = String(decoding: bytes.prefix(limit), as: UTF8.self)
  return bytes.count > limit ? start + "…" : start
}
