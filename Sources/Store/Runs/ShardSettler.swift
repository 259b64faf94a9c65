import Marketplace
import Postgres
import Settlement

/// Settles one shard's rows and hands their lines over in portions.
struct ShardSettler: ~Copyable {
  /// Takes over encoded lines: their bytes and their number.
  typealias Write = (UnsafeRawBufferPointer, Int) throws -> Void

  /// Puts an order line aside, by its product's index, with the row it came in.
  ///
  /// - Returns: Whether it did; else it is settled.
  typealias PutAside = (borrowing OrderLineRow, Int, borrowing CopyRow) throws -> Bool

  private let catalogue: Catalogue
  private var sink: DraftSink
  private var walk: FactWalk
  private var rows: CopyBatch
  /// The order lines of the batch: read and looked up in the place of those before.
  private let lines: UnsafeMutablePointer<OrderLineRow>
  /// Their products by index; -1 of a row that was refused, which has no line.
  private let products: UnsafeMutablePointer<Int>
  private var told = 0
  private let progress: @Sendable (Int) -> Void
  /// Lines are handed over in portions of this many bytes.
  private static let portion = 32768
  /// So many rows are looked up together, because memory answers many questions in the time of one:
  /// what an order line names is spread over more of it than a processor keeps at hand.
  private static let lookAhead = 16

  init(
    run: RunTerms, runNumber: Int32, conditions: DraftStream.Conditions,
    repayments: Repayments?, progress: @escaping @Sendable (Int) -> Void
  ) {
    catalogue = run.catalogue
    sink = DraftSink(
      run: run, runNumber: runNumber, withheld: conditions.withheld,
      fingerprints: conditions.fingerprints)
    walk = FactWalk(
      run: run, offers: conditions.offers, prices: conditions.prices, repayments: repayments)
    rows = CopyBatch(capacity: Self.lookAhead)
    lines = .allocate(capacity: Self.lookAhead)
    for index in 0..<Self.lookAhead { (lines + index).initialize(to: OrderLineRow()) }
    products = .allocate(capacity: Self.lookAhead)
    self.progress = progress
  }

  deinit {
    lines.deinitialize(count: Self.lookAhead)
    lines.deallocate()
    products.deallocate()
  }

  /// Settles the rows of a scope, some at a time.
  mutating func settle(
    _ scope: FactScope, in tx: borrowing Transaction,
    aside: PutAside = { _, _, _ in false }, write: Write
  ) throws {
    _ = try scope.stream(in: tx) { row in
      while try !rows.append(row) { try drain(aside, write) }
    }
    try drain(aside, write)
  }

  /// Settles rows that were put aside.
  mutating func settle(_ spool: inout CopySpool, write: Write) throws {
    try spool.replay { row in
      while try !rows.append(row) { try drain({ _, _, _ in false }, write) }
    }
    try drain({ _, _, _ in false }, write)
  }

  /// Settles the rows that wait.
  private mutating func drain(_ aside: PutAside, _ write: Write) throws {
    try lookUp()
    for index in 0..<rows.count where products[index] >= 0 {
      let product = products[index]
      if try aside(lines[index], product, rows[index]) { continue }
      try walk.handle(lines[index], of: product, sink: &sink)
    }
    rows.removeAll()
    try handOver(whenDueTo: write)
  }

  /// Reads the rows that wait and looks up what they name, each step for all of them before the next:
  /// what one step finds, the next one needs from memory.
  private mutating func lookUp() throws {
    for index in 0..<rows.count {
      products[index] = -1
      guard try walk.read(&rows[index], into: &lines[index], sink: &sink) else { continue }
      catalogue.fetch(productID: lines[index].productID)
      if let provider = lines[index].providerID { catalogue.fetch(partnerID: provider) }
      products[index] = 0
    }
    for index in 0..<rows.count where products[index] >= 0 {
      guard let product = walk.place(&lines[index], sink: &sink) else {
        products[index] = -1
        continue
      }
      products[index] = product
      catalogue.fetch(product: product)
    }
    for index in 0..<rows.count where products[index] >= 0 {
      catalogue.fetch(termsOf: products[index])
      sink.fetch(catalogue.products[products[index]])
    }
    for index in 0..<rows.count where products[index] >= 0 {
      sink.outcome.ledger.fetch(
        totalsOf: catalogue.products[products[index]].account)
    }
  }

  /// Settles a usage line.
  mutating func settle(_ usage: UsageRow, write: Write) throws {
    try walk.handle(usage, sink: &sink)
    try handOver(whenDueTo: write)
  }

  /// Takes an adjustment or incentive.
  mutating func take(_ line: WholeLine) {
    guard let account = catalogue.account(partner: line.partner, tab: line.tab) else {
      preconditionFailure("\(line.sourceID) has no account: the catalogue lists all there are")
    }
    sink.take(line, account: account)
  }

  /// Hands over what is left.
  mutating func finish(write: Write) throws -> ShardOutcome {
    try handOver(to: write)
    tell()
    sink.outcome.factsRead += walk.factsRead
    return sink.outcome
  }

  /// Hands over a portion when there is one, and tells how far it is now and then.
  private mutating func handOver(whenDueTo write: Write) throws {
    if sink.encoder.rows.count >= Self.portion { try handOver(to: write) }
    if walk.factsRead - told >= 8192 { tell() }
  }

  private mutating func handOver(to write: Write) throws {
    try write(sink.encoder.rows, sink.encoder.rowCount)
    sink.encoder.removeAll()
  }

  private mutating func tell() {
    progress(walk.factsRead - told)
    told = walk.factsRead
  }
}
