import Amounts
import CivilTime
import Documents
import Performance
import Postgres
import Settlement
import Store

extension WritePapers {
  /// The incentive statement of a sealed statement in each format asked for: nothing but what its run
  /// kept.
  func incentiveFiles(
    of statement: StatementRecord, formats: [PaperFormat], in tx: borrowing Transaction
  ) throws -> [(PaperFormat, [UInt8])] {
    let paper = try IncentivePaper.document(of: statement, in: tx)
    return try formats.compactMap { format in
      switch format {
      case .incentivePDF: return (format, try typesetter.pdf(of: paper, language: language))
      case .incentiveCSV:
        return (
          format,
          try collected { sink throws(DocumentError) in try paper.writeIncentives(to: sink) }
        )
      case .incentiveJSON: return (format, paper.jsonBytes)
      case .incentiveXLSX:
        return (
          format, try collected { sink throws(DocumentError) in try paper.writeWorkbook(to: sink) }
        )
      case .csv, .json, .pdf, .proof, .xlsx, .html, .listPDF, .listCSV, .listJSON: return nil
      }
    }
  }
}

/// Turns the incentives of a sealed statement into the record that their files are made from.
enum IncentivePaper {
  /// - Throws: `Refusal` `.configuration` without an issuer.
  static func document(
    of statement: StatementRecord, in tx: borrowing Transaction
  ) throws -> IncentiveStatement {
    let sealed = try StatementStates.find(statement.id, in: tx)
    let issuer = try IssuerRecord.named(
      for: sealed.site, on: CivilDate(at: sealed.sealedAt), in: tx)
    let records = try IncentiveRecord.list(of: statement, in: tx)
    let currency = statement.currency
    var paper = IncentiveStatement(
      id: statement.id, issuer: issuer.party, partner: statement.party,
      role: statement.role.code, period: statement.period, site: statement.site.rawValue,
      issued: sealed.sealedAt, runID: statement.runID,
      total: Money(minorUnits: statement.incentivesTotal, currency: currency),
      incentives: try records.filter(\.isBilled).map { try earned($0, in: currency) },
      waiting: try records.filter { !$0.isBilled }.map {
        WaitingIncentive(incentive: try earned($0, in: currency), reasons: $0.reasons.text)
      })
    paper.verificationLink = statement.verificationLink
    return paper
  }

  private static func earned(
    _ record: IncentiveRecord, in currency: Currency
  ) throws -> EarnedIncentive {
    func money(_ amount: MinorUnits) -> Money { Money(minorUnits: amount, currency: currency) }
    return EarnedIncentive(
      sourceID: record.sourceID, policyID: record.policyID, productID: record.productID,
      cycle: record.cycle.text, months: record.cycle.first...record.cycle.last,
      basis: money(record.basis), refunded: record.refunded.map(money),
      rule: try record.policy.map { try rule($0, on: record.basis, cycle: record.cycle) },
      earned: money(record.earned),
      earlier: record.earlier.map {
        EarlierIncentive(
          sourceID: $0.sourceID, statementID: $0.statementID, amount: money($0.amount))
      }, amount: money(record.amount))
  }

  /// The policy as the run kept it, and the one function of rule 9.2 with a recorder.
  private static func rule(
    _ policy: IncentivePolicy, on basis: MinorUnits, cycle: Cycle
  ) throws -> IncentiveRule {
    func money(_ amount: MinorUnits) -> Money {
      Money(minorUnits: amount, currency: policy.currency)
    }
    func band(_ band: IncentiveBand) -> IncentiveRule.Band {
      IncentiveRule.Band(from: money(band.fromAmount), rate: band.rate)
    }
    var derivation = Derivation()
    let computed = try policy.earned(on: basis, recorder: &derivation)
    guard let step = derivation.steps.first.map({ Explanation.Step($0, in: policy.currency) })
    else { preconditionFailure("policy \(policy.id) explains nothing") }
    let mode: IncentiveRule.Mode =
      switch policy.mode {
      case .whole: .whole
      case .marginal: .marginal
      }
    return IncentiveRule(
      name: policy.name, mode: mode, threshold: money(policy.threshold),
      bands: policy.bands.map(band), reached: policy.band(at: basis).map(band),
      formula: step.formula, exact: step.exact, computed: money(computed),
      next: NextBand(after: basis, in: cycle, under: policy).map {
        IncentiveRule.Distance(missing: $0.missing, rate: $0.rate)
      })
  }
}

extension StatementRecord {
  /// Why the statement has no incentive statement: nothing on it is an incentive, or not for sure
  /// yet. Nil where it has one.
  package var refusalOfIncentives: Refusal? {
    if sealedAt == nil {
      return Refusal(
        .conflict, "statement_not_sealed",
        "\(id) has no incentive statement: it is \(state) and its amounts may change",
        remedy: "seal its run first: `settled run seal \(runID)`")
    }
    if incentiveCount == 0 {
      return Refusal(
        .conflict, "no_incentives",
        "\(id) has no incentive statement: none of its lines is an incentive",
        remedy: "see how far the partner is: "
          + "`settled performance show \(partnerID) --period \(period.text)`")
    }
    return nil
  }
}
