/// Where an entry lies below an open directory: names as one text for the system.
package struct EntryPath: Sendable {
  /// The names with slashes between them, and a NUL behind them.
  private var terminated: [CChar] = here

  /// The directory itself, which no entry is called.
  private static let here: [CChar] = [0x2E, 0]

  /// Creates the path of the directory itself.
  package init() {}

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
}
