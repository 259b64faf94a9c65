import Postgres

/// Looks up what a question about other terms names.
package enum SubjectStore {
  /// Places, from zero, of names that neither the marketplace nor a sealed run knows.
  ///
  /// - Parameter subjects: `product`, `merchant`, `category`, `provider`, `tier_policy` or `offer`, and a
  ///   name.
  package static func unknown(
    _ subjects: [(kind: String, name: String)], in tx: borrowing Transaction
  ) throws -> [Int] {
    if subjects.isEmpty { return [] }
    return try tx.query(
      Query.Replay.listUnknownSubjects,
      [.textArray(subjects.map(\.kind)), .textArray(subjects.map(\.name))]
    ).map { Int($0.int32(0)) - 1 }
  }

  /// The category of every product, by its key.
  package static func categories(in tx: borrowing Transaction) throws -> [String: String] {
    Dictionary(
      try tx.query(Query.Replay.listCategories).map { ($0.text(0), $0.text(1)) },
      uniquingKeysWith: { first, _ in first })
  }
}
