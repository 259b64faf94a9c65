import Amounts
import Digests
import Marketplace

/// What each version of the terms says, as digests that go into the digests of its lines.
package final class Fingerprints: Sendable {
  /// By index of `Catalogue.terms`.
  package let terms: [SHA256Digest]
  /// By index of `Catalogue.providers`.
  package let providers: [SHA256Digest]
  private let termsBytes: [UInt8]
  private let providerBytes: [UInt8]

  package init(of catalogue: Catalogue) {
    terms = Self.terms(of: catalogue)
    providers = Self.providers(of: catalogue)
    termsBytes = terms.flatMap(\.bytes)
    providerBytes = providers.flatMap(\.bytes)
  }

  /// Asks memory for the bytes of the terms, without waiting for them.
  func fetch(terms index: Int) {
    termsBytes.withUnsafeBytes { Memory.fetch($0, at: 32 * index, count: 32) }
  }

  /// Lends the 32 bytes of the terms and of the payee's terms; those of a payee without terms of
  /// its own are empty.
  func withBytes<Result>(
    terms index: Int, providerTerms: Int?,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
  ) -> Result {
    termsBytes.withUnsafeBytes { terms in
      providerBytes.withUnsafeBytes { providers in
        let own = UnsafeRawBufferPointer(rebasing: terms[(32 * index)..<(32 * index + 32)])
        guard let providerTerms else { return body(own, .empty) }
        let start = 32 * providerTerms
        return body(own, UnsafeRawBufferPointer(rebasing: providers[start..<(start + 32)]))
      }
    }
  }

  private static func terms(of catalogue: Catalogue) -> [SHA256Digest] {
    var fingerprints = [SHA256Digest?](repeating: nil, count: catalogue.terms.count)
    for (product, name) in zip(catalogue.products, catalogue.productNames) {
      let merchant = catalogue.partners[product.merchant]
      for index in product.terms {
        let terms = catalogue.terms[index]
        fingerprints[index] = digest(
          [
            catalogue.termsIDs[index], name.id, merchant.id, product.tab.code,
            product.isSupervised ? "supervised" : "", product.taxRate.decimalText,
            terms.validFrom.text(), terms.validTo?.text() ?? "",
          ] + terms.model.figures + [
            terms.voucherPartnerShare?.decimalText ?? "", terms.managementFee?.decimalText ?? "",
            merchant.withholdingRate.decimalText, merchant.digitalServiceTaxRate.decimalText,
            merchant.invoiceTaxRate?.decimalText ?? "",
          ])
      }
    }
    return fingerprints.map { fingerprint in
      guard let fingerprint else { preconditionFailure("terms without a product") }
      return fingerprint
    }
  }

  private static func providers(of catalogue: Catalogue) -> [SHA256Digest] {
    let book = catalogue.providers
    return book.terms.indices.map { index in
      let terms = book.terms[index]
      let partner = catalogue.partners[book.owners[index]]
      return digest([
        book.termsIDs[index], partner.id, partner.kind.rawValue, terms.validFrom.text(),
        terms.validTo?.text() ?? "", terms.share.decimalText,
        terms.serviceTax?.decimalText ?? "", partner.invoiceTaxRate?.decimalText ?? "",
      ])
    }
  }

  /// Length-prefixed fields: two different lists of fields never have the same bytes.
  private static func digest(_ parts: [String]) -> SHA256Digest {
    SHA256.digest(
      of: parts.flatMap { part in Array("\(part.utf8.count):".utf8) + Array(part.utf8) })
  }
}

extension ShareModel {
  /// The model and all it divides with, in the order of the contract's columns.
  fileprivate var figures: [String] {
    switch self {
    case .platformFee(let fee): [code, fee.decimalText]
    case .dealShare(let share): [code, share.decimalText]
    case .floorShare(let share, let floorDiscount):
      [code, share.decimalText, floorDiscount.decimalText]
    case .floorPrice(let share, let floor):
      [code, share.decimalText, decimalText(floor.unscaled, decimals: UnitPrice.decimals)]
    }
  }
}
