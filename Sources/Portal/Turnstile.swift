import Synchronization

/// Lets so many questions through at once and so many a second after that, whoever asks: behind a
/// proxy all come from one place, and what it says of them can be invented. Few may be inside, so that
/// the pages of the operator's tools never wait for connections that wait for answers.
final class Turnstile: Sendable {
  private static let most = 40.0
  private static let perSecond = 10.0
  private static let mostInside = 8

  private struct State {
    var left = Turnstile.most
    var at: ContinuousClock.Instant?
    var inside = 0
  }

  private let state = Mutex(State())

  /// Whether one more may pass; who may must leave again.
  func enter(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      if let at = state.at {
        state.left = min(Self.most, state.left + (now - at) / .seconds(1) * Self.perSecond)
      }
      state.at = now
      guard state.left >= 1, state.inside < Self.mostInside else { return false }
      state.left -= 1
      state.inside += 1
      return true
    }
  }

  func leave() {
    state.withLock { $0.inside -= 1 }
  }
}
