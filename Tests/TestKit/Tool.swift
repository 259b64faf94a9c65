import Foundation

/// A program of the system that reads what we wrote.
package enum Tool {
  /// It ended with another code than 0.
  package struct Failure: Error {
    /// What it said.
    package let output: String
  }

  /// Runs it.
  ///
  /// - Returns: What it said, on both outputs.
  /// - Throws: ``Failure``.
  @discardableResult
  package static func run(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["LC_ALL=C.UTF-8", name] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw Failure(output: output) }
    return output
  }

  /// Lets the tool that reads such books check them: hledger for `.hledger`, Beancount otherwise.
  ///
  /// - Throws: ``Failure`` with what it found.
  package static func check(books file: String) throws {
    if file.hasSuffix(".hledger") {
      try run("hledger", ["-f", file, "check", "--strict"])
    } else {
      try run("bean-check", [file])
    }
  }
}
