/// What somebody wants to have installed, such as `requests[socks]>=2; python_version < "3.9"` (PEP 508), as
/// the `packaging` library reads it.
package struct Requirement: Sendable, Hashable {
  /// The project.
  package let name: PackageName

  /// The extras that are wanted of it, as they are written.
  package let extras: [String]

  /// What its version must be; nothing where an address says which it is.
  package let specifiers: VersionSpecifiers

  /// Where it is, if that is said.
  package let url: String?

  /// The condition on which it is wanted.
  package let marker: Marker?

  /// The longest text that is taken for a requirement, in bytes.
  package static let lengthLimit = 65_536

  /// Parses a requirement, or returns nil for a text that is none.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.lengthLimit else { return nil }
    var cursor = ByteCursor(bytes[...])
    cursor.takeBlanks()
    let isOfNames = { ASCII.isAlphanumeric($0) || ASCII.isSeparator($0) }
    guard let name = PackageName(utf8: cursor.takeAll(where: isOfNames)) else { return nil }
    self.name = name
    cursor.takeBlanks()
    guard let extras = Self.extras(&cursor) else { return nil }
    self.extras = extras
    cursor.takeBlanks()
    var specifierText: ArraySlice<UInt8> = []
    if cursor.take(UInt8(ascii: "@")) {
      cursor.takeBlanks()
      let url = cursor.takeAll { $0 != 0x20 && $0 != 0x09 }
      guard !url.isEmpty else { return nil }
      self.url = String(decoding: url, as: UTF8.self)
    } else {
      url = nil
      let isParenthesized = cursor.take(UInt8(ascii: "("))
      specifierText = cursor.takeAll { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ")") }
      guard !isParenthesized || cursor.take(UInt8(ascii: ")")) else { return nil }
    }
    guard let specifiers = VersionSpecifiers(String(decoding: specifierText, as: UTF8.self)) else {
      return nil
    }
    self.specifiers = specifiers
    cursor.takeBlanks()
    if cursor.take(UInt8(ascii: ";")) {
      guard let marker = Marker(&cursor) else { return nil }
      self.marker = marker
    } else {
      marker = nil
    }
    cursor.takeBlanks()
    guard cursor.isAtEnd else { return nil }
  }

  private static func extras(_ cursor: inout ByteCursor) -> [String]? {
    guard cursor.take(UInt8(ascii: "[")) else { return [] }
    let inside = cursor.takeAll { $0 != UInt8(ascii: "]") }
    guard cursor.take(UInt8(ascii: "]")) else { return nil }
    guard !PythonWhitespace.trimming(inside).isEmpty else { return [] }
    var extras: [String] = []
    for part in inside.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let name = PackageName(utf8: PythonWhitespace.trimming(part)) else { return nil }
      extras.append(name.original)
    }
    return extras
  }
}

extension Requirement: CustomStringConvertible {
  /// The form of the `packaging` library.
  package var description: String {
    var text = name.original
    if !extras.isEmpty { text += "[\(Set(extras).sorted().joined(separator: ","))]" }
    text += specifiers.description
    if let url { text += " @ \(url)\(marker == nil ? "" : " ")" }
    if let marker { text += "; \(marker)" }
    return text
  }
}
