/// A value of TOML (version 1.0): <https://toml.io/en/v1.0.0>.
package enum TOMLValue: Sendable, Hashable {
  /// A text.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// A number that need not be whole, as it is written.
  case number(String)
  /// Whether something holds.
  case truth(Bool)
  /// A date, a time, or both, as it is written.
  case moment(String)
  /// Values in their order.
  case list([TOMLValue])
  /// Values by their names.
  case table([String: TOMLValue])

  /// A text; nil for another value.
  package var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  /// A whole number; nil for another value.
  package var integer: Int64? {
    if case .integer(let number) = self { return number }
    return nil
  }

  /// The values of a list; nil for another value.
  package var list: [TOMLValue]? {
    if case .list(let values) = self { return values }
    return nil
  }

  /// The values of a table; nil for another value.
  package var table: [String: TOMLValue]? {
    if case .table(let values) = self { return values }
    return nil
  }
}

/// A document of TOML, read whole or not at all.
package enum TOMLDocument {
  /// Reads a document.
  ///
  /// - Parameter bytes: the document, in UTF-8.
  /// - Returns: its values by their names.
  /// - Throws: `TOMLError` where it is none.
  package static func read(_ bytes: [UInt8]) throws(TOMLError) -> [String: TOMLValue] {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TOMLError(line: 1, reason: "it is not UTF-8")
    }
    var parser = TOMLParser(bytes)
    return try parser.document()
  }
}

/// Where a document of TOML is none, and why.
package struct TOMLError: Error, Sendable, Hashable {
  /// The number of the line, from 1.
  package let line: Int
  /// Why.
  package let reason: String
}

/// A table while it grows: who comes later may add to it, or not.
private final class GrowingTable {
  enum Member {
    case value(TOMLValue)
    case table(GrowingTable)
    /// Tables that a header in double brackets adds to.
    case tables([GrowingTable])
  }

  var members: [String: Member] = [:]
  /// Whether a header has named it, which none may do twice.
  var isNamed: Bool
  /// Whether dotted keys have made it, which no header may name then.
  var isDotted: Bool

  init(isNamed: Bool = false, isDotted: Bool = false) {
    self.isNamed = isNamed
    self.isDotted = isDotted
  }

  var finished: [String: TOMLValue] {
    members.mapValues { member in
      switch member {
      case .value(let value): value
      case .table(let table): .table(table.finished)
      case .tables(let tables): .list(tables.map { .table($0.finished) })
      }
    }
  }
}

