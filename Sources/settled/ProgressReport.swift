import CivilTime
import Foundation
import Operations
import Synchronization

/// Shows how long work goes: a bar on a terminal, one line for each stage anywhere else.
final class ProgressReport: Sendable {
  private struct State {
    var stage = ""
    var done = 0
    var begun = ContinuousClock.now
    var painted: ContinuousClock.Instant?
  }

  private let terminal: Terminal
  /// What is worked on, as `key=value` words: `site=cn period=202610`.
  private let subject: String
  /// What is counted: `facts`.
  private let unit: String
  /// About how many units the counting stage has; zero where nobody knows.
  private let expected: Int
  private let now: @Sendable () -> Instant
  private let state = Mutex(State())

  init(
    _ terminal: Terminal, subject: String, unit: String, expected: Int = 0,
    now: @escaping @Sendable () -> Instant
  ) {
    self.terminal = terminal
    self.subject = subject
    self.unit = unit
    self.expected = expected
    self.now = now
  }

  /// Takes a piece of news; called from any thread.
  func callAsFunction(_ news: Operations.Progress) {
    if terminal.isQuiet { return }
    state.withLock { state in
      switch news {
      case .stage(let name):
        end(&state)
        state = State()
        state.stage = name
        paint(&state)
      case .advanced(let count):
        state.done += count
        paint(&state)
      }
    }
  }

  /// Ends the last stage; whatever is said next starts on a line of its own.
  func finish() {
    if terminal.isQuiet { return }
    state.withLock { state in
      end(&state)
      state.stage = ""
    }
  }

  private func end(_ state: inout State) {
    guard !state.stage.isEmpty else { return }
    let seconds = Self.tenths(of: ContinuousClock.now - state.begun)
    let count = state.done == 0 ? "" : " \(unit)=\(state.done)"
    if terminal.isInteractive {
      let count = state.done == 0 ? "" : "\(grouped(state.done)) \(unit), "
      terminal.redraw("\(state.stage): \(count)\(seconds) s\n")
    } else {
      let stage = state.stage.replacing(" ", with: "_")
      let time = toTheSecond(now()).text()
      terminal.say("\(time) \(subject) stage=\(stage)\(count) seconds=\(seconds)")
    }
  }

  /// Redraws the bar at most ten times a second.
  private func paint(_ state: inout State) {
    guard terminal.isInteractive else { return }
    let time = ContinuousClock.now
    if let painted = state.painted, time - painted < .milliseconds(100) { return }
    state.painted = time
    terminal.redraw(line(state, after: time - state.begun))
  }

  private func line(_ state: State, after elapsed: Duration) -> String {
    let rate = elapsed < .milliseconds(200) ? 0 : Int(Double(state.done) / (elapsed / .seconds(1)))
    var line = "\(state.stage) "
    if expected > 0, state.done > 0 {
      let share = min(Double(state.done) / Double(expected), 1)
      let filled = Int(share * 24)
      line += String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      line += " \(Int(share * 100)) %  \(grouped(state.done))/~\(grouped(expected))"
      if rate > 0, state.done < expected {
        line += "  \(grouped(rate))/s  \((expected - state.done) / rate) s left"
      }
    } else if state.done > 0 {
      line += "\(grouped(state.done)) \(unit)" + (rate > 0 ? "  \(grouped(rate))/s" : "")
    } else {
      line += "…"
    }
    return line
  }

  private func toTheSecond(_ instant: Instant) -> Instant {
    Instant(microseconds: instant.microseconds - instant.microseconds % 1_000_000)
  }

  private static func tenths(of duration: Duration) -> String {
    let tenths = Int64((duration / .milliseconds(100)).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
