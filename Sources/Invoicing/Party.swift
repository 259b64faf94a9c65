/// Who stands on a document: the platform, or a partner.
package struct Party: Hashable, Sendable {
  /// The id the platform knows it by; none for the platform itself.
  package var id: String?
  /// The name it trades under.
  package var name: String
  /// The name in Latin letters, where it has another one.
  package var nameInEnglish: String?
  /// As it was given, on one line.
  package var address: String?
  /// The tax number as it was given; not checked here, because old ones have no check character.
  package var taxNumber: String?

  /// A party with what is known about it.
  package init(
    id: String? = nil, name: String, nameInEnglish: String? = nil, address: String? = nil,
    taxNumber: String? = nil
  ) {
    self.id = id
    self.name = name
    self.nameInEnglish = nameInEnglish
    self.address = address
    self.taxNumber = taxNumber
  }
}
