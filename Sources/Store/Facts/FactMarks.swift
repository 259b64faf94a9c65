import CivilTime
import Digests
import Postgres

/// Which order lines something may have happened to beside the order, by the last bits of the hashes
/// of their keys: a Bloom filter with one hash (Bloom 1970). What has no mark needs no look-up.
package struct FactMarks: Sendable {
  /// A power of two of bits, the first of each byte its lowest.
  package private(set) var bytes: [UInt8]

  /// Small enough to stay in the cache of a processor: more lines than it tells apart are only slower.
  private static let greatestSize = 1 << 20

  /// Marks for hashes, in as few bytes as keep marks by chance rare.
  ///
  /// - Parameter hashes: Hands over the hashes of the lines, any number of times each.
  package init(hashes: (_ mark: (Int32) -> Void) throws -> Void) rethrows {
    var bytes = [UInt8](repeating: 0, count: Self.greatestSize)
    try hashes { hash in
      let bit = Int(UInt32(bitPattern: hash)) & (8 * Self.greatestSize - 1)
      bytes[bit / 8] |= 1 << UInt8(bit % 8)
    }
    self.bytes = bytes
    fold()
  }

  /// Reads the marks of a snapshot.
  ///
  /// - Parameter horizon: As in `FactScope`.
  /// - Throws: `PostgresError`.
  package init(before horizon: Instant, in tx: borrowing Transaction) throws {
    try tx.query(Query.Facts.setHorizon, [.timestamp(horizon.microseconds)])
    try self.init { mark in
      _ = try tx.copyOut(Query.Facts.listMarks) { row in mark(try row.nextInt32()) }
    }
  }

  /// Hexadecimal digits, as `facts/join_marked_company` reads them.
  package var text: String { bytes.hex }

  /// Halves the marks while so few are set that one by chance stays rare.
  private mutating func fold() {
    var count = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
    while bytes.count > 1, 32 * count <= 8 * bytes.count {
      let half = bytes.count / 2
      for place in 0..<half { bytes[place] |= bytes[half + place] }
      bytes.removeLast(half)
      count = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
    }
  }
}
