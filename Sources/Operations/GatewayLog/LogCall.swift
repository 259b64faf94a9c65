import CivilTime

/// What one line of an access log says about a call; ranges are places in the line.
struct LogCall {
  /// Seconds since 1970-01-01T00:00:00Z.
  var second: Int64 = 0
  /// The status that the gateway answered with.
  var status = 0
  /// How long the answer was, without its head; nil where the gateway wrote `-`.
  var size: Int64?
  /// Who was authenticated; `-` for nobody.
  var user = 0..<0
  /// The path of the request without its query; empty where the request has none.
  var path = 0..<0
}

/// Why a line is no line of the Combined Log Format.
enum LogFlaw: Hashable {
  case tooShort
  case notATime
  case notAStatus
  case notASize
  case openQuote(String)
  case noQuote(String)
  case tooLong

  /// What is wrong, as half a sentence.
  var reason: String {
    switch self {
    case .tooShort: "the line ends before its time"
    case .notATime: "the time is not like [17/May/2015:10:05:03 +0000]"
    case .notAStatus: "the status is not 100 to 599"
    case .notASize: "the size is neither digits nor -"
    case .openQuote(let field): "the quote of the \(field) is not closed"
    case .noQuote(let field): "the \(field) is missing or stands in no quotes"
    case .tooLong: "the line has more than \(LogReader.lineLimit / 1024) KiB"
    }
  }

  /// What to do about it, as half a sentence.
  var remedy: String {
    "let the gateway write the Combined Log Format, mend the line, or leave it out"
  }
}

/// Takes lines of the Combined Log Format apart without allocating anything.
///
/// `host ident user [time] "request" status size "referrer" "agent"`; fields after the agent are
/// allowed, since many gateways add some. In quotes a backslash takes the next byte as it is.
struct LogLineParser {
  /// The day that was read last, and where it begins: most lines have the day of the one before.
  private var day: UInt64 = 0
  private var dayOfYear: UInt32 = 0
  private var daySecond: Int64 = 0

  private static let space = UInt8(ascii: " ")
  private static let quote = UInt8(ascii: "\"")

  /// - Returns: What is wrong; nil where the call was filled in.
  mutating func parse(_ line: UnsafeRawBufferPointer, into call: inout LogCall) -> LogFlaw? {
    guard let host = find(Self.space, in: line, from: 0),
      let ident = find(Self.space, in: line, from: host + 1)
    else { return .tooShort }
    // A name may have spaces; the time begins behind the first space and bracket.
    var open = ident + 1
    while true {
      guard let bracket = find(UInt8(ascii: "["), in: line, from: open) else { return .tooShort }
      open = bracket + 1
      if line[bracket - 1] == Self.space { break }
    }
    call.user = (ident + 1)..<max(ident + 1, open - 2)
    guard line.count >= open + 28, let second = second(line, at: open),
      line[open + 26] == UInt8(ascii: "]")
    else { return .notATime }
    call.second = second
    var place = open + 27
    guard let request = quoted(line, &place) else { return missing("request", line, place) }
    call.path = Self.path(of: line, in: request)
    guard line.count >= place + 4, let status = digits(line, place + 1, 3),
      line[place] == Self.space, (100...599).contains(status)
    else { return .notAStatus }
    call.status = status
    place += 4
    guard place + 1 < line.count, line[place] == Self.space else { return .notASize }
    let sizeEnd = find(Self.space, in: line, from: place + 1) ?? line.count
    guard let size = size(line, (place + 1)..<sizeEnd) else { return .notASize }
    call.size = size < 0 ? nil : size
    place = sizeEnd
    guard quoted(line, &place) != nil else { return missing("referrer", line, place) }
    guard quoted(line, &place) != nil else { return missing("agent", line, place) }
    guard place == line.count || line[place] == Self.space else { return .openQuote("agent") }
    return nil
  }

  private func missing(_ field: String, _ line: UnsafeRawBufferPointer, _ place: Int) -> LogFlaw {
    place + 1 < line.count && line[place] == Self.space && line[place + 1] == Self.quote
      ? .openQuote(field) : .noQuote(field)
  }

