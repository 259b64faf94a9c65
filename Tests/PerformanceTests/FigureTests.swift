import Performance
import Testing

struct FigureTests {
  @Test("cash counts in the month of payment, coupons and vouchers count nothing")
  func cashOnly() throws {
    // 50,000 of which 5,000 voucher and 10,000 cash coupon: 35,000 are consumed.
    let sale = try Facts.purchase(
      list: 6_000_000, cash: 3_500_000, coupon: 1_000_000, voucher: 500_000, paid: "2026-05-10")
    let may = try Facts.figures(202605, [(sale, [])])
    #expect(may.orders == 1)
    #expect(may.grossSales == 6_000_000)
    #expect(may.discounts == 1_000_000)
    #expect(may.cashConsumption == 3_500_000)
    #expect(may.performance(of: .provider) == 3_500_000)
    #expect(may.performance(of: .merchant) == 5_000_000)
    #expect(try Facts.figures(202606, [(sale, [])]).isEmpty)
  }

  @Test("credit counts in the month it is repaid, an unpaid order nowhere")
  func credit() throws {
    let sale = try Facts.purchase(
      cash: 10_000, credit: 20_000, paid: "2026-05-31 23:59:59", repaid: "2026-06-15")
    #expect(try Facts.figures(202605, [(sale, [])]).cashConsumption == 10_000)
    let june = try Facts.figures(202606, [(sale, [])])
    #expect(june.cashConsumption == 20_000)
    #expect(june.orders == 0)
    let unpaid = try Facts.purchase(cash: 10_000, paid: nil)
    #expect(try Facts.figures(202605, [(unpaid, [])]).isEmpty)
  }

  @Test("a refund takes back its share of cash consumption in the month it is completed")
  func refundedShare() throws {
    // Paid 300.00, of which 200.00 cash and 100.00 coupon; 150.00 refunded: half of the cash.
    let sale = try Facts.purchase(cash: 20_000, coupon: 10_000, paid: "2026-05-10")
    let refund = try Facts.refund(15_000, voucher: 7, on: "2026-06-02")
    let may = try Facts.figures(202605, [(sale, [refund])])
    #expect(may.performance(of: .provider) == 20_000)
    let june = try Facts.figures(202606, [(sale, [refund])])
    #expect(june.cashConsumption == 0)
    #expect(june.refunds == 15_007)
    #expect(june.performance(of: .provider) == -10_000)
    #expect(june.performance(of: .merchant) == -15_007)
  }

  @Test("the share of credit counts in the later of the months completed and repaid")
  func refundOfCredit() throws {
    // 100.00 on credit of May, repaid in July; 40.00 refunded in June, 60.00 in August.
    let sale = try Facts.purchase(credit: 10_000, paid: "2026-05-10", repaid: "2026-07-05")
    let refunds = [
      try Facts.refund(4_000, on: "2026-06-02"), try Facts.refund(6_000, on: "2026-08-02"),
    ]
    let performance = try [202605, 202606, 202607, 202608].map {
      try Facts.figures($0, [(sale, refunds)]).performance(of: .provider)
    }
    #expect(performance == [0, 0, 6_000, -6_000])
    #expect(try Facts.figures(202606, [(sale, refunds)]).refunds == 4_000)
  }

  @Test("refunds in parts take back every cent of cash and credit, and none twice")
  func noDrift() throws {
    // 1.00 cash and 1.00 credit, refunded as 0.67 + 0.66 + 0.67: 0.34 + 0.33 + 0.33 of each,
    // cumulated 33.5 -> 34, 66.5 -> 67, 100.
    let sale = try Facts.purchase(cash: 100, credit: 100, paid: "2026-05-01", repaid: "2026-05-02")
    var reversal = try RefundedConsumption(of: sale)
    let first = try reversal.take(Facts.refund(67, on: "2026-05-03"))
    #expect(first == RefundedConsumption.Share(cash: 34, credit: 34))
    #expect(try reversal.take(Facts.refund(66, on: "2026-05-04"))?.cash == 33)
    #expect(!reversal.isFull)
    #expect(try reversal.take(Facts.refund(68, on: "2026-05-05")) == nil)
    #expect(try reversal.take(Facts.refund(67, on: "2026-05-06"))?.credit == 33)
    #expect(reversal.isFull)
    #expect(reversal.total == RefundedConsumption.Share(cash: 100, credit: 100))
  }

  @Test("usage counts in its month, of a post-paid customer in the month repaid")
  func usage() throws {
    let may = Facts.month(202605)
    #expect(try Facts.usage(500, month: 202605).countedMonth == may)
    #expect(try Facts.usage(500, month: 202605, postpaid: true).countedMonth == nil)
    let early = try Facts.usage(500, month: 202605, postpaid: true, repaid: "2026-05-20")
    #expect(early.countedMonth == may)
    // A repayment at exactly 00:00 of the next 1st belongs to the next month.
    let late = try Facts.usage(500, month: 202605, postpaid: true, repaid: "2026-06-01")
    #expect(late.countedMonth == Facts.month(202606))
    let received = try Facts.usage(500, month: 202605, received: "2026-07-03")
    #expect(received.countedMonth == Facts.month(202607))
    var figures = PerformanceFigures()
    let added = figures.add(try Facts.usage(500, month: 202605), in: MonthSpan(may))
    #expect(added)
    #expect(figures.grossSales == 500)
    #expect(figures.performance(of: .provider) == 500)
    #expect(figures.performance(of: .merchant) == 500)
  }
}
