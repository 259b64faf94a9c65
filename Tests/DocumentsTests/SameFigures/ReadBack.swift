import Foundation
import TestKit

/// Files as others read them: Python's readers of CSV, ZIP, XML and HTML, and poppler.
struct ReadBack: Decodable {
  struct Cell: Decodable, Equatable {
    let text: String
    /// The number format of a spreadsheet's cell; the exact value beside a text of a page.
    let note: String
  }

  /// A row of a table on a page: whether it is of the head, the body or the foot.
  struct Row: Decodable {
    let part: String
    let cells: [Cell]
  }

  let csv: [[String]]
  /// By the name of the sheet.
  let book: [String: [[Cell]]]
  /// Text of the page outside of its tables.
  let words: String
  let tables: [[Row]]

  /// Reads `N.csv`, `N.xlsx` and `N.html` of a folder, by N.
  static func folder(_ path: String) throws -> [String: ReadBack] {
    try Tool.run("python3", ["-c", reader, path])
    let read = try Data(contentsOf: URL(fileURLWithPath: path + "/read.json"))
    return try JSONDecoder().decode([String: ReadBack].self, from: read)
  }

  private static let reader = #"""
    import csv, decimal, html.parser, json, pathlib, sys, zipfile
    import xml.etree.ElementTree as tree

    MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

    def book(path):
        archive = zipfile.ZipFile(path)
        read = lambda name: tree.fromstring(archive.read(name))
        styles = read("xl/styles.xml")
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        formats = [codes.get(x.get("numFmtId"), "") for x in styles.find(MAIN + "cellXfs")]
        links = {r.get("Id"): r.get("Target") for r in read("xl/_rels/workbook.xml.rels")}
        return {
            sheet.get("name"): rows(read("xl/" + links[sheet.get(LINK)]), formats)
            for sheet in read("xl/workbook.xml").iter(MAIN + "sheet")}

    def rows(sheet, formats):
        result = []
        for row in sheet.iter(MAIN + "row"):
            cells = []
            for cell in row:
                place = 0
                for letter in cell.get("r").rstrip("0123456789"):
                    place = place * 26 + ord(letter) - 64
                cells += [dict(text="", note="")] * (place - 1 - len(cells))
                if cell.get("t") == "inlineStr":
                    cells.append(dict(text="".join(cell.itertext()), note=""))
                elif cell.get("t") is None:
                    # A number of a spreadsheet is a binary one; told are its shortest digits.
                    number = decimal.Decimal(repr(float(cell.find(MAIN + "v").text)))
                    text = format(number.normalize() + 0, "f")
                    cells.append(dict(text=text, note=formats[int(cell.get("s", "0"))]))
                else:
                    raise ValueError("a cell of the kind " + cell.get("t"))
            result.append(cells)
        return result

    class Page(html.parser.HTMLParser):
        def __init__(self):
            super().__init__()
            self.tables, self.words, self.part, self.cell = [], "", None, None

        def handle_starttag(self, tag, attributes):
            if tag == "table":
                self.tables.append([])
            elif tag in ("thead", "tbody", "tfoot"):
                self.part = tag
            elif tag == "tr":
                self.tables[-1].append(dict(part=self.part, cells=[]))
            elif tag in ("td", "th"):
                self.cell = dict(text="", note="")
                self.tables[-1][-1]["cells"].append(self.cell)
            elif tag == "data":
                self.cell["note"] = dict(attributes)["value"]

        def handle_endtag(self, tag):
            if tag in ("td", "th"):
                self.cell = None

        def handle_data(self, text):
            if self.cell is None:
                self.words += text
            else:
                self.cell["text"] += text

    result = {}
    folder = pathlib.Path(sys.argv[1])
    for path in folder.glob("*.csv"):
        page = Page()
        page.feed(path.with_suffix(".html").read_text("utf-8"))
        with open(path, newline="", encoding="utf-8") as lines:
            result[path.stem] = dict(
                csv=list(csv.reader(lines)), book=book(path.with_suffix(".xlsx")),
                words=page.words, tables=page.tables)
    (folder / "read.json").write_text(json.dumps(result), "utf-8")
    """#
}

/// `statement.json`, as far as it has figures; what is absent is nil.
struct StatementJSON: Decodable {
  struct Step: Decodable { let amount: String? }

  struct Group: Decodable {
    let lines: Int?
    let salesAmount, voucherAmount, paidAmount, amount: String?
  }

  struct Waiting: Decodable {
    let lines: Int?
    let amountEstimate: String?
  }

  struct Line: Decodable {
    let lineNo: Int?
    let salesAmount, voucherAmount, paidAmount, rate, increment: String?
    let amountExTax, taxAmount, amount: String?
  }

  let currency: String
  let openingBalance, linesTotal, adjustmentsTotal, net, payable, closingBalance: String?
  let lineCount: Int
  let steps: [Step]
  let groups: [Group]
  let notInThisStatement: [Waiting]
  let lines: [Line]

  static func reading(_ bytes: [UInt8]) throws -> StatementJSON {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(StatementJSON.self, from: Data(bytes))
  }
}
