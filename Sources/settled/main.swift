import ArgumentParser
import CivilTime
import Foundation
import Operations

// The composition root: reads the command, makes its workplace, and turns what comes of it into an
// exit code. Contract 4.
var terminal = Terminal()
do {
  var command = try Settled.parseAsRoot()
  guard let verb = command as? any Verb else {
    // A group without a verb shows its help.
    try command.run()
    exit(0)
  }
  terminal.isQuiet = verb.place.quiet
  let desk = Desk(terminal: terminal, answersJSON: verb.answersJSON)
  do {
    try await verb.perform(at: desk)
    if let lost = terminal.lostResults { exit(desk.report(lost)) }
  } catch let code as ExitCode {
    exit(code.rawValue)
  } catch {
    exit(desk.report(error))
  }
} catch {
  Settled.exit(withError: error)
}
