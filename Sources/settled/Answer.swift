import ArgumentParser
import Documents
import Foundation
import Operations

extension Desk {
  /// Shows a list in the form that was asked for. Nothing reaches stdout before all of it is made.
  func show(_ listing: Listing, _ options: AnswerOptions) throws {
    var bytes: [UInt8] = []
    let isTable = options.form == .table
    try write(listing, as: options.form.tableFormat) { bytes.append(contentsOf: $0) }
    if isTable {
      if !listing.rows.isEmpty { terminal.show(String(decoding: bytes, as: UTF8.self)) }
      terminal.hint(listing.summary)
    } else {
      terminal.show(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func write(_ listing: Listing, as format: TableFormat, to sink: @escaping ByteSink) throws
  {
    var writer = try format.writer(for: listing.table, terminal: terminal.style, to: sink)
    let hashes = listing.table.columns.indices.filter {
      format == .table && listing.table.columns[$0].name == "content_hash"
    }
    for row in listing.rows {
      var row = row
      // A person compares the first digits; 64 of them would push the amounts off the screen.
      for index in hashes {
        if case .text(let hash) = row[index] { row[index] = .text(String(hash.prefix(12))) }
      }
      try writer.append(row)
    }
    try writer.finish()
  }

  /// Shows one thing: labels and values, aligned.
  func show(_ facts: [(label: String, value: String)]) {
    let width = facts.map { $0.label.count }.max() ?? 0
    for fact in facts {
      let pad = String(repeating: " ", count: width - fact.label.count)
      terminal.show("\(fact.label)\(pad)  \(fact.value)\n")
    }
  }

  /// Shows JSON.
  func show(_ json: JSON) {
    terminal.show(json.text + "\n")
  }
}

/// Where an export goes and in which form.
struct ExportOptions: ParsableArguments {
  @Option(
    name: [.customShort("O"), .customLong("output-file")],
    help: ArgumentHelp("Write to this file; - is stdout.", valueName: "file"))
  var outputFile: String?

  @Option(
    help: ArgumentHelp(
      "csv, json, ndjson or xlsx. Otherwise what the file's suffix says, else csv.",
      valueName: "form"))
  var format: ExportFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  /// The file's path; nil for stdout.
  var path: String? { outputFile == "-" ? nil : outputFile }

  var form: ExportFormat {
    if json { return .json }
    if let format { return format }
    let suffix = path.map { URL(fileURLWithPath: $0).pathExtension.lowercased() }
    return suffix.flatMap { ExportFormat(rawValue: $0) } ?? .csv
  }

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json contradicts --format \(format.rawValue).")
    }
    if form == .xlsx, path == nil, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("A workbook cannot be shown on a terminal: name a file with -O.")
    }
  }
}

/// The forms of `--format` for exports.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, json, ndjson, xlsx

  var tableFormat: TableFormat {
    switch self {
    case .csv: .csv
    case .json: .json
    case .ndjson: .ndjson
    case .xlsx: .xlsx
    }
  }
}

extension Desk {
  /// Streams an export. A file is written beside its place and moved there, so that it is whole or
  /// absent.
  ///
  /// - Parameter body: Writes the rows, finishes the writer, and returns their number.
  func export(
    _ table: Documents.Table, _ options: ExportOptions,
    _ body: (inout any TableWriter) throws -> Int
  ) throws {
    try export(table, as: options.form.tableFormat, to: options.path, body)
  }

  private func export(
    _ table: Documents.Table, as form: TableFormat, to path: String?,
    _ body: (inout any TableWriter) throws -> Int
  ) throws {
    try output(to: path) { file in
      var writer = try form.writer(for: table, to: file.append)
      return counted(try body(&writer), "row")
    }
  }

  /// Writes texts to a file, whole or not at all; nil is stdout.
  ///
  /// - Parameter body: Writes, and says how much it was.
  func write(_ path: String?, _ body: ((String) throws -> Void) throws -> String) throws {
    try output(to: path) { file in
      try body { text in
        try Array(text.utf8).withUnsafeBytes { try file.append($0) }
      }
    }
  }

  private func output(to path: String?, _ body: (OutputFile) throws -> String) throws {
    guard let path else {
      _ = try body(OutputFile.stdout)
      return
    }
    let file = try OutputFile(beside: path)
    do {
      let amount = try body(file)
      try file.moveInPlace()
      terminal.hint("\(path): \(amount)")
    } catch {
      file.remove()
      throw error
    }
  }

  /// Streams a list that is in memory already.
  func export(_ listing: Listing, _ options: ExportOptions) throws {
    try export(listing, as: options.form, to: options.path)
  }

  /// Streams a list that is in memory already.
  ///
  /// - Parameter path: Nil for stdout.
  func export(_ listing: Listing, as form: ExportFormat, to path: String?) throws {
    try export(listing.table, as: form.tableFormat, to: path) { writer in
      for row in listing.rows { try writer.append(row) }
      try writer.finish()
      return listing.rows.count
    }
  }
}

/// A file under construction, or stdout.
final class OutputFile {
  private let descriptor: Int32
  private let path: String
  /// Nil for stdout.
  private let file: WholeFile?

  /// The results' stream.
  static var stdout: OutputFile { OutputFile(descriptor: STDOUT_FILENO) }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    path = "stdout"
    file = nil
  }

  /// - Throws: `Refusal` when the folder cannot be written to.
  init(beside path: String) throws {
    self.path = path
    let file = try WholeFile(at: path, mode: 0o644)
    descriptor = file.descriptor
    self.file = file
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(DocumentError) {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Foundation.write(descriptor, start, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .writingFailed(target: path, reason: String(cString: strerror(errno)))
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  func moveInPlace() throws {
    try file?.moveInPlace()
  }

  func remove() {
    file?.remove()
  }
}
