import Digests
import Foundation

/// What a browser shows of a verdict, in both languages.
///
/// A file that is dropped there is hashed by the browser and never leaves it.
package struct VerificationPage: Sendable {
  /// The only script that the page may run, by its digest. CSP level 2.
  package static let contentSecurityPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
    + Data(SHA256.digest(of: Array(script.utf8)).bytes).base64EncodedString()
    + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

  private let number: String
  private let verdict: DocumentVerdict

  /// - Parameter number: As it was asked for, any characters.
  package init(_ verdict: DocumentVerdict, of number: String) {
    self.verdict = verdict
    self.number = number
  }

  /// The page, UTF-8.
  package var html: String {
    let sentence = verdict.sentence(number)
    let title = Wording(zh: "文件验真", en: "Document check")
    var page = """
      <!doctype html>
      <html lang="zh-Hans">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="robots" content="noindex">
      <meta name="referrer" content="no-referrer">
      <title>\(escaped(title.line(in: .both)))</title>
      <style>
      \(ReportPage.style)
      </style>
      </head>
      <body>
      <main>
      <h1>\(escaped(title.line(in: .both)))</h1>
      <p id="verdict"><strong>\(escaped(sentence.zh))</strong></p>
      <p lang="en"><strong>\(escaped(sentence.en))</strong></p>

      """
    if case .genuine(let document) = verdict { page += facts(of: document) }
    return page + "</main>\n</body>\n</html>\n"
  }

  private func facts(of document: GenuineDocument) -> String {
    var facts: [ReportPage.Fact] = [
      .init(Wording(zh: "文件", en: "Document"), document.kind.line(in: .both)),
      .init(Words.number, document.number),
      .init(Wording(zh: "出具方", en: "Issued by"), document.issuer),
      .init(InvoiceWords.issueDate, document.issuedOn.text),
    ]
    guard let details = document.details else {
      let hidden = Wording(
        zh: "金额、伙伴名称与文件摘要仅凭文件所印二维码或网址（含校验码）显示。",
        en: "Amount, partner and digests are shown to who opens the address with the key that the "
          + "document prints.")
      return facts.list(in: .both) + paragraphs(hidden)
    }
    facts += [
      .init(Wording(zh: "伙伴", en: "Partner"), details.partner),
      .init(Words.total, "\(details.total.currency.code) \(details.total.groupedText)"),
      .init(Wording(zh: "数据摘要 SHA-256", en: "Data digest"), details.dataHash),
    ]
    return facts.list(in: .both) + (details.files.isEmpty ? "" : files(details.files))
  }

  private func paragraphs(_ words: Wording) -> String {
    "<p class=\"summary\">\(escaped(words.zh))</p>\n"
      + "<p class=\"summary\" lang=\"en\">\(escaped(words.en))</p>\n"
  }

  private func files(_ files: [(name: String, digest: String)]) -> String {
    let rows = files.map { name, digest in
      "<tr data-digest=\"\(digest)\"><td>\(escaped(name))</td><td>\(digest)</td></tr>\n"
    }
    let caption = Wording(zh: "文件与摘要 SHA-256", en: "Files and their digests")
    let choose = Wording(
      zh: "选择您手中的文件，或拖到此页：仅在您的浏览器内计算摘要，文件不会上传。",
      en: "Choose your copy, or drop it on this page: your browser computes its digest, and the "
        + "file stays with you.")
    return """
      \(paragraphs(choose))<p><input type="file" id="copy" \
      aria-label="\(escaped(Wording(zh: "文件", en: "File").line(in: .both)))"></p>
      <p id="result" role="status" \
      data-same="\(escaped("与本平台的文件逐字节一致 Byte for byte our file: "))" \
      data-other="\(escaped(Self.other.line(in: .both)))" \
      data-unable="\(escaped(Self.unable.line(in: .both)))"></p>
      <div class="scroll" role="region" aria-labelledby="caption" tabindex="0">
      <table>
      <caption id="caption">\(escaped(caption.line(in: .both)))</caption>
      <tbody>
      \(rows.joined())</tbody>
      </table>
      </div>
      <script>\(Self.script)</script>

      """
  }

  private static let other = Wording(
    zh: "与所列文件均不一致：内容被改动，或为另行生成的文件。",
    en: "None of the files below: it was changed, or is another form of the document.")
  private static let unable = Wording(
    zh: "此浏览器无法在本页计算摘要，请用 sha256sum 等工具核对。",
    en: "This browser cannot compute digests here; compare with sha256sum or a similar tool.")

  private static let script = """

    (function () {
      var result = document.getElementById("result");
      function check(file) {
        if (!file) { return; }
        if (!window.crypto || !crypto.subtle) {
          result.textContent = result.dataset.unable;
          return;
        }
        file.arrayBuffer().then(function (bytes) {
          return crypto.subtle.digest("SHA-256", bytes);
        }).then(function (digest) {
          var hex = Array.from(new Uint8Array(digest), function (byte) {
            return byte.toString(16).padStart(2, "0");
          }).join("");
          var row = document.querySelector("tr[data-digest='" + hex + "']");
          result.textContent = row
            ? result.dataset.same + row.cells[0].textContent
            : result.dataset.other + " SHA-256: " + hex;
        });
      }
      document.getElementById("copy").addEventListener("change", function (event) {
        check(event.target.files[0]);
      });
      document.addEventListener("dragover", function (event) { event.preventDefault(); });
      document.addEventListener("drop", function (event) {
        event.preventDefault();
        check(event.dataTransfer.files[0]);
      });
    })();

    """
}
