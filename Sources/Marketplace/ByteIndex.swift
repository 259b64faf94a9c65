/// Maps keys to their positions, looked up by raw bytes without making a string.
///
/// Open addressing over a power of two at most half full. A slot has the key itself where that is
/// short, so that a look-up waits for memory once.
package struct ByteIndex: Sendable {
  private struct Slot: Sendable {
    var words = KeyWords.none
    /// The position of the key in the list; -1 while the slot is free.
    var position: Int32 = -1
  }

  private var slots: [Slot]
  /// The keys that no slot can hold whole, by position.
  private var longKeys: [Int32: [UInt8]] = [:]

  /// - Parameter keys: Distinct keys; the position in this list is the answer of a look-up.
  package init(keys: [String]) {
    var capacity = 16
    while capacity < keys.count * 2 { capacity *= 2 }
    slots = Array(repeating: Slot(), count: capacity)
    for (position, key) in keys.enumerated() {
      var key = key
      let (slot, words) = key.withUTF8 { bytes in
        let bytes = UnsafeRawBufferPointer(bytes)
        let words = KeyWords(bytes)
        return (self.slot(of: bytes, words), words)
      }
      precondition(slots[slot].position < 0, "the key \(key) occurs twice")
      slots[slot] = Slot(words: words, position: Int32(position))
      if !words.areWhole { longKeys[Int32(position)] = Array(key.utf8) }
    }
  }

  package subscript(key: UnsafeRawBufferPointer) -> Int? {
    let found = slots[slot(of: key, KeyWords(key))].position
    return found < 0 ? nil : Int(found)
  }

  /// Asks memory for what a look-up of the key will read, without waiting for it.
  package func fetch(_ key: UnsafeRawBufferPointer) {
    Memory.fetch(slots, at: Int(truncatingIfNeeded: KeyWords(key).hash) & (slots.count - 1))
  }

  /// The slot that holds the key, or the free one where it belongs.
  private func slot(of key: UnsafeRawBufferPointer, _ words: KeyWords) -> Int {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var index = Int(truncatingIfNeeded: words.hash) & mask
      while true {
        let slot = slots[index]
        if slot.position < 0 { return index }
        if slot.words == words, words.areWhole || isLong(key, at: slot.position) { return index }
        index = (index + 1) & mask
      }
    }
  }

  @inline(never)
  private func isLong(_ key: UnsafeRawBufferPointer, at position: Int32) -> Bool {
    longKeys[position].map { key.elementsEqual($0) } ?? false
  }
}

/// A key of up to 24 bytes as three words and its length, no two alike; of a longer one its ends and a
/// digest of the whole.
private struct KeyWords: Sendable, Equatable {
  private var head: UInt64 = 0
  private var middle: UInt64 = 0
  private var tail: UInt64 = 0
  private var length: UInt32 = 0

  static let none = KeyWords()

  private init() {}

  init(_ key: UnsafeRawBufferPointer) {
    let count = key.count
    func word(_ offset: Int) -> UInt64 {
      key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    func half(_ offset: Int) -> UInt64 {
      UInt64(key.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    length = UInt32(truncatingIfNeeded: count)
    if count >= 8 {
      // The last word may overlap the one before: with the length it is still the key alone.
      head = word(0)
      tail = word(count - 8)
      if count > 24 {
        middle = Self.digest(key)
      } else if count > 16 {
        middle = word(8)
      }
    } else if count >= 4 {
      head = half(0) | half(count - 4) << 32
    } else if count > 0 {
      head = UInt64(key[0]) | UInt64(key[count / 2]) << 8 | UInt64(key[count - 1]) << 16
    }
  }

  /// Whether the words are the key, and not only a digest of it.
  var areWhole: Bool { length <= 24 }

  /// The same on every machine of one byte order, and never stored.
  var hash: UInt64 {
    // Odd constants: the fractions of the golden ratio and of the roots of 2 and 3.
    var hash = head &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 32 ^ middle) &* 0x6A09_E667_F3BC_C909
    hash = (hash ^ hash >> 32 ^ tail ^ UInt64(length)) &* 0xBB67_AE85_84CA_A73B
    return hash ^ hash >> 32
  }

  /// FNV-1a.
  private static func digest(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}
