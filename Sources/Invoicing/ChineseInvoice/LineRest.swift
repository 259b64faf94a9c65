import Amounts

/// What earlier red invoices have left of one line of a blue invoice, with the blue line's sign.
struct LineRest {
  private let line: Int
  private let blue: ChineseInvoiceItem
  private let quantity: Exact?
  private let amount: Money
  private let tax: Money

  init(
    line: Int, of blue: ChineseInvoiceItem, after earlier: [ChineseInvoiceItem]
  ) throws(RedLineRefusal) {
    self.line = line
    self.blue = blue
    var quantity = blue.quantity?.quantity
    var amount = blue.amount
    var tax = blue.tax
    do throws(AmountError) {
      for item in earlier {
        amount = try amount.adding(item.amount)
        tax = try tax.adding(item.tax)
        if let left = quantity, let reversed = item.quantity {
          quantity = try left + reversed.quantity
        }
      }
    } catch {
      throw .amount(line: line, error)
    }
    self.quantity = quantity
    self.amount = amount
    self.tax = tax
  }

  /// The red line for a part of the rest.
  func reversed(_ extent: RedPart.Extent) throws(RedLineRefusal) -> ChineseInvoiceItem {
    switch extent {
    case .rest: try wholeRest()
    case .quantity(let asked): try reversed(quantity: asked)
    case .amount(let asked): try reversed(amount: asked, quantity: nil)
    case .stated(let asked, let tax): try reversed(amount: asked, quantity: nil, stated: tax)
    }
  }

  /// The quantity is stated where it still makes the amount; after an allowance it does not.
  private func wholeRest() throws(RedLineRefusal) -> ChineseInvoiceItem {
    guard let quantity, let price = blue.quantity?.unitPrice, quantity != .zero else {
      return try reversed(amount: amount, quantity: nil)
    }
    let isStated = isWithinOneUnit(try worth(quantity, at: price), amount)
    return try reversed(amount: amount, quantity: isStated ? quantity : nil)
  }

  private func reversed(quantity asked: Exact) throws(RedLineRefusal) -> ChineseInvoiceItem {
    guard let quantity, let price = blue.quantity?.unitPrice else {
      throw .withoutQuantity(line: line)
    }
    guard isPart(asked, of: quantity) else {
      throw .quantityBeyondRest(line: line, asked: asked, left: quantity)
    }
    guard ChineseInvoiceQuantity.isDecimal(asked) else {
      throw .amount(line: line, .tooManyDecimals(asked.text, allowed: 13))
    }
    let worth = try worth(asked, at: price)
    // The last ones take the fen that rounding the others has left.
    let isLast = asked == quantity && isWithinOneUnit(worth, amount)
    return try reversed(amount: isLast ? amount : worth, quantity: asked)
  }

  private func reversed(
    amount asked: Money, quantity: Exact?, stated: Money? = nil
  ) throws(RedLineRefusal) -> ChineseInvoiceItem {
    do throws(AmountError) {
      // Also refuses another currency.
      _ = try amount.subtracting(asked)
    } catch {
      throw .amount(line: line, error)
    }
    guard asked.minorUnits != 0, isPart(Exact(asked.minorUnits), of: Exact(amount.minorUnits))
    else { throw .amountBeyondRest(line: line, asked: asked, left: amount) }
    if let stated, stated.minorUnits != 0 || stated.currency != tax.currency,
      !isPart(Exact(stated.minorUnits), of: Exact(tax.minorUnits))
    {
      throw .taxBeyondRest(line: line, asked: stated, left: tax)
    }
    do throws(AmountError) {
      let share = if let stated { stated } else { try taxShare(of: asked) }
      return try ChineseInvoiceItem(
        goods: blue.goods,
        quantity: try quantity.flatMap { value throws(AmountError) in
          try blue.quantity?.reversed(value)
        },
        amount: try asked.negated(), tax: try share.negated(), blueLine: line)
    } catch {
      throw .amount(line: line, error)
    }
  }

  /// The last part takes what is left of the tax, the others never more.
  private func taxShare(of asked: Money) throws(AmountError) -> Money {
    guard asked != amount else { return tax }
    let share = try asked.times(blue.goods.taxRate)
    return share.minorUnits.magnitude > tax.minorUnits.magnitude ? tax : share
  }

  private func worth(_ quantity: Exact, at price: Exact) throws(RedLineRefusal) -> Money {
    do throws(AmountError) {
      return try amountOf(quantity, at: price, in: amount.currency)
    } catch {
      throw .amount(line: line, error)
    }
  }

  /// Whether a value lies between nothing, which is none, and the whole, which is one.
  private func isPart(_ value: Exact, of whole: Exact) -> Bool {
    whole > .zero ? value > .zero && value <= whole : value < .zero && value >= whole
  }
}
