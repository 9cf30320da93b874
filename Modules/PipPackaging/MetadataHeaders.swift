/// The headers of a file of metadata: METADATA, PKG-INFO (core metadata) or WHEEL (PEP 427).
///
/// Headers come first and end, as for Python's `email.feedparser`, at an empty line or the first that
/// is no header; what follows is a description, and of no concern here. A line that begins with white
/// space goes on with the header before it.
package struct MetadataHeaders: Sendable, Hashable {
  /// A header.
  package struct Header: Sendable, Hashable {
    /// The name, in lower case.
    package var name: String
    /// The value, without white space around it; bytes that are no UTF-8 are `U+FFFD`.
    package var value: String
    /// Where it is written: its first line behind the colon, and the lines that go on with it.
    fileprivate var lines: ArraySlice<UInt8>

    /// The value as it is written, but for blanks before it: lines that go on with it begin as they do.
    package var writtenValue: String {
      var rest = lines.drop { $0 == 0x20 || $0 == 0x09 }
      var texts: [String] = []
      while let line = MetadataHeaders.nextLine(&rest) {
        texts.append(String(decoding: line, as: UTF8.self))
      }
      return texts.joined(separator: "\n")
    }
  }

  /// The headers, in their order.
  package private(set) var headers: [Header] = []

  /// What follows the headers.
  package private(set) var body: ArraySlice<UInt8> = []

  /// How many headers are read; honest files have some hundred.
  private static let limit = 65_536

  private static let colon = UInt8(ascii: ":")
  private static let envelope = Array("From ".utf8)

  /// Reads the headers.
  ///
  /// - Parameters:
  ///   - bytes: the file, or its beginning.
  ///   - names: the names, in lower case, of those that are wanted; nil for all.
  ///   - isFirstEnough: whether of each the first is enough: then it is read only so far.
  package init(
    _ bytes: [UInt8],
    only names: [StaticString]? = nil,
    firstIsEnough isFirstEnough: Bool = false
  ) {
    var rest = bytes[...]
    var hasHeaderBefore = false
    while headers.count < Self.limit {
      let start = rest
      guard let line = Self.nextLine(&rest), Self.isOfHeaders(line) else {
        // An empty line only parts the two.
        let isSeparator = start.first == 0x0A || start.first == 0x0D
        if !isSeparator { rest = start }
        break
      }
      if Self.isContinuation(line) {
        guard hasHeaderBefore, let last = headers.indices.last else { continue }
        headers[last].value += "\n" + Self.text(line)
        headers[last].lines = bytes[headers[last].lines.startIndex..<line.endIndex]
        continue
      }
      if isFirstEnough, headers.count == names?.count { break }
      // The envelope of a mail, and what has no name, are passed over with all that goes on with it.
      let colon = line.starts(with: Self.envelope) ? nil : line.firstIndex(of: Self.colon)
      hasHeaderBefore = colon.map { $0 > line.startIndex } ?? false
      guard hasHeaderBefore, let colon else { continue }
      if let names, !names.contains(where: { Self.isName($0, line[..<colon]) }) {
        hasHeaderBefore = false
        continue
      }
      let name = ASCII.lowercased(line[..<colon])
      if isFirstEnough, self[name] != nil {
        hasHeaderBefore = false
        continue
      }
      let value = line[(colon + 1)...]
      headers.append(Header(name: name, value: Self.text(value), lines: value))
    }
    body = rest
  }

  /// Tells whether a name is another, which is in lower case.
  private static func isName(_ lower: StaticString, _ name: ArraySlice<UInt8>) -> Bool {
    guard lower.utf8CodeUnitCount == name.count else { return false }
    return lower.withUTF8Buffer { lower in
      unsafe zip(lower, name).allSatisfy { $0 == ASCII.lowercased($1) }
    }
  }

  /// Tells what Python's `headerRE` does: whether a line is one of those that headers are made of.
  private static func isOfHeaders(_ line: ArraySlice<UInt8>) -> Bool {
    if isContinuation(line) || line.starts(with: envelope) { return true }
    let end = line.firstIndex { $0 <= 0x20 || $0 >= 0x7F || $0 == colon }
    return end.map { line[$0] == colon } ?? false
  }

  private static func isContinuation(_ line: ArraySlice<UInt8>) -> Bool {
    line.first == 0x20 || line.first == 0x09
  }

  /// The first value of a header, by its name in lower case.
  package subscript(name: String) -> String? {
    headers.first { $0.name == name }?.value
  }

  /// All values of a header, by its name in lower case.
  package func values(of name: String) -> [String] {
    headers.filter { $0.name == name }.map(\.value)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: PythonWhitespace.trimming(bytes), as: UTF8.self)
  }

  /// Takes the next line, without its end, from what is left.
  fileprivate static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
    let line = rest[..<end]
    rest = rest[end...]
    if rest.popFirst() == 0x0D, rest.first == 0x0A { rest.removeFirst() }
    return line
  }
}
