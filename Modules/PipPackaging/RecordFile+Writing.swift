extension RecordFile {
  /// The rows as pip writes them (`pip/_internal/operations/install/wheel.py`): sorted, with commas between
  /// their fields, quotes where they are needed, and each ended by a carriage return and a line feed.
  package var bytes: [UInt8] {
    var text: [UInt8] = []
    // A digest, a size and what stands between them have about as much.
    text.reserveCapacity(rows.reduce(0) { $0 + $1.path.utf8.count + 72 })
    // In the order of code points, which is that of their bytes; numbers are moved about sooner than rows.
    for index in rows.indices.sorted(by: { Self.precedes(rows[$0], rows[$1]) }) {
      let row = rows[index]
      Self.append(row.path, to: &text)
      text.append(Self.comma)
      if let algorithm = row.algorithm, let digest = row.digest {
        Self.append(algorithm, to: &text)
        text.append(UInt8(ascii: "="))
        Self.append(digest, to: &text)
      }
      text.append(Self.comma)
      if let size = row.size { text += String(size).utf8 }
      text += [0x0D, 0x0A]
    }
    return text
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  private static func precedes(_ left: Row, _ right: Row) -> Bool {
    // Nearly always the paths decide.
    guard left.path == right.path else {
      return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }
    let (one, other) = (left.digest ?? "", right.digest ?? "")
    guard one == other else { return one.utf8.lexicographicallyPrecedes(other.utf8) }
    return (left.size ?? -1) < (right.size ?? -1)
  }

  private static func append(_ field: String, to text: inout [UInt8]) {
    let start = text.count
    text += field.utf8
    guard text[start...].contains(where: needsQuotes) else { return }
    text.removeLast(text.count - start)
    text.append(quote)
    for byte in field.utf8 {
      if byte == quote { text.append(byte) }
      text.append(byte)
    }
    text.append(quote)
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == comma || byte == quote || byte == 0x0D || byte == 0x0A
  }
}
