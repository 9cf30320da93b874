/// What a wheel or an installed distribution says of its files: a RECORD (PEP 376, PEP 427).
///
/// It is CSV as Python's `csv` module reads it: fields set apart by commas, in double quotes where
/// they hold one, three in each row.
package struct RecordFile: Sendable, Hashable {
  /// What is said of a file.
  package struct Row: Sendable, Hashable {
    /// The path, with slashes, as it is written.
    package var path: String
    /// The name of the hash function in lower case, such as `sha256`; nil where there is no hash.
    package var algorithm: String?
    /// The digest in Base64 for URLs (RFC 4648 section 5), without padding.
    package var digest: String?
    /// Bytes in the file; nil where that is not said.
    package var size: Int64?

    /// Creates a row.
    package init(path: String, algorithm: String? = nil, digest: String? = nil, size: Int64? = nil)
    {
      self.path = path
      self.algorithm = algorithm
      self.digest = digest
      self.size = size
    }
  }

  /// The rows, in their order.
  package private(set) var rows: [Row] = []

  /// More rows are none of a distribution's.
  private static let limit = 1_000_000

  /// Reads a RECORD, or returns nil where the bytes are none.
  package init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while !rest.isEmpty {
      guard let fields = Self.nextRow(&rest) else { return nil }
      if fields == [""] { continue }
      guard rows.count < Self.limit, let row = Self.row(fields) else { return nil }
      rows.append(row)
    }
  }

  private static func row(_ fields: [String]) -> Row? {
    guard fields.count == fieldCount, !fields[0].isEmpty else { return nil }
    var row = Row(path: fields[0])
    if !fields[1].isEmpty {
      let hash = Array(fields[1].utf8)
      guard let equals = hash.firstIndex(of: Self.equals) else { return nil }
      row.algorithm = ASCII.lowercased(hash[..<equals])
      row.digest = String(
        decoding: hash[(equals + 1)...].prefix { $0 != Self.equals },
        as: UTF8.self
      )
    }
    if !fields[2].isEmpty {
      guard let size = Int64(fields[2]), size >= 0 else { return nil }
      row.size = size
    }
    return row
  }

  /// Takes the next row; nil where it has too many fields, or a quoted field has no end or text
  /// behind it.
  private static func nextRow(_ rest: inout ArraySlice<UInt8>) -> [String]? {
    var fields: [String] = []
    while true {
      // Few bytes make many fields: those of a row that is none are not kept.
      guard fields.count < fieldCount, let field = nextField(&rest) else { return nil }
      fields.append(field)
      switch rest.popFirst() {
      case UInt8(ascii: ","): continue
      case 0x0D:
        if rest.first == 0x0A { rest.removeFirst() }
        return fields
      case 0x0A, nil: return fields
      default: return nil
      }
    }
  }

  private static let fieldCount = 3
  private static let equals = UInt8(ascii: "=")
  private static let quote = UInt8(ascii: "\"")

  private static func nextField(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.first == quote else {
      let end =
        rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
      defer { rest = rest[end...] }
      return String(decoding: rest[..<end], as: UTF8.self)
    }
    rest.removeFirst()
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte != quote {
        text.append(byte)
      } else if rest.first == quote {
        rest.removeFirst()
        text.append(quote)
      } else {
        return String(decoding: text, as: UTF8.self)
      }
    }
    return nil
  }
}
