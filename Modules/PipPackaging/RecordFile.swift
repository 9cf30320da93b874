/// What a wheel or an installed distribution says of its files: a RECORD (PEP 376, PEP 427).
///
/// It is read as pip reads it (`pip/_internal/operations/install/wheel.py`,
/// `get_csv_rows_for_installed`), which takes rows by Python's `csv` and does not look at what is in
/// them: too many fields or too few are as good, and what is no hash or no size says nothing.
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

  /// Creates a RECORD of some rows.
  package init(rows: [Row]) {
    self.rows = rows
  }

  /// The names of files of metadata that no RECORD has a digest of, for nothing can hash itself (PEP 427).
  package static let unhashedNames = ["RECORD", "RECORD.jws", "RECORD.p7s"]

  /// Returns a path as archives write it: some who write RECORD begin with `./`, or part as Windows does.
  package static func archivePath(_ text: String) -> [UInt8] {
    let path = text.utf8.map { $0 == UInt8(ascii: "\\") ? ASCII.slash : $0 }
    return path.starts(with: "./".utf8) ? Array(path.dropFirst(2)) : path
  }

  /// Reads a RECORD, or returns nil where pip would end on it: where it is no UTF-8, or a row has
  /// nothing at all.
  package init?(_ bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while !rest.isEmpty {
      guard rows.count < Self.limit, let row = Self.row(CSV.nextRow(&rest)) else { return nil }
      rows.append(row)
    }
  }

  private static func row(_ fields: [[UInt8]]) -> Row? {
    guard let path = fields.first else { return nil }
    var row = Row(path: String(decoding: path, as: UTF8.self))
    if fields.count > 1, let equals = fields[1].firstIndex(of: equals) {
      row.algorithm = ASCII.lowercased(fields[1][..<equals])
      row.digest = String(
        decoding: fields[1][(equals + 1)...].prefix { $0 != Self.equals },
        as: UTF8.self
      )
    }
    if fields.count > 2 {
      row.size = Int64(String(decoding: fields[2], as: UTF8.self)).flatMap { $0 < 0 ? nil : $0 }
    }
    return row
  }

  private static let equals = UInt8(ascii: "=")
}

/// Rows as Python's `csv` reads them in its usual dialect, from the lines of a text.
private enum CSV {
  /// Few bytes make many fields: those behind are passed and not kept.
  private static let fieldLimit = 3

  private static let quote = UInt8(ascii: "\"")

  /// Takes the next row; of a blank line it has no fields.
  static func nextRow(_ rest: inout ArraySlice<UInt8>) -> [[UInt8]] {
    if lineEnd(&rest) { return [] }
    var fields: [[UInt8]] = []
    repeat {
      let field = nextField(&rest)
      if fields.count < fieldLimit { fields.append(field) }
    } while rest.popFirst(UInt8(ascii: ","))
    _ = lineEnd(&rest)
    return fields
  }

  /// Takes a field up to its comma or the end of the line.
  ///
  /// Quotes count only where it begins with one; what stands behind the closing quote belongs to it,
  /// as it is written.
  private static func nextField(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    if rest.popFirst(quote) {
      while let byte = rest.first, byte != quote || rest.dropFirst().first == quote {
        // Lines are joined without what ended them.
        if lineEnd(&rest) { continue }
        text.append(byte)
        rest = rest.dropFirst(byte == quote ? 2 : 1)
      }
      rest = rest.dropFirst()
    }
    while let byte = rest.first, byte != UInt8(ascii: ","), PythonLines.endLength(rest) == 0 {
      text.append(byte)
      rest = rest.dropFirst()
    }
    return text
  }

  /// Passes the end of a line, if there is one.
  private static func lineEnd(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let length = PythonLines.endLength(rest)
    rest = rest.dropFirst(length)
    return length > 0
  }
}

extension ArraySlice<UInt8> {
  /// Takes a byte, if it is the next.
  fileprivate mutating func popFirst(_ byte: UInt8) -> Bool {
    guard first == byte else { return false }
    self = dropFirst()
    return true
  }
}
