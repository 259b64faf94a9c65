import Foundation
import Operations
import Testing

/// A contract file with given bytes, in a folder of its own that goes with it.
final class ImportFile {
  let path: String
  private let folder: URL

  init(_ table: Table, _ bytes: some Sequence<UInt8>) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("settled-import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(table.fileName)
    try Data(bytes).write(to: file)
    path = file.path
  }

  convenience init(_ table: Table, _ text: String) throws {
    try self.init(table, text.utf8)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }
}

/// What an import made of a file.
struct ReadOutcome {
  /// The encoded rows, decoded again; nil is null.
  var rows: [[String?]] = []
  /// Every finding in its text form.
  var findings: [String] = []
}

/// Reads a file as an import does, header and rows.
func importing(
  _ table: Table, _ bytes: some Sequence<UInt8>, blockSize: Int = 1024 * 1024
) throws -> ReadOutcome {
  let file = try ImportFile(table, bytes)
  var outcome = ReadOutcome()
  var reader = try TableReader(table, path: file.path, blockSize: blockSize)
  outcome.findings = try reader.readHeader().map(\.text)
  guard outcome.findings.isEmpty else { return outcome }
  var encoder = FieldEncoder(capacity: 64)
  var found: [String] = []
  reading: while true {
    switch try reader.next(appendingTo: &encoder, { found.append($0.text) }) {
    case .row, .refused: continue
    case .end: break reading
    }
  }
  outcome.findings = found
  outcome.rows = encoder.withBytes { decodedRows($0, of: table) }
  #expect(outcome.rows.count == encoder.rowCount)
  return outcome
}

/// A header and rows that begin from a good one, each with some fields changed.
func csv(_ table: Table, _ good: [String: String], changes: [[String: String]]) -> String {
  var text = table.columns.map(\.name).joined(separator: ",") + "\n"
  for change in changes {
    let fields = table.columns.map { change[$0.name] ?? good[$0.name] ?? "" }
    text += fields.joined(separator: ",") + "\n"
  }
  return text
}
