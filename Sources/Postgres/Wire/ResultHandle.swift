internal import CLibpq

/// Owns one answer of the server and frees it.
///
/// Sendable, because libpq never changes an answer after handing it out.
final class ResultHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { PQclear(pointer) }

  var status: ExecStatusType { PQresultStatus(pointer) }

  var isError: Bool { status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE }

  /// What the server says it did, such as `COMMIT` or `INSERT 0 1`.
  var commandTag: String { String(cString: PQcmdStatus(pointer)) }

  var columnCount: Int { Int(PQnfields(pointer)) }

  var columns: [(name: String, type: UInt32)] {
    (0..<columnCount).map { (name(ofColumn: $0), type(ofColumn: $0)) }
  }

  func type(ofColumn column: Int) -> UInt32 { PQftype(pointer, Int32(column)) }

  func name(ofColumn column: Int) -> String {
    PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? "?"
  }
}
