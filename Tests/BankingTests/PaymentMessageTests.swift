import BankFiles
import Banking
import Testing

struct PaymentMessageTests {
  @Test("a file of euros is the one written by hand, byte for byte")
  func euros() throws {
    let batch = try Sample.batch([
      Sample.payment(
        "202610-M-201-general-EUR", name: "Händler & Söhne AG", amount: "11573.21",
        remittance: "Settlement 202610"),
      Sample.payment(
        "202610-M-202-general-EUR", name: "Société d'Exemple",
        account: "FR1420041010050500013M02606", amount: "932.10", remittance: "Settlement 202610"),
      Sample.payment("202610-M-203-general-EUR", account: "NL91ABNA0417164300"),
    ])
    let file = try PaymentFile(batch, for: .sepa)
    #expect(file.controlSum.decimalText == "12520.31")
    #expect(try file.creditTransferMessage == Sample.bytes("sepa.pain001.xml"))
  }

  @Test("Chinese names and names that look like XML stay text")
  func chinese() throws {
    let file = try PaymentFile(Self.chineseBatch(), for: .chinese)
    #expect(try file.creditTransferMessage == Sample.bytes("chinese.pain001.xml"))
  }

  @Test(
    "sums have the decimals of their currency",
    arguments: [("JPY", "1500", "1", "1501"), ("KWD", "1.500", "0.001", "1.501")])
  func decimals(code: String, first: String, second: String, sum: String) throws {
    let batch = try Sample.batch(
      [
        Sample.payment("P-1", amount: first, code), Sample.payment("P-2", amount: second, code),
      ], code: code)
    let file = try PaymentFile(batch, for: BankProfile(name: "any", characters: .sepaLatin))
    let text = String(decoding: file.creditTransferMessage, as: UTF8.self)
    #expect(text.split(separator: "<CtrlSum>\(sum)</CtrlSum>").count == 3)
    #expect(text.contains("<InstdAmt Ccy=\"\(code)\">\(second)</InstdAmt>"))
  }

  @Test("the CSV form has a row a payment, and nothing in it runs in a spreadsheet")
  func table() throws {
    var batch = try Self.chineseBatch()
    batch.payments[0].creditor.name = "=HYPERLINK(\"a\",1)"
    batch.payments[0].remittance = "@SUM, 1"
    var bytes: [UInt8] = []
    try PaymentFile(batch, for: .chinese).writeTable { bytes.append(contentsOf: $0) }
    let payer = "示例云市场有限公司,6222020200112233445\r\n"
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "number,end_to_end_id,execution_date,amount,currency,creditor_name,account,bic,"
        + "bank_name,address,remittance,debtor_name,debtor_account\r\n"
        + "1,202610-M-100-general-CNY,2026-11-23,1140.00,CNY,\"'=HYPERLINK(\"\"a\"\",1)\","
        + "110900000001,,莲花银行,,\"'@SUM, 1\",\(payer)"
        + "2,202610-M-101-general-CNY,2026-11-23,0.50,CNY,\"</Nm><IBAN>\"\"有限公司\"\"\","
        + "110900000002,ICBKCNBJ,,,,\(payer)")
  }

  private static func chineseBatch() throws -> PayoutBatch {
    var batch = try Sample.batch(
      [
        Sample.payment(
          "202610-M-100-general-CNY", name: "莲花云科技（北京）有限公司", account: "110900000001",
          bankName: "莲花银行", amount: "1140.00", "CNY", remittance: "结算 202610 & <附言>"),
        Sample.payment(
          "202610-M-101-general-CNY", name: "</Nm><IBAN>\"有限公司\"", account: "110900000002",
          bic: "ICBKCNBJ", amount: "0.50", "CNY"),
      ], id: "PO-202610-cn-1", code: "CNY")
    batch.debtor = PaymentParty(
      name: "示例云市场有限公司", account: "6222020200112233445", bankName: "示例银行深圳分行")
    return batch
  }
}