  @inline(__always)
  private func find(_ byte: UInt8, in line: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var place = start
    while place < line.count {
      if line[place] == byte { return place }
      place &+= 1
    }
    return nil
  }

  /// What stands in quotes behind a space; the place moves behind the closing quote.
  @inline(__always)
  private func quoted(_ line: UnsafeRawBufferPointer, _ place: inout Int) -> Range<Int>? {
    guard place + 1 < line.count, line[place] == Self.space, line[place + 1] == Self.quote else {
      return nil
    }
    var end = place + 2
    while end < line.count {
      let byte = line[end]
      if byte == Self.quote {
        let content = (place + 2)..<end
        place = end + 1
        return content
      }
      end &+= byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  private func digits(_ line: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for place in start..<start + count {
      let digit = Int(line[place]) - 48
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Minus one for `-`.
  private func size(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int64? {
    if range.count == 1, line[range.lowerBound] == UInt8(ascii: "-") { return -1 }
    guard (1...18).contains(range.count) else { return nil }
    return digits(line, range.lowerBound, range.count).map { Int64($0) }
  }

  /// `17/May/2015:10:05:03 +0000`.
  private mutating func second(_ line: UnsafeRawBufferPointer, at start: Int) -> Int64? {
    let day = line.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    let rest = line.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self)
    if day != self.day || rest != dayOfYear {
      guard let days = days(line, at: start) else { return nil }
      (self.day, dayOfYear, daySecond) = (day, rest, Int64(days) * 86_400)
    }
    guard let hour = digits(line, start + 12, 2), let minute = digits(line, start + 15, 2),
      let second = digits(line, start + 18, 2), hour < 24, minute < 60, second < 60,
      line[start + 14] == UInt8(ascii: ":"), line[start + 17] == UInt8(ascii: ":"),
      line[start + 20] == Self.space,
      let zoneHour = digits(line, start + 22, 2), let zoneMinute = digits(line, start + 24, 2),
      zoneHour < 24, zoneMinute < 60
    else { return nil }
    let zone = Int64(zoneHour * 3600 + zoneMinute * 60)
    let local = daySecond + Int64(hour * 3600 + minute * 60 + second)
    switch line[start + 21] {
    case UInt8(ascii: "+"): return local - zone
    case UInt8(ascii: "-"): return local + zone
    default: return nil
    }
  }

  private static let months = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)

  private func days(_ line: UnsafeRawBufferPointer, at start: Int) -> Int32? {
    let slash = UInt8(ascii: "/")
    guard let day = digits(line, start, 2), let year = digits(line, start + 7, 4),
      line[start + 2] == slash, line[start + 6] == slash, line[start + 11] == UInt8(ascii: ":")
    else { return nil }
    let month = (0..<12).first { month in
      (0..<3).allSatisfy { Self.months[3 * month + $0] == line[start + 3 + $0] }
    }
    return month.flatMap { CivilDate(year: year, month: $0 + 1, day: day)?.days }
  }

  /// The target between the method and the version, up to a question mark, without the scheme and
  /// host that a proxy's request has; empty where there is no path.
  private static func path(of line: UnsafeRawBufferPointer, in request: Range<Int>) -> Range<Int> {
    var start = request.lowerBound
    while start < request.upperBound, line[start] != space { start &+= 1 }
    start += 1
    guard start < request.upperBound else { return 0..<0 }
    if line[start] != UInt8(ascii: "/") {
      // `http://host/path`: the path begins at the third slash.
      var slashes = 0
      while start < request.upperBound, line[start] != space {
        if line[start] == UInt8(ascii: "/") { slashes += 1 }
        if slashes == 3 { break }
        start &+= 1
      }
      guard slashes == 3 else { return 0..<0 }
    }
    var end = start
    while end < request.upperBound, line[end] != space, line[end] != UInt8(ascii: "?") { end &+= 1 }
    return start..<end
  }
}
