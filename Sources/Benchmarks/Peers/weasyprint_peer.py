"""WeasyPrint: one font configuration and one parsed style sheet in each of two processes, which is
the only way for it to use two processors."""

from concurrent.futures import ProcessPoolExecutor
from html import escape
import json

import peer
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

STYLE = f"""
@page {{ size: A4; margin: 18mm 14mm 20mm;
  @bottom-left {{ content: element(foot); width: 75%; border-top: 0.3pt solid #d5d9e0; }}
  @bottom-right {{ content: "第 " counter(page) " 页 共 " counter(pages) " 页  Page " counter(page)
    " of " counter(pages); font: 7pt "{peer.FONT}"; color: #525b68; width: 25%;
    border-top: 0.3pt solid #d5d9e0; }} }}
@page :not(:first) {{ @top-left {{ content: element(head); width: 100%;
  border-bottom: 0.3pt solid #d5d9e0; }} }}
html {{ font: 8pt/1.15 "{peer.FONT}"; color: #16191f; }}
#head {{ position: running(head); font-size: 7pt; color: #525b68; }}
#foot {{ position: running(foot); font-size: 7pt; color: #525b68; }}
.two {{ display: flex; }} .two > * {{ width: 50%; }}
.letterhead {{ border-bottom: 1.5pt solid #0b57a4; padding-bottom: 6pt; margin-bottom: 6pt; }}
.letterhead div:last-child {{ text-align: right; }}
h1 {{ font-size: 19pt; line-height: 1.2; margin: 0; color: #0b57a4; }}
h1 span {{ font-size: 10.5pt; display: block; }}
.number {{ font-size: 9.5pt; color: #525b68; }} .small {{ font-size: 7.5pt; color: #525b68; }}
.issuer {{ font-size: 11pt; font-weight: bold; }} .name {{ font-size: 10.5pt; font-weight: bold; }}
.label {{ color: #525b68; padding-right: 10pt; }}
h2 {{ font-size: 10pt; color: #0b57a4; margin: 12pt 0 4pt; }} h2 span {{ font-size: 8.5pt; }}
table {{ border-collapse: collapse; }}
.sheet {{ width: 100%; }} .lines {{ font-size: 7.5pt; }}
.sheet th {{ background: #f6f7f9; border-bottom: 0.75pt solid #767f8d; padding: 2.2pt 3pt;
  font-size: 7.5pt; text-align: right; vertical-align: top; }}
.sheet th span, .second {{ font-size: 6.4pt; color: #525b68; font-weight: normal; display: block; }}
.sheet td {{ border-bottom: 0.3pt solid #d5d9e0; padding: 2.2pt 3pt; text-align: right;
  vertical-align: top; }}
.sheet td {{ white-space: nowrap; }} .lines td:nth-child(4) {{ white-space: normal; }}
.sheet .left {{ text-align: left; }} tr {{ break-inside: avoid; }}
.panel {{ background: #f6f7f9; border-left: 3pt solid #0b57a4; padding: 8pt 12pt; margin: 10pt 0;
  display: flex; justify-content: space-between; }}
.panel b {{ color: #0b57a4; font-size: 9pt; display: block; }}
.panel strong {{ font-size: 20pt; line-height: 1.2; }}
p {{ margin: 0 0 3pt; }}
"""
fonts = FontConfiguration()
style = CSS(string=STYLE, font_config=fonts)
DISCLAIMER = ("本文件为结算凭证，非增值税发票。", "This is a settlement document and not a VAT invoice.")


def two(zh, en):
    return f"{zh}<br>{en}"


def party(heading, party):
    partner = f"编号 Partner id  {party['id']}<br>" if party["id"] else ""
    return (f"<div><span class=label>{heading}</span><br><span class=name>{escape(party['name'])}"
            f"</span><br>{escape(party['address'])}<br>{partner}"
            f"税号 Tax number  {party['tax_number']}</div>")


def facts(*pairs):
    rows = "".join(f"<tr><td class=label>{label}<td>{escape(text)}" for label, text in pairs)
    return f"<table>{rows}</table>"


def letterhead(issuer, zh, en, number):
    return (f"<div class='two letterhead'><div><span class=issuer>{escape(issuer['name'])}</span>"
            f"<br><span class=small>{escape(issuer['address'])}<br>税号 Tax number  "
            f"{issuer['tax_number']}</span></div><div><h1>{zh}<span>{en}</span></h1>"
            f"<span class=number>{number}</span></div></div>")


def panel(zh, en, capitals, figure):
    return (f"<div class=panel><div><b>{zh} {en}</b>大写  {capitals}</div>"
            f"<strong>{figure}</strong></div>")


def table(heads, rows, left, totals="", kind="sheet"):
    """A table whose columns in `left` are aligned to the left, and all others to the right."""
    classes = [" class=left" if index in left else "" for index in range(len(heads))]
    head = "".join(f"<th{c}>{zh}<span>{en}</span>" for c, (zh, en) in zip(classes, heads))
    body = "".join(
        "<tr>" + "".join(f"<td{c}>{cell}" for c, cell in zip(classes, row)) for row in rows)
    return f"<table class='{kind}'><thead><tr>{head}</thead><tbody>{body}{totals}</table>"


def write(title, head, foot, body, attachments):
    page = (f"<!doctype html><html lang=zh><title>{title}</title><div id=head>{head}</div>"
            f"<div id=foot>{foot}</div>{body}")
    return HTML(string=page).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3u",
        attachments=[
            Attachment(string=file["text"], name=file["name"], description=file["name"],
                       relationship=file["relationship"].capitalize())
            for file in attachments])