private struct TOMLParser {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  /// Nested deeper nobody writes anything.
  private static let depthLimit = 64
  /// Names with more parts neither.
  private static let partLimit = 64

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private func error(_ reason: String) -> TOMLError { TOMLError(line: line, reason: reason) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func starts(_ word: StaticString) -> Bool {
    bytes[position...].starts(with: word.description.utf8)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func passBlanks() {
    while next == 0x20 || next == 0x09 { position += 1 }
  }

  /// Passes the end of a line; false where there is none.
  private mutating func passLineEnd() -> Bool {
    if take(0x0A) {
      line += 1
      return true
    }
    guard next == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A else {
      return false
    }
    position += 2
    line += 1
    return true
  }

  private mutating func passComment() throws(TOMLError) {
    guard take(UInt8(ascii: "#")) else { return }
    while let byte = next, byte != 0x0A {
      if byte == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { return }
      guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
        throw error("a comment has a control character")
      }
      position += 1
    }
  }

  /// Passes what may stand between the values of a list.
  private mutating func passSpace() throws(TOMLError) {
    repeat {
      passBlanks()
      try passComment()
    } while passLineEnd()
  }

  mutating func document() throws(TOMLError) -> [String: TOMLValue] {
    let root = GrowingTable(isNamed: true)
    var current = root
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while true {
      try passSpace()
      guard let byte = next else { return root.finished }
      if byte == UInt8(ascii: "[") {
        current = try header(in: root)
      } else {
        try assignment(in: current)
      }
      passBlanks()
      try passComment()
      guard next == nil || passLineEnd() else { throw error("something stands behind a value") }
    }
  }

  // MARK: - Names

  private mutating func header(in root: GrowingTable) throws(TOMLError) -> GrowingTable {
    position += 1
    let isList = take(UInt8(ascii: "["))
    let names = try names()
    guard take(UInt8(ascii: "]")), !isList || take(UInt8(ascii: "]")), let last = names.last else {
      throw error("a header is not closed")
    }
    var table = root
    for name in names.dropLast() { table = try entered(name, of: table) }
    guard isList else { return try named(last, of: table) }
    let new = GrowingTable(isNamed: true)
    switch table.members[last] {
    case nil: table.members[last] = .tables([new])
    case .tables(let earlier): table.members[last] = .tables(earlier + [new])
    case .value, .table: throw error("\(last) is there already")
    }
    return new
  }

  private func entered(
    _ name: String,
    of table: GrowingTable
  ) throws(TOMLError) -> GrowingTable {
    switch table.members[name] {
    case nil:
      let new = GrowingTable()
      table.members[name] = .table(new)
      return new
    case .table(let inner): return inner
    case .tables(let tables):
      guard let last = tables.last else { throw error("\(name) has no table") }
      return last
    case .value: throw error("\(name) is no table")
    }
  }

  private func named(
    _ name: String,
    of table: GrowingTable
  ) throws(TOMLError) -> GrowingTable {
    switch table.members[name] {
    case nil:
      let new = GrowingTable(isNamed: true)
      table.members[name] = .table(new)
      return new
    case .table(let inner) where !inner.isNamed && !inner.isDotted:
      inner.isNamed = true
      return inner
    case .table, .tables, .value: throw error("\(name) is there already")
    }
  }

  private mutating func assignment(in table: GrowingTable) throws(TOMLError) {
    let names = try names()
    guard take(UInt8(ascii: "=")), let last = names.last else { throw error("a name has no value") }
    var table = table
    for name in names.dropLast() {
      switch table.members[name] {
      case nil:
        let new = GrowingTable(isDotted: true)
        table.members[name] = .table(new)
        table = new
      case .table(let inner) where inner.isDotted: table = inner
      case .table, .tables, .value: throw error("\(name) is there already")
      }
    }
    guard table.members[last] == nil else { throw error("\(last) is there already") }
    passBlanks()
    table.members[last] = .value(try value(depth: 0))
  }

  /// Reads names with dots between them, and the blanks around them.
  private mutating func names() throws(TOMLError) -> [String] {
    var names: [String] = []
    repeat {
      passBlanks()
      names.append(try name())
      passBlanks()
      guard names.count <= Self.partLimit else { throw error("a name has too many parts") }
    } while take(UInt8(ascii: "."))
    return names
  }

  private mutating func name() throws(TOMLError) -> String {
    switch next {
    case UInt8(ascii: "\"") where !starts("\"\"\""): return try basicText()
    case UInt8(ascii: "'") where !starts("'''"): return try literalText()
    default:
      let start = position
      while let byte = next, ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-_".utf8.contains(byte)
      {
        position += 1
      }
      guard position > start else { throw error("a name is missing") }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(TOMLError) -> TOMLValue {
    guard depth < Self.depthLimit else { throw error("values are nested too deep") }
    switch next {
    case UInt8(ascii: "\""):
      return .text(try starts("\"\"\"") ? longText(isLiteral: false) : basicText())
    case UInt8(ascii: "'"):
      return .text(try starts("'''") ? longText(isLiteral: true) : literalText())
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "{"): return try inlineTable(depth: depth)
    default: return try word()
    }
  }

  private mutating func list(depth: Int) throws(TOMLError) -> TOMLValue {
    position += 1
    var values: [TOMLValue] = []
    while true {
      try passSpace()
      if take(UInt8(ascii: "]")) { return .list(values) }
      values.append(try value(depth: depth + 1))
      try passSpace()
      guard take(UInt8(ascii: ",")) else {
        guard take(UInt8(ascii: "]")) else { throw error("a list is not closed") }
        return .list(values)
      }
    }
  }

  private mutating func inlineTable(depth: Int) throws(TOMLError) -> TOMLValue {
    position += 1
    let table = GrowingTable(isDotted: true)
    passBlanks()
    if take(UInt8(ascii: "}")) { return .table([:]) }
    repeat {
      let names = try names()
      guard take(UInt8(ascii: "=")), let last = names.last else {
        throw error("a name has no value")
      }
      var inner = table
      for name in names.dropLast() {
        switch inner.members[name] {
        case nil:
          let new = GrowingTable(isDotted: true)
          inner.members[name] = .table(new)
          inner = new
        case .table(let earlier): inner = earlier
        case .tables, .value: throw error("\(name) is there already")
        }
      }
      guard inner.members[last] == nil else { throw error("\(last) is there already") }
      passBlanks()
      inner.members[last] = .value(try value(depth: depth + 1))
      passBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("a table is not closed") }
    return .table(table.finished)
  }

  /// Reads a number, a truth or a moment.
  private mutating func word() throws(TOMLError) -> TOMLValue {
    let start = position
    while let byte = next,
      ASCII.isLetter(byte) || ASCII.isDigit(byte) || "+-_.:".utf8.contains(byte)
    {
      position += 1
    }
    // A date and a time may have a space between them.
    if next == 0x20, position - start == 10, position + 1 < bytes.count,
      ASCII.isDigit(bytes[position + 1]), bytes[start + 4] == UInt8(ascii: "-")
    {
      position += 1
      while let byte = next,
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || "+-.:".utf8.contains(byte)
      {
        position += 1
      }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch text {
    case "": throw error("a value is missing")
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "inf", "+inf", "-inf", "nan", "+nan", "-nan": return .number(text)
    default: return try number(text)
    }
  }

  private func number(_ text: String) throws(TOMLError) -> TOMLValue {
    let isMoment =
      text.utf8.contains(UInt8(ascii: ":"))
      || text.utf8.prefix(5).last == UInt8(ascii: "-") && text.utf8.count >= 10
    if isMoment {
      guard text.utf8.first.map(ASCII.isDigit) == true else { throw error("\(text) is no time") }
      return .moment(text)
    }
    guard let plain = Self.withoutSeparators(text) else { throw error("\(text) is no number") }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
      let digits = plain.dropFirst(2)
      guard digits.utf8.first.map({ "+-".utf8.contains($0) }) == false,
        let number = Int64(digits, radix: radix)
      else { throw error("\(text) is no number") }
      return .integer(number)
    }
    let unsigned =
      plain.utf8.first.map { "+-".utf8.contains($0) } == true ? plain.dropFirst() : plain[...]
    guard let first = unsigned.utf8.first, ASCII.isDigit(first) else {
      throw error("\(text) is no value")
    }
    // No number begins with a zero that says nothing.
    let isPadded =
      first == UInt8(ascii: "0") && unsigned.utf8.dropFirst().first.map(ASCII.isDigit) == true
    guard !isPadded else { throw error("\(text) is no number") }
    if unsigned.utf8.allSatisfy(ASCII.isDigit) {
      guard let number = Int64(plain) else { throw error("\(text) is too large") }
      return .integer(number)
    }
    let dot = unsigned.utf8.firstIndex(of: UInt8(ascii: "."))
    if let dot {
      let after = unsigned.utf8[unsigned.utf8.index(after: dot)...].first
      guard after.map(ASCII.isDigit) == true else { throw error("\(text) is no number") }
    }
    guard unsigned.utf8.allSatisfy({ ASCII.isDigit($0) || "eE.+-".utf8.contains($0) }),
      Double(plain) != nil
    else { throw error("\(text) is no value") }
    return .number(plain)
  }

  /// Returns a number without the low lines between its digits; nil where one stands elsewhere.
  private static func withoutSeparators(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
    let bytes = Array(text.utf8)
    for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
      guard place > 0, place + 1 < bytes.count, ASCII.hexValue(bytes[place - 1]) != nil,
        ASCII.hexValue(bytes[place + 1]) != nil
      else { return nil }
    }
    return text.replacing("_", with: "")
  }

  // MARK: - Texts

  private mutating func literalText() throws(TOMLError) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "'") {
      guard Self.isAllowed(byte) else { throw error("a text is not closed") }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard take(UInt8(ascii: "'")) else { throw error("a text is not closed") }
    return text
  }

