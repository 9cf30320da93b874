extension FixedWidthInteger {
  /// Reads a number of decimal digits alone; nil where there are none, or it is out of range.
  ///
  /// - Parameters:
  ///   - digits: the digits in ASCII, without a sign.
  ///   - isNegative: whether the number is below zero.
  @inlinable
  package init?(decimalDigits digits: ArraySlice<UInt8>, isNegative: Bool = false) {
    guard !digits.isEmpty else { return nil }
    self = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let value = Self(digit - UInt8(ascii: "0"))
      let (tens, isTooMuch) = multipliedReportingOverflow(by: 10)
      let (sum, isOutOfRange) =
        isNegative ? tens.subtractingReportingOverflow(value) : tens.addingReportingOverflow(value)
      guard !isTooMuch, !isOutOfRange else { return nil }
      self = sum
    }
  }
}
