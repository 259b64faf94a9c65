import Amounts
import CivilTime
import Digests
import JSONFiles

/// What a file of an archive is.
package enum ArchivedKind: String, CaseIterable, Sendable {
  case statement
  case platformFeeInvoice = "platform_fee_invoice"
  case creditNote = "credit_note"
  case correctedInvoice = "corrected_invoice"
  case selfBilledInvoice = "self_billed_invoice"
  case selfBilledCreditNote = "self_billed_credit_note"
  case electronicInvoice = "electronic_invoice"
  case chineseInvoice = "chinese_invoice"
  case paymentFile = "payment_file"
  case invoicingList = "invoicing_list"
  case incentiveStatement = "incentive_statement"
  case remittanceAdvice = "remittance_advice"
  case lines
  case proof
}

/// A file for an archive.
package struct ArchivedFile: Hashable, Sendable {
  /// Its path in the archive, with slashes.
  package var name: String
  /// What it is.
  package var kind: ArchivedKind
  /// The number of the document that it is, or belongs to.
  package var documentNumber: String
  /// The digest of the record that the file is made from, in hexadecimal digits, where the file itself
  /// may not state it: the columns of statement lines are fixed.
  package var dataHash: String?
  /// The baseline level of its signature, like `PAdES B-T`; none where it is not signed.
  package var signature: String?
  /// What it counts for in the sums; none where it says again what another file says.
  package var amount: Money?

  /// A file and what it is.
  package init(
    name: String, kind: ArchivedKind, documentNumber: String, dataHash: String? = nil,
    signature: String? = nil, amount: Money? = nil
  ) {
    self.name = name
    self.kind = kind
    self.documentNumber = documentNumber
    self.dataHash = dataHash
    self.signature = signature
    self.amount = amount
  }
}

/// Documents in one ZIP archive with `manifest.json`, which lists them with digests and sums, as
/// its last file.
package struct DocumentArchive: ~Copyable {
  /// The name that no document may have.
  package static let manifestName = "manifest.json"

  private var writer: ArchiveWriter
  private var files: [Listed] = []
  private var sums: [SumKey: (count: Int64, amount: Money)] = [:]
  private let created: Instant

  private struct Listed {
    let file: ArchivedFile
    let digest: SHA256Digest
    let byteCount: Int
  }

  private struct SumKey: Hashable {
    let kind: ArchivedKind
    let currency: Currency
  }

  /// Begins an archive; all its files bear that time.
  ///
  /// - Throws: `archiveEntry` before 1980 and after 2107.
  package init(created: Instant, to sink: @escaping ByteSink) throws(DocumentError) {
    writer = try ArchiveWriter(modified: created, to: sink)
    self.created = created
  }

  /// Adds a document, compressed unless its format is already.
  ///
  /// - Throws: `archiveEntry` for a name that cannot be, or the manifest's; `inconsistent` where a
  ///   sum leaves 64 bits; or what the sink throws.
  package mutating func add(_ file: ArchivedFile, _ content: [UInt8]) throws(DocumentError) {
    guard file.name.lowercased() != Self.manifestName else {
      throw .archiveEntry(name: file.name, reason: "the manifest has that name")
    }
    // What is refused below must not be counted.
    let sum = try file.amount.map { amount throws(DocumentError) in
      try self.sum(of: file.kind, with: amount)
    }
    try writer.add(file.name, content, Self.method(for: file.name))
    if let sum { sums[sum.key] = sum.value }
    files.append(
      Listed(file: file, digest: SHA256.digest(of: content), byteCount: content.count))
  }

  /// Writes the manifest and ends the archive.
  package consuming func finish() throws(DocumentError) {
    try writer.add(Self.manifestName, manifest, .deflated)
    try writer.finish()
  }

  private func sum(
    of kind: ArchivedKind, with amount: Money
  ) throws(DocumentError) -> (key: SumKey, value: (count: Int64, amount: Money)) {
    let key = SumKey(kind: kind, currency: amount.currency)
    let before = sums[key] ?? (0, .zero(in: amount.currency))
    do throws(AmountError) {
      return (key, (before.count + 1, try before.amount.adding(amount)))
    } catch {
      throw .inconsistent(document: Self.manifestName, reason: error.sentence)
    }
  }

  private static func method(for name: String) -> ArchiveMethod {
    let compressed = [".pdf", ".xlsx", ".zip", ".png"]
    return compressed.contains { name.lowercased().hasSuffix($0) } ? .stored : .deflated
  }

  /// One JSON object on one line: files in the order they were added, sums by kind and currency.
  private var manifest: [UInt8] {
    var json = JSONText()
    json.object { object in
      object.member("created_at", created.text())
      object.name("files")
      object.array { array in
        for listed in files { Self.write(listed, to: &array) }
      }
      object.name("sums")
      object.array { array in
        let ordered = sums.sorted {
          ($0.key.kind.rawValue, $0.key.currency) < ($1.key.kind.rawValue, $1.key.currency)
        }
        for (key, sum) in ordered {
          array.object { object in
            object.member("kind", key.kind.rawValue)
            object.member("currency", key.currency.code)
            object.name("files")
            object.integer(sum.count)
            object.member("amount", sum.amount.decimalText)
          }
        }
      }
    }
    return json.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(_ listed: Listed, to array: inout JSONText) {
    array.object { object in
      object.member("name", listed.file.name)
      object.member("kind", listed.file.kind.rawValue)
      object.member("document_number", listed.file.documentNumber)
      object.member("data_hash", listed.file.dataHash)
      if let signature = listed.file.signature { object.member("signature", signature) }
      object.member("sha256", listed.digest.hex)
      object.name("bytes")
      object.integer(Int64(listed.byteCount))
      object.member("amount", listed.file.amount?.decimalText)
      object.member("currency", listed.file.amount?.currency.code)
    }
  }
}
