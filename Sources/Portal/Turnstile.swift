import Synchronization

/// Lets so many questions through at once and so many a second after that, whoever asks: behind a
/// proxy all come from one place, and what it says of them can be invented.
final class Turnstile: Sendable {
  private static let most = 40.0
  private static let perSecond = 10.0

  private struct State {
    var left = Turnstile.most
    var at: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// Whether one more may pass.
  func lets(_ now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      if let at = state.at {
        state.left = min(Self.most, state.left + (now - at) / .seconds(1) * Self.perSecond)
      }
      state.at = now
      guard state.left >= 1 else { return false }
      state.left -= 1
      return true
    }
  }
}
