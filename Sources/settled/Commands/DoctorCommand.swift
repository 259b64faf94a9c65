import ArgumentParser
import Operations

/// `settled doctor`.
struct DoctorCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check everything that settled needs, and say how to mend it.",
    discussion: """
      Looks at the database and its settings, the schema, the marketplace's tables or views, who \
      issues the documents of each site, the clock, the fonts and the free disk space. Exits with \
      78 when something is missing.

        settled doctor
      """)

  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let findings = try Diagnose(desk.workplace(place))()
    if answer.form == .table {
      for finding in findings {
        let mark =
          switch finding.verdict {
          case .ok: "ok      "
          case .note: "note    "
          case .missing: "MISSING "
          }
        desk.terminal.show("\(mark)\(finding.subject): \(finding.sentence)\n")
        if !finding.remedy.isEmpty { desk.terminal.show("        \(finding.remedy)\n") }
      }
      desk.terminal.hint(Diagnose.listing(findings).summary)
    } else {
      try desk.show(Diagnose.listing(findings), answer)
    }
    if findings.contains(where: { $0.verdict == .missing }) { throw ExitCode(78) }
  }
}
