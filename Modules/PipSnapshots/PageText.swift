/// What a page means to its readers, roughly: enough to see what hides behind escapes.
enum PageText {
  /// Tells whether all that a text means satisfies a condition: the text as it is, twice decoded (JSON is in
  /// HTML, and the other way round), and without what readers of addresses drop, line feeds and tabs.
  static func everyMeaning(
    of text: [UInt8],
    satisfies isFine: ([UInt8]) throws -> Bool
  ) rethrows -> Bool {
    guard try isFine(text) else { return false }
    var text = text
    for _ in 1...2 {
      guard let decoded = decoded(text), decoded != text else { break }
      text = decoded
      guard try isFine(text) else { return false }
    }
    let isDropped: (UInt8) -> Bool = { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    guard text.contains(where: isDropped) else { return true }
    text.removeAll(where: isDropped)
    return try isFine(text)
  }

  private static let named: [(name: [UInt8], sign: UInt8)] = [
    ("AMP", "&"), ("NewLine", "\n"), ("Tab", "\t"), ("amp", "&"), ("apos", "'"), ("bsol", "\\"),
    ("colon", ":"), ("commat", "@"), ("equals", "="), ("gt", ">"), ("lt", "<"), ("num", "#"),
    ("period", "."), ("quest", "?"), ("quot", "\""), ("semi", ";"), ("sol", "/"),
  ].map { (Array($0.0.utf8), UInt8(ascii: $0.1)) }

  /// Returns a text with escapes of JSON (RFC 8259) and references of HTML decoded; nil where there are none.
  ///
  /// What is no ASCII becomes a byte that no address has.
  static func decoded(_ text: [UInt8]) -> [UInt8]? {
    guard text.contains(where: { $0 == 0x5C || $0 == 0x26 }) else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var rest = text[...]
    while let byte = rest.first {
      switch byte {
      case 0x5C: result.append(escaped(&rest))
      case 0x26: result.append(reference(&rest))
      default:
        result.append(byte)
        rest.removeFirst()
      }
    }
    return result
  }

  /// Takes an escape of JSON.
  private static func escaped(_ rest: inout ArraySlice<UInt8>) -> UInt8 {
    rest.removeFirst()
    guard let sign = rest.popFirst() else { return 0x5C }
    switch sign {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"): break
    default: return sign
    }
    let digits = rest.prefix(4)
    guard digits.count == 4, let value = number(digits, radix: 16) else { return sign }
    rest = rest.dropFirst(4)
    return value < 0x80 ? UInt8(value) : 0x80
  }

  /// Takes a reference of HTML, or the sign that begins one.
  private static func reference(_ rest: inout ArraySlice<UInt8>) -> UInt8 {
    rest.removeFirst()
    let name = rest.prefix(16).prefix { $0 != UInt8(ascii: ";") }
    let length = rest.dropFirst(name.count).first == UInt8(ascii: ";") ? name.count + 1 : name.count
    if name.first == UInt8(ascii: "#") {
      let digits = name.dropFirst()
      let isHexadecimal = digits.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
      // The semicolon may be missing.
      let plain = (isHexadecimal ? digits.dropFirst() : digits)
        .prefix { isHexadecimal ? isHexadecimalDigit($0) : (0x30...0x39).contains($0) }
      guard let value = number(plain, radix: isHexadecimal ? 16 : 10) else { return 0x26 }
      let end = plain.endIndex
      rest = rest[end...]
      if rest.first == UInt8(ascii: ";") { rest.removeFirst() }
      return value < 0x80 ? UInt8(value) : 0x80
    }
    guard length > name.count, let found = named.first(where: { $0.name.elementsEqual(name) })
    else {
      return 0x26
    }
    rest = rest.dropFirst(length)
    return found.sign
  }

  private static func isHexadecimalDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> Int? {
    digits.count <= 8 ? Int(String(decoding: digits, as: UTF8.self), radix: radix) : 0x80
  }
}
