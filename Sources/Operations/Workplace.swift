import CivilTime
import Postgres
import Store

/// What every use case needs from outside: the database, a clock, and a way to be interrupted.
package struct Workplace: Sendable {
  package let database: ConnectionSettings
  /// Cancels what the database is doing for us, for example on Ctrl-C.
  package let cancelSource: CancelSource
  /// The present instant. Use cases ask once and pass the value down.
  package let now: @Sendable () -> Instant
  /// Where the key is kept that signs seals; asked only by who seals.
  package let sealKey: SealKeySource
  /// Where the key and the certificates are kept that sign documents.
  package let signer: SignerSource
  /// Which authority stamps the time of what was sealed and signed.
  package let timeStamps: TimeStampSource
  /// The release that computes; stored with each run.
  package static let engine = "settled 0.1.0"

  package init(
    database: ConnectionSettings, cancelSource: CancelSource = CancelSource(),
    sealKey: SealKeySource, signer: SignerSource = .nowhere,
    timeStamps: TimeStampSource = .nowhere, now: @escaping @Sendable () -> Instant
  ) {
    self.database = database
    self.cancelSource = cancelSource
    self.sealKey = sealKey
    self.signer = signer
    self.timeStamps = timeStamps
    self.now = now
  }

  /// A workplace at the database that a URL or a libpq string names.
  ///
  /// - Throws: `PostgresError`, class `askOperator`, when the URL cannot be read.
  package init(
    databaseURL: String, cancelSource: CancelSource, sealKey: SealKeySource, signer: SignerSource,
    timeStamps: TimeStampSource = .nowhere, now: @escaping @Sendable () -> Instant
  ) throws {
    self.init(
      database: try ConnectionSettings(url: databaseURL), cancelSource: cancelSource,
      sealKey: sealKey, signer: signer, timeStamps: timeStamps, now: now)
  }

  /// The same workplace with another way to be interrupted.
  func cancelled(by cancelSource: CancelSource) -> Workplace {
    Workplace(
      database: database, cancelSource: cancelSource, sealKey: sealKey, signer: signer,
      timeStamps: timeStamps, now: now)
  }

  /// A source that a command cancels on Ctrl-C.
  package static func newCancelSource() -> CancelSource { CancelSource() }

  /// Opens a session of its own for a use case; it closes when it leaves the scope.
  package func openSession() throws(PostgresError) -> Session {
    try Session(connecting: database, cancelledBy: cancelSource)
  }

  /// Opens a session on a database that this binary can work with.
  ///
  /// - Throws: `StoreError` when the schema or the server's settings are not what is needed.
  package func openCheckedSession() throws -> Session {
    let session = try openSession()
    try Migrations.check(session)
    return session
  }
}