  private mutating func basicText() throws(TOMLError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escaped()
      default:
        guard Self.isAllowed(byte) else { throw error("a text is not closed") }
        text.append(byte)
      }
    }
    throw error("a text is not closed")
  }

  private mutating func longText(isLiteral: Bool) throws(TOMLError) -> String {
    let quote = isLiteral ? UInt8(ascii: "'") : UInt8(ascii: "\"")
    position += 3
    _ = passLineEnd()
    var text: [UInt8] = []
    while let byte = next {
      if byte == quote {
        let count = bytes[position...].prefix(5).prefix { $0 == quote }.count
        position += count
        // Up to two before the end belong to the text.
        text += [UInt8](repeating: quote, count: count < 3 ? count : count - 3)
        if count >= 3 { return String(decoding: text, as: UTF8.self) }
      } else if passLineEnd() {
        text.append(0x0A)
      } else if byte == UInt8(ascii: "\\"), !isLiteral {
        position += 1
        if !passContinuation() { text += try escaped() }
      } else {
        guard Self.isAllowed(byte) else { throw error("a text has a control character") }
        text.append(byte)
        position += 1
      }
    }
    throw error("a text is not closed")
  }

  /// Passes the rest of a line that a backslash ends, and the space before what goes on.
  private mutating func passContinuation() -> Bool {
    let start = position
    passBlanks()
    guard passLineEnd() else {
      position = start
      return false
    }
    repeat { passBlanks() } while passLineEnd()
    return true
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F || byte == 0x09
  }

  private mutating func escaped() throws(TOMLError) -> [UInt8] {
    guard let byte = next else { throw error("a text is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
    case UInt8(ascii: "u"): return try scalar(digits: 4)
    case UInt8(ascii: "U"): return try scalar(digits: 8)
    default: throw error("a backslash stands before what needs none")
    }
  }

  private mutating func scalar(digits count: Int) throws(TOMLError) -> [UInt8] {
    let digits = bytes[position...].prefix(count)
    guard digits.count == count, digits.allSatisfy({ ASCII.hexValue($0) != nil }),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(number)
    else { throw error("a text has digits that are no character") }
    position += count
    return Array(String(Character(scalar)).utf8)
  }
}
