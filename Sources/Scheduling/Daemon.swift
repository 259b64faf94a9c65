@preconcurrency import Dispatch
import Foundation
import Marketplace
import Operations

/// `settled serve`: one lane per site, until it is told to stop.
///
/// SIGTERM and SIGINT drain: nothing more is claimed, what runs stops at its next step, and after
/// 30 seconds in the middle of it; a second one exits at once. SIGHUP reads the settings again.
/// SIGPIPE is ignored.
package final class Daemon: Sendable {
  private let workplace: Workplace
  private let settings: ServeSettings
  private let settingsFile: String?
  private let log: EventLog
  private let beside: @Sendable () async throws -> Void
  private let lanes: [Lane]
  private let alarm = DispatchQueue(label: "settled.daemon.alarm")

  /// How long a drain waits before it interrupts, and then for the interrupted.
  private static let drainLimit: DispatchTimeInterval = .seconds(30)
  private static let interruptLimit: DispatchTimeInterval = .seconds(35)

  /// - Parameters:
  ///   - settings: What holds where the file says nothing.
  ///   - settingsFile: See ``ServeSettings``; nil for none.
  ///   - beside: Runs as long as the daemon does, such as the pages; cancelled at its end. What it
  ///     throws stops the daemon.
  /// - Throws: `Refusal` `.configuration` when the file cannot be read.
  package init(
    _ workplace: Workplace, settings: ServeSettings, settingsFile: String? = nil, log: EventLog,
    tally: Tally, beside: @escaping @Sendable () async throws -> Void
  ) throws {
    self.workplace = workplace
    self.settings = settings
    self.settingsFile = settingsFile
    self.log = log
    self.beside = beside
    let first = try settingsFile.map { try settings.changed(byFile: $0) } ?? settings
    log.level = first.logLevel
    lanes = Site.allCases.map { site in
      Lane(
        site, workplace, workerName: Self.workerName(for: site.rawValue), settings: first,
        log: log, tally: tally)
    }
  }

  /// A name for a worker of this process that no other worker has.
  package static func workerName(for purpose: String) -> String {
    let nonce = String(UInt32.random(in: .min ... .max), radix: 16)
    return "\(ProcessInfo.processInfo.hostName):\(getpid()):\(purpose):\(nonce)"
  }

  /// Works until a signal says to stop.
  ///
  /// - Throws: `StoreError` when the database is not one this binary can work with; what `beside`
  ///   throws. A database that cannot be reached yet is waited for.
  package func run() async throws {
    if let reason = try HealthCheck.requireUsable(workplace) {
      log.error("database_not_reachable", ["reason": reason])
    }
    let signals = Signals()
    log.info("daemon_started", ["process": String(getpid()), "engine": Workplace.engine])
    for lane in lanes { lane.start() }
    let failure = await runUntilStopped(signals)
    signals.close()
    log.info("daemon_stopped", ["process": String(getpid())])
    if let failure { throw failure }
  }

  /// Runs the lanes and what is beside them; the end of one is the end of both.
  private func runUntilStopped(_ signals: Signals) async -> (any Error)? {
    await withTaskGroup(of: (any Error)?.self) { group in
      group.addTask {
        defer { signals.stop() }
        do {
          try await self.beside()
          return nil
        } catch is CancellationError {
          return nil
        } catch {
          self.log.error("pages_failed", ["reason": reasonText(error)])
          return error
        }
      }
      for await event in signals.events {
        switch event {
        case .reload: reload()
        case .stop:
          log.info("daemon_draining")
          await drain()
          group.cancelAll()
          return await group.next() ?? nil
        }
      }
      return nil
    }
  }

  /// Reads the settings file again; one that cannot be read changes nothing.
  private func reload() {
    guard let settingsFile else {
      log.notice("settings_not_reloaded", ["reason": "no settings file was named"])
      return
    }
    do {
      let new = try settings.changed(byFile: settingsFile)
      log.level = new.logLevel
      for lane in lanes { lane.change(to: new) }
      log.notice(
        "settings_reloaded",
        [
          "log": new.logLevel.word, "interval": "\(new.interval)",
          "sites": new.sites.map(\.rawValue).joined(separator: ","),
        ])
    } catch {
      log.error("settings_not_reloaded", ["reason": reasonText(error)])
    }
  }

  /// Waits until every lane is idle for good.
  private func drain() async {
    let group = DispatchGroup()
    for lane in lanes { lane.drain(leaving: group) }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let first = FirstAnswer(continuation)
      group.notify(queue: alarm) { first.give(()) }
      alarm.asyncAfter(deadline: .now() + Self.drainLimit) {
        for lane in self.lanes { lane.interrupt() }
      }
      alarm.asyncAfter(deadline: .now() + Self.interruptLimit) {
        first.give(())
      }
    }
  }
}

extension EventLog {
  /// A log on standard error: whole lines, each in one write.
  package static func standardError(level: Level = .info, _ workplace: Workplace) -> EventLog {
    EventLog(level: level, now: workplace.now) { line in
      FileHandle.standardError.write(Data((line + "\n").utf8))
    }
  }
}
