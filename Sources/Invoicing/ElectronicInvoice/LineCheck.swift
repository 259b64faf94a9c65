import Amounts

extension InvoiceContent {
  /// Every line by itself, and that their identifiers differ.
  func checkLines() throws(ElectronicInvoiceError) {
    guard !lines.isEmpty else { throw .rule(.lines, at: InvoicePlace(.document, "BG-25")) }
    var ids: Set<String> = []
    for (index, line) in lines.enumerated() {
      let part = InvoicePlace.Part.line(index + 1)
      try InvoiceText.check(line.id, missing: .lineID, at: part, "BT-126")
      guard ids.insert(line.id).inserted else {
        throw .rule(.lineID, at: InvoicePlace(part, "BT-126"))
      }
      try check(line, part)
      for (entry, terms) in line.allowancesAndCharges.enumerated() {
        try check(terms, at: .lineAllowanceOrCharge(line: index + 1, entry + 1), isOnLine: true)
      }
    }
  }

  private func check(
    _ line: InvoiceLine, _ part: InvoicePlace.Part
  ) throws(ElectronicInvoiceError) {
    try InvoiceText.check(line.note, .prose, at: part, "BT-127")
    try InvoiceText.check(line.objectID, at: part, "BT-128")
    guard CodeLists.units.contains(line.unit) else {
      throw .rule(.unit, at: InvoicePlace(part, "BT-130"))
    }
    guard line.price.net.unscaled >= 0 else {
      throw .rule(.netPrice, at: InvoicePlace(part, "BT-146"))
    }
    guard line.price.gross.map({ $0.unscaled >= 0 }) ?? true else {
      throw .rule(.grossPrice, at: InvoicePlace(part, "BT-148"))
    }
    guard line.price.base.map({ $0.unscaled > 0 }) ?? true else {
      throw .rule(.baseQuantity, at: InvoicePlace(part, "BT-149"))
    }
    try InvoiceText.check(line.item.name, missing: .itemName, at: part, "BT-153")
    try InvoiceText.check(line.item.description, .prose, at: part, "BT-154")
    try InvoiceText.check(line.item.sellerID, at: part, "BT-155")
    for classification in line.item.classifications {
      try InvoiceText.check(classification.code, at: part, "BT-158")
      try InvoiceText.check(classification.version, at: part, "BT-158")
      guard CodeLists.classifications.contains(classification.scheme) else {
        throw .rule(.classificationScheme, at: InvoicePlace(part, "BT-158"))
      }
    }
    try checkPeriod(of: line, part)
  }

  private func checkPeriod(
    of line: InvoiceLine, _ part: InvoicePlace.Part
  ) throws(ElectronicInvoiceError) {
    if let start = line.period?.start, let end = line.period?.end, end < start {
      throw .rule(.linePeriod, at: InvoicePlace(part, "BT-135"))
    }
    if let start = line.period?.start, let first = period?.start, start < first {
      throw .rule(.periodStart, at: InvoicePlace(part, "BT-134"))
    }
    if let end = line.period?.end, let last = period?.end, last < end {
      throw .rule(.periodEnd, at: InvoicePlace(part, "BT-135"))
    }
  }

  /// The allowances and charges of the whole document.
  func checkAllowancesAndCharges() throws(ElectronicInvoiceError) {
    for (index, entry) in allowancesAndCharges.enumerated() {
      try check(entry.terms, at: .allowanceOrCharge(index + 1), isOnLine: false)
    }
  }

  private func check(
    _ entry: AllowanceOrCharge, at part: InvoicePlace.Part, isOnLine: Bool
  ) throws(ElectronicInvoiceError) {
    let isAllowance = entry.kind == .allowance
    let term =
      isOnLine ? (isAllowance ? "BT-139" : "BT-144") : (isAllowance ? "BT-97" : "BT-104")
    let place = InvoicePlace(part, term)
    let missing: InvoiceRule =
      isOnLine
      ? (isAllowance ? .lineAllowanceReason : .lineChargeReason)
      : (isAllowance ? .allowanceReason : .chargeReason)
    guard entry.reason.text != nil || entry.reason.code != nil else {
      throw .rule(missing, at: place)
    }
    try InvoiceText.check(entry.reason.text, missing: missing, at: part, term)
    if let code = entry.reason.code {
      let list = isAllowance ? CodeLists.allowanceReasons : CodeLists.chargeReasons
      guard list.contains(code) else {
        throw .rule(isAllowance ? .allowanceCode : .chargeCode, at: place)
      }
    }
    try check(entry.amount, at: place)
    try check(entry.base, at: place)
  }
}
