import Amounts
import CivilTime
import Digests
import Marketplace
import Store

/// What a statement says, as it goes into the content hash that is approved. Rule 8.1.
struct PlannedStatement {
  let number: Int32
  let id: String
  /// Of the set of its lines; 32 bytes.
  let lineDigest: [UInt8]
  /// As written with the statement; nil before it is.
  let stored: SHA256Digest?
  private let figures: [MinorUnits]

  init(_ statement: Draft.Statement) {
    number = statement.number
    id = statement.id
    lineDigest = statement.totals.digest.bytes
    stored = nil
    let balance = statement.balance
    figures = [
      balance.opening, balance.linesTotal, balance.adjustmentsTotal, balance.net,
      MinorUnits(statement.totals.lineCount),
    ]
  }

  init(_ record: StatementRecord) {
    number = record.number
    id = record.id
    lineDigest = record.lineDigest
    stored = record.contentHash
    figures = [
      record.opening, record.linesTotal, record.adjustmentsTotal, record.net, record.lineCount,
    ]
  }

  /// Of everything the statement says: its figures and the set of its lines.
  var contentHash: SHA256Digest {
    var canonical = CanonicalBytes()
    canonical.append(id)
    for figure in figures { canonical.append(String(figure)) }
    canonical.append(lineDigest)
    return canonical.digest
  }

  /// What is approved and sealed: site, period, and every statement by its hash, in order of id.
  ///
  /// Neither the run's id nor its instants are part of it: the same facts give the same hash.
  static func runHash(
    of statements: [PlannedStatement], site: Site, period: Period
  ) -> SHA256Digest {
    var canonical = CanonicalBytes()
    canonical.append(site.rawValue)
    canonical.append(period.text)
    for statement in statements.sorted(by: { $0.id < $1.id }) {
      canonical.append(statement.id)
      canonical.append(statement.contentHash.hex)
    }
    return canonical.digest
  }
}

/// Length-prefixed fields: two different lists of fields never have the same bytes.
private struct CanonicalBytes {
  private var bytes: [UInt8] = []

  mutating func append(_ text: String) {
    append(Array(text.utf8))
  }

  mutating func append(_ field: [UInt8]) {
    bytes += Array("\(field.count):".utf8) + field
  }

  var digest: SHA256Digest { SHA256.digest(of: bytes) }
}
