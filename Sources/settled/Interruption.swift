import Dispatch
import Foundation
import Operations

/// Ctrl-C and a polite kill: says so at once, stops the work in the database, and lets the command
/// end with exit code 2. A second one ends the process on the spot.
final class Interruption: Sendable {
  let source = Workplace.newCancelSource()
  private let queue = DispatchQueue(label: "settled.interruption")

  /// Listens until the process ends.
  func listen(_ terminal: Terminal) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let events = DispatchSource.makeSignalSource(signal: number, queue: queue)
      let source = source
      events.setEventHandler {
        if source.isCancelled { _exit(2) }
        terminal.say("stopping; once more ends at once")
        source.cancel()
        // The handler keeps its own source alive.
        withExtendedLifetime(events) {}
      }
      events.resume()
    }
  }
}
