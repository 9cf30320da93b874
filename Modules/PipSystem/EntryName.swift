/// The name of an entry of a directory, byte for byte.
package struct EntryName: Sendable, Hashable {
  /// The bytes, and a NUL behind them.
  let terminated: [CChar]

  /// Takes a name that the system terminated.
  init(terminated: [CChar]) {
    self.terminated = terminated
  }

  /// Takes a name that the system terminated.
  init(terminated bytes: ArraySlice<UInt8>) {
    // One memory for all of it: a cache has hundreds of thousands.
    terminated = unsafe [CChar](unsafeUninitializedCapacity: bytes.count) { memory, count in
      unsafe bytes.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(memory).copyMemory(from: $0)
      }
      count = bytes.count
    }
  }

  /// Creates a name from bytes, or returns nil where no entry can be called so.
  package init?(_ bytes: some Sequence<UInt8>) {
    self.init(slice: Array(bytes)[...])
  }

  /// Creates a name from a part of some bytes, or returns nil where no entry can be called so.
  package init?(slice bytes: ArraySlice<UInt8>) {
    var terminated: [CChar] = []
    terminated.reserveCapacity(bytes.count + 1)
    for byte in bytes {
      guard byte != 0, byte != UInt8(ascii: "/") else { return nil }
      terminated.append(CChar(bitPattern: byte))
    }
    terminated.append(0)
    self.init(terminated: terminated)
    guard count > 0, !isDots else { return nil }
  }

  /// Creates the name that is a number in decimal digits.
  package init(number: UInt) {
    var digits: [CChar] = [0]
    var rest = number
    repeat {
      digits.append(CChar(48 + rest % 10))
      rest /= 10
    } while rest > 0
    digits.reverse()
    terminated = digits
  }

  /// Puts its bytes into a hash, all at once.
  package func hash(into hasher: inout Hasher) {
    unsafe terminated.withUnsafeBytes { bytes in unsafe hasher.combine(bytes: bytes) }
  }

  /// Creates a name from a system text, or returns nil where no entry can be called so.
  package init?(systemText: String) {
    self.init(SystemText.bytes(of: systemText))
  }

  /// Returns the name with bytes behind it that an entry may be called.
  package func appending(_ suffix: EntryName) -> EntryName {
    EntryName(terminated: terminated[..<count] + suffix.terminated)
  }

  /// Calls something with the name as a C string, which lives for the call.
  func withPlatformString(_ body: (UnsafePointer<CChar>) -> CInt) -> CInt {
    unsafe terminated.withUnsafeBufferPointer { buffer in
      // An array with a NUL in it has an address.
      unsafe buffer.baseAddress.map { unsafe body($0) } ?? -1
    }
  }

  /// Whether it is `.` or `..`, which are no entries.
  var isDots: Bool { count <= 2 && (0..<count).allSatisfy { self[$0] == UInt8(ascii: ".") } }

  /// How many bytes the name has.
  package var count: Int { terminated.count - 1 }

  /// The byte at a place in the name.
  package subscript(index: Int) -> UInt8 {
    UInt8(bitPattern: terminated[index])
  }

  /// Tells whether the name begins with some bytes, of which none is NUL.
  package func starts(with prefix: String.UTF8View) -> Bool {
    var place = 0
    for byte in prefix {
      // The NUL at the end is no byte of any prefix.
      guard self[place] == byte else { return false }
      place += 1
    }
    return true
  }

  /// The bytes.
  package var bytes: [UInt8] {
    terminated.dropLast().map { UInt8(bitPattern: $0) }
  }

  /// Calls something with the bytes, which live for the call.
  package func withBytes<Answer>(_ body: (Span<UInt8>) -> Answer) -> Answer {
    unsafe terminated.withUnsafeBytes { bytes in
      body(unsafe bytes.assumingMemoryBound(to: UInt8.self).span.extracting(first: count))
    }
  }

  /// The name as a system text.
  package var systemText: String { SystemText.string(decoding: bytes) }
}
