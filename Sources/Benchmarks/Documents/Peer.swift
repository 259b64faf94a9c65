import Foundation
import Glibc

/// Something that cannot be measured, in one sentence.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Another program that makes the same documents: one Python script of `Peers`, running from the
/// first round to the last, so that it starts and reads its fonts once, as ours does.
///
/// It is asked with a line of kind, count and workers, and answers with one of JSON.
final class Peer {
  let name: String
  /// How many of ours one of its documents stands for in a round.
  private let share: Int
  private let process = Process()
  private let questions = Pipe()
  private let answers = Pipe()
  private var unread = Data()
  /// From its start to its first document, seconds.
  private(set) var first = 0.0
  /// MiB of its largest process.
  private(set) var peakMemory = 0.0

  private struct Answer: Decodable {
    let documents: Int
    let wall: Double
    let cpu: Double
    let bytes: Int
    let peak: Double
    let sinceStart: Double
  }

  private static let scripts = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Peers")

  /// Both of them.
  ///
  /// - Parameters:
  ///   - python: Of an environment with `Peers/requirements.txt`.
  ///   - documents: The folder of what they are told.
  ///   - keep: Where they leave their first files.
  static func all(python: String, documents: URL, keep: String?) throws -> [Peer] {
    // One that ended is an error with its name, and not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    return try [("typst", 10), ("weasyprint", 100)].map { name, share in
      try Peer(name, share: share, python: python, documents: documents, keep: keep)
    }
  }

  private init(
    _ name: String, share: Int, python: String, documents: URL, keep: String?
  ) throws {
    self.name = name
    self.share = share
    let script = Self.scripts.appending(path: "\(name)_peer.py").path
    guard FileManager.default.isReadableFile(atPath: script) else {
      throw BenchmarkError("\(script) is not there: run in the folder this was built in")
    }
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-X", "utf8", "-B", script, documents.path] + [keep].compactMap(\.self)
    process.standardInput = questions
    process.standardOutput = answers
    do {
      try process.run()
    } catch {
      throw BenchmarkError("\(python) does not start: \(error.localizedDescription)")
    }
  }

  deinit {
    try? questions.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// How many documents it makes in a round.
  func count(of paper: DocumentBenchmark.Paper) -> Int { max(1, paper.count / share) }

  /// Has the next documents made.
  ///
  /// - Throws: ``BenchmarkError`` where it makes fewer.
  @discardableResult
  func make(_ paper: DocumentBenchmark.Paper, _ count: Int) throws -> DocumentBenchmark.Round {
    let question = "\(paper.name) \(count) \(paper.threads)\n"
    try? questions.fileHandleForWriting.write(contentsOf: Data(question.utf8))
    let answer = try JSONDecoder().decode(Answer.self, from: line(for: paper))
    guard answer.documents == count else {
      throw BenchmarkError("\(name) made \(answer.documents) of \(count) \(paper.name)")
    }
    if first == 0 { first = answer.sinceStart }
    peakMemory = answer.peak
    return DocumentBenchmark.Round(
      documents: count, wall: answer.wall, cpu: answer.cpu, bytes: answer.bytes)
  }

  private func line(for paper: DocumentBenchmark.Paper) throws -> Data {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = unread[..<end]
        unread = Data(unread[(end + 1)...])
        return Data(line)
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else {
        process.waitUntilExit()
        throw BenchmarkError(
          "\(name) ended with \(process.terminationStatus) instead of making \(paper.name)")
      }
      unread += more
    }
  }
}
