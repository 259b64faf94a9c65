/// A statement's text under the name by which errors, logs and prepared statements know it.
///
/// Texts come from files in `sql/`, so the name says where to read them. Values never become part
/// of a text: they travel as ``Parameter``.
@usableFromInline
package struct SQL: Sendable, Hashable {
  /// Where the text is kept, such as `run/lease_oldest_run`; at most 63 bytes.
  package let name: String
  /// One statement, or a script for ``Session/run(script:within:)``.
  package let text: String

  /// Names a text.
  ///
  /// The server cuts the name of a prepared statement after 63 bytes, so that two longer names
  /// could meet: a longer one is a bug of ours.
  package init(name: String, text: String) {
    precondition(
      !name.isEmpty && name.utf8.count < 64,
      "the name of a statement has 1 to 63 bytes; this one has \(name.utf8.count): \(name)")
    self.name = name
    self.text = text
  }
}

/// A value sent beside a statement, never inside its text.
///
/// The server decides the type of `$n` from the statement; the value is converted to it where that
/// loses nothing (any integer to any numeric type, text to anything that reads text).
package enum Parameter: Sendable, Hashable {
  case null
  case bool(Bool)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case text(String)
  case bytes([UInt8])
  /// An instant in microseconds since 1970-01-01T00:00:00Z.
  case timestamp(Int64)
  /// A civil date in days since 1970-01-01.
  case date(Int32)
  case textArray([String])
  case int64Array([Int64])
}

/// The types this module reads and writes in binary, by their object identifiers, which are part
/// of PostgreSQL's catalogue and never change.
enum TypeID {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let name: UInt32 = 19
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let text: UInt32 = 25
  static let json: UInt32 = 114
  static let unknown: UInt32 = 705
  static let textArray: UInt32 = 1009
  static let varcharArray: UInt32 = 1015
  static let int8Array: UInt32 = 1016
  static let bpchar: UInt32 = 1042
  static let varchar: UInt32 = 1043
  static let date: UInt32 = 1082
  static let timestamptz: UInt32 = 1184
  static let numeric: UInt32 = 1700

  /// Types whose binary form is their text.
  static let textual: Set<UInt32> = [text, varchar, bpchar, name, json, unknown]

  /// A name people know, for messages.
  static func name(of type: UInt32) -> String {
    switch type {
    case bool: "boolean"
    case bytea: "bytea"
    case int2: "smallint"
    case int4: "integer"
    case int8: "bigint"
    case text: "text"
    case varchar: "varchar"
    case bpchar: "char"
    case date: "date"
    case timestamptz: "timestamptz"
    case 1114: "timestamp"
    case 700: "real"
    case 701: "double precision"
    case numeric: "numeric"
    case 2950: "uuid"
    case 3802: "jsonb"
    case textArray: "text[]"
    case int8Array: "bigint[]"
    default: "type \(type)"
    }
  }
}

/// PostgreSQL counts from 2000-01-01, this project from 1970-01-01.
@usableFromInline
enum Epoch {
  @usableFromInline static let microseconds: Int64 = 946_684_800_000_000
  @usableFromInline static let days: Int32 = 10_957
}
