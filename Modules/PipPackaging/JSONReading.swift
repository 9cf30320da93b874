import FoundationEssentials

/// Goes through JSON by the grammar of Python's decoder (`json/scanner.py`, `json/decoder.py`): that
/// of RFC 8259, and `NaN`, `Infinity` and `-Infinity` as numbers.
struct JSONReading {
  /// What need not be read: members that stand again behind in the same object, each with its comma,
  /// and what is in lists and objects that are nested too deep for anybody to look there.
  private(set) var surplus: [Range<Int>] = []

  /// Where something stands for a number that is none.
  private(set) var notNumbers: [Range<Int>] = []

  private let bytes: [UInt8]
  private var position = 0
  private var next = Next.value
  private var around: [Container] = []

  private struct Container {
    let isObject: Bool
    /// Where the content begins.
    let start: Int
    /// The names of the members so far, in quotes.
    var names: [Range<Int>] = []
  }

  /// What the grammar wants next.
  private enum Next {
    case value
    case itemOrEnd
    case name
    case nameOrEnd
    case colon
    case commaOrEnd
    case nothing
  }

  /// Nested deeper, Python's decoder meets the limit of its recursion, which pip's own calls share.
  private static let depthLimit = 900
  /// Nothing that is read is nested so deep; Foundation ends at 512.
  private static let depthOfInterest = 64
  /// Python makes no number of more digits (`sys.int_info.default_max_str_digits`).
  private static let digitLimit = 4300
  /// So few names are faster compared with each other than put into a set.
  private static let fewNames = 16

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Goes through all, and tells whether it is JSON.
  mutating func run() -> Bool {
    while let byte = nextByte() {
      switch (next, byte) {
      case (.itemOrEnd, UInt8(ascii: "]")), (.nameOrEnd, UInt8(ascii: "}")):
        close()
      case (.value, _), (.itemOrEnd, _):
        guard value(byte) else { return false }
      case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
        let start = position
        guard string() else { return false }
        around[around.count - 1].names.append(start..<position)
        next = .colon
      case (.colon, UInt8(ascii: ":")):
        position += 1
        next = .value
      case (.commaOrEnd, UInt8(ascii: ",")):
        position += 1
        next = around[around.count - 1].isObject ? .name : .value
      case (.commaOrEnd, UInt8(ascii: "]")):
        guard !around[around.count - 1].isObject else { return false }
        close()
      case (.commaOrEnd, UInt8(ascii: "}")):
        guard around[around.count - 1].isObject else { return false }
        close()
      default: return false
      }
    }
    return next == .nothing
  }

  /// Returns the next byte that is not white, which is not passed yet.
  private mutating func nextByte() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  private mutating func value(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"): return open(isObject: true)
    case UInt8(ascii: "["): return open(isObject: false)
    case UInt8(ascii: "\""): guard string() else { return false }
    case UInt8(ascii: "t"): guard pass("true") else { return false }
    case UInt8(ascii: "f"): guard pass("false") else { return false }
    case UInt8(ascii: "n"): guard pass("null") else { return false }
    default: guard number() else { return false }
    }
    next = around.isEmpty ? .nothing : .commaOrEnd
    return true
  }

  private mutating func open(isObject: Bool) -> Bool {
    guard around.count < Self.depthLimit else { return false }
    position += 1
    around.append(Container(isObject: isObject, start: position))
    next = isObject ? .nameOrEnd : .itemOrEnd
    return true
  }

  private mutating func close() {
    let depth = around.count
    let container = around.removeLast()
    if depth == Self.depthOfInterest {
      surplus.append(container.start..<position)
    } else if depth < Self.depthOfInterest {
      let names = container.names
      for index in indicesOfRepeated(names) {
        surplus.append(names[index].lowerBound..<names[index + 1].lowerBound)
      }
    }
    position += 1
    next = around.isEmpty ? .nothing : .commaOrEnd
  }

  private mutating func pass(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// Passes a string, at whose first quote it stands.
  private mutating func string() -> Bool {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard escape() else { return false }
      case 0..<0x20: return false
      default: continue
      }
    }
    return false
  }

  /// Passes what is behind a backslash.
  private mutating func escape() -> Bool {
    guard position < bytes.count else { return false }
    let byte = bytes[position]
    position += 1
    guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
    let digits = bytes[position...].prefix(4)
    position += digits.count
    return digits.count == 4 && digits.allSatisfy { ASCII.hexValue($0) != nil }
  }

  private mutating func number() -> Bool {
    let start = position
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    if pass("Infinity") || !isNegative && pass("NaN") {
      notNumbers.append(start..<position)
      return true
    }
    // What else stands behind a zero is refused by who looks for a comma.
    let whole = digits(atMost: bytes[position...].first == UInt8(ascii: "0") ? 1 : .max)
    guard whole > 0 else { return false }
    var isInteger = true
    if bytes[position...].first == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { return false }
      isInteger = false
    }
    if let byte = bytes[position...].first, byte | 0x20 == UInt8(ascii: "e") {
      position += 1
      if let sign = bytes[position...].first, "+-".utf8.contains(sign) { position += 1 }
      guard digits() > 0 else { return false }
      isInteger = false
    }
    return !isInteger || whole <= Self.digitLimit
  }

  /// Passes digits, and returns how many.
  private mutating func digits(atMost limit: Int = .max) -> Int {
    let count = bytes[position...].prefix(limit).prefix(while: ASCII.isDigit).count
    position += count
    return count
  }

  /// Returns where names are that stand again behind.
  private func indicesOfRepeated(_ names: [Range<Int>]) -> [Int] {
    guard names.count > 1 else { return [] }
    let texts = names.map { name(in: $0) }
    if texts.count <= Self.fewNames {
      return texts.indices.filter { texts[($0 + 1)...].contains(texts[$0]) }
    }
    var later: Set<ArraySlice<UInt8>> = []
    return texts.indices.reversed().filter { !later.insert(texts[$0]).inserted }
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
