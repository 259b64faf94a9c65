import Amounts
import CivilTime
import Documents
import Glibc
import Testing

@Suite("Document archive")
struct DocumentArchiveTests {
  @Test("the manifest lists every file with its digest, and the sums by kind and currency")
  func manifest() throws {
    let archive = try archive()
    let path = try temporaryFile(archive)
    defer { unlink(path) }
    // SHA-256 of "abc" is the example of FIPS 180-4, of nothing it is e3b0c442….
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    func file(_ name: String, _ kind: String, _ number: String, _ rest: String) -> String {
      #"{"name":"\#(name)","kind":"\#(kind)","document_number":"\#(number)",\#(rest)}"#
    }
    let files = [
      file(
        "a/STM-1.pdf", "statement", "STM-1",
        #""data_hash":null,"sha256":"\#(abc)","bytes":3,"amount":"157.50","currency":"CNY""#),
      file(
        "a/lines.csv", "lines", "STM-1",
        #""data_hash":"5f2c","sha256":"\#(nothing)","bytes":0,"amount":null,"currency":null"#),
      file(
        "b/STM-2.pdf", "statement", "STM-2",
        #""data_hash":null,"sha256":"\#(abc)","bytes":3,"amount":"-7.50","currency":"CNY""#),
      file(
        "b/STM-3.pdf", "statement", "STM-3",
        #""data_hash":null,"sha256":"\#(abc)","bytes":3,"amount":"9","currency":"JPY""#),
      file(
        "b/FEE-1.pdf", "platform_fee_invoice", "FEE-1",
        #""data_hash":null,"sha256":"\#(abc)","bytes":3,"amount":"0.10","currency":"CNY""#),
    ]
    let sums = [
      #"{"kind":"platform_fee_invoice","currency":"CNY","files":1,"amount":"0.10"}"#,
      #"{"kind":"statement","currency":"CNY","files":2,"amount":"150.00"}"#,
      #"{"kind":"statement","currency":"JPY","files":1,"amount":"9"}"#,
    ]
    let expected =
      #"{"created_at":"2026-11-03T10:00:00+08:00","files":["# + files.joined(separator: ",")
      + #"],"sums":["# + sums.joined(separator: ",") + "]}\n"
    let manifest = try output("unzip -p \(path) manifest.json")
    #expect(String(decoding: manifest, as: UTF8.self) == expected)
    #expect(try output("unzip -tqq \(path)") == [])
    let names = String(decoding: try output("unzip -Z1 \(path)"), as: UTF8.self)
    #expect(names.hasSuffix("b/FEE-1.pdf\nmanifest.json\n"))
  }

  @Test("the same documents make the same archive")
  func deterministic() throws {
    #expect(try archive() == archive())
  }

  @Test("another reader finds every file whole")
  func otherReader() throws {
    let path = try temporaryFile(archive())
    defer { unlink(path) }
    let script = """
      import hashlib, json, zipfile; z = zipfile.ZipFile('\(path)'); assert z.testzip() is None; \
      m = json.loads(z.read('manifest.json')); \
      assert all(hashlib.sha256(z.read(f['name'])).hexdigest() == f['sha256'] for f in m['files']); \
      print(len(m['files']), len(z.namelist()))
      """
    #expect(try output("python3 -c \"\(script)\"") == Array("5 6\n".utf8))
  }

  @Test("no document has the manifest's name, and no sum leaves 64 bits")
  func refusals() throws {
    var archive = try DocumentArchive(created: time(), to: Collected().sink)
    let manifest = ArchivedFile(name: "Manifest.json", kind: .lines, documentNumber: "STM-1")
    #expect(throws: DocumentError.self) { try archive.add(manifest, []) }
    let most = Money(minorUnits: .max, currency: try Sample.currency("CNY"))
    let large = ArchivedFile(name: "a", kind: .statement, documentNumber: "1", amount: most)
    try archive.add(large, [])
    let more = ArchivedFile(name: "b", kind: .statement, documentNumber: "2", amount: most)
    #expect(throws: DocumentError.self) { try archive.add(more, []) }
  }

  @Test("a file that is refused is not counted")
  func refusedIsNotCounted() throws {
    let collected = Collected()
    var archive = try DocumentArchive(created: time(), to: collected.sink)
    let one = ArchivedFile(
      name: "a", kind: .statement, documentNumber: "1", amount: try Sample.money("1.00"))
    try archive.add(one, [])
    #expect(throws: DocumentError.self) { try archive.add(one, []) }
    try archive.finish()
    let path = try temporaryFile(collected.bytes)
    defer { unlink(path) }
    let manifest = String(decoding: try output("unzip -p \(path) manifest.json"), as: UTF8.self)
    #expect(manifest.contains(#""files":1,"amount":"1.00""#))
  }

  private func time() throws -> Instant { try Instant(parsing: "2026-11-03T10:00:00+08:00") }

  private func archive() throws -> [UInt8] {
    let collected = Collected()
    var archive = try DocumentArchive(created: time(), to: collected.sink)
    let abc = Array("abc".utf8)
    try archive.add(
      ArchivedFile(
        name: "a/STM-1.pdf", kind: .statement, documentNumber: "STM-1",
        amount: Sample.money("157.50")), abc)
    try archive.add(
      ArchivedFile(
        name: "a/lines.csv", kind: .lines, documentNumber: "STM-1", dataHash: "5f2c"), [])
    try archive.add(
      ArchivedFile(
        name: "b/STM-2.pdf", kind: .statement, documentNumber: "STM-2",
        amount: Sample.money("-7.50")), abc)
    try archive.add(
      ArchivedFile(
        name: "b/STM-3.pdf", kind: .statement, documentNumber: "STM-3",
        amount: Sample.money("9", "JPY")), abc)
    try archive.add(
      ArchivedFile(
        name: "b/FEE-1.pdf", kind: .platformFeeInvoice, documentNumber: "FEE-1",
        amount: Sample.money("0.10")), abc)
    try archive.finish()
    return collected.bytes
  }
}
