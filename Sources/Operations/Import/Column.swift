/// A column of a table of contract section 1.
package struct Column: Hashable, Sendable {
  /// The name in the database and in the header of the file.
  package let name: String
  /// What its fields may say.
  package let type: ColumnType
  /// Whether a field may be empty, which means null.
  package let isNullable: Bool

  /// A column whose fields are never empty.
  package init(_ name: String, _ type: ColumnType) {
    self.init(name: name, type: type, isNullable: false)
  }

  private init(name: String, type: ColumnType, isNullable: Bool) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }

  /// The same column where a field may be empty.
  package var optional: Column {
    Column(name: name, type: type, isNullable: true)
  }
}

/// Which numbers a column takes.
package enum NumberRule: UInt8, Sendable {
  /// Any.
  case any
  /// Zero and above.
  case nonNegative
  /// Above zero.
  case positive
  /// From zero to one, both included.
  case proportion
}

/// What a field may say. The sizes are those of contract section 1.
package enum ColumnType: Hashable, Sendable {
  /// An adopter's identifier, 1 to 512 bytes: three of them must fit into one index row.
  case key
  /// The same, but empty is a value of its own and not null: `offer_item.sku`.
  case keyOrEmpty
  /// One line of text, at most 1,000 bytes.
  case name
  /// Text that may have several lines, at most 2,000 bytes.
  case address
  /// `true` or `false`.
  case boolean
  /// A whole number of 32 bits.
  case integer(NumberRule)
  /// A whole number of 64 bits: minor units, or a number of the adopter's.
  case bigint(NumberRule)
  /// `numeric(9,6)`.
  case rate(NumberRule)
  /// `numeric(20,10)`, major units of a currency.
  case unitPrice(NumberRule)
  /// `numeric(16,4)`.
  case quantity(NumberRule)
  /// An instant of ISO 8601 with its offset.
  case instant
  /// A day.
  case date
  /// A month, written as its 1st.
  case firstOfMonth
  /// Two capital letters.
  case country
  /// A code of ISO 4217 that has a minor unit.
  case currency
  /// One of these words.
  case choice([String])

  /// An amount of minor units that is zero or more.
  package static let money = ColumnType.bigint(.nonNegative)
}

extension ColumnType {
  /// How PostgreSQL calls the type of the column (`format_type`).
  package var postgresType: String {
    switch self {
    case .key, .keyOrEmpty, .name, .address, .choice: "text"
    case .boolean: "boolean"
    case .integer: "integer"
    case .bigint: "bigint"
    case .rate: "numeric(9,6)"
    case .unitPrice: "numeric(20,10)"
    case .quantity: "numeric(16,4)"
    case .instant: "timestamp with time zone"
    case .date, .firstOfMonth: "date"
    case .country: "character(2)"
    case .currency: "character(3)"
    }
  }

  /// The most bytes of UTF-8 that a text may have; nil where another rule limits the field.
  package var byteLimit: Int? {
    switch self {
    case .key, .keyOrEmpty: 512
    case .name: 1_000
    case .address: 2_000
    case .boolean, .integer, .bigint, .rate, .unitPrice, .quantity, .instant, .date,
      .firstOfMonth, .country, .currency, .choice:
      nil
    }
  }
}

/// A rule between the fields of one row.
package enum RowRule: Hashable, Sendable {
  /// The first is the sum of the others.
  case total(String, of: [String])
  /// Where both are there, the first is later than the second.
  case later(String, than: String)
  /// The first is there where the second says this word.
  case present(String, whenever: String, is: String)
}

/// A table of contract section 1, as its file must describe it.
package struct Table: Hashable, Sendable {
  /// The name in schema `marketplace`, and of the file without `.csv`.
  package let name: String
  /// The names of the columns that tell its rows apart.
  package let primaryKey: [String]
  /// All columns, in the order of the contract.
  package let columns: [Column]
  /// What must hold between the fields of a row.
  package let rules: [RowRule]
  /// The column with the instant before whose month no row concerns any; nil where there is none.
  package let since: String?

  /// A table of columns in the order of the contract.
  package init(
    _ name: String, key: [String], _ columns: [Column], since: String? = nil,
    rules: [RowRule] = []
  ) {
    self.name = name
    primaryKey = key
    self.columns = columns
    self.rules = rules
    self.since = since
  }

  /// The name of the file that fills it.
  package var fileName: String { name + ".csv" }
}
