/// Maps keys to their positions, looked up by raw bytes without making a string.
///
/// Open addressing over a power of two at most half full; the hash is FNV-1a with a final mix, the
/// same on every machine.
struct ByteIndex: Sendable {
  private var slots: [Int32]
  private var starts: [Int]
  private var bytes: [UInt8]

  /// - Parameter keys: Distinct keys; the position in this list is the answer of a look-up.
  init(keys: [String]) {
    var capacity = 16
    while capacity < keys.count * 2 { capacity *= 2 }
    slots = Array(repeating: -1, count: capacity)
    starts = [0]
    bytes = []
    starts.reserveCapacity(keys.count + 1)
    for (position, key) in keys.enumerated() {
      bytes.append(contentsOf: key.utf8)
      starts.append(bytes.count)
      let slot = bytes.withUnsafeBytes { all in
        self.slot(of: UnsafeRawBufferPointer(rebasing: all[starts[position]..<starts[position + 1]]))
      }
      precondition(slots[slot] < 0, "the key \(key) occurs twice")
      slots[slot] = Int32(position)
    }
  }

  subscript(key: UnsafeRawBufferPointer) -> Int? {
    let found = slots[slot(of: key)]
    return found < 0 ? nil : Int(found)
  }

  /// The slot that holds the key, or the free one where it belongs.
  private func slot(of key: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(key)) & mask
    while slots[slot] >= 0, !holds(Int(slots[slot]), key) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func holds(_ position: Int, _ key: UnsafeRawBufferPointer) -> Bool {
    let start = starts[position]
    guard starts[position + 1] - start == key.count else { return false }
    for offset in 0..<key.count where bytes[start + offset] != key[offset] { return false }
    return true
  }

  private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
