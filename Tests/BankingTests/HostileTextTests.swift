import Banking
import Testing

struct HostileTextTests {
  @Test("what nobody sees, what turns the writing and what draws pictures is refused everywhere")
  func unseen() throws {
    let hostile = [
      "Lotus\u{202E}dtL": "U+202E", "Lotus\u{0}": "U+0000", "Lotus\u{200B}": "U+200B",
      "Lotus 🪷": "U+1FAB7", "Lotus\u{FEFF}": "U+FEFF", "a\u{2028}b": "U+2028",
      "Lotus\r\nLtd": "U+000D, U+000A", "Lotus\u{E000}": "U+E000", "☎\u{FE0F}": "U+260E, U+FE0F",
      "\u{FFFE}": "U+FFFE", "\u{E0041}": "U+E0041", "\u{2066}x": "U+2066", "\u{AD}x": "U+00AD",
    ]
    for (name, scalars) in hostile {
      for profile in [BankProfile.sepa, .chinese] {
        let code = profile == .sepa ? "EUR" : "CNY"
        let batch = try Sample.batch(
          [Sample.payment("P-1", name: name, amount: "1.00", code)], code: code)
        let refusal = try #require(throws: PaymentRefusal.self) {
          try PaymentFile(batch, for: profile)
        }
        #expect(
          refusal.findings.map(\.sentence) == [
            "Payment 1 (P-1): the name has \(scalars), which "
              + "\(profile.characters.rawValue) has no place for."
          ])
      }
    }
  }

  @Test("letters with marks lose them one for one, in one part or in two")
  func marks() throws {
    let names: KeyValuePairs = [
      "Müller": "Muller", "Mu\u{308}ller": "Muller", "Straße": "Strase", "Łódź": "Lodz",
      "Nguyễn": "Nguyen", "İstanbul": "Istanbul", "O’Neill": "O'Neill", "A&B": "A+B",
      "Ｌｏｔｕｓ　（Ｃｌｏｕｄ）": "Lotus (Cloud)", "  a \u{A0} b ": "a b", "Æther": "Ather",
    ]
    for (name, written) in names {
      let file = try PaymentFile(try Sample.batch([Sample.payment(name: name)]), for: .sepa)
      #expect(file.transfers[0].creditor.name == written)
    }
    for name in ["莲花", "Ελλάς", "Москва", "a@b", "<b>", "=1", "#", "a;=b"] {
      let findings = Sample.findings(try Sample.batch([Sample.payment(name: name)]), .sepa)
      #expect(findings == ["1 name PAYMENT_CHARACTERS"], "\(name)")
    }
  }

  @Test("a bank with more characters keeps them")
  func wider() throws {
    var profile = BankProfile.sepa
    profile.characters = .extendedLatin
    let kept = try PaymentFile(
      try Sample.batch([Sample.payment(name: "Müller & Söhne <Łódź>")]), for: profile)
    #expect(kept.transfers[0].creditor.name == "Müller & Söhne <Łódź>")
    profile.characters = .unicode
    let all = try PaymentFile(
      try Sample.batch([Sample.payment(name: "莲花云 Ελλάς 𠮷 ㈱ ™")]), for: profile)
    #expect(all.transfers[0].creditor.name == "莲花云 Ελλάς 𠮷 ㈱ ™")
  }
}
