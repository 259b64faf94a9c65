import CivilTime
import Digests
import Documents
import Foundation
import Synchronization

/// Measures how fast documents are made: signed fee invoices by two threads of one process and a
/// statement of a thousand lines by one, beside others who make the same, round by round.
///
/// Ours are added up, written as XML, set, put into a file and signed in the measured time. Others
/// get every text as it is printed and the XML as it is attached, and cannot sign.
struct DocumentBenchmark {
  let rounds: Int
  /// How many invoices a round has.
  let count: Int
  /// The Python that has the others; none to measure ours alone.
  let python: String?
  /// Where the first file of each kind is left; none to keep nothing.
  let folder: String?

  /// Something to make many times, and how the others are told what it is.
  struct Paper: Sendable {
    /// Also of the file that tells the others.
    let name: String
    let threads: Int
    /// How many pages each has; nil for any number.
    let pages: Int?
    /// Of ours in a round.
    let count: Int
    let make: @Sendable (Int) throws -> [UInt8]
    /// One line for each document.
    let handover: @Sendable (Int) throws -> String
  }

  /// What a round of one paper cost.
  struct Round {
    let documents: Int
    let wall: Double
    let cpu: Double
    let bytes: Int

    var rate: Double { Double(documents) / wall }
    var milliseconds: Double { cpu * 1000 / Double(documents) }
  }

  func run() throws {
    let before = Meter.own()
    let typesetter = try Typesetter()
    let fonts = Meter.own().since(before).wall
    let signer = try DocumentSigner.passing()
    let second = Int64(Date().timeIntervalSince1970)
    let month = try DocumentMonth(issued: Instant(microseconds: second * 1_000_000))
    let papers = [
      invoices("invoice", fees: 1, of: month, by: typesetter, signer),
      invoices("invoice-20", fees: 20, of: month, by: typesetter, signer),
      statements(of: month, by: typesetter),
    ]
    let first = try measure(papers[0], from: 0, count: 1)
    let handed = FileManager.default.temporaryDirectory
      .appending(path: "settled-documents-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: handed, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: handed) }
    let peers = try python.map { try Peer.all(python: $0, documents: handed, keep: folder) } ?? []
    DocumentTable.head()
    for paper in papers { try run(paper, peers, handed) }
    print("first document, fonts and all: settled \(number((fonts + first.wall) * 1000, 0)) ms")
    for peer in peers { print("the same, \(peer.name): \(number(peer.first * 1000, 0)) ms") }
    if peers.isEmpty { print("ours alone: --peers names a Python that has the others") }
  }

  /// Alternates rounds of ours and of the others, each of documents that none of them made before.
  private func run(_ paper: Paper, _ peers: [Peer], _ handed: URL) throws {
    let sample = try paper.make(0)
    // "/Count 1/" ends the number as well.
    guard paper.pages == nil || contains("/Type/Pages/Count \(paper.pages ?? 0)/", sample) else {
      throw BenchmarkError("\(paper.name) has not \(paper.pages ?? 0) pages")
    }
    if let folder {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let file = URL(fileURLWithPath: folder).appending(path: "\(paper.name)-settled.pdf")
      try Data(sample).write(to: file)
    }
    let most = peers.map { rounds * $0.count(of: paper) + 1 + paper.threads }.max() ?? 0
    try hand(most, paper, to: handed.appending(path: "\(paper.name).jsonl"))
    for peer in peers {
      try peer.make(paper, 1)
      // Each of its workers has made one before the first round.
      if paper.threads > 1 { try peer.make(paper, paper.threads) }
    }
    Meter.resetPeakMemory()
    var ours: [Round] = []
    var theirs = [[Round]](repeating: [], count: peers.count)
    for round in 0..<rounds {
      ours.append(try measure(paper, from: 1 + round * paper.count, count: paper.count))
      for (index, peer) in peers.enumerated() {
        theirs[index].append(try peer.make(paper, peer.count(of: paper)))
      }
    }
    DocumentTable.row(paper, by: "settled", ours, peak: Meter.peakMemory())
    for (peer, rounds) in zip(peers, theirs) {
      DocumentTable.row(paper, by: peer.name, rounds, peak: peer.peakMemory, against: ours)
    }
  }

  /// Writes what the others are told, a line for each document.
  private func hand(_ count: Int, _ paper: Paper, to file: URL) throws {
    guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
      throw BenchmarkError("\(file.path) cannot be written")
    }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    for index in 0..<count {
      try handle.write(contentsOf: Data((paper.handover(index) + "\n").utf8))
    }
  }

  private func contains(_ text: String, _ bytes: [UInt8]) -> Bool {
    Data(bytes).range(of: Data(text.utf8)) != nil
  }

  // MARK: Ours

  private func invoices(
    _ name: String, fees: Int, of month: DocumentMonth, by typesetter: Typesetter,
    _ signer: DocumentSigner
  ) -> Paper {
    Paper(
      name: name, threads: 2, pages: 1, count: count,
      make: { index in
        let (page, electronic) = try month.invoice(index, fees: fees)
        let prepared = try typesetter.preparedPDF(
          of: page, language: .both, facturX: FacturX(xml: electronic.ciiBytes(for: .attachment)))
        return try prepared.embedding(prepared.cms(by: signer))
      },
      handover: { try month.handover($0, fees: fees) })
  }

  private func statements(of month: DocumentMonth, by typesetter: Typesetter) -> Paper {
    Paper(
      name: "statement", threads: 1, pages: nil, count: max(1, count / 100),
      make: { index in
        try typesetter.pdf(
          of: month.statement(index, lines: 1_000), language: .both, lineLimit: 1_000)
      },
      handover: { try DocumentMonth.handover(month.statement($0, lines: 1_000)) })
  }

  /// Makes documents, each thread every so manieth, and throws where one is not made.
  private func measure(_ paper: Paper, from start: Int, count: Int) throws -> Round {
    let failure = Mutex<(any Error)?>(nil)
    let bytes = Atomic(0)
    let threads = min(paper.threads, count)
    let before = Meter.own()
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      do {
        for index in stride(from: start + thread, to: start + count, by: threads) {
          bytes.add(try paper.make(index).count, ordering: .relaxed)
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    let spent = Meter.own().since(before)
    if let error = failure.withLock({ $0 }) { throw error }
    return Round(
      documents: count, wall: spent.wall, cpu: spent.client,
      bytes: bytes.load(ordering: .relaxed))
  }
}
