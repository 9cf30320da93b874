/// Finds the project that a page of an index is about, without reading the page as a whole.
///
/// A cache has thousands of pages, some of megabytes, of which mostly nothing but this is wanted.
package enum PageProject {
  /// Returns what a page in the JSON of PEP 691 says in the member `name` of its outermost object.
  ///
  /// Nil where it says nothing, or is no JSON as far as that can be seen on the way.
  package static func name(inJSON bytes: [UInt8]) -> String? {
    var scanner = JSONScanner(bytes)
    guard scanner.skip(UInt8(ascii: "{")) else { return nil }
    var found: String?
    while let key = scanner.string() {
      guard scanner.skip(UInt8(ascii: ":")) else { return nil }
      if key.elementsEqual("name".utf8) {
        guard let value = scanner.string() else { return nil }
        // Of a member that stands twice the last counts, as for Python.
        found = String(decoding: value, as: UTF8.self)
      } else {
        guard scanner.skipValue() else { return nil }
      }
      guard scanner.skip(UInt8(ascii: ",")) else { break }
    }
    return scanner.skip(UInt8(ascii: "}")) ? found : nil
  }

  /// Returns what stands behind `Links for` in the title of a page in HTML, as PyPI and those that
  /// follow it write it, else in its heading.
  ///
  /// devpi has the name of the index before it: `root/pypi: links for demo`.
  package static func name(inHTML bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
    return name(in: "<title>", of: head) ?? name(in: "<h1>", of: head)
  }

  private static func name(in tag: String, of head: String) -> String? {
    guard let start = Self.end(of: tag, in: head[...]),
      let end = head[start...].firstIndex(of: "<")
    else { return nil }
    let words = head[start..<end].split(whereSeparator: \.isWhitespace)
    guard 3...4 ~= words.count, words.count == 3 || words[0].hasSuffix(":"),
      words[words.count - 3].lowercased() == "links", words[words.count - 2] == "for"
    else { return nil }
    return words.last.map { String($0) }
  }

  private static func end(of text: String, in head: Substring) -> String.Index? {
    var rest = head
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      if rest.hasPrefix(text) { return rest.index(start, offsetBy: text.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}

/// Walks over JSON without making anything of it.
private struct JSONScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Passes a sign, and the white space before it.
  mutating func skip(_ sign: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == sign else { return false }
    position += 1
    return true
  }

  /// Returns the content of a string as it is written; one with escapes is no project's name.
  mutating func string() -> ArraySlice<UInt8>? {
    guard skip(UInt8(ascii: "\"")) else { return nil }
    let start = position
    guard skipString() else { return nil }
    return bytes[start..<(position - 1)]
  }

  /// Passes a value, whatever it is.
  mutating func skipValue() -> Bool {
    skipSpace()
    guard position < bytes.count else { return false }
    switch bytes[position] {
    case UInt8(ascii: "\""):
      position += 1
      return skipString()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return skipNested()
    default:
      let start = position
      while position < bytes.count, !Self.endsScalar(bytes[position]) { position += 1 }
      return position > start
    }
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: "]")
  }

  /// Passes an object or a list with all that is in it.
  private mutating func skipNested() -> Bool {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard skipString() else { return false }
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
        if depth == 0 { return true }
      }
    }
    return false
  }

  /// Passes the rest of a string whose first quote is behind.
  private mutating func skipString() -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return true }
      if byte == UInt8(ascii: "\\") { position += 1 }
    }
    return false
  }

  private mutating func skipSpace() {
    while position < bytes.count, ASCII.isSpace(bytes[position]) { position += 1 }
  }
}
