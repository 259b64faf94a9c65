import Amounts
import Foundation
import Marketplace
import Settlement
import Store

/// A question about other terms, as a file asks it.
package struct WhatIfQuestion: Sendable, Equatable {
  package let title: String
  /// In the order of the file: of several that touch the same figure the last counts.
  package let changes: [TermsChange]

  package init(title: String, changes: [TermsChange]) {
    self.title = title
    self.changes = changes
  }

  /// The prices of order lines with an offer; nil where no offer changes.
  var prices: OfferPrices? {
    let discounts = changes.compactMap(\.discount)
    return discounts.isEmpty ? nil : OfferPrices(discounts)
  }
}

/// Reads `what-if` files: every flaw with its place and what to do, all at once.
package struct WhatIfFile {
  /// What is wrong at a place of the file.
  struct Flaw {
    let place: String
    let reason: String
  }

  private let name: String
  private var flaws: [Flaw] = []

  /// Reads a file.
  ///
  /// - Throws: `Refusal` `.badInput` with every flaw; `.notFound` where there is no file.
  package static func read(_ path: String) throws -> WhatIfQuestion {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Refusal(
        .notFound, "file_not_found", "\(path) cannot be read",
        remedy: "name a JSON file; `settled what-if --help` shows one")
    }
    return try parse(bytes, name: path)
  }

  /// Reads the bytes of a file.
  static func parse(_ bytes: Data, name: String) throws -> WhatIfQuestion {
    let document: WireValue
    do {
      document = try JSONDecoder().decode(WireValue.self, from: bytes)
    } catch {
      throw refusal(name, [Flaw(place: "", reason: "it is no JSON document")])
    }
    var file = WhatIfFile(name: name)
    let question = file.question(document)
    if !file.flaws.isEmpty { throw refusal(name, file.flaws) }
    return question
  }

  private init(name: String) {
    self.name = name
  }

  private static func refusal(_ name: String, _ flaws: [Flaw]) -> Refusal {
    let sentences = flaws.map { $0.place.isEmpty ? $0.reason : "\($0.place): \($0.reason)" }
    return Refusal(
      .badInput, "what_if_unreadable", "\(name): " + sentences.joined(separator: "\n  "),
      remedy: "correct the file; `settled what-if --help` shows one with every field")
  }

  private mutating func refuse(_ place: String, _ reason: String) {
    flaws.append(Flaw(place: place, reason: reason))
  }

  private mutating func question(_ document: WireValue) -> WhatIfQuestion {
    guard case .object(let members) = document else {
      refuse("", "the document is no object with title and changes")
      return WhatIfQuestion(title: "", changes: [])
    }
    for name in members.keys.sorted() where !["title", "changes"].contains(name) {
      refuse(name, "there is no such field; use title and changes")
    }
    var title = ""
    if let value = members["title"] {
      if case .text(let text) = value { title = text } else { refuse("title", "it is no text") }
    }
    guard case .list(let list)? = members["changes"], !list.isEmpty else {
      refuse("changes", "a list of at least one change is needed")
      return WhatIfQuestion(title: title, changes: [])
    }
    let changes = list.enumerated().compactMap { change($1, at: "changes[\($0)]") }
    return WhatIfQuestion(title: title, changes: changes)
  }

  private mutating func change(_ value: WireValue, at place: String) -> TermsChange? {
    guard case .object(var members) = value else {
      refuse(place, "a change is an object")
      return nil
    }
    guard let subject = subject(&members, at: place) else { return nil }
    var figures = TermsChange.Figures()
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      read(name, value, for: subject, into: &figures, at: "\(place).\(name)")
    }
    if figures == TermsChange.Figures(), members.isEmpty {
      refuse(place, "it changes nothing; give at least one figure, such as fee_rate")
    }
    return TermsChange(place: place, subject: subject, figures: figures)
  }

  /// Takes whose terms change out of the members.
  private mutating func subject(
    _ members: inout [String: WireValue], at place: String
  ) -> TermsChange.Subject? {
    let names = [
      "all", "category", "merchant", "offer", "offers", "provider", "providers", "selling_mode",
      "tier_policy",
    ]
    let given = names.filter { members[$0] != nil }
    let takesProduct = ["offer", "offers", "provider", "providers"].contains(given.first)
    if given.count > 1 || (given.count == 1 && members["product"] != nil && !takesProduct) {
      refuse(place, "it names several subjects: \((given + ["product"]).joined(separator: ", "))")
      return nil
    }
    func text(_ name: String) -> String? {
      guard let value = members.removeValue(forKey: name) else { return nil }
      if case .text(let text) = value, !text.isEmpty { return text }
      refuse("\(place).\(name)", "it is no text")
      return nil
    }
    func isTrue(_ name: String) -> Bool {
      if members.removeValue(forKey: name) == .bool(true) { return true }
      refuse("\(place).\(name)", "the only value is true")
      return false
    }
    switch given.first {
    case nil:
      guard members["product"] != nil else {
        refuse(
          place,
          "whose terms? use product, merchant, category, selling_mode, all, provider, providers, "
            + "tier_policy, offer or offers")
        return nil
      }
      return text("product").map { .product($0) }
    case "all": return isTrue("all") ? .all : nil
    case "category": return text("category").map { .category($0) }
    case "merchant": return text("merchant").map { .merchant($0) }
    case "offer":
      guard let offer = text("offer") else { return nil }
      return .offer(offer, product: text("product"))
    case "offers": return isTrue("offers") ? .offer(nil, product: text("product")) : nil
    case "provider":
      guard let provider = text("provider") else { return nil }
      return .provider(provider, product: text("product"))
    case "providers":
      return isTrue("providers") ? .provider(nil, product: text("product")) : nil
    case "selling_mode":
      guard let code = text("selling_mode") else { return nil }
      switch Tab(code: code) {
      case .general, .joint, .selected, .platform: return Tab(code: code).map { .sellingMode($0) }
      case .csp, .operator, nil:
        refuse(
          "\(place).selling_mode", "\(code) is none; use general, joint, selected or platform")
        return nil
      }
    default: return text("tier_policy").map { .tierPolicy($0) }
    }
  }

  private mutating func read(
    _ name: String, _ value: WireValue, for subject: TermsChange.Subject,
    into figures: inout TermsChange.Figures, at place: String
  ) {
    let allowed: [String] =
      switch subject {
      case .provider: ["share_rate", "service_tax_rate"]
      case .tierPolicy: ["base_fee_rate", "bands"]
      case .offer: ["discount_rate"]
      case .all, .product, .merchant, .category, .sellingMode:
        [
          "fee_rate", "share_rate", "floor_discount", "floor_unit_price", "voucher_partner_share",
          "management_fee_rate",
        ]
      }
    guard allowed.contains(name) else {
      refuse(place, "there is no such field here; use \(allowed.joined(separator: ", "))")
      return
    }
    switch name {
    case "fee_rate": figures.fee = rate(value, at: place)
    case "share_rate": figures.share = rate(value, at: place)
    case "floor_discount": figures.floorDiscount = rate(value, at: place)
    case "floor_unit_price": figures.floorUnitPrice = unitPrice(value, at: place)
    case "voucher_partner_share":
      figures.voucherPartnerShare = value == .null ? .some(nil) : rate(value, at: place)
    case "management_fee_rate":
      figures.managementFee = value == .null ? .some(nil) : rate(value, at: place)
    case "service_tax_rate":
      figures.serviceTax = value == .null ? .some(nil) : rate(value, at: place)
    case "base_fee_rate": figures.baseFee = rate(value, at: place)
    case "discount_rate":
      figures.discount = rate(value, at: place)
      if figures.discount == .zero {
        refuse(place, "0 leaves nothing to pay; 10 % off is \"0.90\"")
      }
    default: figures.bands = bands(value, at: place)
    }
  }

  private mutating func rate(_ value: WireValue, at place: String) -> Rate? {
    guard let text = value.decimalText else {
      refuse(place, "it is no rate; write 10 % as \"0.10\"")
      return nil
    }
    guard let rate = try? Rate(parsing: text), rate >= .zero, rate <= .one else {
      refuse(place, "\(text) is no rate from 0 to 1 with at most 6 decimals; 10 % is \"0.10\"")
      return nil
    }
    return rate
  }

  private mutating func unitPrice(_ value: WireValue, at place: String) -> UnitPrice? {
    guard let text = value.decimalText,
      let price = try? scaledInteger(parsing: text, decimals: UnitPrice.decimals) as Int128,
      price >= 0
    else {
      refuse(place, "it is no price with at most 10 decimals, not negative")
      return nil
    }
    return UnitPrice(unscaled: price)
  }

  private mutating func bands(_ value: WireValue, at place: String) -> [TierBand]? {
    guard case .list(let list) = value else {
      refuse(place, "it is no list of from_amount and increment_rate")
      return nil
    }
    var bands: [TierBand] = []
    for (index, value) in list.enumerated() {
      let place = "\(place)[\(index)]"
      guard case .object(let members) = value,
        Set(members.keys) == ["from_amount", "increment_rate"],
        let from = members["from_amount"], let increment = members["increment_rate"]
      else {
        refuse(place, "a band has from_amount and increment_rate, and nothing else")
        continue
      }
      guard let text = from.decimalText, let amount = MinorUnits(text) else {
        refuse("\(place).from_amount", "it is no whole number of minor units")
        continue
      }
      if let last = bands.last, last.fromAmount >= amount {
        refuse("\(place).from_amount", "bands ascend, and \(text) does not")
      }
      guard let rate = rate(increment, at: "\(place).increment_rate") else { continue }
      bands.append(TierBand(fromAmount: amount, increment: rate))
    }
    return bands
  }
}
