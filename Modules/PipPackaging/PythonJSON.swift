import FoundationEssentials

/// JSON as Python's `json` reads it: of a member that stands twice in an object the last counts.
///
/// Foundation takes the first.
package enum PythonJSON {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Reads a file as `json.load` does where it was opened as UTF-8; nil for what that refuses.
  ///
  /// Foundation alone would read UTF-16 and UTF-32 as well, and pass over a mark at the start.
  package static func decode<Content: Decodable>(
    _ type: Content.Type,
    from bytes: [UInt8]
  ) -> Content? {
    // No JSON has a NUL, and every one of another encoding has.
    guard !bytes.starts(with: byteOrderMark), !bytes.contains(0),
      String(validating: bytes, as: UTF8.self) != nil
    else { return nil }
    return try? JSONDecoder().decode(type, from: Data(lastMembers(of: bytes)))
  }

  /// Returns JSON in which each member that stands again behind it is blank.
  static func lastMembers(of bytes: [UInt8]) -> [UInt8] {
    var search = RepeatedMembers(bytes)
    search.run()
    guard !search.found.isEmpty else { return bytes }
    var result = bytes
    var end = 0
    // What is blank is in parts within what else is blank, and is to be passed but once.
    for range in search.found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      for index in max(end, range.lowerBound)..<max(end, range.upperBound) { result[index] = 0x20 }
      end = max(end, range.upperBound)
    }
    return result
  }
}

/// Looks through JSON for members that stand again in the same object.
///
/// What is no JSON is of no concern here: it is refused by who reads it.
private struct RepeatedMembers {
  /// Where there are such members, each with the comma behind it.
  private(set) var found: [Range<Int>] = []

  private let bytes: [UInt8]
  private var position = 0
  /// The objects and lists around: the names of the members so far, in quotes; nil for a list.
  private var around: [[Range<Int>]?] = []
  private var isNameNext = false

  /// So few names are faster compared with each other than put into a set.
  private static let fewNames = 16

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): string()
      case UInt8(ascii: "{"): open([])
      case UInt8(ascii: "["): open(nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): close()
      case UInt8(ascii: ","): isNameNext = (around.last ?? nil) != nil
      default: break
      }
    }
  }

  private mutating func open(_ names: [Range<Int>]?) {
    around.append(names)
    isNameNext = names != nil
  }

  private mutating func close() {
    isNameNext = false
    guard let names = around.popLast() ?? nil, names.count > 1 else { return }
    for index in indicesOfRepeated(names) {
      found.append(names[index].lowerBound..<names[index + 1].lowerBound)
    }
  }

  /// Passes a string whose first quote is behind.
  private mutating func string() {
    let start = position - 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") { position += 1 }
    }
    position = min(position, bytes.count)
    guard isNameNext else { return }
    isNameNext = false
    around[around.count - 1]?.append(start..<position)
  }

  /// Returns where names are that stand again behind.
  private func indicesOfRepeated(_ names: [Range<Int>]) -> [Int] {
    if names.count <= Self.fewNames {
      return names.indices.filter { index in
        let name = name(in: names[index])
        return names[(index + 1)...].contains { self.name(in: $0) == name }
      }
    }
    var later: Set<ArraySlice<UInt8>> = []
    return names.indices.reversed().filter { !later.insert(name(in: names[$0])).inserted }
  }

  private func name(in quoted: Range<Int>) -> ArraySlice<UInt8> {
    let written = bytes[quoted]
    guard written.contains(UInt8(ascii: "\\")),
      let name = try? JSONDecoder().decode(String.self, from: Data(written))
    else { return written }
    // In quotes, as those are that need no decoding.
    return Array("\"\(name)\"".utf8)[...]
  }
}
