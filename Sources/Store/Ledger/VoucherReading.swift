import Amounts
import Marketplace
import Performance
import Postgres
import Settlement

extension LedgerStore {
  /// Counts what the platform bears of the vouchers of a run and writes it with its statements, where
  /// the seal reads it. Rule 9.3.
  ///
  /// - Parameter run: Its lines are frozen; it is not sealed.
  static func keepVouchersBorne(by run: Int32, in tx: borrowing Transaction) throws {
    let borne = try vouchersBorne(in: run, in: tx)
    try tx.query(
      Query.Ledger.keepVouchersBorne,
      [
        .int32(run), .int64Array(borne.keys.map { Int64($0) }), .int64Array(Array(borne.values)),
      ])
  }

  /// What the platform bears of the vouchers of a run, minor units, by the number of the statement;
  /// statements without any are left out. Rule 9.3.
  ///
  /// A refund takes back its part of it in the proportion of rule 6.2, so that a full refund in any
  /// number of parts takes back all of it.
  static func vouchersBorne(
    in run: Int32, in tx: borrowing Transaction
  ) throws -> [Int32: MinorUnits] {
    var sums: [Int32: MinorUnits] = [:]
    try tx.query(Query.Ledger.hashInMemory)
    try tx.queryInBatches(Query.Ledger.listVouchers, [.int32(run)], within: .seconds(600)) { rows in
      for row in rows { try add(row, of: run, to: &sums) }
    }
    return sums
  }

  private static func add(
    _ row: Row, of run: Int32, to sums: inout [Int32: MinorUnits]
  ) throws {
    guard let site = Site(rawValue: row.text(1)),
      let rates = try BearingRates(
        billedBy: row.text(2), site: site, rate: Rate(millionths: Int64(row.int32(4))),
        increment: Rate(millionths: Int64(row.int32(5))),
        voucherPartnerShare: row.optionalInt32(3).map { Rate(millionths: Int64($0)) })
    else { preconditionFailure("run \(run) billed by \(row.text(2)) at \(row.text(1))") }
    guard let cost = MinorUnits(exactly: rates.bearers(ofVoucher: row.int64(6)).platform) else {
      throw AmountError.overflow
    }
    let part =
      if let whole = row.optionalInt64(7) {
        try rounded(cost, times: row.int64(8), over: whole)
          - rounded(cost, times: row.int64(9), over: whole)
      } else { cost }
    let (all, overflow) = part.multipliedReportingOverflow(by: row.int64(10))
    let (sum, sumOverflow) = sums[row.int32(0), default: 0].addingReportingOverflow(all)
    if overflow || sumOverflow { throw AmountError.overflow }
    sums[row.int32(0)] = sum
  }

  /// Entries whose posting for vouchers is not what the frozen lines say.
  static func voucherFlaws(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [LedgerFlaw] {
    // The planner expects a few rows where a month has a million, and would look each up among all.
    try tx.query(Query.Export.preferHashJoins)
    return try tx.query(
      Query.Ledger.listVoucherDifferences, [.text(site.rawValue)], within: .seconds(3600)
    ).map { row in
      let currency = currency(row, 2)
      let borne = Money(minorUnits: row.int64(3), currency: currency)
      let posted = Money(minorUnits: row.int64(4), currency: currency)
      return LedgerFlaw(
        code: "voucher_differs", site: site, number: row.int64(0),
        sentence: "the platform bears \(borne) of the vouchers of \(row.text(1)), the books have"
          + " \(posted)")
    }
  }
}
