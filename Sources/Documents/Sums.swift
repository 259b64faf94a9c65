import Amounts

extension [Money] {
  /// Their sum; zero of none.
  ///
  /// - Parameter document: Which document has them, for the error.
  /// - Throws: `inconsistent` where one is in another currency, or the sum leaves 64 bits.
  func sum(in currency: Currency, of document: String) throws(DocumentError) -> Money {
    var sum = Money.zero(in: currency)
    do throws(AmountError) {
      for amount in self { sum = try sum.adding(amount) }
    } catch {
      throw .inconsistent(document: document, reason: error.sentence)
    }
    return sum
  }
}
