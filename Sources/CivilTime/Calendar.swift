// The arithmetic of the proleptic Gregorian calendar, in integers. Years are counted from 1 March,
// so that the leap day comes last; 400 of them have 146,097 days.

/// Days since 1970-01-01 of a day that exists.
func daysFromCivil(year: Int32, month: Int32, day: Int32) -> Int32 {
  let marchYear = month <= 2 ? year - 1 : year
  let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
  let yearOfEra = marchYear - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/// Year, month and day of a count of days since 1970-01-01. The way back of `daysFromCivil`.
@usableFromInline
func civilFromDays(_ days: Int32) -> (year: Int32, month: Int32, day: Int32) {
  let shifted = Int64(days) + 719_468
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfEra = Int32(truncatingIfNeeded: shifted - era * 146_097)
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = yearOfEra + Int32(truncatingIfNeeded: era) * 400 + (month <= 2 ? 1 : 0)
  return (year, month, day)
}

/// 28 to 31.
func daysInMonth(year: Int32, month: Int32) -> Int {
  switch month {
  case 2: isLeap(year) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

private func isLeap(_ year: Int32) -> Bool {
  year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
}
