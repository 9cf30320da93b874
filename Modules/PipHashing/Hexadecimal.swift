/// Hexadecimal digits in lower case, as digests and pip's cache have them.
package enum Hexadecimal {
  /// The value of a digit; nil for other bytes.
  package static func value(ofDigit byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x61...0x66: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }

  /// The digit of the last four bits of a word.
  package static func digit(_ word: UInt64) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: word & 15)
    return value < 10 ? 0x30 + value : 0x61 + value - 10
  }
}

// MARK: - Eight at a time, the first in the highest byte of a word, for a cache has millions of them

extension Hexadecimal {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The digits of a number.
  static func digits(of number: UInt32) -> UInt64 {
    // Four bits in each byte.
    var parts = UInt64(number)
    parts = (parts | parts << 16) & 0x0000_FFFF_0000_FFFF
    parts = (parts | parts << 8) & 0x00FF_00FF_00FF_00FF
    parts = (parts | parts << 4) & 0x0F0F_0F0F_0F0F_0F0F
    let letters = (parts &+ 6 &* ones) >> 4 & ones
    return parts &+ 0x30 &* ones &+ letters &* 0x27
  }

  /// The number that eight digits are; nil where one of them is none.
  static func number(of digits: UInt64) -> UInt32? {
    // Digits have their value in the lower bits, letters one that is nine less.
    var parts = digits & 0x0F0F_0F0F_0F0F_0F0F &+ 9 &* (digits >> 6 & ones)
    parts = (parts | parts >> 4) & 0x00FF_00FF_00FF_00FF
    parts = (parts | parts >> 8) & 0x0000_FFFF_0000_FFFF
    let number = UInt32(truncatingIfNeeded: parts | parts >> 16)
    return Self.digits(of: number) == digits ? number : nil
  }
}
