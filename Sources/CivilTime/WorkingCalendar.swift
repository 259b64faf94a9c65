/// The working days of a site: Monday to Friday, except what its calendar says. Rule 1.3.
package struct WorkingCalendar: Sendable {
  private let exceptions: [CivilDate: Bool]

  /// - Parameter exceptions: Days that differ from Monday to Friday: false for a holiday, true for
  ///   a make-up working day.
  package init(exceptions: [CivilDate: Bool] = [:]) {
    self.exceptions = exceptions
  }

  /// Whether people work on that day.
  package func isWorking(_ date: CivilDate) -> Bool {
    exceptions[date] ?? !date.weekday.isWeekend
  }

  /// The day itself where it is a working day, else the next one.
  package func onOrAfter(_ date: CivilDate) -> CivilDate {
    var candidate = date
    while !isWorking(candidate) {
      candidate = candidate.adding(days: 1)
    }
    return candidate
  }

  /// The nth working day after the day, which itself is day 0 and need not be a working day.
  ///
  /// - Parameter count: Zero or more; zero is the day itself.
  package func adding(workingDays count: Int, to date: CivilDate) -> CivilDate {
    precondition(count >= 0, "\(count) working days cannot be counted forward")
    var current = date
    for _ in 0..<count {
      current = onOrAfter(current.adding(days: 1))
    }
    return current
  }
}
