import Foundation
import Glibc
import Synchronization

/// CPU seconds of this process and of every process of the database cluster, and wall time.
struct Meter {
  struct Reading {
    let wall: Double
    let client: Double
    let server: Double

    /// Seconds on all processors.
    var cpu: Double { client + server }

    func since(_ before: Reading, pause: Double = 0) -> Reading {
      Reading(
        wall: wall - before.wall - pause, client: client - before.client,
        server: server - before.server)
    }

    static func + (left: Reading, right: Reading) -> Reading {
      Reading(
        wall: left.wall + right.wall, client: left.client + right.client,
        server: left.server + right.server)
    }
  }

  /// The process that all processes of the cluster descend from.
  private let postmaster: Int32

  /// - Parameter backend: The process of any session of the cluster.
  init(backend: Int32) {
    postmaster = Self.status(of: backend)?.parent ?? backend
  }

  /// What a piece of work cost.
  func measure(_ work: () throws -> Void) rethrows -> Reading {
    let before = now()
    try work()
    // A backend's time is counted by the postmaster once it is gone.
    usleep(200_000)
    let after = now()
    return after.since(before, pause: 0.2)
  }

  /// What each stage of a piece of work cost, in their order; a stage ends where the next begins.
  func measureStages(
    _ work: (_ begin: @escaping @Sendable (String) -> Void) throws -> Void
  ) rethrows -> [(name: String, reading: Reading)] {
    let begun = Mutex<[(name: String, at: Reading)]>([])
    try work { name in begun.withLock { $0.append((name, now())) } }
    usleep(200_000)
    let end = now()
    let marks = begun.withLock { $0 }
    return marks.indices.map { index in
      let next = index + 1 < marks.count ? marks[index + 1].at : end
      let pause = index + 1 < marks.count ? 0 : 0.2
      return (marks[index].name, next.since(marks[index].at, pause: pause))
    }
  }

  private func now() -> Reading {
    let own = Self.own()
    return Reading(wall: own.wall, client: own.client, server: serverSeconds())
  }

  /// What this process has cost so far, without any database.
  static func own() -> Reading {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double {
      Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    return Reading(
      wall: Double(clock.tv_sec) + Double(clock.tv_nsec) / 1_000_000_000,
      client: seconds(usage.ru_utime) + seconds(usage.ru_stime), server: 0)
  }

  private func serverSeconds() -> Double {
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    var total = Double(Self.status(of: postmaster)?.reaped ?? 0)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    for process in names.compactMap(Int32.init) {
      guard let status = Self.status(of: process),
        process == postmaster || status.parent == postmaster
      else { continue }
      total += Double(status.own)
    }
    return total / ticks
  }

  /// Parent, own ticks, and ticks of children that are gone, as the kernel counts them.
  private static func status(of process: Int32) -> (parent: Int32, own: Int, reaped: Int)? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let close = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: close)...].split(separator: " ")
    guard fields.count > 15, let parent = Int32(fields[1]), let user = Int(fields[11]),
      let system = Int(fields[12]), let childUser = Int(fields[13]),
      let childSystem = Int(fields[14])
    else { return nil }
    return (parent, user + system, childUser + childSystem)
  }

  /// Forgets the highest memory use so far.
  static func resetPeakMemory() {
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
  }

  /// The highest resident memory since the last reset, MiB.
  static func peakMemory() -> Double {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }
    return (kilobytes ?? 0) / 1024
  }
}

/// The middle one of several readings, by total CPU time.
func median(_ readings: [Meter.Reading]) -> Meter.Reading {
  let sorted = readings.sorted { $0.cpu < $1.cpu }
  return sorted[sorted.count / 2]
}

/// Prints one row of the table: what a step over so many rows cost.
func line(
  _ rows: Int, _ step: String, _ reading: Meter.Reading, ratio: Double? = nil, peak: Double? = nil
) {
  let cells = [
    "\(rows)", step, number(reading.wall), number(reading.client), number(reading.server),
    ratio.map { number($0) } ?? "", peak.map { number($0, 0) } ?? "",
  ]
  print("| " + cells.joined(separator: " | ") + " |")
}
