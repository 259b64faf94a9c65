import Postgres
import TestKit

/// What only somebody at the database itself would do.
enum Statements {
  static func change(payout: String, amount: Int64, behindTriggers: Bool) -> SQL {
    let change =
      "UPDATE settlement.payout SET amount = \(amount) WHERE end_to_end_id = '\(payout)';"
    let off = "ALTER TABLE settlement.payout DISABLE TRIGGER USER;"
    let on = "ALTER TABLE settlement.payout ENABLE ALWAYS TRIGGER payout_is_what_is_stated;"
    return SQL(name: "test/change_payout", text: behindTriggers ? off + change + on : change)
  }

  /// Another company issues the documents of site cn from 15 August on.
  static let laterIssuer = SQL(
    name: "test/later_issuer",
    text: """
      INSERT INTO settlement.issuer VALUES ('cn', '2026-08-15', 'Another', '另一公司', '', '', 60000)
      """)

  /// A German company issues the documents of site intl, with 19 % of tax on its fees.
  static let germanIssuer = SQL(
    name: "test/german_issuer",
    text: """
      INSERT INTO settlement.issuer
      VALUES ('intl', '2026-01-01', 'Beispielmarkt GmbH', '', 'Beispielweg 1, Berlin', 'DE136695976',
              190000)
      """)

  /// Changes of a bank detail that is proposed, then decided, that nobody may make.
  static let afterthoughts = [
    "UPDATE settlement.bank_detail SET account = '6217000012345678'",
    "UPDATE settlement.bank_detail SET approved_at = approved_at + interval '1 s'",
    "UPDATE settlement.bank_detail SET refused_by = 'x', refused_at = now(), refusal = 'x'",
    "DELETE FROM settlement.bank_detail",
  ].enumerated().map { SQL(name: "test/afterthought_\($0.offset)", text: $0.element) }

  /// Changes of batches and of what banks say that nobody may make, once a batch is exported and its
  /// payment was heard of.
  static let afterthoughtsOfPayments = [
    "UPDATE settlement.payout_batch SET file_hash = sha256('x')",
    "UPDATE settlement.payout_batch SET approved_by = 'x'",
    "UPDATE settlement.payout_batch SET execution_date = execution_date + 1",
    "UPDATE settlement.payout_batch SET state = 'cancelled', cancelled_by = 'x', cancelled_at = now(),"
      + " cancellation = 'x', exported_by = NULL, exported_at = NULL",
    "UPDATE settlement.payout_batch SET state = 'planned', exported_by = NULL, exported_at = NULL",
    "DELETE FROM settlement.payout_batch",
    "TRUNCATE settlement.payout_batch CASCADE",
    "INSERT INTO settlement.payout_batch (account_id, execution_date, state, planned_by, planned_at,"
      + " approved_by, approved_at) VALUES ('CNY1', '2026-08-11', 'approved', 'a', now(), 'b', now())",
    "UPDATE settlement.bank_file SET content = ''",
    "DELETE FROM settlement.bank_file",
    "TRUNCATE settlement.bank_file CASCADE",
    "UPDATE settlement.bank_entry SET amount = amount + 1",
    "DELETE FROM settlement.bank_entry",
    "TRUNCATE settlement.bank_entry CASCADE",
    "UPDATE settlement.bank_decision SET remainder = remainder + 1",
    "UPDATE settlement.bank_decision SET end_to_end_id = 'x' WHERE end_to_end_id IS NOT NULL",
    "UPDATE settlement.bank_decision SET amount = amount + 1, explained_as = 'charge',"
      + " explained_by = 'x', explained_at = now(), explanation = 'x' WHERE remainder <> 0",
    "UPDATE settlement.bank_decision SET explanation = 'y' WHERE explained_by IS NOT NULL",
    "DELETE FROM settlement.bank_decision WHERE end_to_end_id IS NOT NULL",
    "DELETE FROM settlement.bank_decision WHERE explained_by IS NOT NULL",
    "TRUNCATE settlement.bank_decision",
  ].enumerated().map { SQL(name: "test/afterthought_of_payment_\($0.offset)", text: $0.element) }

  /// Changes of what banks answered that nobody may make, where one answer is explained.
  static let afterthoughtsOfAnswers = [
    "UPDATE settlement.payment_answer SET status = 'ACSC'",
    "UPDATE settlement.payment_answer SET is_matched = false",
    "UPDATE settlement.payment_answer SET explanation = 'y' WHERE explained_by IS NOT NULL",
    "UPDATE settlement.payment_answer SET explained_by = 'x', explained_at = now(),"
      + " explanation = 'x' WHERE is_matched",
    "DELETE FROM settlement.payment_answer",
    "TRUNCATE settlement.payment_answer",
  ].enumerated().map { SQL(name: "test/afterthought_of_answer_\($0.offset)", text: $0.element) }

