/// What a character becomes where a bank does not take it.
///
/// One letter for one, as the best practices of the European Payments Council have it
/// (EPC217-08): Ä is A, ß is s, & is +. What changes the sound of a name, like Chinese, Greek or
/// Cyrillic, is left to people: the name is asked for in Latin letters.
enum Transliteration {
  /// The plain text of the character, or nil where there is none.
  static func plain(_ scalar: Unicode.Scalar) -> String? {
    // Full-width forms are ASCII, set as wide as Chinese.
    if (0xFF01...0xFF5E).contains(scalar.value),
      let narrow = Unicode.Scalar(scalar.value - 0xFEE0)
    {
      return table[narrow] ?? String(narrow)
    }
    return table[scalar]
  }

  /// After each sign of equality what is before it becomes.
  private static let text = """
    ÀÁÂÃÄÅĀĂĄẠẢẤẦẨẪẬẮẰẲẴẶǍ=A àáâãäåāăąạảấầẩẫậắằẳẵặǎª=a ÇĆĈĊČ=C çćĉċč=c ĎĐÐ=D ďđð=d
    ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ=E èéêëēĕėęěẹẻẽếềểễệ=e ĜĞĠĢ=G ĝğġģ=g ĤĦ=H ĥħ=h
    ÌÍÎÏĨĪĬĮİỈỊǏ=I ìíîïĩīĭįıỉịǐ=i Ĵ=J ĵ=j Ķ=K ķĸ=k ĹĻĽĿŁ=L ĺļľŀł=l ÑŃŅŇŊ=N ñńņňŉŋ=n
    ÒÓÔÕÖØŌŎŐỌỎỐỒỔỖỘỚỜỞỠỢƠǑ=O òóôõöøōŏőọỏốồổỗộớờởỡợơǒº=o ŔŖŘ=R ŕŗř=r ŚŜŞŠȘ=S śŝşšșſß=s
    ŢŤŦȚÞ=T ţťŧțþ=t ÙÚÛÜŨŪŬŮŰŲỤỦỨỪỬỮỰƯǓ=U ùúûüũūŭůűųụủứừửữựưǔ=u Ŵ=W ŵ=w ÝŶŸỲỴỶỸ=Y ýÿŷỳỵỷỹ=y
    ŹŻŽ=Z źżž=z Æ=A æ=a Œ=O œ=o Ĳ=I ĳ=i &=+ "“”„«»‘’‚‹›`´′＂=' _‐‑‒–—―−~=- ;=, !=.
    [{【「『《〈=( ]}】」』》〉=) |\\=/ ，、=, 。·•=. …=... €=EUR
    """

  private static let table: [Unicode.Scalar: String] = Dictionary(
    uniqueKeysWithValues: text.split(whereSeparator: \.isWhitespace).flatMap { entry in
      let sides = entry.split(separator: "=")
      return sides[0].unicodeScalars.map { ($0, String(sides[1])) }
    })
}
