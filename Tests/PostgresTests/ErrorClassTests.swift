import Postgres
import Testing

@Suite("Error classes")
struct ErrorClassTests {
  @Test("each SQLSTATE tells whether to retry, to give up, to ask, or to look up")
  func table() {
    let expected: [(ErrorClass, [String])] = [
      (
        .retry,
        [
          "08000", "08001", "08003", "08006", "40001", "40P01", "55P03", "55006", "57P01", "57P02",
          "57P03", "57P05", "25P03",
        ]
      ),
      (
        .giveUp,
        [
          "08P01", "0A000", "21000", "22003", "22021", "22P02", "23502", "23503", "23505", "23514",
          "23P01", "25006", "25P02", "40002", "42601", "42703", "42P01", "42804", "P0001", "55000",
        ]
      ),
      (
        .askOperator,
        [
          "28000", "28P01", "3D000", "42501", "53100", "53200", "53300", "53400", "57P04", "58000",
          "58030", "F0000", "XX000", "XX001", "XX002",
        ]
      ),
      (.outcomeUnknown, ["08007", "40003"]),
      (.cancelled, ["57014"]),
    ]
    for (expectation, states) in expected {
      for state in states { #expect(ErrorClass(sqlState: state) == expectation, "\(state)") }
    }
    let walked = Set(expected.map(\.0))
    #expect(walked == Set(ErrorClass.allCases))
  }

  @Test("no row of the table is in a class that another row makes useless")
  func rows() {
    for (state, classOfState) in ErrorClass.table {
      #expect(state.count == 2 || state.count == 5, "\(state)")
      let general = ErrorClass.table[String(state.prefix(2))]
      #expect(state.count == 2 || general != classOfState, "\(state) says nothing new")
    }
  }
}
