/// What makes a booking this one and no other, so that a file read twice changes nothing, nor a
/// statement after the notification of the same booking.
///
/// Account, day and amount with the bank's reference. Where the bank gives none: with the batch,
/// or else with code, ids and words of the entry. Entries of one statement that are alike in all
/// that are counted: two fees of 5.00 on one day are two.
package struct EntryIdentity: Hashable, Sendable {
  /// For a unique column: the parts between the unit separator, which no part can contain
  /// because XML does not have it.
  package let text: String

  /// The identity kept in that text.
  package init(text: String) {
    self.text = text
  }

  init(_ entry: BankEntry) {
    var parts = [
      entry.account, entry.bookedOn.text, entry.amount.description,
      entry.isReversal ? "reversal" : "",
    ]
    if let reference = entry.servicerReference {
      parts += ["reference", reference]
    } else if let batch = entry.batchID {
      // A statement often leaves out the transfers that the notification told apart.
      parts += ["batch", batch]
    } else {
      parts += ["content", entry.transactionCode ?? "", entry.information ?? ""]
      for detail in entry.details {
        parts += [
          detail.endToEndID ?? "", detail.amount?.description ?? "", detail.counterparty ?? "",
          detail.remittance ?? "",
        ]
      }
    }
    parts.append(String(entry.ordinal))
    text = parts.joined(separator: "\u{1F}")
  }

  /// What the bank calls the entry; nil where it gave no reference.
  package var servicerReference: String? {
    let parts = text.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    return parts.count > 5 && parts[4] == "reference" ? String(parts[5]) : nil
  }
}

extension EntryIdentity: Comparable {
  /// By the text.
  package static func < (left: EntryIdentity, right: EntryIdentity) -> Bool {
    left.text < right.text
  }
}