  /// Tables that somebody with all rights may change without turning triggers off: those without one
  /// that looks at every change.
  static let changeable = SQL(
    name: "test/changeable",
    text: """
      SELECT class.relname::text
        FROM pg_class AS class
       WHERE class.relnamespace = 'settlement'::regnamespace
         AND class.relkind IN ('r', 'p')
         AND NOT class.relispartition
         AND NOT EXISTS (
             SELECT FROM pg_trigger AS looking
              WHERE looking.tgrelid = class.oid
                AND looking.tgenabled = 'A'
              HAVING bit_or(looking.tgtype) & 24 = 24)
       ORDER BY 1
      """)

  /// Changes of what runs kept that nobody may make, whatever their state.
  static let afterthoughtsOfRuns =
    [
      "run_terms", "run_payee_terms", "run_partner", "run_tier_band", "run_waiver", "run_pending",
      "run_incentive", "run", "run_exception", "statement", "adjustment",
    ].flatMap { table in
      let emptied = "TRUNCATE settlement.\(table) CASCADE"
      guard table.hasPrefix("run_"), table != "run_exception" else { return [emptied] }
      let changed = "UPDATE settlement.\(table) SET run_no = run_no"
      return [emptied, changed, "DELETE FROM settlement.\(table)"]
    }.enumerated().map { SQL(name: "test/afterthought_of_run_\($0.offset)", text: $0.element) }

  /// Posts 10,001 entries of site eu in one batch with some hash, as our own role could.
  static let bigBatch = SQL(
    name: "test/big_batch",
    text: """
      BEGIN;
      INSERT INTO settlement.journal_batch VALUES ('eu', 1, 10001, 'x', now(), DEFAULT, NULL, sha256('x'));
      INSERT INTO settlement.journal_entry
      SELECT 'eu', entry, 202606, 'seal', 'S-' || entry, 'M-1', 'general', 'EUR', '{1012,2202}', '{1,-1}'
        FROM generate_series(1, 10001) AS entry;
      COMMIT
      """)

  /// Changes of one entry of a big batch: of another partner, of less, gone.
  static let entryOfAnother =
    "UPDATE settlement.journal_entry SET partner_id = 'M-9' WHERE entry_no = 7000"
  static let entryOfLess =
    "UPDATE settlement.journal_entry SET amounts = '{9999,-9999}' WHERE entry_no = 10001"
  static let entryDeleted = "DELETE FROM settlement.journal_entry WHERE entry_no = 7000"

  static let explainedDecision = SQL(
    name: "test/explained_decision",
    text: "SELECT count(*) FROM settlement.bank_decision WHERE explained_by IS NOT NULL")

  /// Tables that are only added to, as the catalogue says, with the lines of sealed runs among them;
  /// each with a column of its own.
  static let appendOnly = SQL(
    name: "test/append_only",
    text: """
      SELECT refused.relation::regclass::text,
             (SELECT quote_ident(attribute.attname) FROM pg_attribute AS attribute
               WHERE attribute.attrelid = refused.relation
                 AND attribute.attnum > 0 AND attribute.attidentity = ''
               ORDER BY attribute.attnum LIMIT 1)
        FROM settlement.refused_change AS refused
       WHERE refused.refuses_update AND refused.refuses_delete AND refused.refuses_truncate
       ORDER BY 1
      """)

  /// What could undo that a table is only added to.
  static func changes(of table: String, _ column: String) -> [SQL] {
    [
      "UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)", "TRUNCATE \(table)",
      "ALTER TABLE \(table) DISABLE TRIGGER USER", "ALTER TABLE \(table) ADD COLUMN x integer",
      "CREATE TRIGGER x BEFORE INSERT ON \(table) EXECUTE FUNCTION settlement.refuse_change()",
      "DROP TABLE \(table) CASCADE",
    ].map { SQL(name: "test/change_append_only", text: $0) }
  }

  /// What else would get around it, with what the server answers.
  static let waysAround: [(sql: SQL, answer: String)] = [
    ("SET session_replication_role = replica", "42501"),
    ("ALTER FUNCTION settlement.refuse_change() RENAME TO x", "42501"),
    ("ALTER SCHEMA settlement RENAME TO x", "42501"),
    ("CREATE TABLE settlement.x (y integer)", "42501"),
    ("SET ROLE settled", "42501"),
    ("UPDATE settlement.statement SET state = 'paid'", "42501"),
    ("DELETE FROM settlement.statement", "42501"),
    ("UPDATE settlement.payout SET amount = 1", "42501"),
    ("UPDATE settlement.adjustment SET amount = 1", "42501"),
    ("UPDATE settlement.number_series SET year = 1", "42501"),
    ("UPDATE settlement.run_terms SET fee_rate = 0", "42501"),
    ("DELETE FROM settlement.usage_part", "42501"),
    ("INSERT INTO settlement.event_link VALUES (99, 99, sha256('x'))", "42501"),
    (
      "INSERT INTO settlement.event (happened_at, actor, action, subject, detail, origin)"
        + " VALUES (now(), 'a', 'b', 'c', 'd', 'elsewhere')", "42501"
    ),
    ("INSERT INTO settlement.account VALUES ('9999', 'asset', 'x', 'x', false)", "42501"),
    ("UPDATE settlement.posting_rule SET debit_account = credit_account", "42501"),
    ("DELETE FROM settlement.migration", "42501"),
    ("INSERT INTO settlement.line SELECT * FROM settlement.line", "42501"),
    ("UPDATE marketplace.order_line SET sales_amount = 1", "42501"),
    ("SELECT settlement.thaw_draft(1)", "23001"),
    ("SELECT settlement.drop_draft(1)", "23001"),
    ("SELECT settlement.freeze_draft(1)", "23001"),
    ("SELECT settlement.grant_operation(current_user, true)", "42501"),
    ("UPDATE settlement.run SET sealed_by = 'x' WHERE run_no = 1", "23001"),
    ("UPDATE settlement.run SET run_id = 'x'", "42501"),
    ("UPDATE settlement.run SET planned_by = 'x'", "42501"),
    ("UPDATE settlement.job SET kind = 'x'", "42501"),
  ].map { (SQL(name: "test/way_around", text: $0), $1) }

