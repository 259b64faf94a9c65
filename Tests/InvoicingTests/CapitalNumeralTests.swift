import Amounts
import Invoicing
import Testing

@Suite("Capital numerals")
struct CapitalNumeralTests {
  @Test("an amount of yuan is written in the numerals of bills")
  func amounts() throws {
    let expected = [
      ("0.00", "零元整"), ("0.05", "伍分"), ("0.50", "伍角整"), ("0.56", "伍角陆分"),
      ("1.00", "壹元整"), ("10.00", "壹拾元整"), ("16.00", "壹拾陆元整"), ("100.00", "壹佰元整"),
      ("101.10", "壹佰零壹元壹角整"), ("110.00", "壹佰壹拾元整"), ("325.04", "叁佰贰拾伍元零肆分"),
      ("1001.00", "壹仟零壹元整"), ("1010.00", "壹仟零壹拾元整"), ("1409.50", "壹仟肆佰零玖元伍角整"),
      ("1680.32", "壹仟陆佰捌拾元叁角贰分"), ("6007.14", "陆仟零柒元壹角肆分"),
      ("10000.00", "壹万元整"), ("10005.00", "壹万零伍元整"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
      ("100612.36", "壹拾万零陆佰壹拾贰元叁角陆分"), ("107000.53", "壹拾万柒仟元伍角叁分"),
      ("1000001.00", "壹佰万零壹元整"), ("100000000.00", "壹亿元整"), ("100000001.00", "壹亿零壹元整"),
      ("100010000.00", "壹亿零壹万元整"), ("120000000.00", "壹亿贰仟万元整"),
      ("1000000000000.00", "壹万亿元整"),
      // Once without 零, so that nobody saw that the four places of 亿 are empty.
      ("3000020800810.02", "叁万亿零贰仟零捌拾万零捌佰壹拾元零贰分"),
      ("30001000020000.00", "叁拾万零壹拾亿零贰万元整"),
      ("92233720368547758.07", "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分"),
      ("-20.00", "负贰拾元整"),
    ]
    for (amount, words) in expected {
      #expect(capitalNumerals(try money(amount, "CNY")) == "人民币" + words, "\(amount)")
    }
  }

  @Test("other currencies have no capital numerals")
  func otherCurrencies() throws {
    #expect(capitalNumerals(try money("1.00", "GBP")) == nil)
    #expect(capitalNumerals(try money("1", "JPY")) == nil)
  }

  @Test("the data of a tax invoice write the unit in its full form and no currency before it")
  func taxInvoice() throws {
    let expected = [
      ("11326.31", "壹万壹仟叁佰贰拾陆圆叁角壹分"), ("-11326.31", "负壹万壹仟叁佰贰拾陆圆叁角壹分"),
      ("0.00", "零圆整"), ("0.05", "伍分"), ("-0.50", "负伍角整"), ("10.00", "壹拾圆整"),
      ("325.04", "叁佰贰拾伍圆零肆分"), ("1680.32", "壹仟陆佰捌拾圆叁角贰分"),
    ]
    for (amount, words) in expected {
      #expect(capitalNumerals(try money(amount, "CNY"), .taxInvoice) == words, "\(amount)")
    }
    #expect(capitalNumerals(try money("1.00", "GBP"), .taxInvoice) == nil)
  }

  private func money(_ text: String, _ code: String) throws -> Money {
    try Money(parsing: text, in: #require(Currency(code: code)))
  }
}
