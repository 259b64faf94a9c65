import Amounts
import CXlsxWriter
import CivilTime
import Glibc

/// Writes an Excel workbook: ids as text, amounts and dates as numbers, the head frozen.
///
/// The rows go to a temporary file, so that memory does not grow with them; the workbook reaches
/// the sink in `finish`. The same rows give the same bytes.
package final class WorkbookWriter: TableWriter {
  /// Excel's limit, head included.
  private static let rowsPerSheet: UInt32 = 1_048_576
  /// From here on a number in Excel loses its last digit, so the amount is written as text.
  private static let exactLimit: UInt64 = 1_000_000_000_000_000

  private var table: Table
  private let sink: ByteSink
  private let path: String
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var sheet: UnsafeMutablePointer<lxw_worksheet>?
  private var formats: [String: UnsafeMutablePointer<lxw_format>] = [:]
  private var sheetCount = 0
  private var row: UInt32 = 0
  /// Whether the disk did not take a row.
  private var isCut = false

  /// Begins the workbook with its head.
  ///
  /// - Parameter folder: For the temporary file; it is as large as the workbook.
  package init(
    _ table: Table, temporaryFolder folder: String = P_tmpdir, to sink: @escaping ByteSink
  ) throws(DocumentError) {
    self.table = table
    self.sink = sink
    path = try Self.temporaryFile(in: folder)
    workbook = folder.withCString { folder in
      var options = lxw_workbook_options()
      options.constant_memory = 1
      options.tmpdir = UnsafeMutablePointer(mutating: folder)
      return workbook_new_opt(path, &options)
    }
    guard workbook != nil else {
      throw .writingFailed(target: path, reason: "the workbook could not be begun")
    }
    var properties = lxw_doc_properties()
    // A fixed day, the first that a ZIP file can name: the bytes do not depend on the clock.
    properties.created = 315_532_800
    workbook_set_properties(workbook, &properties)
    beginSheet()
  }

  deinit {
    if workbook != nil { workbook_close(workbook) }
    unlink(path)
  }

  /// Adds a row, on the next sheet where this one is full.
  package func append(_ cells: [TableCell]) throws(DocumentError) {
    try table.check(cells)
    row += 1
    if row >= Self.rowsPerSheet {
      lookForCut()
      beginSheet()
    }
    for (index, cell) in cells.enumerated() {
      let status = write(cell, column: UInt16(index))
      guard status == LXW_NO_ERROR else {
        throw .writingFailed(target: path, reason: String(cString: lxw_strerror(status)))
      }
    }
  }

  /// Ends the sheet and begins another one with a table of its own; names of sheets differ.
  package func begin(_ table: Table) {
    endSheet()
    self.table = table
    sheetCount = 0
    beginSheet()
  }

  /// Ends the workbook and hands it on whole.
  package func finish() throws(DocumentError) {
    endSheet()
    guard !isCut else {
      throw .writingFailed(target: path, reason: String(cString: strerror(ENOSPC)))
    }
    let status = workbook_close(workbook)
    workbook = nil
    guard status == LXW_NO_ERROR else {
      throw .writingFailed(target: path, reason: String(cString: lxw_strerror(status)))
    }
    try handOn()
  }

  // MARK: Cells

  private func write(_ cell: TableCell, column: UInt16) -> lxw_error {
    switch cell {
    case .empty:
      return LXW_NO_ERROR
    case .text(let text):
      return worksheet_write_string(sheet, row, column, fitting(text), nil)
    case .integer(let value):
      guard value.magnitude < Self.exactLimit else { return plain(cell, column) }
      return worksheet_write_number(sheet, row, column, Double(value), format("#,##0"))
    case .rate(let rate):
      guard rate.millionths.magnitude < Self.exactLimit else { return plain(cell, column) }
      let value = Double(rate.millionths) / 1_000_000
      return worksheet_write_number(sheet, row, column, value, format("0.00##%"))
    case .quantity(let quantity):
      guard quantity.magnitude < Self.exactLimit else { return plain(cell, column) }
      let value = Double(quantity) / 10_000
      return worksheet_write_number(sheet, row, column, value, format("#,##0.0000"))
    case .amount(let amount):
      guard amount.minorUnits.magnitude < Self.exactLimit else { return plain(cell, column) }
      let value = Double(amount.minorUnits) / Double(amount.currency.minorUnitsPerMajor)
      let digits = amount.currency.exponent
      let pattern = digits > 0 ? "#,##0." + String(repeating: "0", count: digits) : "#,##0"
      return worksheet_write_number(
        sheet, row, column, value, format("\(pattern);[Red]-\(pattern)"))
    case .total: return plain(cell, column)
    case .date(let date):
      return worksheet_write_number(
        sheet, row, column, serial(of: date), format("yyyy-mm-dd"))
    case .instant(let instant):
      let date = CivilDate(at: instant)
      let rest = instant.microseconds - date.startInstant.microseconds
      let value = serial(of: date) + Double(rest) / Double(Instant.microsecondsPerDay)
      return worksheet_write_number(sheet, row, column, value, format("yyyy-mm-dd hh:mm:ss"))
    }
  }

  private func plain(_ cell: TableCell, _ column: UInt16) -> lxw_error {
    worksheet_write_string(sheet, row, column, cell.plainText, nil)
  }

  /// Excel's days, which begin two days before 1900 for a leap day that never was.
  private func serial(of date: CivilDate) -> Double {
    Double(date.days) + 25_569
  }

  /// A cell holds 32,767 characters; longer text says by its ellipsis that it is cut.
  private func fitting(_ text: String) -> String {
    guard text.utf16.count > 32_767 else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(16_000))) + "…"
  }

  private func format(_ pattern: String) -> UnsafeMutablePointer<lxw_format>? {
    if let known = formats[pattern] { return known }
    let format = workbook_add_format(workbook)
    format_set_num_format(format, pattern)
    formats[pattern] = format
    return format
  }

  // MARK: Sheets and the file

  private func endSheet() {
    lookForCut()
    worksheet_autofilter(sheet, 0, 0, row, UInt16(table.columns.count - 1))
  }

  /// The library puts the rows of a sheet aside and does not look whether the disk took them: what
  /// it did not take would be missing from a workbook that opens without a word.
  private func lookForCut() {
    guard let rows = sheet?.pointee.optimize_tmpfile else { return }
    if fflush(rows) != 0 || ferror(rows) != 0 { isCut = true }
  }

  private func beginSheet() {
    sheetCount += 1
    let name = sheetCount == 1 ? table.name : "\(table.name) \(sheetCount)"
    sheet = workbook_add_worksheet(workbook, String(name.prefix(31)))
    row = 0
    let head = formats["head"] ?? headFormat()
    formats["head"] = head
    for (index, column) in table.columns.enumerated() {
      let column16 = UInt16(index)
      worksheet_set_column(sheet, column16, column16, width(of: column), nil)
    }
    for (index, column) in table.columns.enumerated() {
      worksheet_write_string(sheet, 0, UInt16(index), column.name, head)
    }
    worksheet_freeze_panes(sheet, 1, 1)
    if sheetCount > 1 { row = 1 }
  }

  private func headFormat() -> UnsafeMutablePointer<lxw_format>? {
    let head = workbook_add_format(workbook)
    format_set_bold(head)
    format_set_bg_color(head, 0xE4EEFB)
    format_set_bottom(head, UInt8(LXW_BORDER_THIN.rawValue))
    return head
  }

  private func width(of column: TableColumn) -> Double {
    let least = Double(column.name.utf8.count + 3)
    return switch column.kind {
    case .text: max(least, 18)
    case .amount, .quantity: max(least, 15)
    case .instant: max(least, 20)
    case .rate, .date, .integer: max(least, 11)
    }
  }

  private static func temporaryFile(in folder: String) throws(DocumentError) -> String {
    var name = Array("\(folder)/settled-XXXXXX.xlsx".utf8CString)
    let descriptor = mkstemps(&name, 5)
    guard descriptor >= 0 else {
      throw .writingFailed(target: folder, reason: String(cString: strerror(errno)))
    }
    close(descriptor)
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func handOn() throws(DocumentError) {
    guard let file = fopen(path, "r") else {
      throw .writingFailed(target: path, reason: String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else {
        if ferror(file) == 0 { return }
        throw .writingFailed(target: path, reason: "it cannot be read back")
      }
      let outcome = piece.withUnsafeBytes { bytes in
        Result { () throws(DocumentError) in
          try sink(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
      }
      try outcome.get()
    }
  }
}
