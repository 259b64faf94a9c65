import CivilTime
import Operations
import Testing

/// Reads rows of the binary COPY format back, by the book of PostgreSQL and not by ours.
func decodedRows(_ bytes: UnsafeRawBufferPointer, of table: Table) -> [[String?]] {
  var place = 0
  func integer(_ size: Int) -> Int64 {
    var value: Int64 = Int8(bitPattern: bytes[place]) < 0 ? -1 : 0
    for _ in 0..<size {
      value = value << 8 | Int64(bytes[place])
      place += 1
    }
    return value
  }
  var rows: [[String?]] = []
  while place < bytes.count {
    #expect(integer(2) == table.columns.count)
    var row: [String?] = []
    for column in table.columns {
      let size = Int(integer(4))
      guard size >= 0 else {
        row.append(nil)
        continue
      }
      let end = place + size
      switch column.type {
      case .key, .keyOrEmpty, .name, .address, .country, .currency, .choice:
        row.append(String(decoding: bytes[place..<end], as: UTF8.self))
        place = end
      case .boolean: row.append(integer(1) == 1 ? "true" : "false")
      case .integer: row.append(String(integer(4)))
      case .bigint: row.append(String(integer(8)))
      case .instant:
        // PostgreSQL counts from 2000-01-01T00:00:00Z.
        row.append(Instant(microseconds: integer(8) + 946_684_800_000_000).text())
      case .date, .firstOfMonth:
        row.append(CivilDate(days: Int32(integer(4)) + 10_957).text)
      case .rate, .unitPrice, .quantity:
        let digits = (0..<(size / 2)).map { _ in Int(integer(2)) }
        row.append(numericText(digits))
      }
      #expect(place == end, "\(column.name)")
      place = end
    }
    rows.append(row)
  }
  return rows
}

/// The text of a `numeric` from its 16-bit words: count, weight, sign, decimals, digits.
private func numericText(_ words: [Int]) -> String {
  let (count, weight, decimals) = (words[0], words[1], words[3])
  let digits = words[4...]
  #expect(digits.count == count)
  #expect(digits.first != 0 && digits.last != 0, "a group of zeros at an end")
  func group(_ power: Int) -> Int {
    let index = weight - power
    return (0..<count).contains(index) ? digits[digits.startIndex + index] : 0
  }
  func padded(_ value: Int) -> String {
    String(repeating: "0", count: 4 - String(value).count) + String(value)
  }
  var whole = ""
  for power in (0...max(weight, 0)).reversed() {
    whole += padded(group(power))
  }
  var fraction = ""
  for power in 1...4 {
    fraction += padded(group(-power))
  }
  let trimmed = whole.drop { $0 == "0" }
  return (words[2] == 0x4000 ? "-" : "") + (trimmed.isEmpty ? "0" : trimmed) + "."
    + fraction.prefix(decimals)
}
