import ArgumentParser
import CivilTime
import Foundation
import Operations

/// A command that does something; groups of commands only show their help.
protocol Verb: ParsableCommand {
  var place: PlaceOptions { get }
  /// Whether results, and therefore errors too, are for a program. Contract 4.
  var answersJSON: Bool { get }
  /// Does the work: results to stdout, talk to stderr.
  ///
  /// - Throws: `ExitCode` for an outcome that has been told, anything else to be reported.
  func perform(at desk: Desk) async throws
}

extension Verb {
  var answersJSON: Bool { false }
}

/// Where commands work: the terminal, and a workplace once they ask for it.
struct Desk: Sendable {
  let terminal: Terminal
  let answersJSON: Bool
  let interruption = Interruption()

  /// The database that the options or the environment name.
  ///
  /// - Throws: `Refusal` `.configuration` when nothing names one.
  func workplace(_ place: PlaceOptions, isInterruptible: Bool = true) throws -> Workplace {
    let environment = ProcessInfo.processInfo.environment
    let url = try DatabaseAddress.url(
      given: place.databaseURL, file: place.databaseURLFile, environment: environment)
    if isInterruptible { interruption.listen(terminal) }
    return try Workplace(
      databaseURL: url, cancelSource: interruption.source,
      sealKey: .named(by: environment) { terminal.say($0) }, signer: .named(by: environment),
      timeStamps: .named(by: environment), now: Self.now)
  }

  /// Tells what went wrong, where and how contract 4 wants it.
  ///
  /// - Returns: The exit code.
  func report(_ error: any Error) -> Int32 {
    let detailed = error as? DetailedRefusal
    let refusal =
      detailed?.refusal ?? Refusal(of: error, isCancelled: interruption.source.isCancelled)
    if answersJSON {
      terminal.say(Problem(refusal, members: detailed?.members ?? []).json.text)
    } else {
      terminal.say("error: \(refusal.sentence)\n  \(refusal.remedy)")
    }
    return refusal.kind.rawValue
  }

  private static let now: @Sendable () -> Instant = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}

/// A refusal with more for a program to read than a sentence.
struct DetailedRefusal: Error {
  let refusal: Refusal
  let members: [(String, JSON)]
}

/// An error for programs: the shape that the HTTP interface has too (RFC 9457).
struct Problem {
  private let refusal: Refusal
  private let members: [(String, JSON)]

  init(_ refusal: Refusal, members: [(String, JSON)] = []) {
    self.refusal = refusal
    self.members = members
  }

  var json: JSON {
    .object(
      [
        ("type", .string("urn:settled:problem:\(refusal.code)")),
        ("title", .string("\(refusal.kind)")),
        ("status", .integer(Int64(refusal.kind.rawValue))),
        ("detail", .string(refusal.sentence)),
        ("code", .string(refusal.code)),
        ("next", .string(refusal.remedy)),
      ] + members)
  }
}
