import TestKit

extension SettledProcess {
  convenience init(
    _ arguments: [String], at database: ScratchDatabase, environment: [String: String] = [:]
  ) throws {
    try self.init(arguments, atURL: database.url, environment: environment)
  }

  /// The results of a command that must succeed.
  static func results(
    of arguments: [String], at database: ScratchDatabase
  ) throws -> String {
    let process = try SettledProcess(arguments, at: database)
    let end = try process.waitForEnd()
    guard end.status == 0 else { throw UnexpectedEnd(status: end.status, said: end.said) }
    return process.result
  }
}
