/// Where an entry lies below an open directory: names as one text for the system.
package struct EntryPath: Sendable, Hashable {
  /// The names with slashes between them, and a NUL behind them.
  var terminated: [CChar] = here

  /// The directory itself, which no entry is called.
  private static let here: [CChar] = [0x2E, 0]

  /// Creates the path of the directory itself.
  package init() {}

  /// Creates a path from bytes with slashes between names, or returns nil where one is none that an entry can
  /// have.
  package init?(_ bytes: ArraySlice<UInt8>) {
    var start = bytes.startIndex
    while true {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
      guard Self.isName(bytes[start..<end]) else { return nil }
      guard end < bytes.endIndex else { break }
      start = end + 1
    }
    var terminated: [CChar] = []
    terminated.reserveCapacity(bytes.count + 1)
    for byte in bytes { terminated.append(CChar(bitPattern: byte)) }
    terminated.append(0)
    self.terminated = terminated
  }

  /// Creates the path of an entry of the directory.
  package init(_ name: EntryName) {
    terminated = name.terminated
  }

  /// Creates the path of some names; nil where there are none.
  package init?(_ names: [EntryName]) {
    guard !names.isEmpty else { return nil }
    for name in names { append(name) }
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    let isDots = bytes.count <= 2 && bytes.allSatisfy { $0 == UInt8(ascii: ".") }
    return !bytes.isEmpty && !isDots && !bytes.contains(0)
  }

  /// Bytes in it, slashes among them.
  package var count: Int { terminated.count - 1 }

  /// The bytes, with slashes between names.
  package var bytes: [UInt8] { terminated.dropLast().map { UInt8(bitPattern: $0) } }

  /// The names; none of the directory itself.
  package var names: [EntryName] {
    guard terminated != Self.here else { return [] }
    return terminated.dropLast().split(separator: Self.slash).map { name in
      EntryName(terminated: name + [0])
    }
  }

  /// The path as a system text.
  package var systemText: String {
    withBytes { bytes in
      unsafe bytes.withUnsafeBufferPointer { unsafe SystemText.string(decoding: Array($0)) }
    }
  }

  /// Calls something with the bytes, without copying them.
  package func withBytes<Answer>(_ body: (Span<UInt8>) -> Answer) -> Answer {
    unsafe terminated.withUnsafeBytes { bytes in
      body(unsafe bytes.assumingMemoryBound(to: UInt8.self).span.extracting(first: count))
    }
  }

  /// How many bytes stand before the slash of the last name; 0 where there is one name only.
  package var parentCount: Int {
    (terminated.lastIndex(of: Self.slash)).map { $0 } ?? 0
  }

  /// How many bytes the first name has.
  package var firstCount: Int { terminated.firstIndex(of: Self.slash) ?? count }

  private static let slash: CChar = 0x2F

  /// Returns the path of the first so many bytes, which end before a slash.
  package func prefix(_ count: Int) -> EntryPath {
    var path = EntryPath()
    path.terminated = Array(terminated[..<count]) + [0]
    return path
  }

  /// Returns how many bytes it has in common with another at the beginning.
  package func commonCount(with other: EntryPath) -> Int {
    let most = min(count, other.count)
    var common = 0
    while common < most, terminated[common] == other.terminated[common] { common += 1 }
    return common
  }

  /// Tells whether it has the first name of another.
  package func beginsLike(_ other: EntryPath) -> Bool {
    let first = firstCount
    return first == other.firstCount && commonCount(with: other) >= first
  }

  /// Tells whether a slash stands at a place, or the path ends there.
  package func endsName(at place: Int) -> Bool {
    place == count || terminated[place] == Self.slash
  }

  /// Goes down to an entry.
  package mutating func append(_ name: EntryName) {
    if terminated == Self.here {
      terminated = name.terminated
    } else {
      terminated[terminated.count - 1] = 0x2F
      terminated += name.terminated
    }
  }

  /// Goes up again from the entry that it went down to last.
  package mutating func removeLast(_ name: EntryName) {
    guard terminated.count > name.terminated.count else { return terminated = Self.here }
    terminated.removeLast(name.terminated.count)
    terminated[terminated.count - 1] = 0
  }

  /// Calls something with the path as a C string, which lives for the call.
  func withPlatformString(_ body: (UnsafePointer<CChar>) -> CInt) -> CInt {
    unsafe terminated.withUnsafeBufferPointer { buffer in
      // An array with a NUL in it has an address.
      unsafe buffer.baseAddress.map { unsafe body($0) } ?? -1
    }
  }

  /// Puts its bytes into a hash, all at once.
  package func hash(into hasher: inout Hasher) {
    unsafe terminated.withUnsafeBytes { bytes in unsafe hasher.combine(bytes: bytes) }
  }
}
