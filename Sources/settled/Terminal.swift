import Documents
import Foundation
import Operations
import Synchronization

/// What the process is connected to, and the two ways to speak: results and talk.
struct Terminal: Sendable {
  /// Whether talk is read by a person right now: a progress bar may be redrawn.
  let isInteractive: Bool
  /// Whether results are.
  let showsResults: Bool
  let width: Int?
  let hasColour: Bool
  /// Leaves out talk that nobody must act upon.
  var isQuiet = false
  private let lost = LostResults()

  init() {
    let environment = ProcessInfo.processInfo.environment
    let isDumb = environment["TERM"] == "dumb"
    isInteractive = isatty(STDERR_FILENO) == 1 && !isDumb
    showsResults = isatty(STDOUT_FILENO) == 1
    hasColour = showsResults && !isDumb && environment["NO_COLOR", default: ""].isEmpty
    width = showsResults ? Self.measuredWidth() : nil
  }

  /// For tables on stdout.
  var style: TerminalStyle {
    showsResults ? TerminalStyle(width: width, hasColour: hasColour) : .plain
  }

  /// Writes talk to stderr.
  func say(_ text: String) {
    write(text + "\n", to: STDERR_FILENO)
  }

  /// Writes talk that only helps, such as what to run next.
  func hint(_ text: String) {
    if !isQuiet { say(text) }
  }

  /// Writes results to stdout.
  func show(_ text: String) {
    write(text, to: STDOUT_FILENO)
  }

  /// Why results did not reach stdout whole; nil where they did, or where nobody listened any more.
  var lostResults: Refusal? {
    lost.reason.withLock { reason in
      reason.map { reason in
        Refusal(
          .failed, "results_not_written",
          "stdout did not take the results: \(String(cString: strerror(reason)))",
          remedy: "what was asked for is done; free space where stdout goes, then show it again")
      }
    }
  }

  /// Redraws the last line of talk; only for an interactive terminal.
  func redraw(_ line: String) {
    write("\r\u{1B}[K" + line, to: STDERR_FILENO)
  }

  private func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = Foundation.write(descriptor, start, rest.count)
        if count < 0, errno != EINTR {
          // Whoever listened may have left: then there is nobody to tell.
          let reason = errno
          if descriptor == STDOUT_FILENO, [ENOSPC, EDQUOT, EFBIG, EIO].contains(reason) {
            lost.reason.withLock { $0 = reason }
          }
          return
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[max(count, 0)...])
      }
    }
  }

  private static func measuredWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// What a disk under stdout did not take.
private final class LostResults: Sendable {
  let reason = Mutex<Int32?>(nil)
}
