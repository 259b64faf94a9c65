/// Which instance a call belongs to, by the beginning of its path and by who made it.
///
/// `MAP.csv` has the columns `prefix`, `user` and `instance_id`; prefix or user may be empty. A
/// prefix ends with a segment of the path: `/v1` begins `/v1` and `/v1/x`, not `/v10`. Of the rows
/// that fit, the longest prefix wins, and among equal ones the row that names the user.
struct InstanceMap {
  private struct Entry {
    let prefix: [UInt8]
    let user: [UInt8]
    let instance: Int32
  }

  /// The ids that the map names, each once; an instance is its place here.
  private(set) var instances: [String] = []
  /// The line of the map that first names each of them.
  private(set) var lines: [Int] = []
  var findings: [Finding] { table.findings }

  private var table: SmallTable
  private var entries: [Entry] = []
  private var keys: Set<String> = []
  /// Places of entries by the hash of prefix and user; -1 is free. A power of two, half empty.
  private var slots: [Int32] = []
  private var longestPrefix = 0
  private var hasUsers = false
  /// Ends of the beginnings of the path at hand, and their hashes.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []

  /// Reads a map; what is wrong with it is in `findings`.
  init(path: String) throws(UnreadableFile) {
    let known: Set = ["prefix", "user", "instance_id"]
    table = try SmallTable(path: path) { names in
      if known.isSuperset(of: names), names.contains("instance_id"), names.count > 1 { return nil }
      return (
        nil, "the header is \(names.joined(separator: ","))",
        "write prefix,user,instance_id; prefix or user may be left out"
      )
    }
    var seen: [String: Int32] = [:]
    for row in table.rows { add(row, &seen) }
    if entries.isEmpty, findings.isEmpty {
      table.find(1, nil, "names no instance", "write a row for each: prefix,user,instance_id")
    }
    fillSlots()
  }

  private mutating func add(_ row: SmallTable.Row, _ seen: inout [String: Int32]) {
    var (prefix, user, instance) = (row["prefix"], row["user"], row["instance_id"])
    if prefix.isEmpty, user.isEmpty {
      return table.find(
        row.line, "prefix", "is empty, and so is user", "name one of them; / is every path")
    }
    if !prefix.isEmpty, !prefix.hasPrefix("/") || prefix.contains(where: { $0 == "?" || $0 == " " })
    {
      return table.find(
        row.line, "prefix", "\"\(prefix)\" is no beginning of a path",
        "begin it with / and leave out query and spaces")
    }
    if instance.isEmpty {
      return table.find(row.line, "instance_id", "is empty", "name an instance")
    }
    while prefix.hasSuffix("/") { prefix.removeLast() }
    // No prefix has a space, so that the two together are read in one way only.
    if !keys.insert("\(prefix) \(user)").inserted {
      return table.find(
        row.line, "prefix", "the same prefix and user stand on an earlier line",
        "keep one of the rows")
    }
    let place = seen[instance] ?? Int32(instances.count)
    if seen[instance] == nil {
      seen[instance] = place
      instances.append(instance)
      lines.append(row.line)
    }
    entries.append(Entry(prefix: Array(prefix.utf8), user: Array(user.utf8), instance: place))
    longestPrefix = max(longestPrefix, prefix.utf8.count)
    hasUsers = hasUsers || !user.isEmpty
  }
}

// How a call finds its instance: hashes of all beginnings of its path, the longest first.
extension InstanceMap {
  /// The place of the call's instance in `instances`; nil where no row fits.
  mutating func instance(
    path: UnsafeRawBufferPointer, user: UnsafeRawBufferPointer
  ) -> Int32? {
    let isNobody = user.count == 0 || user.count == 1 && user[0] == UInt8(ascii: "-")
    let userHash = hasUsers && !isNobody ? Self.hash(user, Self.seed) : 0
    collectBeginnings(of: path)
    var index = ends.count
    while index > 0 {
      index &-= 1
      let prefix = UnsafeRawBufferPointer(rebasing: path[..<ends[index]])
      if userHash != 0, let found = find(prefix, user, hashes[index] ^ userHash) { return found }
      let nobody = UnsafeRawBufferPointer(start: nil, count: 0)
      if let found = find(prefix, nobody, hashes[index]) { return found }
    }
    return nil
  }

  /// Beginnings end before each slash and at the end; the empty one is the first.
  private mutating func collectBeginnings(of path: UnsafeRawBufferPointer) {
    ends.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    var hash = Self.seed
    let limit = min(path.count, longestPrefix)
    var place = 0
    while true {
      if place == path.count || path[place] == UInt8(ascii: "/") {
        ends.append(place)
        hashes.append(hash)
      }
      guard place < limit else { break }
      hash = (hash ^ UInt64(path[place])) &* Self.prime
      place &+= 1
    }
    if ends.isEmpty {
      ends.append(0)
      hashes.append(Self.seed)
    }
  }

  private func find(
    _ prefix: UnsafeRawBufferPointer, _ user: UnsafeRawBufferPointer, _ hash: UInt64
  ) -> Int32? {
    var slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count &- 1)
    while slots[slot] >= 0 {
      let entry = entries[Int(slots[slot])]
      if entry.prefix.elementsEqual(prefix), entry.user.elementsEqual(user) {
        return entry.instance
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return nil
  }

  private mutating func fillSlots() {
    var size = 16
    while size < 4 * entries.count { size *= 2 }
    slots = Array(repeating: -1, count: size)
    for (index, entry) in entries.enumerated() {
      var hash = entry.prefix.withUnsafeBytes { Self.hash($0, Self.seed) }
      if !entry.user.isEmpty { hash ^= entry.user.withUnsafeBytes { Self.hash($0, Self.seed) } }
      var slot = Int(truncatingIfNeeded: hash >> 20) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(index)
    }
  }

  // FNV-1a.
  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3

  private static func hash(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
    bytes.reduce(seed) { ($0 ^ UInt64($1)) &* prime }
  }
}