  /// That a credit note gives back a part of an invoice: credit_id, invoice_id, net.
  static let insertCreditedPart = SQL(
    name: "test/insert_credited_part",
    text: "INSERT INTO settlement.credited_part (credit_id, invoice_id, net) VALUES ($1, $2, $3)")

  /// Long enough for another session to come to the same row.
  static let pause = SQL(name: "test/pause", text: "SELECT pg_sleep(0.5)")

  /// What of an invoice no credit note gives back.
  static let leftOfInvoice = SQL(
    name: "test/left_of_invoice",
    text: """
      SELECT (invoice.net - sum(part.net))::bigint
        FROM settlement.invoice AS invoice
        JOIN settlement.credited_part AS part ON part.invoice_id = invoice.invoice_id
       WHERE invoice.invoice_id = $1
       GROUP BY invoice.net
      """)

  /// Every right to our relations and functions that a role was given itself.
  static let grants = SQL(
    name: "test/grants",
    text: """
      SELECT class.oid::regclass || ' ' || granted.privilege_type
        FROM pg_class AS class, aclexplode(class.relacl) AS granted
       WHERE granted.grantee = $1::regrole
      UNION ALL
      SELECT attribute.attrelid::regclass || '.' || attribute.attname || ' ' || granted.privilege_type
        FROM pg_attribute AS attribute, aclexplode(attribute.attacl) AS granted
       WHERE granted.grantee = $1::regrole
      UNION ALL
      SELECT acting.oid::regprocedure || ' ' || granted.privilege_type
        FROM pg_proc AS acting, aclexplode(acting.proacl) AS granted
       WHERE granted.grantee = $1::regrole
      UNION ALL
      SELECT acting.oid::regprocedure || ' for everybody'
        FROM pg_proc AS acting
       WHERE acting.prosecdef AND has_function_privilege('public', acting.oid, 'EXECUTE')
       ORDER BY 1
      """)

  /// Rights that a role should not have, given behind our back; a function anybody may use, as after
  /// a restore.
  static func overgrant(_ role: String) -> SQL {
    SQL(
      name: "test/overgrant",
      text: """
        GRANT ALL ON settlement.journal_entry TO \(role);
        GRANT UPDATE (amount) ON settlement.payout TO \(role);
        GRANT CREATE ON SCHEMA settlement TO \(role);
        REVOKE INSERT ON settlement.invoice FROM \(role);
        GRANT EXECUTE ON FUNCTION settlement.drop_draft TO PUBLIC
        """)
  }

  static func refuseTemporaryTables(_ database: String) -> SQL {
    SQL(
      name: "test/refuse_temporary", text: "REVOKE TEMPORARY ON DATABASE \(database) FROM PUBLIC")
  }

  /// Lets an append-only table be changed, by the list of rights.
  static let rightToChangeEntries = SQL(
    name: "test/right_to_change_entries",
    text: "INSERT INTO settlement.operating_right VALUES ('journal_entry', 'UPDATE')")

  static let moves = SQL(
    name: "test/moves",
    text: "SELECT to_state FROM settlement.statement_move WHERE from_state = $1")

  static let step = SQL(
    name: "test/step",
    text: """
      INSERT INTO settlement.statement_step (run_no, statement_no, step_no, from_state, to_state,
                                             moved_by, moved_at, reason)
      SELECT run_no, statement_no, 99, $2, $3, 'nobody', now(), ''
        FROM settlement.statement WHERE statement_id = $1
      """)
}

extension TestDatabase {
  /// Changes the amount of a payout, with its triggers or behind them.
  func change(payout: String, amount: Int64, behindTriggers: Bool) throws {
    try session().run(
      script: Statements.change(payout: payout, amount: amount, behindTriggers: behindTriggers))
  }

  /// The states that the server lets follow.
  func moves(from state: String) throws -> [String] {
    try session().query(Statements.moves, [.text(state)]).map { $0.text(0) }
  }

  /// Takes a step as somebody at the database would.
  func step(_ statement: String, from: String, to: String) throws {
    try session().query(Statements.step, [.text(statement), .text(from), .text(to)])
  }
}
