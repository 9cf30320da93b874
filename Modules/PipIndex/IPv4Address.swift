/// An IPv4 address and, in a network, how many of its leading bits count.
struct IPv4Address: Sendable, Hashable {
  /// The address, the first byte highest.
  var bits: UInt32

  /// Reads `a.b.c.d` in decimal, or returns nil.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    bits = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let byte = UInt8(part)
      else { return nil }
      bits = bits << 8 | UInt32(byte)
    }
  }

  /// Tells whether the address lies in a network written as `a.b.c.d/bits`.
  func isIn(network text: some StringProtocol) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let network = IPv4Address(parts[0]), let length = Int(parts[1]),
      (1...32).contains(length)
    else { return false }
    let mask = UInt32.max << UInt32(32 - length)
    return bits & mask == network.bits & mask
  }
}
