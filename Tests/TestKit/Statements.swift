import Postgres

/// Statements about whole databases, which are no part of the product.
enum Statements {
  static func createDatabase(_ name: String) -> SQL {
    SQL(name: "test/create", text: "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'")
  }

  static func createDatabase(_ name: String, from template: String) -> SQL {
    SQL(name: "test/copy", text: "CREATE DATABASE \(name) TEMPLATE \(template)")
  }

  static func dropDatabase(_ name: String) -> SQL {
    SQL(name: "test/drop", text: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }

  static func createRole(_ name: String) -> SQL {
    SQL(name: "test/create_role", text: "CREATE ROLE \(name) LOGIN")
  }

  static func dropRole(_ name: String) -> SQL {
    SQL(name: "test/drop_role", text: "DROP ROLE IF EXISTS \(name)")
  }
}

extension Statements {
  static func replaceByView(_ table: String) -> SQL {
    SQL(
      name: "test/replace_by_view",
      text: """
        ALTER TABLE marketplace.\(table) RENAME TO \(table)_behind;
        CREATE VIEW marketplace.\(table) AS SELECT * FROM marketplace.\(table)_behind
        """)
  }

  /// Money that does not add up and a currency nobody knows: an adopter's table has no constraints.
  static let breakOrderLines = SQL(
    name: "test/break_order_lines",
    text: """
      ALTER TABLE marketplace.order_line_behind DROP CONSTRAINT money_adds_up;
      UPDATE marketplace.order_line_behind SET cash_amount = 1 WHERE line_id = 'L-1';
      UPDATE marketplace.order_line_behind SET currency = 'QQQ' WHERE line_id = 'L-2'
      """)

  static func select(_ column: String, from table: String, by key: String) -> SQL {
    SQL(
      name: "test/select",
      text: "SELECT \(column)::text FROM marketplace.\(table) WHERE \(key) = $1")
  }
}

extension Statements {
  static func addToSealedLine(
    _ sourceID: String, role: Int, of run: Int32, column: String, minorUnits: Int64
  ) -> SQL {
    SQL(
      name: "test/add_to_sealed_line",
      text: """
        ALTER TABLE settlement.line_\(run) DISABLE TRIGGER ALL;
        UPDATE settlement.line SET \(column) = \(column) + \(minorUnits)
         WHERE run_no = \(run) AND source_id = '\(sourceID)' AND role = \(role);
        ALTER TABLE settlement.line_\(run) ENABLE ALWAYS TRIGGER frozen
        """)
  }

  static func forgetMerchants(of run: Int32) -> SQL {
    tamper("run_terms", "UPDATE settlement.run_terms SET merchant_id = NULL WHERE run_no = \(run)")
  }

  static func change(_ column: String, of table: String, by key: String) -> SQL {
    SQL(
      name: "test/change",
      text: """
        UPDATE marketplace.\(table)
           SET \(column) = (jsonb_populate_record(NULL::marketplace.\(table),
                             jsonb_build_object('\(column)', $1::text))).\(column)
         WHERE \(key) = $2
        """)
  }

  static func forget(_ table: String, by key: String) -> SQL {
    SQL(name: "test/forget", text: "DELETE FROM marketplace.\(table) WHERE \(key) = $1")
  }

  static func count(_ table: String) -> SQL {
    SQL(name: "test/count", text: "SELECT count(*) FROM \(table)")
  }

  /// Takes the heads away behind the back of their trigger: a database as it was before them.
  static let forgetHeads = SQL(
    name: "test/forget_heads",
    text: """
      ALTER TABLE settlement.seal_head DISABLE TRIGGER seal_head_never_changes;
      ALTER TABLE settlement.seal_leaf DISABLE TRIGGER seal_leaf_never_changes;
      DELETE FROM settlement.seal_leaf;
      DELETE FROM settlement.seal_head;
      ALTER TABLE settlement.seal_head ENABLE ALWAYS TRIGGER seal_head_never_changes;
      ALTER TABLE settlement.seal_leaf ENABLE ALWAYS TRIGGER seal_leaf_never_changes;
      """)

  static func forgetAll(_ table: String) -> SQL {
    SQL(name: "test/forget_all", text: "DELETE FROM \(table)")
  }

