/// What the rules and the reference say, by hand, and the scenario or test that pins each of it.
enum RuleTable {
  /// Every number of the rules; each has at least one folder whose name begins with it.
  static let numbers = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6",
    "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7",
    "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6.1", "6.2", "6.3", "6.4",
    "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "8.1", "8.2", "8.3", "8.4",
    "9.1", "9.2", "9.3", "9.4", "9.5",
  ]

  /// What a folder of facts cannot show, or not alone: the rule, the file below `Tests` and the name
  /// of its test.
  static let elsewhere = [
    (
      "1.1: GMT+8 is a fixed offset", "CivilTimeTests/PeriodTests.swift",
      "a month begins at 16:00 UTC on the last day of the month before"
    ),
    (
      "1.2: nothing in the calculation reads a clock", "HouseTests/PureModuleTests.swift",
      "below the line nothing reads a clock, waits, or draws lots"
    ),
    (
      "1.3: n working days after a day", "CivilTimeTests/WorkingCalendarTests.swift",
      "n working days later there are n working days in between"
    ),
    (
      "2.1: currencies do not mix, overflow never wraps", "AmountsTests/MoneyTests.swift",
      "currencies do not mix and sums do not wrap"
    ),
    (
      "2.2: no floating point", "HouseTests/PureModuleTests.swift",
      "below the line there is no floating point"
    ),
    (
      "4.2: what is a forward and what a refusal", "OperationsTests/GatewayLogTests.swift",
      "401, 403 and 429 are refusals, 503 only without a body or with the gateway's own page"
    ),
    (
      "8.4: the approver is not the author", "CommandTests/AdjustTests.swift",
      "an author cannot approve an adjustment, another person can, and once"
    ),
    (
      "8.4: the statement that it corrects", "CommandTests/AdjustTests.swift",
      "an adjustment corrects a sealed statement of its own key, no other"
    ),
    (
      "8.1 and 9.5: four eyes, stale hashes, open exceptions", "CommandTests/MonthTests.swift",
      "a month goes from plan to seal by exit codes alone"
    ),
    (
      "8.3: the run day, moved to the next working day", "FaultTests/MonthEndTests.swift",
      "a month is due at 00:00 UTC+8 of its run day, moved to the next working day"
    ),
  ]

  /// Every number that is worked out in the rules, and in 14.1 and 14.2 of the reference, save 14.1.9,
  /// the bill of a partner for cloud services, which no rule settles.
  static let worked = [
    ("(1000 - 150 - 50) x 85 % - 100 - 20 = 560", "5.2-taxes-of-a-gross-sale"),
    ("1,500,000.00 at 5 % with +2 %: 1,455,000.00", "5.7-band-reached-and-refund-at-the-old-rate"),
    ("paid 1,000 = 560 + taxes 320 + platform 120", "5.2-taxes-of-a-gross-sale"),
    ("8,500.00, voucher 500.00: 7,680.00 and 320.00", "5.1-voucher-increment-and-later-refund"),
    ("deal 1,060.00 x 2: ex 1,400.00, 1,484.00", "5.3-a-share-of-the-deal-price"),
    ("with m 3 %: 60.00, 1,340.00, 1,420.40", "5.5-the-management-fee-of-a-programme-operator"),
    ("L 2,000.00, f 0.6, s 0.8, 13 %: 849.56", "5.4-a-share-of-the-floor-of-the-list-price"),
    ("reseller 190.80", "5.6-a-reseller-earns-above-the-floor"),
    ("CSP 2,800.00", "5.8-a-provider-earns-on-cash-and-credit"),
    ("8 units: step 1.90", "4.5-step-slices-eight-units-to-1.90"),
    ("8 units: tier 1.60", "4.5-tier-prices-eight-units-at-1.60"),
    ("five-day refund +285.00 and -285.00", "6.3-five-day-refund-shows-both-lines"),
    ("640.00 and 500.00: one statement of 1,140.00", "7.4-minimum-carried-to-june"),
    ("14.1.1: run of 2020-02-03 is 202001", "1.1-a-run-of-3-february-2020-is-202001"),
    ("14.1.2: credit and supervision, 202005", "3.3-bought-on-credit-in-january-2020"),
    ("14.1.3: supervised later, 202003", "3.3-supervised-after-payment"),
    ("14.1.4: renewal of January 31", "3.4-a-renewal-of-31-january"),
    ("14.1.8: 100 = 20 voucher + 80 cash", "6.3-voucher-and-cash-come-back"),
    ("14.1.10: +200 and -600 are -400", "9.2-a-negative-result-nets-against-later-ones"),
    ("14.2.11a: 1,044.00, 960.00, 1,170.00", "5.2-fees-by-kind-of-product"),
    ("14.2.11: 10,000 at 8.5 of ten, 7,680.00", "9.3-who-bears-a-discount-under-platform-fee"),
    ("14.2.12: refund -1,920.00", "5.1-voucher-increment-and-later-refund"),
    ("14.2.13: 7,600.00 both ways", "5.1-both-ways-to-write-the-voucher-agree"),
    ("14.2.19: the run of October 3 moves", "1.3-holidays-move-the-run-day"),
    ("14.2.20: 99 is charged, 999 is not", "4.1-a-duplicate-of-a-record-received-earlier"),
    ("14.2.21: 960 calls", "4.2-960-forwarded-calls-of-1000"),
    ("14.2.22: in different periods", "6.3-five-day-refund-in-another-month"),
  ]
}
