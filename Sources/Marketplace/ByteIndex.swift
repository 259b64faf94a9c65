/// Maps keys to their positions, looked up by raw bytes without making a string.
///
/// Open addressing over a power of two at most half full. A slot keeps the key's hash beside its
/// place, so that a look-up touches one slot and the key's own bytes. The hash is FNV-1a with a
/// final mix, the same on every machine.
package struct ByteIndex: Sendable {
  private struct Slot: Sendable {
    var hash: UInt32 = 0
    /// The position of the key in the list; -1 while the slot is free.
    var position: Int32 = -1
    var start: Int32 = 0
    var length: Int32 = 0
  }

  private var slots: [Slot]
  private var bytes: [UInt8] = []

  /// - Parameter keys: Distinct keys; the position in this list is the answer of a look-up.
  package init(keys: [String]) {
    var capacity = 16
    while capacity < keys.count * 2 { capacity *= 2 }
    slots = Array(repeating: Slot(), count: capacity)
    for (position, key) in keys.enumerated() {
      let start = bytes.count
      bytes.append(contentsOf: key.utf8)
      let (slot, hash) = bytes.withUnsafeBytes { all in
        let key = UnsafeRawBufferPointer(rebasing: all[start...])
        let hash = Self.hash(key)
        return (self.slot(of: key, hash: hash, among: all), hash)
      }
      precondition(slots[slot].position < 0, "the key \(key) occurs twice")
      slots[slot] = Slot(
        hash: hash, position: Int32(position), start: Int32(start),
        length: Int32(bytes.count - start))
    }
  }

  package subscript(key: UnsafeRawBufferPointer) -> Int? {
    bytes.withUnsafeBytes { all in
      let found = slots[slot(of: key, hash: Self.hash(key), among: all)].position
      return found < 0 ? nil : Int(found)
    }
  }

  /// The slot that holds the key, or the free one where it belongs.
  private func slot(
    of key: UnsafeRawBufferPointer, hash: UInt32, among all: UnsafeRawBufferPointer
  ) -> Int {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var index = Int(hash) & mask
      while true {
        let slot = slots[index]
        if slot.position < 0 { return index }
        if slot.hash == hash, Int(slot.length) == key.count {
          let start = Int(slot.start)
          var offset = 0
          while offset < key.count, all[start + offset] == key[offset] { offset += 1 }
          if offset == key.count { return index }
        }
        index = (index + 1) & mask
      }
    }
  }

  private static func hash(_ key: UnsafeRawBufferPointer) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