  /// Another name for the partner of a sealed statement, behind the back of the trigger.
  static func rename(sealedStatement id: String) -> SQL {
    SQL(
      name: "test/rename_sealed",
      text: """
        ALTER TABLE settlement.statement DISABLE TRIGGER sealed_statement_never_changes;
        UPDATE settlement.statement SET partner_name = partner_name || ' ' WHERE statement_id = '\(id)';
        ALTER TABLE settlement.statement ENABLE ALWAYS TRIGGER sealed_statement_never_changes;
        """)
  }

  /// A change of sealed rows that no trigger hinders any more.
  static func tamper(_ table: String, _ change: String) -> SQL {
    SQL(
      name: "test/tamper", text: "ALTER TABLE settlement.\(table) DISABLE TRIGGER USER; \(change)")
  }

  static func changeLine(_ run: Int32) -> SQL {
    tamper(
      "line_\(run)", "UPDATE settlement.line_\(run) SET amount = amount + 1 WHERE source_id = 'L-4'"
    )
  }

  static func deleteLines(_ which: String, _ run: Int32) -> SQL {
    tamper("line_\(run)", "DELETE FROM settlement.line_\(run) WHERE \(which)")
  }

  /// To a statement that does not exist.
  static func moveLine(_ run: Int32) -> SQL {
    tamper(
      "line_\(run)", "UPDATE settlement.line_\(run) SET statement_no = -1 WHERE source_id = 'L-4'")
  }

  static func changeStatement(_ run: Int32, _ assignment: String) -> SQL {
    tamper(
      "statement",
      """
      UPDATE settlement.statement SET \(assignment)
       WHERE run_no = \(run) AND partner_id = 'M-1'
      """)
  }

  static func deleteStatement(_ run: Int32) -> SQL {
    tamper(
      "statement", "DELETE FROM settlement.statement WHERE run_no = \(run) AND partner_id = 'M-1'")
  }

  static func changeRun(_ run: Int32) -> SQL {
    tamper("run", "UPDATE settlement.run SET approved_by = 'somebody' WHERE run_no = \(run)")
  }

  static func changeHead(_ run: Int32, _ assignment: String) -> SQL {
    tamper("seal_head", "UPDATE settlement.seal_head SET \(assignment) WHERE run_no = \(run)")
  }

  static func deleteHead(_ run: Int32) -> SQL {
    tamper("seal_head", "DELETE FROM settlement.seal_head WHERE run_no = \(run)")
  }

  static var replaceKey: SQL {
    tamper("seal_key", "UPDATE settlement.seal_key SET public_key = sha256('x')")
  }
}

extension Statements {
  /// An entry that belongs to no batch of its own transaction.
  static let strayEntry = SQL(
    name: "test/stray_entry",
    text: """
      INSERT INTO settlement.journal_entry
             (site, entry_no, period, event, source, partner_id, tab, currency, account_codes, amounts)
      VALUES ('cn', 900, 202605, 'seal', 'x', 'M-1', 'general', 'CNY', '{1012,2202}', '{1,-1}')
      """)

  /// A batch of one entry behind the last one, with some hash.
  static func batch(_ amounts: [Int], account: String) -> SQL {
    let list = amounts.map(String.init).joined(separator: ",")
    let accounts = amounts.map { _ in account }.joined(separator: ",")
    return SQL(
      name: "test/batch",
      text: """
        BEGIN;
        INSERT INTO settlement.journal_batch
               (site, first_entry, last_entry, posted_by, posted_at, previous_hash, batch_hash)
        SELECT site, last_entry + 1, last_entry + 1, 'x', now(), batch_hash, sha256('x')
          FROM settlement.journal_batch ORDER BY first_entry DESC LIMIT 1;
        INSERT INTO settlement.journal_entry
               (site, entry_no, period, event, source, partner_id, tab, currency, account_codes,
                amounts)
        SELECT site, last_entry, 202605, 'seal', 'x', 'M-1', 'general', 'CNY', '{\(accounts)}',
               '{\(list)}'
          FROM settlement.journal_batch ORDER BY first_entry DESC LIMIT 1;
        COMMIT
        """)
  }

  /// A statement with the triggers of the journal off, as a superuser can.
  static func behindTriggers(_ change: String) -> SQL {
    SQL(
      name: "test/behind_triggers",
      text: """
        ALTER TABLE settlement.journal_batch DISABLE TRIGGER ALL;
        ALTER TABLE settlement.journal_entry DISABLE TRIGGER ALL;
        \(change)
        """)
  }

