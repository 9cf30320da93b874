extension RecordFile {
  /// The rows as pip writes them (`pip/_internal/operations/install/wheel.py`): sorted, with commas between
  /// their fields, quotes where they are needed, and each ended by a carriage return and a line feed.
  package var bytes: [UInt8] {
    var text: [UInt8] = []
    // In the order of code points, which is that of their bytes.
    for fields in rows.map(Self.fields).sorted(by: Self.precedes) {
      for (place, field) in fields.enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        Self.append(field, to: &text)
      }
      text += [0x0D, 0x0A]
    }
    return text
  }

  private static func fields(_ row: Row) -> [[UInt8]] {
    var hash: [UInt8] = []
    if let algorithm = row.algorithm, let digest = row.digest {
      hash = Array("\(algorithm)=\(digest)".utf8)
    }
    return [Array(row.path.utf8), hash, row.size.map { Array(String($0).utf8) } ?? []]
  }

  private static func precedes(_ left: [[UInt8]], _ right: [[UInt8]]) -> Bool {
    left.lexicographicallyPrecedes(right) { $0.lexicographicallyPrecedes($1) }
  }

  private static func append(_ field: [UInt8], to text: inout [UInt8]) {
    guard field.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text += field }
    text.append(UInt8(ascii: "\""))
    for byte in field {
      if byte == UInt8(ascii: "\"") { text.append(byte) }
      text.append(byte)
    }
    text.append(UInt8(ascii: "\""))
  }
}
