/// The lines of a text in UTF-8 as Python's `str.splitlines` finds them, which knows more ends than most.
enum PythonLines {
  /// Returns the lines, without what ends them.
  static func split(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var position = start
    while position < bytes.endIndex {
      let length = endLength(bytes[position...])
      guard length > 0 else {
        position += 1
        continue
      }
      lines.append(bytes[start..<position])
      position += length
      start = position
    }
    if start < bytes.endIndex { lines.append(bytes[start...]) }
    return lines
  }

  /// Returns how many bytes the end of a line takes at the start; 0 where there is none.
  static func endLength(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    return switch first {
    case 0x0D: bytes.dropFirst().first == 0x0A ? 2 : 1
    case 0x0A...0x0C, 0x1C...0x1E: 1
    case 0xC2: bytes.dropFirst().first == 0x85 ? 2 : 0
    case 0xE2:
      bytes.starts(with: [0xE2, 0x80, 0xA8]) || bytes.starts(with: [0xE2, 0x80, 0xA9]) ? 3 : 0
    default: 0
    }
  }
}
