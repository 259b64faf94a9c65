@preconcurrency import Dispatch
import Postgres
import Store
import Synchronization

/// Renews the lease of a job while it runs, and stops the job when it is no longer ours.
///
/// Sendable, because its timer runs on a queue of its own and the flag is locked.
final class Heart: @unchecked Sendable {
  private let worker: JobWorker
  private let job: JobRecord
  private let log: EventLog
  private let cancelSource: CancelSource
  private let timer: any DispatchSourceTimer
  private let queue = DispatchQueue(label: "settled.heart")
  private let lost = Mutex(false)

  init(worker: JobWorker, job: JobRecord, log: EventLog, cancelSource: CancelSource) {
    self.worker = worker
    self.job = job
    self.log = log
    self.cancelSource = cancelSource
    timer = DispatchSource.makeTimerSource(queue: queue)
  }

  var hasLost: Bool { lost.withLock { $0 } }

  func start() {
    let seconds = Int(JobWorker.leaseSeconds) / 4
    timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
    timer.setEventHandler { [weak self] in self?.beat() }
    timer.resume()
  }

  func stop() {
    timer.cancel()
    // A beat under way ends before the outcome is written.
    queue.sync {}
  }

  private func beat() {
    do {
      if try worker.renew(job) { return }
      lost.withLock { $0 = true }
      cancelSource.cancel()
    } catch {
      // Until the lease is over nobody takes the job unless our session died; then the next renewal
      // finds out.
      log.notice("lease_not_renewed", ["job": job.key, "reason": reasonText(error)])
    }
  }
}
