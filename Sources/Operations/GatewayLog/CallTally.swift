import CivilTime

/// Counts calls by instance and hour.
///
/// An hour in which an instance is opened or closed is cut there: what lies outside its life is a
/// record of its own, which a run reports as abnormal (rule 4.1) and which spoils no good calls.
struct CallTally {
  /// When an instance may be used, in microseconds since 1970-01-01T00:00:00Z.
  struct Life {
    let opened: Int64
    /// The greatest number where it is open.
    let closed: Int64
  }

  /// The calls of an instance in an hour, or in the part of it that lies within its life.
  struct Bucket {
    /// The place of the instance in the map; nil for calls that belong to none.
    let instance: Int32?
    /// Microseconds since 1970-01-01T00:00:00Z; the end is not included.
    let begin: Int64
    let end: Int64
    /// The line of the log that first fell into it.
    let line: Int
    var forwarded = 0
    var refused = 0
    /// Calls that would have been forwarded, had the map named their instance.
    var unmapped = 0
  }

  private struct Key: Hashable {
    let instance: Int32
    let begin: Int64
  }

  /// In the order in which they came up.
  private(set) var buckets: [Bucket] = []
  private let lives: [Life]
  private var places: [Key: Int] = [:]
  /// The bucket that each instance, and behind them no instance, was last counted into.
  private var latest: [Int]

  private static let hour: Int64 = 3_600_000_000

  /// - Parameter lives: Of the instances of the map, in its order.
  init(lives: [Life]) {
    self.lives = lives
    latest = Array(repeating: -1, count: lives.count + 1)
  }

  /// Counts one call.
  @inline(__always)
  mutating func count(_ instance: Int32?, second: Int64, isForwarded: Bool, line: Int) {
    let time = second &* 1_000_000
    let slot = instance.map { Int($0) } ?? lives.count
    var place = latest[slot]
    if place < 0 || time < buckets[place].begin || time >= buckets[place].end {
      place = bucket(instance, time, line)
      latest[slot] = place
    }
    if !isForwarded {
      buckets[place].refused &+= 1
    } else if instance == nil {
      buckets[place].unmapped &+= 1
    } else {
      buckets[place].forwarded &+= 1
    }
  }

  private mutating func bucket(_ instance: Int32?, _ time: Int64, _ line: Int) -> Int {
    // Floored, for times before 1970 as well.
    let hour = time - ((time % Self.hour) + Self.hour) % Self.hour
    var (begin, end) = (hour, hour + Self.hour)
    if let instance {
      let life = lives[Int(instance)]
      for cut in [life.opened, life.closed] {
        if cut <= time { begin = max(begin, cut) } else { end = min(end, cut) }
      }
    }
    let key = Key(instance: instance ?? -1, begin: begin)
    if let known = places[key] { return known }
    buckets.append(Bucket(instance: instance, begin: begin, end: end, line: line))
    places[key] = buckets.count - 1
    return buckets.count - 1
  }
}
