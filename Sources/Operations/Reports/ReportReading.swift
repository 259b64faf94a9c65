import Documents
import JSONFiles
import Postgres

/// Reads a `report.json` beside its query, or says everything that is wrong with it.
struct ReportReading {
  private static let topFields = [
    "title", "summary", "parameters", "columns", "totals", "chart", "timeout_seconds",
  ]
  private static let kinds = ["text", "integer", "amount", "rate", "percent", "date", "instant"]
  /// No query of a report runs longer than an hour.
  private static let timeouts = 1...3600

  private let findings: ReportFindings
  private var columns: [ReportColumn] = []

  private init(_ findings: ReportFindings) {
    self.findings = findings
  }

  /// - Returns: Nil where there are findings.
  static func report(
    _ name: String, _ origin: Report.Origin, json: String, query: String,
    _ findings: ReportFindings
  ) -> Report? {
    var reading = ReportReading(findings)
    let report: Report?
    do {
      let file = try PlacedJSON(parsing: json)
      report = reading.report(name, origin, file, query)
    } catch {
      findings.add(error.line, nil, "the file is no JSON: \(error.reason)", "correct this line")
      report = nil
    }
    return findings.all.isEmpty ? report : nil
  }

  private mutating func report(
    _ name: String, _ origin: Report.Origin, _ json: PlacedJSON, _ query: String
  ) -> Report? {
    guard let fields = ReportFields(json, at: "", knowing: Self.topFields, findings) else {
      return nil
    }
    let title = fields.wording("title")
    let summary = fields.wording("summary")
    let parameters = parameters(fields)
    // What they name may be a column that has to be corrected first.
    let isWhole = readColumns(fields)
    let totals = isWhole ? totals(fields) : []
    let chart = isWhole ? chart(fields) : nil
    let timeout = timeout(fields)
    guard let title, let summary else { return nil }
    return Report(
      name: name, origin: origin, title: Wording(zh: title.zh, en: title.en),
      summary: Wording(zh: summary.zh, en: summary.en), parameters: parameters, columns: columns,
      totals: totals, chart: chart, timeoutSeconds: timeout,
      query: SQL(name: "report/\(name)", text: query))
  }

  private func parameters(_ fields: ReportFields) -> [ReportParameter] {
    guard let json = fields.optional("parameters") else { return [] }
    var read: [ReportParameter] = []
    for (path, element) in fields.list(json, "parameters") {
      let names = ReportParameter.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      guard
        let parameter = ReportFields(element, at: path, knowing: ["name", "required"], findings),
        let name = parameter.text("name", "name one of \(names)")
      else { continue }
      guard let kind = ReportParameter.Kind(rawValue: name) else {
        findings.add(
          element.line, path + ".name", "\"\(name)\" is no parameter", "name one of \(names)")
        continue
      }
      if read.contains(where: { $0.kind == kind }) {
        findings.add(element.line, path, "\(name) stands twice", "use the same $n again")
      }
      var isRequired = false
      if let json = parameter.optional("required") {
        if case .boolean(let value) = json.content {
          isRequired = value
        } else {
          findings.add(json.line, path + ".required", "is neither true nor false", "write one")
        }
      }
      read.append(ReportParameter(kind: kind, isRequired: isRequired))
    }
    return read
  }

  /// - Returns: Whether every column could be read.
  private mutating func readColumns(_ fields: ReportFields) -> Bool {
    guard let json = fields.required("columns", "list the columns of the query") else {
      return false
    }
    let elements = fields.list(json, "columns")
    var read: [(fields: ReportFields, name: String, line: Int, path: String)] = []
    for (path, element) in elements {
      let known = ["name", "kind", "currency", "en", "zh"]
      guard let column = ReportFields(element, at: path, knowing: known, findings),
        let name = column.text("name", "name a column of the query")
      else { continue }
      if read.contains(where: { $0.name == name }) {
        findings.add(element.line, path + ".name", "\(name) stands twice", "keep one of the two")
      }
      read.append((column, name, element.line, path))
    }
    if elements.isEmpty { findings.add(json.line, "columns", "is empty", "list the columns") }
    let names = read.map(\.name)
    for column in read {
      guard let kind = kind(column.fields, column.path, column.line, names),
        let heading = column.fields.bothLanguages()
      else { continue }
      columns.append(
        ReportColumn(
          name: column.name, kind: kind, heading: Wording(zh: heading.zh, en: heading.en)))
    }
    if columns.count < elements.count { return false }
    for (index, column) in columns.enumerated() {
      guard case .amount(let currency) = column.kind, currency < columns.count,
        columns[currency].kind != .text
      else { continue }
      findings.add(
        json.line, "columns[\(index)].currency", "\(columns[currency].name) is no text",
        "name the column that holds the three letters of the currency")
    }
    return true
  }

