import Amounts
import CivilTime
import Marketplace
import Metering
import Postgres

/// Rates the instances of one partition after another and puts their open lines aside. Rule 4.
struct UsageRater: ~Copyable {
  private let scope: UsageScope
  private let catalogue: Catalogue
  private let plans: PriceShelf
  /// The lines that are wanted, by key; nil for all.
  private let only: ByteIndex?
  private var partition = UsagePartition()
  private var meter = InstanceMeter()
  private var tables: UsageTables
  private var lines: LineWriter
  private var sourceID: [UInt8] = []
  /// What other records named in vain: whether those packages stop.
  private var foreignPackages: [String: Bool] = [:]
  private(set) var refusals: [RefusedFact] = []
  private(set) var abnormalCount = 0
  private static let rememberedPackages = 10_000

  init(
    scope: UsageScope, catalogue: Catalogue, plans: PriceShelf, runNumber: Int32?,
    only: ByteIndex?, lines file: ChunkFile
  ) {
    self.only = only
    self.scope = scope
    self.catalogue = catalogue
    self.plans = plans
    tables = UsageTables(runNumber: runNumber)
    lines = LineWriter(file: file)
  }

  /// Rates a partition, writing what has become a portion.
  mutating func rate(
    _ number: Int, of entries: PartitionedEntries, in tx: borrowing Transaction
  ) throws {
    try partition.load(number, of: entries)
    for place in 0..<partition.instanceCount {
      meter.reset()
      var instance = UsageInstance()
      partition.forEachEntry(of: place) { entry in instance.take(&entry, into: &meter) }
      if instance.hasNewRecords || !instance.openLines.isEmpty {
        try settle(&instance, key: partition.key(of: place), in: tx)
      }
    }
    try tables.flush(all: false, in: tx)
  }

  /// Writes what is left.
  mutating func finish(in tx: borrowing Transaction) throws -> LineFile {
    try tables.flush(all: true, in: tx)
    return try lines.finish()
  }

  private mutating func settle(
    _ instance: inout UsageInstance, key: UnsafeRawBufferPointer, in tx: borrowing Transaction
  ) throws {
    guard instance.exists else {
      meter.refuseUnknownInstance()
      writeAbnormal(of: key)
      if instance.openLines.isEmpty { return }
      let flaw = PriceShelf.Flaw(
        code: "USAGE_INSTANCE_LOST", detail: "its usage was rated, and it does not exist any more",
        remedy: "import the instance again")
      return refuse(instance, flaw, product: nil, key: key)
    }
    guard instance.isOwn else { return }
    guard let product = catalogue.product(id: instance.product) else {
      let flaw = PriceShelf.Flaw(
        code: "PRODUCT_UNKNOWN", detail: "product \(instance.product.text) does not exist",
        remedy: "import the product, or correct the instance's product_id")
      return try refuseRecords(instance, flaw, product: nil, key: key, in: tx)
    }
    switch plans[instance.plan.text] {
    case .failure(let flaw):
      try refuseRecords(instance, flaw, product: product, key: key, in: tx)
    case .success(let plan):
      try rate(&instance, plan, product: product, key: key, in: tx)
      try emit(instance, plan, product: product, key: key)
    }
  }

  /// Rates the new records of an instance and adds their parts to its lines.
  private mutating func rate(
    _ instance: inout UsageInstance, _ plan: PricePlan, product: Int,
    key: UnsafeRawBufferPointer, in tx: borrowing Transaction
  ) throws {
    guard instance.hasNewRecords else { return }
    if let what = instance.unreadable {
      let flaw = PriceShelf.Flaw(
        code: "USAGE_UNREADABLE", detail: "\(what) cannot be read",
        remedy: "quantities have at most 4 decimals and 12 digits before them")
      return try refuseRecords(
        instance, flaw, product: product, key: key, in: tx, keepsLines: true)
    }
    let foreign = instance.hand(to: &meter)
    if !foreign.isEmpty {
      let stopping = try stopping(Set(foreign.map(\.package)), in: tx)
      for name in foreign {
        meter.records[name.record].package = .foreign(
          stopsWhenExhausted: stopping.contains(name.package))
      }
    }
    do {
      try meter.rate(plan, openedAt: instance.openedAt, closedAt: instance.closedAt)
      var open = instance.openLines.map(\.line)
      let known = open.count
      for part in meter.parts {
        try scope.chain.add(part, to: &open, formed: instance.formed[part.month] ?? 0)
      }
      // What does not fit must not become a part: it could never be rated again.
      for line in open { _ = try line.fact(in: plan.currency) }
      for (place, line) in open.enumerated() {
        if place < known {
          instance.openLines[place].line = line
        } else {
          instance.openLines.append((line, .empty))
        }
      }
    } catch {
      let flaw = PriceShelf.Flaw(
        code: error.code, detail: "the sum of its usage does not fit",
        remedy: "correct its usage records or its price plan")
      return try refuseRecords(
        instance, flaw, product: product, key: key, in: tx, keepsLines: true)
    }
    writeAbnormal(of: key)
    for part in meter.parts { tables.add(part, of: key) }
    for counter in meter.counters {
      let package = counter.package.map { instance.packageKeys[$0] } ?? .empty
      tables.add(counter, package: package, of: key)
    }
  }

  private mutating func writeAbnormal(of key: UnsafeRawBufferPointer) {
    abnormalCount += meter.abnormal.count
    for record in meter.abnormal { tables.add(record, of: key) }
  }

