/// A host and the port behind its colon, as they stand in addresses and in pip's `--trusted-host`.
struct HostAndPort: Sendable, Hashable {
  /// Longer names are none (RFC 1035, section 2.3.4).
  private static let maximumLength = 255

  /// The host in lower case, an IPv6 address without brackets.
  var host: String

  /// The port, where one is named.
  var port: Int?

  /// Reads `name`, `name:port`, `[address]` or `[address]:port`, or returns nil.
  init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard !bytes.isEmpty, bytes.count <= Self.maximumLength else { return nil }
    let name: ArraySlice<UInt8>
    let rest: ArraySlice<UInt8>
    if bytes[0] == UInt8(ascii: "[") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      name = bytes[1..<end]
      rest = bytes[(end + 1)...]
      guard name.contains(UInt8(ascii: ":")), name.allSatisfy(Self.isInAddress) else { return nil }
    } else {
      name = bytes.prefix { $0 != UInt8(ascii: ":") }
      rest = bytes[name.endIndex...]
      guard !name.isEmpty, name.allSatisfy(Self.isInName) else { return nil }
    }
    host = String(decoding: name, as: UTF8.self).lowercased()
    guard let colon = rest.first else { return }
    guard colon == UInt8(ascii: ":") else { return nil }
    // An empty port is the scheme's own (RFC 3986, section 3.2.3).
    guard rest.count > 1 else { return }
    guard let number = Self.port(rest.dropFirst()) else { return nil }
    port = number
  }

  private static func port(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.count <= 5 else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value <= 65_535 ? value : nil
  }

  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isInAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
