internal import PipHashing

/// The JSON of a manifest's lines, which has one form for each value: objects whose members are sorted,
/// texts in ASCII, whole numbers; nothing between them that could be otherwise.
package enum CanonicalJSON: Sendable, Hashable {
  /// A text.
  case text(String)
  /// A whole number, not below zero.
  case number(Int64)
  /// An object, by the names of its members.
  case object([String: CanonicalJSON])

  /// Objects in objects, the line itself counted.
  private static let depthLimit = 4

  /// The members of an object; nil for another value.
  package var members: [String: CanonicalJSON]? {
    if case .object(let members) = self { return members }
    return nil
  }

  /// A text; nil for another value.
  package var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  /// A number; nil for another value.
  package var number: Int64? {
    if case .number(let number) = self { return number }
    return nil
  }

  /// Writes the value.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): Self.append(text, to: &bytes)
    case .number(let number): bytes += String(number).utf8
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { Self.precedes($0.key, $1.key) }).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Tells whether a name comes before another: in the order of their bytes.
  private static func precedes(_ name: String, _ other: String) -> Bool {
    name.utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Writes a text.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    guard !text.utf8.allSatisfy(isPlain) else {
      bytes += text.utf8
      return
    }
    for unit in text.utf16 {
      switch unit {
      case 0x22, 0x5C: bytes += [0x5C, UInt8(unit)]
      case 0x20...0x7E: bytes.append(UInt8(unit))
      default:
        let digits = String(unit, radix: 16)
        bytes += "\\u".utf8
        bytes += String(repeating: "0", count: 4 - digits.count).utf8
        bytes += digits.utf8
      }
    }
  }

  /// Tells whether a byte stands for itself.
  static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C
  }

  /// Reads a value that takes up all of some bytes; nil where they are not in the one form.
  package init?(_ bytes: ArraySlice<UInt8>) {
    var reader = Reader(rest: bytes)
    guard let value = reader.value(depth: 0), reader.rest.isEmpty else { return nil }
    self = value
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func value(depth: Int) -> CanonicalJSON? {
      switch rest.first {
      case UInt8(ascii: "{"): object(depth: depth)
      case UInt8(ascii: "\""): text().map(CanonicalJSON.text)
      default: number()
      }
    }

    private mutating func object(depth: Int) -> CanonicalJSON? {
      rest.removeFirst()
      var members: [String: CanonicalJSON] = [:]
      guard depth < CanonicalJSON.depthLimit else { return nil }
      if take("}") { return .object(members) }
      var last: String?
      repeat {
        guard let name = text(), last.map({ CanonicalJSON.precedes($0, name) }) ?? true, take(":"),
          let value = value(depth: depth + 1)
        else { return nil }
        members[name] = value
        last = name
      } while take(",")
      return take("}") ? .object(members) : nil
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: sign) else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func number() -> CanonicalJSON? {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard digits.count == 1 || digits.first != 0x30,
        let number = Int64(String(decoding: digits, as: UTF8.self))
      else { return nil }
      rest = rest.dropFirst(digits.count)
      return .number(number)
    }

    private mutating func text() -> String? {
      guard take("\"") else { return nil }
      let plain = rest.prefix(while: CanonicalJSON.isPlain)
      rest = rest.dropFirst(plain.count)
      if take("\"") { return String(decoding: plain, as: UTF8.self) }
      var units = plain.map { UInt16($0) }
      while let byte = rest.popFirst() {
        switch byte {
        case 0x22: return String(validating: units, as: UTF16.self)
        case 0x5C:
          guard let unit = escaped() else { return nil }
          units.append(unit)
        case 0x20...0x7E: units.append(UInt16(byte))
        default: return nil
        }
      }
      return nil
    }

    private mutating func escaped() -> UInt16? {
      switch rest.popFirst() {
      case 0x22: return 0x22
      case 0x5C: return 0x5C
      case UInt8(ascii: "u"):
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, digits.allSatisfy({ Hexadecimal.value(ofDigit: $0) != nil }),
          let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
          // What can stand for itself does.
          !(0x20...0x7E).contains(unit)
        else { return nil }
        return unit
      default: return nil
      }
    }
  }
}
