import Digests
import Testing

struct SignatureTests {
  @Test("keys and signatures of RFC 8032 come out")
  func published() throws {
    // RFC 8032, 7.1, tests 1 to 3.
    let tests: [(secret: String, key: String, message: String, signature: String)] = [
      (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
      (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      ),
    ]
    for test in tests {
      let key = SigningKey(secret: try #require([UInt8](hex: test.secret)))
      let message = try #require([UInt8](hex: test.message))
      #expect(key.verifying.bytes.hex == test.key)
      #expect(key.signature(of: message).hex == test.signature)
      #expect(key.verifying.accepts(key.signature(of: message), of: message))
      #expect(!key.verifying.accepts(key.signature(of: message), of: message + [0]))
    }
  }

  @Test("keys are written and read in PEM, and bear the name that openssl gives them")
  func pem() throws {
    let secret = try #require(
      [UInt8](hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    let key = SigningKey(secret: secret)
    // openssl pkey -pubout, and the same with -outform DER through sha256sum.
    let text = """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----

      """
    #expect(String(decoding: key.verifying.pem, as: UTF8.self) == text)
    #expect(VerifyingKey(pem: Array(text.utf8)) == key.verifying)
    #expect(
      key.verifying.id.hex == "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9")
    #expect(SigningKey(pem: key.pem)?.verifying == key.verifying)
    let other = SigningKey()
    #expect(SigningKey(pem: other.pem)?.verifying == other.verifying)
    #expect(!other.verifying.accepts(key.signature(of: [1]), of: [1]))
  }

  @Test("what is no key of Ed25519 in PEM is none")
  func noKey() {
    // A public key of X25519.
    let exchange = """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=
      -----END PUBLIC KEY-----
      """
    for text in ["", "key", exchange] {
      #expect(VerifyingKey(pem: Array(text.utf8)) == nil)
      #expect(SigningKey(pem: Array(text.utf8)) == nil)
    }
    #expect(VerifyingKey(bytes: [1, 2, 3]) == nil)
  }

  @Test("hexadecimal digits are lower case, two a byte")
  func digits() {
    #expect([UInt8](hex: "00ff7a") == [0, 255, 122])
    #expect(([0, 255, 122] as [UInt8]).hex == "00ff7a")
    for text in ["0", "0G", "FF", "0x00", "é"] { #expect([UInt8](hex: text) == nil, "\(text)") }
    #expect(SHA256Digest(hex: "00ff") == nil)
  }
}
