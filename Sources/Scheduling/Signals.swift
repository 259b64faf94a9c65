@preconcurrency import Dispatch
import Foundation
import Synchronization

/// The signals of a daemon as events. A second request to stop ends the process at once.
///
/// Sendable, because the sources only change in `init`.
final class Signals: @unchecked Sendable {
  enum Event: Sendable {
    case stop
    case reload
  }

  let events: AsyncStream<Event>
  private let feed: AsyncStream<Event>.Continuation
  private let queue = DispatchQueue(label: "settled.signals")
  private var sources: [any DispatchSourceSignal] = []
  private let isStopping = Mutex(false)

  init() {
    (events, feed) = AsyncStream.makeStream(of: Event.self)
    // A reader of our output that went away shows as an error of the write.
    signal(SIGPIPE, SIG_IGN)
    let registered = DispatchGroup()
    for number in [SIGTERM, SIGINT, SIGHUP] {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [weak self] in self?.receive(number) }
      registered.enter()
      source.setRegistrationHandler { registered.leave() }
      source.resume()
      sources.append(source)
    }
    // Until a source listens its signal ends the process as ever. On Linux Dispatch changes what the
    // signal does itself; ignoring it here would lose those that come before.
    registered.wait()
  }

  /// Stops as a signal would.
  func stop() {
    isStopping.withLock { $0 = true }
    feed.yield(.stop)
  }

  func close() {
    for source in sources { source.cancel() }
    feed.finish()
  }

  private func receive(_ number: Int32) {
    if number == SIGHUP {
      feed.yield(.reload)
      return
    }
    let isSecond = isStopping.withLock { isStopping in
      defer { isStopping = true }
      return isStopping
    }
    // As a shell reports a process that a signal ended.
    if isSecond { _exit(128 + number) }
    feed.yield(.stop)
  }
}
