/// The instant until which one statement may keep us waiting, and what happens when it is over.
///
/// Two stages: when the limit is over, the server is asked to cancel; when ``grace`` is over as
/// well, the connection is closed (M-24).
struct Deadline {
  /// What a server gets to confirm that it has cancelled.
  static let grace = Duration.seconds(2)

  /// What the statement was allowed.
  let limit: Duration
  private(set) var instant: ContinuousClock.Instant
  private(set) var cancellation: Cancellation?

  init(_ limit: Duration) {
    self.limit = limit
    instant = ContinuousClock.now + limit
  }

  /// Whether the limit is over.
  var isOver: Bool { cancellation != nil }

  /// What is left, in whole milliseconds, rounded up so that a wait never ends early.
  var remainingMilliseconds: Int32 {
    let left = (instant - ContinuousClock.now).milliseconds
    return Int32(clamping: max(0, left + 1))
  }

  var hasPassed: Bool { ContinuousClock.now >= instant }

  /// A stream that moves is not late.
  mutating func renew() {
    if !isOver { instant = ContinuousClock.now + limit }
  }

  /// Starts the second stage.
  mutating func extend(awaiting cancellation: Cancellation) {
    self.cancellation = cancellation
    instant = ContinuousClock.now + Self.grace
  }
}

extension Duration {
  /// Whole milliseconds, cut off.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }

  /// For messages: `60 s`, `250 ms`.
  var text: String {
    milliseconds.isMultiple(of: 1_000) ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
  }
}
