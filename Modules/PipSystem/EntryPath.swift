/// Where an entry lies below an open directory: names as one text for the system.
package struct EntryPath: Sendable {
  /// The names with slashes between them, and a NUL behind them.
  private var terminated: [CChar] = [0]

  /// Creates the path of the directory itself.
  package init() {}

  /// Goes down to an entry.
  package mutating func append(_ name: EntryName) {
    if terminated.count > 1 {
      terminated[terminated.count - 1] = 0x2F
    } else {
      terminated.removeLast()
    }
    terminated += name.terminated
  }

  /// Goes up again from the entry that it went down to last.
  package mutating func removeLast(_ name: EntryName) {
    terminated.removeLast(min(terminated.count, name.terminated.count + 1))
    terminated.append(0)
  }

  /// Calls something with the path as a C string, which lives for the call.
  func withPlatformString(_ body: (UnsafePointer<CChar>) -> CInt) -> CInt {
    unsafe terminated.withUnsafeBufferPointer { buffer in
      // An array with a NUL in it has an address.
      unsafe buffer.baseAddress.map { unsafe body($0) } ?? -1
    }
  }
}
