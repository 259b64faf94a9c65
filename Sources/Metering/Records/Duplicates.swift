import CivilTime

/// Sorts records and finds those that were delivered twice. Rules 4.1 and 4.4.
enum Duplicates {
  /// Whether the first record is rated before the second: by (`begin_time`, `usage_id`). Rule 4.4.
  @inline(__always)
  static func isRatedBefore(_ first: UsageRecord, _ second: UsageRecord) -> Bool {
    first.begin == second.begin ? first.id < second.id : first.begin < second.begin
  }

  /// Whether the first record of equal begins comes first among those of equal ends, where the one
  /// received first counts. Rule 4.1.
  private static func counts(_ first: UsageRecord, before second: UsageRecord) -> Bool {
    if first.end != second.end { return first.end < second.end }
    if first.receivedAt != second.receivedAt { return first.receivedAt < second.receivedAt }
    return first.id < second.id
  }

  /// Brings the records of one instance into the order of rating. They mostly are.
  static func sort(_ records: inout [UsageRecord]) {
    var index = 1
    while index < records.count, !isRatedBefore(records[index], records[index - 1]) { index += 1 }
    if index < records.count { records.sort(by: isRatedBefore) }
  }

  /// Marks what has instance, begin and end of a record received earlier. A record that fails a
  /// test before is no record received earlier. Rules 4.1 and 10 (4.1).
  ///
  /// - Parameter records: Of one instance, in the order of rating.
  static func mark(_ records: inout [UsageRecord]) {
    var start = 0
    while start < records.count {
      var end = start + 1
      while end < records.count, records[end].begin == records[start].begin { end += 1 }
      if end - start > 1 { mark(&records, in: start..<end) }
      start = end
    }
  }

  /// Marks the duplicates among records of one begin.
  private static func mark(_ records: inout [UsageRecord], in range: Range<Int>) {
    records[range].sort(by: counts)
    var first: UsageRecord?
    for index in range where records[index].flaw == nil {
      if let first, first.end == records[index].end {
        records[index].flaw = .duplicate
      } else {
        first = records[index]
      }
    }
    records[range].sort(by: isRatedBefore)
  }
}
