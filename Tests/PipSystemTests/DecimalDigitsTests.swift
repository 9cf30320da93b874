import PipSystem
import Testing

@Suite struct DecimalDigitsTests {
  private func number<Number: FixedWidthInteger>(
    _ text: String,
    isNegative: Bool = false
  ) -> Number? {
    Number(decimalDigits: Array(text.utf8)[...], isNegative: isNegative)
  }

  @Test func `digits are a number as far as it has room`() {
    #expect(number("0") == 0)
    #expect(number("007") == 7)
    #expect(number("255") == UInt8.max)
    #expect(number("256") as UInt8? == nil)
    #expect(number("9223372036854775807") == Int64.max)
    #expect(number("9223372036854775808") as Int64? == nil)
    #expect(number("9223372036854775808", isNegative: true) == Int64.min)
    #expect(number("9223372036854775809", isNegative: true) as Int64? == nil)
    #expect(number("1", isNegative: true) as UInt64? == nil)
  }

  @Test(arguments: ["", "-1", "+1", " 1", "1 ", "0x1", "1.0", "\u{661}", "1\0"])
  func `nothing else is one`(text: String) {
    #expect(number(text) as Int? == nil)
  }
}