def invoice(line):
    data = json.loads(line)
    currency = data["currency"]
    totals = "".join(
        f"<tr><td class=left colspan=3>{label}<td>{text}" for label, text in (
            ("不含税金额 Net amount", data["net"]),
            (f"税额（税率 {data['tax_rate']}） Tax at {data['tax_rate']}", data["tax"]),
            ("<b>价税合计 Gross amount</b>", f"<b>{data['gross']}</b>")))
    settled = (f"以上费用的不含税金额已在对应账单中扣除；税额 {currency} {data['tax']} 需另行支付。",
               "The net amount was kept back in the statements named above. "
               f"The tax of {currency} {data['tax']} is to be paid.")
    body = "".join((
        letterhead(data["seller"], "平台服务费账单", "PLATFORM FEE INVOICE", data["number"]),
        "<div class=two>", party("销售方（平台） Seller (platform)", data["seller"]),
        party("购买方（商家） Buyer (merchant)", data["buyer"]), "</div><hr>",
        facts(("开具日期 Issue date", data["issue_date"]), ("账期 Period", data["days"]),
              ("币种 Currency", currency), ("对应账单 Statements", data["statements"])),
        "<h2>费用明细 <span>Fees</span></h2>",
        table((("序号", "No."), ("项目", "Description"), (f"计费基数 {currency}", "Base"),
               (f"金额 {currency}", "Amount")), data["lines"], {1}, totals),
        panel("价税合计", "Gross amount", data["capitals"], f"{currency} {data['gross']}"),
        f"<p><b>{two(*settled)}</b><p>",
        two("税额按合计金额乘以税率计算，一次四舍五入至最小货币单位。",
            "The tax is the net amount times the rate, rounded once to the smallest unit of the "
            "currency."), f"<p>{two(*DISCLAIMER)}"))
    return write(f"平台服务费账单 PLATFORM FEE INVOICE {data['number']}", "",
                 f"{data['number']}   {' '.join(DISCLAIMER)}", body, data["attachments"])


def statement(line):
    data = json.loads(line)
    currency = data["currency"]
    rows = [
        (number, kind, f"{order}<span class=second>{source}</span>" if source else order,
         escape(product), *figures)
        for number, kind, order, source, product, *figures in data["lines"]]
    totals = "<tr><td class=left colspan=5><b>合计 Total</b>" + "".join(
        f"<td><b>{text}</b>" for text in data["totals"][0])
    notes = (
        ("净额 = 期初余额 + 本期明细 + 调整；应付金额 = 净额大于零的部分，负数结转下期。",
         "Net = opening balance + lines + adjustments. Payable is the net amount where it is above "
         "zero; a negative one is carried to the next statement."),
        ("正数为应付伙伴的金额，负数为伙伴应退的金额；各行按规则四舍五入至最小货币单位，合计只作加减。",
         "Positive amounts are owed to the partner, negative ones are owed by it. Each line is "
         "rounded to the smallest unit of the currency; totals only add the lines up."),
        ("账期按北京时间（UTC+8）划分。本 PDF 附有 statement.json（账单数据）与 lines.csv（全部明细）。",
         "Periods are months in UTC+8. Attached to this PDF: statement.json (the data of this "
         "statement) and lines.csv (all of its lines)."),
        DISCLAIMER)
    body = "".join((
        letterhead(data["issuer"], "结算账单", "STATEMENT", data["id"]),
        "<div class=two>", party("商家 Merchant", data["partner"]),
        facts(("账期 Period", data["days"]), ("业务 Business", "通用商品 General  ·  中国站 China"),
              ("币种 Currency", currency), ("出具时间 Issued", data["issued"]),
              ("出账批次 Run", data["run"]), ("行数 Lines", str(len(rows)))), "</div>",
        panel("应付金额", "Payable", data["capitals"], f"{currency} {data['payable']}"),
        "<h2>一、账户变动 <span>1  Account</span></h2>",
        table((("期初余额", "Opening balance"), ("本期明细", "Lines"), ("调整", "Adjustments"),
               ("净额", "Net"), ("应付金额", "Payable"), ("结转下期", "Carried to next")),
              data["account"], {}),
        "<h2>二、计算过程 <span>2  How it was reached</span></h2>",
        table((("步骤", "Step"), (f"金额 {currency}", "Amount")), data["steps"], {0}),
        "<h2>三、分类汇总 <span>3  Summary</span></h2>",
        table((("类别", "Kind"), ("行数", "Lines"), (f"销售额 {currency}", "Sales"),
               (f"代金券 {currency}", "Voucher"), (f"实付 {currency}", "Paid"),
               (f"结算金额 {currency}", "Amount")), data["groups"], {0}),
        "<h2>四、未计入本期 <span>4  Not in this statement</span></h2>",
        table((("原因", "Reason"), ("行数", "Lines"), (f"预计金额 {currency}", "Estimate")),
              data["waiting"], {0}),
        "<h2>五、结算明细 <span>5  Lines</span></h2>",
        table((("序号", "No."), ("类型", "Type"), ("订单行", "Order line"), ("商品", "Product"),
               ("可结算日", "Ready on"), ("销售额", "Sales"), ("代金券", "Voucher"),
               ("实付", "Paid"), ("比例", "Rate"), (f"结算金额 {currency}", "Amount")),
              rows, {1, 2, 3, 4}, totals, "sheet lines"),
        "<h2>六、说明 <span>6  Notes</span></h2>",
        "".join(f"<p>{two(*note)}" for note in notes)))
    return write(f"结算账单 STATEMENT {data['id']}",
                 f"结算账单 STATEMENT   {data['id']}   {escape(data['partner']['name'])}",
                 f"{data['id']}   data {data['hash']}", body, data["attachments"])


if __name__ == "__main__":
    peer.serve(
        "weasyprint", {"invoice": invoice, "statement": statement}, ProcessPoolExecutor(2))
