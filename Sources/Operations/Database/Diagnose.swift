import CivilTime
import Documents
import Foundation
import Marketplace
import Postgres
import Store

/// One thing that was looked at, and how to mend it.
package struct Diagnosis: Sendable, Equatable {
  /// How it was found.
  package enum Verdict: String, Sendable {
    case ok
    /// Works, but somebody should know.
    case note
    /// Does not work until it is mended.
    case missing
  }

  package let subject: String
  package let verdict: Verdict
  package let sentence: String
  /// Empty where there is nothing to do.
  package let remedy: String
}

/// `doctor`: looks at everything that `settled` needs and says how to mend what is missing.
package struct Diagnose: Sendable {
  let workplace: Workplace
  /// Above this the daemon and the database disagree on what is due.
  private static let clockLimit = Duration.seconds(5)
  private static let freeSpaceLimit: Int64 = 1_000_000_000

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// All findings; without a database those about it are left out.
  package func callAsFunction() -> [Diagnosis] {
    var findings: [Diagnosis] = []
    do {
      let session = try workplace.openSession()
      findings += examine(session)
    } catch {
      findings.append(refused("database", error))
    }
    return findings + [fonts(), signer(), timeStamps(), freeSpace()]
  }

  /// Findings in columns.
  package static func listing(_ findings: [Diagnosis]) -> Listing {
    let missing = findings.count { $0.verdict == .missing }
    return Listing(
      "findings", of: findings,
      [
        ListedColumn("subject", .text) { .text($0.subject) },
        ListedColumn("verdict", .text) { .text($0.verdict.rawValue) },
        ListedColumn("finding", .text) { .text($0.sentence) },
        ListedColumn("remedy", .text) { .text($0.remedy) },
      ], summary: missing == 0 ? "nothing is missing" : "\(counted(missing, "thing")) to mend")
  }

  private func examine(_ session: borrowing Session) -> [Diagnosis] {
    var findings: [Diagnosis] = []
    do {
      findings += try server(session)
      try Migrations.check(session)
      let migrations = try Migrations.status(of: session).count
      findings.append(ok("schema", "up to date, \(counted(migrations, "migration"))"))
    } catch {
      return findings + [refused("schema", error)]
    }
    do {
      findings += contract(try ContractCheck.differences(in: session))
      findings += try issuers(session)
      findings += try rights(session)
      findings += try redLetters(session)
    } catch {
      findings.append(refused("database", error))
    }
    return findings
  }

  private func server(_ session: borrowing Session) throws -> [Diagnosis] {
    let asked = workplace.now()
    let row = try session.query(Query.Check.describeServer)[0]
    let answered = workplace.now()
    let clock = Instant(microseconds: row.microseconds(1))
    let isStandby = row.bool(3)
    var findings = [
      ok("database", "PostgreSQL \(row.text(0)), \(grouped(row.int64(2) / 1_000_000)) MB")
    ]
    if isStandby {
      findings.append(
        Diagnosis(
          subject: "database", verdict: .missing,
          sentence: "the server is a standby: it is read-only",
          remedy: "let --database-url name the primary, or add target_session_attrs=read-write"))
    }
    let early = asked.microseconds - clock.microseconds
    let late = clock.microseconds - answered.microseconds
    let difference = Duration.microseconds(max(early, late, 0))
    findings.append(
      difference > Self.clockLimit
        ? Diagnosis(
          subject: "clock", verdict: .missing,
          sentence: "this machine and the database differ by \(difference.components.seconds) s",
          remedy: "let both follow a time server: timedatectl set-ntp true")
        : ok("clock", "agrees with the database: \(clock.text())"))
    return findings
  }

  private func contract(_ differences: [ContractDifference]) -> [Diagnosis] {
    if differences.isEmpty {
      return [
        ok("marketplace", "\(MarketplaceTables.inLoadOrder.count) relations as the contract wants")
      ]
    }
    return differences.map {
      Diagnosis(
        subject: "marketplace", verdict: $0.isHarmless ? .note : .missing, sentence: $0.sentence,
        remedy: $0.isHarmless ? "" : "mend the table or view; compare with contract section 1")
    }
  }

  private func issuers(_ session: borrowing Session) throws -> [Diagnosis] {
    let today = CivilDate(at: workplace.now())
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try Site.allCases.map { site in
        let place = "issuer \(site.rawValue)"
        guard let issuer = try InvoiceStore.issuer(of: site, on: today, in: tx) else {
          return Diagnosis(
            subject: place, verdict: .missing, sentence: "nobody issues the documents of the site",
            remedy: "add a row to settlement.issuer")
        }
        if issuer.taxNumber.isEmpty || issuer.address.isEmpty {
          return Diagnosis(
            subject: place, verdict: .note,
            sentence: "\(issuer.name) has no address or tax number; invoices will lack them",
            remedy: "add a row to settlement.issuer that is valid from today")
        }
        let isNamed = try InvoiceStore.details(of: site.rawValue, in: tx).contains {
          $0.holder.untaxedAs != nil && $0.validFrom <= today
        }
        guard isNamed else {
          return Diagnosis(
            subject: place, verdict: .note,
            sentence:
              "\(issuer.name) is not named for electronic invoices; its invoices have no XML",
            remedy: "`settled invoice party --site \(site.rawValue)`, and the same of its partners")
        }
        return ok(place, issuer.name)
      }
    }
  }

  private func fonts() -> Diagnosis {
    do {
      _ = try Typesetter()
      return ok("fonts", "found")
    } catch {
      return refused("fonts", error)
    }
  }

  private func signer() -> Diagnosis {
    do {
      guard let signer = try workplace.signer.signer() else {
        return Diagnosis(
          subject: "signer", verdict: .note, sentence: "nobody signs documents",
          remedy: "let SETTLED_SIGNER name a PEM file with a key of ECDSA P-256 and certificates")
      }
      let isOver = signer.expires < workplace.now()
      return Diagnosis(
        subject: "signer", verdict: isOver ? .missing : .ok,
        sentence: "\(signer.subject), until \(signer.expires.text())",
        remedy: isOver ? "have another certificate issued" : "")
    } catch {
      return refused("signer", error)
    }
  }

  private func timeStamps() -> Diagnosis {
    do {
      guard let authority = try workplace.timeStamps.authority() else {
        return Diagnosis(
          subject: "time stamps", verdict: .note, sentence: "nobody stamps the time of signatures",
          remedy: "let SETTLED_TSA be the address of an authority of RFC 3161")
      }
      let session = try workplace.openCheckedSession()
      let (runs, signatures) = try session.transaction(readOnly: true) {
        (tx: borrowing Transaction) in
        (
          try TimeStampStore.unstampedRuns(in: tx).count,
          try SignatureStampStore.unstampedCount(in: tx)
        )
      }
      let isWhole = runs == 0 && signatures == 0
      return Diagnosis(
        subject: "time stamps", verdict: isWhole ? .ok : .note,
        sentence: "by \(authority.address); \(counted(runs, "sealed run")) and"
          + " \(counted(signatures, "signature")) without one",
        remedy: isWhole ? "" : "`settled invoice timestamp` asks for them, and so does the daemon")
    } catch {
      return refused("time stamps", error)
    }
  }

  private func freeSpace() -> Diagnosis {
    let folder = FileManager.default.currentDirectoryPath
    do {
      let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
      let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
      let sentence = "\(grouped(free / 1_000_000)) MB free here"
      return free < Self.freeSpaceLimit
        ? Diagnosis(
          subject: "disk", verdict: .note, sentence: sentence,
          remedy: "documents and exports of a large month need 1 GB")
        : ok("disk", sentence)
    } catch {
      return refused("disk", error)
    }
  }

  func ok(_ subject: String, _ sentence: String) -> Diagnosis {
    Diagnosis(subject: subject, verdict: .ok, sentence: sentence, remedy: "")
  }

  private func refused(_ subject: String, _ error: any Error) -> Diagnosis {
    let refusal = Refusal(of: error)
    return Diagnosis(
      subject: subject, verdict: .missing, sentence: refusal.sentence, remedy: refusal.remedy)
  }
}
