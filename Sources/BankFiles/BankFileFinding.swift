/// What is wrong with a file of a bank.
package struct BankFileFinding: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// The element that is meant, with those around it: `Ntry/Amt`; none where it is the file.
  package let element: String?
  /// What happened, in one sentence with the values.
  package let reason: String
  /// What the reader can do about it.
  package let remedy: String

  /// A finding at a line.
  package init(line: Int, element: String? = nil, reason: String, remedy: String) {
    self.line = line
    self.element = element
    self.reason = reason
    self.remedy = remedy
  }
}

/// A file that is not read: what stands against it in the order of lines, the first thousand. A
/// file is read whole or not at all, because half a statement proves nothing.
package struct BankFileRefusal: Error, Hashable, Sendable {
  package let findings: [BankFileFinding]
}
