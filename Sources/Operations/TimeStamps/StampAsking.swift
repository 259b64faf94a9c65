import Digests
import Foundation
import Postgres

/// Asks an authority until there is an answer, with growing pauses.
struct StampAsking: Sendable {
  let authority: TimeStampAuthority
  /// How often, above 0.
  let tries: Int
  /// Before the second try; each further pause is twice as long.
  let firstPause: Duration
  let cancelSource: CancelSource

  /// - Throws: `Refusal` `.stillWaiting` where there is none, `.verificationFailed` for one that is
  ///   no stamp of the digest.
  func callAsFunction(_ digest: SHA256Digest) throws(Refusal) -> TimeStamp {
    var pause = firstPause
    var left = tries
    while true {
      left -= 1
      do throws(SignatureError) {
        return try authority.stamp(of: digest)
      } catch {
        guard case .authoritySilent = error else {
          throw Refusal(stamping: error, of: .verificationFailed)
        }
        guard left > 0, !cancelSource.isCancelled else {
          throw Refusal(stamping: error, of: .stillWaiting)
        }
      }
      let (seconds, attoseconds) = pause.components
      Thread.sleep(forTimeInterval: Double(seconds) + Double(attoseconds) / 1e18)
      pause *= 2
    }
  }
}
