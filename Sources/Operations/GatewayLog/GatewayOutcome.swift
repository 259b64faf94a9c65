import CivilTime
import Documents

/// What the import of a gateway's log came to. Calls = forwarded + refused + unmapped + bad.
package struct GatewayOutcome: Sendable {
  /// The calls of an instance in an hour; of no instance where the map names none.
  package struct Hour: Sendable, Equatable {
    /// Nil for bad lines, which have no time.
    package let begin: Instant?
    /// Nil where the map names no instance.
    package let instance: String?
    package let forwarded: Int
    package let refused: Int
    package let unmapped: Int
    package let bad: Int

    /// All calls of the hour.
    package var calls: Int { forwarded + refused + unmapped + bad }
  }

  /// By begin and instance; bad lines last.
  package let hours: [Hour]
  /// Lines that are no call: they cannot be read.
  package let bad: Int
  /// Hourly records whose instance and begin were not known.
  package let new: Int
  /// Hourly records that are known as they are.
  package let unchanged: Int
  /// Hourly records that took the place of others.
  package let replaced: Int
  /// The first findings, in the order of lines.
  package let findings: [Finding]
  package let findingCount: Int
  /// Whether the records are in the database now.
  package let isLoaded: Bool
  package let isDryRun: Bool
  /// The file with every finding and its line, where there are findings.
  package let rejectsFile: String?

  package var calls: Int { hours.reduce(0) { $0 + $1.calls } }
  package var forwarded: Int { hours.reduce(0) { $0 + $1.forwarded } }
  package var refused: Int { hours.reduce(0) { $0 + $1.refused } }
  package var unmapped: Int { hours.reduce(0) { $0 + $1.unmapped } }

  /// The equation for a person: `10,000 calls = 9,997 forwarded + 2 refused + 0 unmapped + 1 bad`.
  package var equation: String {
    "\(counted(calls, "call")) = \(grouped(forwarded)) forwarded + \(grouped(refused)) refused + "
      + "\(grouped(unmapped)) unmapped + \(grouped(bad)) bad"
  }
}

extension GatewayOutcome.Hour {
  fileprivate static func counted(
    _ name: String, _ count: @escaping (Self) -> Int
  ) -> ListedColumn<Self> {
    ListedColumn(name, .integer) { .integer(Int64(count($0))) }
  }
}

extension Listing {
  /// What was counted per hour and instance.
  package init(hoursOf outcome: GatewayOutcome) {
    self.init(
      "hours", of: outcome.hours,
      [
        ListedColumn("begin_time", .instant) { TableCell($0.begin) },
        ListedColumn("instance_id", .text) { TableCell($0.instance) },
        GatewayOutcome.Hour.counted("calls") { $0.calls },
        GatewayOutcome.Hour.counted("forwarded") { $0.forwarded },
        GatewayOutcome.Hour.counted("refused") { $0.refused },
        GatewayOutcome.Hour.counted("unmapped") { $0.unmapped },
        GatewayOutcome.Hour.counted("bad") { $0.bad },
      ],
      summary: outcome.equation + "\n"
        + (outcome.isDryRun ? "would be stored: " : "")
        + "hours: \(grouped(outcome.new)) new, \(grouped(outcome.replaced)) replaced, "
        + "\(grouped(outcome.unchanged)) known already")
  }
}
