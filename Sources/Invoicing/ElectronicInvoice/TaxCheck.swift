import Amounts

extension InvoiceContent {
  /// What the categories of tax ask for, and that tax by line does not stray too far.
  func checkTaxes(_ totals: InvoiceTotals) throws(ElectronicInvoiceError) {
    for (index, line) in lines.enumerated() {
      try checkParties(line.tax, "02", InvoicePlace(.line(index + 1), "BT-151"))
    }
    for (index, entry) in allowancesAndCharges.enumerated() {
      let isAllowance = entry.terms.kind == .allowance
      try checkParties(
        entry.tax, isAllowance ? "03" : "04",
        InvoicePlace(.allowanceOrCharge(index + 1), isAllowance ? "BT-95" : "BT-102"))
    }
    for share in totals.taxes {
      try checkExemption(of: share.treatment.category)
      try checkDistance(of: share)
    }
    let categories = Set(totals.taxes.map(\.treatment.category))
    guard !categories.contains(.outsideScope) || categories.count == 1 else {
      throw .rule(.outsideScopeAlone, at: InvoicePlace(.tax(.outsideScope), "BT-118"))
    }
    guard categories.contains(.intraCommunity) else { return }
    guard delivery?.date != nil || period != nil else {
      throw .rule(.deliveryDay, at: InvoicePlace(.delivery, "BT-72"))
    }
    guard delivery?.address != nil else {
      throw .rule(.deliveryCountry, at: InvoicePlace(.delivery, "BT-80"))
    }
  }

  private func checkParties(
    _ tax: TaxTreatment, _ number: String, _ place: InvoicePlace
  ) throws(ElectronicInvoiceError) {
    let isSellerRegistered = seller.taxNumber != nil || seller.taxRegistration != nil
    let isComplete: Bool
    switch tax {
    case .standard(let rate):
      guard rate.millionths > 0 else { throw .rule(.standardRate, at: place) }
      isComplete = isSellerRegistered
    case .zeroRated, .exempt: isComplete = isSellerRegistered
    case .reverseCharge:
      isComplete =
        isSellerRegistered && (buyer.taxNumber != nil || buyer.legalRegistration != nil)
    case .intraCommunity: isComplete = seller.taxNumber != nil && buyer.taxNumber != nil
    case .export: isComplete = seller.taxNumber != nil
    case .outsideScope: isComplete = seller.taxNumber == nil && buyer.taxNumber == nil
    }
    guard isComplete else { throw .rule(.registered(tax.category, number), at: place) }
  }

  private func checkExemption(of category: TaxCategory) throws(ElectronicInvoiceError) {
    let place = InvoicePlace(.tax(category), "BT-120")
    let exemption = exemption(of: category)
    switch category {
    case .standard, .zeroRated:
      guard exemption == nil else { throw .rule(.exemption(category), at: place) }
    case .exempt, .reverseCharge, .intraCommunity, .export, .outsideScope:
      guard let exemption, exemption.reason != nil || exemption.code != nil else {
        throw .rule(.exemption(category), at: place)
      }
      try InvoiceText.check(exemption.reason, .prose, at: .tax(category), "BT-120")
      if let code = exemption.code { try check(code, of: category) }
    }
  }

  private func check(
    _ code: String, of category: TaxCategory
  ) throws(ElectronicInvoiceError) {
    let place = InvoicePlace(.tax(category), "BT-121")
    guard CodeLists.exemptions.contains(code) else { throw .rule(.exemptionCode, at: place) }
    // Of these only one category may speak.
    let owners: [String: (rule: String, category: TaxCategory)] = [
      "VATEX-EU-G": ("P0104", .export), "VATEX-EU-O": ("P0105", .outsideScope),
      "VATEX-EU-IC": ("P0106", .intraCommunity), "VATEX-EU-AE": ("P0107", .reverseCharge),
      "VATEX-EU-D": ("P0108", .exempt), "VATEX-EU-F": ("P0109", .exempt),
      "VATEX-EU-I": ("P0110", .exempt), "VATEX-EU-J": ("P0111", .exempt),
    ]
    if let owner = owners[code] {
      guard owner.category == category else {
        throw .rule(.exemptionBelongs(owner.rule, to: owner.category.rawValue), at: place)
      }
    } else if category != .exempt, code != "VATEX-FR-AE" || category != .reverseCharge {
      throw .rule(.exemption(category), at: place)
    }
  }

  /// EN 16931 takes tax that is less than one major unit off; what is rounded once is not off.
  private func checkDistance(
    of share: InvoiceTotals.TaxShare
  ) throws(ElectronicInvoiceError) {
    let place = InvoicePlace(.tax(share.treatment.category), "BT-117")
    let distance: UInt64
    do throws(AmountError) {
      let once = try share.base.times(share.treatment.rate)
      distance = try share.tax.subtracting(once).minorUnits.magnitude
    } catch {
      throw .amount(error, at: place)
    }
    // In a currency without decimals one major unit off is the least there is.
    guard distance == 0 || distance < UInt64(currency.minorUnitsPerMajor) else {
      throw .rule(.lineTaxTooFar, at: place)
    }
  }
}
