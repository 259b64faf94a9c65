internal import CPrefetch

/// Asks memory for what will be read soon, so that several answers are waited for at once. It has no
/// effect but time.
package enum Memory {
  /// What memory hands over at a time, in bytes.
  private static let line = 64

  /// Asks for some bytes of a buffer without waiting for them; an empty buffer has none.
  package static func fetch(_ bytes: UnsafeRawBufferPointer, at offset: Int, count: Int) {
    guard let first = bytes.baseAddress else { return }
    for place in stride(from: offset, to: offset + count, by: line) { fetch_line(first + place) }
    // Where the bytes do not begin with a line, they end in one more.
    fetch_line(first + (offset + count - 1))
  }

  /// Asks for one element of a list without waiting for it.
  @inline(__always)
  static func fetch<Element>(_ list: [Element], at index: Int) {
    let size = MemoryLayout<Element>.stride
    list.withUnsafeBytes { fetch($0, at: index * size, count: size) }
  }
}