  private func kind(
    _ fields: ReportFields, _ path: String, _ line: Int, _ names: [String]
  ) -> ReportColumn.Kind? {
    let remedy = "write one of \(Self.kinds.joined(separator: ", "))"
    guard let word = fields.text("kind", remedy) else { return nil }
    let currency = fields.optionalText("currency", "name a column of the report")
    if word != "amount", currency != nil {
      findings.add(line, path + ".currency", "belongs to amounts only", "take it out")
    }
    switch word {
    case "text": return .text
    case "integer": return .integer
    case "rate": return .rate
    case "percent": return .percent
    case "date": return .date
    case "instant": return .instant
    case "amount":
      guard let currency, let place = names.firstIndex(of: currency) else {
        findings.add(
          line, path + ".currency",
          currency.map { "the report has no column \"\($0)\"" } ?? "is missing",
          "name the column that holds the currency of the amounts")
        return nil
      }
      return .amount(currency: place)
    default:
      findings.add(line, path + ".kind", "\"\(word)\" is no kind", remedy)
      return nil
    }
  }
}

extension ReportReading {
  private func totals(_ fields: ReportFields) -> [Int] {
    guard let json = fields.optional("totals") else { return [] }
    var places: [Int] = []
    var currencies: Set<Int> = []
    for (path, line, name) in fields.texts(json, "totals") {
      guard let place = place(of: name, line, path) else { continue }
      switch columns[place].kind {
      case .integer: places.append(place)
      case .amount(let currency):
        places.append(place)
        currencies.insert(currency)
      case .text, .rate, .percent, .date, .instant:
        findings.add(
          line, path, "\(name) cannot be added up", "name columns of kind integer or amount")
      }
    }
    if currencies.count > 1 {
      findings.add(
        json.line, "totals", "the amounts have their currencies in different columns",
        "add up amounts that share one")
    }
    return places
  }

  private func chart(_ fields: ReportFields) -> ReportChart? {
    guard let json = fields.optional("chart"),
      let chart = ReportFields(
        json, at: "chart", knowing: ["kind", "label", "values", "group"], findings)
    else { return nil }
    let remedy = "write bar or line"
    let kind = chart.text("kind", remedy)
    if let kind, ChartKind(rawValue: kind) == nil {
      findings.add(json.line, "chart.kind", "\"\(kind)\" is no chart", remedy)
    }
    let label = chart.text("label", "name the column that names the bars")
    let group = chart.optionalText("group", "name a column of the report")
    guard let list = chart.required("values", "name the columns to draw") else { return nil }
    var values: [Int] = []
    for (path, line, name) in chart.texts(list, "values") {
      guard let place = place(of: name, line, path) else { continue }
      switch columns[place].kind {
      case .integer, .amount: values.append(place)
      case .text, .rate, .percent, .date, .instant:
        findings.add(
          line, path, "\(name) cannot be drawn", "name columns of kind integer or amount")
      }
    }
    if !(1...4).contains(values.count) {
      findings.add(
        list.line, "chart.values", "has \(values.count) columns that can be drawn",
        "name one to four")
    }
    if values.contains(where: { unit(of: $0) != unit(of: values[0]) }) {
      findings.add(
        list.line, "chart.values", "the columns have different units",
        "draw amounts of one currency column, or integers")
    }
    let labelPlace = label.flatMap { place(of: $0, json.line, "chart.label") }
    let groupPlace = group.flatMap { place(of: $0, json.line, "chart.group") }
    guard let labelPlace, let kind = kind.flatMap(ChartKind.init) else { return nil }
    return ReportChart(kind: kind, label: labelPlace, values: values, group: groupPlace)
  }

  /// The column of the currency; nil for numbers without one.
  private func unit(of column: Int) -> Int? {
    if case .amount(let currency) = columns[column].kind { currency } else { nil }
  }

  private func timeout(_ fields: ReportFields) -> Int {
    guard let json = fields.optional("timeout_seconds") else { return 60 }
    guard case .number(let text) = json.content, let seconds = Int(text),
      Self.timeouts.contains(seconds)
    else {
      findings.add(
        json.line, "timeout_seconds", "is no number from 1 to 3600", "write whole seconds")
      return 60
    }
    return seconds
  }

  private func place(of name: String, _ line: Int, _ path: String) -> Int? {
    if let place = columns.firstIndex(where: { $0.name == name }) { return place }
    findings.add(
      line, path, "the report has no column \"\(name)\"",
      "name one of \(columns.map(\.name).joined(separator: ", "))")
    return nil
  }
}
