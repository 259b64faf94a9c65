import ArgumentParser
import Operations

/// `settled db`.
struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db",
    abstract: "Make and check the database's schema and rights; back it up and restore it.",
    subcommands: [
      Migrate.self, Grant.self, Check.self, Status.self, Backup.self, Restore.self,
    ])

  struct Migrate: Verb {
    static let configuration = CommandConfiguration(
      commandName: "migrate", abstract: "Bring the schema to what this release needs.",
      discussion: """
        Applies what is missing, each migration in a transaction of its own; asked again it changes \
        nothing. Creates the schema settlement, and the tables of schema marketplace unless there \
        are relations of the same names already, such as your own views.

          settled db migrate
        """)

    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      var count = 0
      try MigrateDatabase(desk.workplace(place))() { name in
        count += 1
        desk.terminal.show("\(name)\n")
      }
      desk.terminal.hint(
        count == 0 ? "the schema is up to date" : "applied \(counted(count, "migration"))")
    }
  }

  struct Grant: Verb {
    static let configuration = CommandConfiguration(
      commandName: "grant",
      abstract: "Let a role do what daemon and commands do, and nothing else.",
      discussion: """
        For a role that exists. It may read everything, add to what is append-only, and change the \
        rows that move on; it owns nothing, so that it can turn no trigger off and drop nothing. Any \
        other right to our relations is taken from it; asked again it changes nothing. Run as the \
        owner of the tables, after each db migrate and db restore.

          createuser settled_operator
          settled db grant --role settled_operator
          settled db grant --role settled_operator --with-import
        """)

    @Option(help: ArgumentHelp("The role, which exists.", valueName: "name")) var role: String
    @Flag(help: "Let it write the marketplace's tables, as import does.") var withImport = false
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(
        GrantOperation(desk.workplace(place))(to: role, mayImport: withImport), answer)
    }
  }

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Compare the database with what this release needs.",
      discussion: """
        Looks at the schema's version, at server settings that could lose a commit, and at every \
        relation of schema marketplace: a column that is missing or has another type is named with \
        what was found. Exits with 78 when something is to be mended.

          settled db check
          settled db check --format json
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let differences = try CheckDatabase(desk.workplace(place))()
      try desk.show(CheckDatabase.listing(differences), answer)
      if differences.contains(where: { !$0.isHarmless }) { throw ExitCode(78) }
    }
  }

  struct Status: Verb {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "List the migrations and when each was applied.",
      discussion: """
          settled db status
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(MigrateDatabase(desk.workplace(place)).status(), answer)
    }
  }
}
