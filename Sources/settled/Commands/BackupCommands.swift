import ArgumentParser
import Operations

extension DatabaseCommand {
  struct Backup: Verb {
    static let configuration = CommandConfiguration(
      commandName: "backup",
      abstract: "Write the whole database to a file, as it is at one instant.",
      discussion: """
        In the custom format of pg_dump, whose program it uses. The file is read back and is whole or \
        absent; nobody else may read it. Work goes on meanwhile. Keep the SHA-256 elsewhere, as you \
        do with the head of `settled audit head`. The key that signs seals is not in it. The trail says who took \
        it, unless the role may not write or the schema is of another release.

          settled db backup /var/backups/settled-2026-11.backup
        """)

    @Argument(help: "The file to write.", completion: .file()) var file: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(BackUpDatabase(desk.workplace(place), by: actor.name)(to: file), answer)
    }
  }

  struct Restore: Verb {
    static let configuration = CommandConfiguration(
      commandName: "restore",
      abstract: "Restore a backup into an empty database, and check seals and books.",
      discussion: """
        All of it or nothing. Refuses a database that has a schema of settled already, with 6, and a \
        file that is no whole backup, with 65. Then schema, seals and books are checked as by db check, audit \
        verify and ledger check; exits with 9 when something is found. The restored trail goes on with who restored it. Stop the daemon and cron of the former \
        database first: two of them would issue the same invoice numbers.

          createdb settled_restored
          settled db restore /var/backups/settled-2026-11.backup --database-url postgresql:///settled_restored
        """)

    @Argument(help: "A file of `settled db backup`.", completion: .file()) var file: String

    @Option(
      name: .customLong("sha256"),
      help: ArgumentHelp("Refuse a file that has another SHA-256.", valueName: "digits"))
    var digest: String?

    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let (listing, isGood) = try RestoreDatabase(desk.workplace(place), by: actor.name)(
        from: file, digest: digest)
      try desk.show(listing, answer)
      if !isGood { throw ExitCode(9) }
    }
  }
}
