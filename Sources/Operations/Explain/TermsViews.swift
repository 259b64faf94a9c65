import Amounts
import CivilTime
import Marketplace
import Settlement
import Store

/// Which terms were looked at, which count, and why not the others. Rules 3.2 and 5.8.
enum TermsViews {
  /// The product's terms in a price list; where a run's list is used, today's other versions too.
  static func product(
    _ list: PriceList, used: Int?, at instant: Instant?, today: PriceList
  ) -> [Explanation.TermsView] {
    var views = list.catalogue.products[list.product].terms.map { index in
      let terms = list.catalogue.terms[index]
      return view(
        id: list.catalogue.termsIDs[index], from: terms.validFrom, to: terms.validTo,
        says: words(terms), isUsed: index == used,
        inForce: instant.map { terms.areInForce(at: $0) })
    }
    let known = Set(views.map(\.id))
    views += today.catalogue.products[today.product].terms.compactMap { index in
      let id = today.catalogue.termsIDs[index]
      if known.contains(id) { return nil }
      let terms = today.catalogue.terms[index]
      return view(
        id: id, from: terms.validFrom, to: terms.validTo, says: words(terms), isUsed: false,
        inForce: instant.map { terms.areInForce(at: $0) })
    }
    return views.sorted { ($0.validFrom, $0.id) < ($1.validFrom, $1.id) }
  }

  /// The provider's terms in a price list; the product's own come before the general ones.
  static func provider(
    _ list: PriceList, used: Int?, at instant: Instant?
  ) -> [Explanation.TermsView] {
    let book = list.catalogue.providers
    return book.terms.indices.map { index in
      let terms = book.terms[index]
      let scope = book.products[index] == nil ? "all products" : "this product"
      let rates = [
        "share_rate \(terms.share.decimalText)",
        terms.serviceTax.map { "service_tax_rate \($0.decimalText)" },
      ].compactMap { $0 }
      return view(
        id: book.termsIDs[index], from: terms.validFrom, to: terms.validTo,
        says: "\(scope), \(rates.joined(separator: ", "))", isUsed: index == used,
        inForce: instant.map { terms.areInForce(at: $0) })
    }
  }

  private static func view(
    id: String, from: Instant, to: Instant?, says: String, isUsed: Bool, inForce: Bool?
  ) -> Explanation.TermsView {
    let sentence =
      switch (isUsed, inForce) {
      case (true, _): "In force then: these count."
      case (false, true?):
        "In force then too, but those that count come first: a product's own before general ones,"
          + " then those that began last."
      case (false, false?): "Not in force then."
      case (false, nil): "Not paid, so no terms apply yet."
      }
    return Explanation.TermsView(
      id: id, validFrom: from, validTo: to, says: says, isUsed: isUsed, sentence: sentence)
  }

  /// The model and its rates in the words of the contract.
  static func words(_ terms: Terms) -> String {
    var words = [terms.model.code]
    switch terms.model {
    case .platformFee(let fee): words.append("fee_rate \(fee.decimalText)")
    case .dealShare(let share): words.append("share_rate \(share.decimalText)")
    case .floorShare(let share, let discount):
      words += ["share_rate \(share.decimalText)", "floor_discount \(discount.decimalText)"]
    case .floorPrice(let share, let floor):
      words += [
        "share_rate \(share.decimalText)",
        "floor_unit_price \(decimalText(floor.unscaled, decimals: UnitPrice.decimals))",
      ]
    }
    if let share = terms.voucherPartnerShare {
      words.append("voucher_partner_share \(share.decimalText)")
    }
    if let fee = terms.managementFee { words.append("management_fee_rate \(fee.decimalText)") }
    return words.joined(separator: ", ")
  }
}
