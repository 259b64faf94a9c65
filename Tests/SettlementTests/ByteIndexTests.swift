import Marketplace
import Testing

struct ByteIndexTests {
  private func find(_ key: String, in index: ByteIndex) -> Int? {
    var key = key
    return key.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      index.fetch(bytes)
      return index[bytes]
    }
  }

  @Test("keys of every length are told apart, those that share their ends as well")
  func everyLength() {
    let lengths = 1...60
    let alike = lengths.map { String(repeating: "a", count: $0) }
    // Alike but for one byte in the middle, where a long key is only digested.
    let keys =
      alike
      + (3...60).map { length in
        let half = String(repeating: "a", count: length / 2)
        return half + "b" + String(repeating: "a", count: length - length / 2 - 1)
      }
    let index = ByteIndex(keys: keys)
    for (position, key) in keys.enumerated() {
      #expect(find(key, in: index) == position, "\(key)")
    }
    for length in lengths {
      #expect(find(String(repeating: "a", count: length - 1) + "c", in: index) == nil, "\(length)")
    }
    #expect(find("", in: index) == nil)
    #expect(find(String(repeating: "a", count: 61), in: index) == nil)
  }

  @Test("an index without keys finds nothing")
  func empty() {
    #expect(find("M-1", in: ByteIndex(keys: [])) == nil)
  }
}
