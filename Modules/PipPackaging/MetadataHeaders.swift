/// The headers of a file of metadata: METADATA, PKG-INFO (core metadata) or WHEEL (PEP 427).
///
/// Headers come first and end at an empty line; what follows is a description, and of no concern
/// here. A line that begins with white space goes on with the header before it.
package struct MetadataHeaders: Sendable, Hashable {
  /// A header.
  package struct Header: Sendable, Hashable {
    /// The name, in lower case.
    package var name: String
    /// The value, without white space around it; bytes that are no UTF-8 are `U+FFFD`.
    package var value: String
  }

  /// The headers, in their order.
  package private(set) var headers: [Header] = []

  /// How many headers are read; honest files have some hundred.
  private static let limit = 65_536

  /// Reads the headers; lines that are none are passed over.
  package init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let line = Self.nextLine(&rest), !line.isEmpty, headers.count < Self.limit {
      if line.first == 0x20 || line.first == 0x09 {
        guard let last = headers.indices.last else { continue }
        headers[last].value += "\n" + Self.text(line)
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        headers.append(
          Header(name: ASCII.lowercased(line[..<colon]), value: Self.text(line[(colon + 1)...]))
        )
      }
    }
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
  private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
    var line = rest[..<end]
    rest = rest[end...].dropFirst()
    if line.last == 0x0D { line.removeLast() }
    return line
  }
}