  /// Lets the database look like one of before there were books.
  static let forgetBooks = behindTriggers(
    """
    DELETE FROM settlement.journal_entry;
    DELETE FROM settlement.journal_batch;
    ALTER TABLE settlement.journal_batch ENABLE TRIGGER ALL;
    ALTER TABLE settlement.journal_entry ENABLE TRIGGER ALL
    """)

  static let forgetVouchersApart = tamper(
    "journal_batch", "UPDATE settlement.journal_batch SET vouchers_apart = false")

  static let setVouchersBorne = SQL(
    name: "set_vouchers_borne",
    text: "UPDATE settlement.statement SET vouchers_borne = $1::bigint WHERE state = 'planned'")

  static func tamper(withJournal tampering: JournalTampering) -> SQL {
    let change =
      switch tampering {
      case .amount:
        """
        ALTER TABLE settlement.journal_entry DROP CONSTRAINT debits_equal_credits;
        UPDATE settlement.journal_entry SET amounts[1] = amounts[1] + 1 WHERE entry_no = 2
        """
      case .account:
        """
        UPDATE settlement.journal_entry SET account_codes = array_replace(account_codes, '6001', '6002')
        """
      case .postingsDeleted:
        """
        ALTER TABLE settlement.journal_entry DROP CONSTRAINT debits_equal_credits;
        UPDATE settlement.journal_entry SET account_codes = account_codes[2:], amounts = amounts[2:] WHERE entry_no = 1
        """
      case .entryDeleted: "DELETE FROM settlement.journal_entry WHERE entry_no = 1"
      case .partner: "UPDATE settlement.journal_entry SET partner_id = 'M-9' WHERE entry_no = 2"
      case .hash:
        """
        ALTER TABLE settlement.journal_batch DROP CONSTRAINT hashes_of_entries_make_that_of_the_batch;
        UPDATE settlement.journal_batch SET batch_hash = sha256('x') WHERE first_entry = 1
        """
      case .batchDeleted: "DELETE FROM settlement.journal_batch WHERE first_entry = 1"
      }
    return behindTriggers(change)
  }
}

extension Statements {
  static func tamper(withTrail tampering: TrailTampering, event: Int64) -> SQL {
    let change =
      switch tampering {
      case .actor: "UPDATE settlement.event SET actor = 'eve' WHERE event_no = \(event)"
      case .before: "UPDATE settlement.event SET before_state = 'x' WHERE event_no = \(event)"
      case .instant:
        "UPDATE settlement.event SET happened_at = happened_at + interval '1 us' WHERE event_no = \(event)"
      case .deleted: "DELETE FROM settlement.event WHERE event_no = \(event)"
      case .linkDeleted: "DELETE FROM settlement.event_link WHERE event_no = \(event)"
      case .hash:
        "UPDATE settlement.event_link SET link_hash = sha256('x') WHERE event_no = \(event)"
      case .added:
        """
        INSERT INTO settlement.event (happened_at, actor, action, subject, detail)
        VALUES (now(), 'eve', 'run_approved', 'RUN-202605-cn-1', '')
        """
      }
    return SQL(name: "test/tamper_with_trail", text: trailOff + change + trailOn)
  }

  private static let trailOff = """
    ALTER TABLE settlement.event DISABLE TRIGGER ALL;
    ALTER TABLE settlement.event_link DISABLE TRIGGER ALL;

    """

  private static let trailOn = """
    ;
    ALTER TABLE settlement.event ENABLE ALWAYS TRIGGER event_never_changes,
      ENABLE ALWAYS TRIGGER event_awaits_its_link, ENABLE ALWAYS TRIGGER event_is_linked;
    ALTER TABLE settlement.event_link ENABLE ALWAYS TRIGGER link_never_changes
    """

  static let rewriteTrail = SQL(
    name: "test/rewrite_trail",
    text: trailOff + """
      UPDATE settlement.event SET actor = 'eve' WHERE action = 'run_approved';
      DELETE FROM settlement.event_link;
      INSERT INTO settlement.event_unlinked (event_no) SELECT event_no FROM settlement.event;
      SELECT settlement.link_events()
      """ + trailOn)
}