  /// Puts every line aside that is not billed to every payee.
  private mutating func emit(
    _ instance: UsageInstance, _ plan: PricePlan, product: Int, key: UnsafeRawBufferPointer
  ) throws {
    let company = Company(
      provider: instance.provider.flatMap { catalogue.partner(id: $0) },
      operator: instance.operator.flatMap { catalogue.partner(id: $0) })
    for (line, billed) in instance.openLines {
      let payees = catalogue.payees(of: product, company, at: line.part.firstBegin)
      if BilledLines(billed).payees.isSuperset(of: payees) { continue }
      write(line, billed: billed, of: key)
      if let only, sourceID.withUnsafeBytes({ only[$0] }) == nil { continue }
      do {
        var fact = try line.fact(in: plan.currency)
        fact.isPostpaid = instance.isPostpaid
        fact.repaidAt = instance.repaid[line.part.month]
        fact.company = company
        try sourceID.withUnsafeBytes { source in
          try lines.append(
            UsageRow(
              sourceID: source, orderLineID: instance.line, customerID: instance.customer,
              product: product, fact: fact, billed: billed))
        }
      } catch let error as AmountError {
        let flaw = PriceShelf.Flaw(
          code: error.code, detail: "the amount of \(line.part.month.text) does not fit",
          remedy: "correct its price plan")
        note(flaw, product: product, key: key)
      }
    }
  }

  /// Names a line and keeps it for the next run. Contract 3.
  private mutating func write(
    _ line: UsageLine, billed: UnsafeRawBufferPointer, of key: UnsafeRawBufferPointer
  ) {
    sourceID.removeAll(keepingCapacity: true)
    sourceID.append(contentsOf: key)
    sourceID.append(contentsOf: "/\(line.part.month.text)".utf8)
    if line.number > 1 { sourceID.append(contentsOf: "/\(line.number)".utf8) }
    sourceID.withUnsafeBytes { tables.add(line, $0, billed: BilledLines(billed).payees, of: key) }
  }

  // MARK: What cannot be rated

  /// Parks an instance whose records the next run takes up again.
  private mutating func refuseRecords(
    _ instance: UsageInstance, _ flaw: PriceShelf.Flaw, product: Int?,
    key: UnsafeRawBufferPointer, in tx: borrowing Transaction, keepsLines: Bool = false
  ) throws {
    if instance.hasNewRecords {
      let waiting = try tx.query(
        Query.Usage.findRefusal, [.int32(scope.lastRun), .text(key.text)])
      let since = waiting.first.map { Instant(microseconds: $0.microseconds(0)) }
      tables.refuse(key, unseenSince: since ?? scope.chain.seenUpTo ?? .beforeAllTime)
    }
    if keepsLines {
      note(flaw, product: product, key: key)
    } else {
      refuse(instance, flaw, product: product, key: key)
    }
  }

  /// Keeps the open lines for the next run and hands none over.
  private mutating func refuse(
    _ instance: UsageInstance, _ flaw: PriceShelf.Flaw, product: Int?,
    key: UnsafeRawBufferPointer
  ) {
    for (line, billed) in instance.openLines { write(line, billed: billed, of: key) }
    note(flaw, product: product, key: key)
  }

  private mutating func note(
    _ flaw: PriceShelf.Flaw, product: Int?, key: UnsafeRawBufferPointer
  ) {
    let merchant = product.map { catalogue.partners[catalogue.products[$0].merchant].id }
    refusals.append(
      RefusedFact(
        code: flaw.code, kind: .usage, sourceID: key.text, partnerID: merchant, facts: 1,
        detail: "instance \(key.text): \(flaw.detail)", remedy: flaw.remedy))
  }

  /// Which packages of nobody or of other instances stop when they are exhausted.
  private mutating func stopping(
    _ keys: Set<String>, in tx: borrowing Transaction
  ) throws -> Set<String> {
    if foreignPackages.count > Self.rememberedPackages { foreignPackages.removeAll() }
    let unknown = keys.filter { foreignPackages[$0] == nil }
    if !unknown.isEmpty {
      for key in unknown { foreignPackages[key] = false }
      for row in try tx.query(Query.Usage.listStoppingPackages, [.textArray(Array(unknown))]) {
        foreignPackages[row.text(0)] = true
      }
    }
    return keys.filter { foreignPackages[$0] == true }
  }
}

extension Instant {
  /// Earlier than any fact.
  fileprivate static let beforeAllTime = Period(year: 1, month: 1).start
}

extension Catalogue {
  /// Who is paid for a usage line; a provider is, even while its terms are missing.
  fileprivate func payees(
    of product: Int, _ company: Company, at instant: Instant
  ) -> Payees {
    var payees = Payees.merchant
    if let provider = company.provider, providers.role(of: provider) != nil {
      payees.insert(.provider)
    }
    if let `operator` = company.operator, providers.account(ofOperator: `operator`) != nil,
      let terms = terms(of: products[product], at: instant), self.terms[terms].paysOperators
    {
      payees.insert(.operator)
    }
    return payees
  }
}

extension Terms {
  /// Whether a programme operator has a leg. Rule 5.5.
  fileprivate var paysOperators: Bool {
    switch model {
    case .dealShare, .floorShare: managementFee != nil
    case .platformFee, .floorPrice: false
    }
  }
}
