import CivilTime
import Documents
import Foundation
import Postgres
import Store

/// `verification at|addresses`: where anybody can check a document, as documents print it.
package struct VerificationAddresses: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Says what documents that are sealed and issued from now on print; what was issued keeps what
  /// it has, with its bytes.
  ///
  /// - Parameters:
  ///   - address: Like `https://verify.example.com`; nil for nothing.
  ///   - actor: Who says so; recorded in the trail.
  /// - Returns: The address as it is printed.
  /// - Throws: `Refusal` `.usage` for what is no such address, `.conflict` where it is the present one.
  @discardableResult
  package func enter(_ address: String?, by actor: String) throws -> String? {
    let address = try address.map(Self.checked)
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    try session.transaction { (tx: borrowing Transaction) in
      try VerificationStore.lock(in: tx)
      let before = try VerificationStore.list(in: tx).first?.address
      guard before != address else {
        throw Refusal(
          .conflict, "verification_address_known",
          before.map { "documents print \($0) already" } ?? "documents print no address already",
          remedy: "nothing is left to do")
      }
      try VerificationStore.enter(address, by: actor, at: now, in: tx)
      try Trail.note(
        "verification_address_entered", of: "verification", by: actor, at: now,
        change: (before ?? "", address ?? ""), in: tx)
    }
    return address
  }

  /// All that were entered, the newest first.
  package func list() throws -> Listing {
    let session = try workplace.openCheckedSession()
    let records = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try VerificationStore.list(in: tx)
    }
    return Listing(
      "verification_addresses", of: records,
      [
        ListedColumn("address", .text) { TableCell($0.address) },
        ListedColumn("entered_by", .text) { .text($0.enteredBy) },
        ListedColumn("entered_at", .instant) { .instant($0.enteredAt) },
      ],
      summary: records.first?.address.map { "documents print \($0)" }
        ?? "documents print no address")
  }

  /// The address without a slash at its end.
  private static func checked(_ text: String) throws -> String {
    var address = text
    while address.hasSuffix("/") { address.removeLast() }
    let parts = URLComponents(string: address)
    let isHere = ["localhost", "127.0.0.1"].contains(parts?.host)
    guard let parts, let host = parts.host, !host.isEmpty,
      parts.scheme == "https" || (parts.scheme == "http" && isHere),
      parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
      address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), address.utf8.count <= 80
    else {
      throw Refusal(
        .usage, "verification_address_unusable",
        "\(text) is no address that a document can print",
        remedy: "give one like https://verify.example.com: https, at most 80 ASCII characters, no "
          + "query")
    }
    return address
  }
}
