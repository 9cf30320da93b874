/// A value of MessagePack, as far as pip's cache has them.
///
/// Texts are kept as bytes: they need not be UTF-8 to be written back as they came. Maps keep their
/// order.
package indirect enum MessagePack: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case text([UInt8])
  case bytes([UInt8])
  case array([MessagePack])
  case map([Member])

  /// A member of a map.
  package struct Member: Sendable, Hashable {
    /// What it is found by.
    package var key: MessagePack
    /// What is found.
    package var value: MessagePack

    /// Creates a member.
    package init(_ key: MessagePack, _ value: MessagePack) {
      self.key = key
      self.value = value
    }
  }

  /// Creates a text.
  package static func text(_ text: String) -> MessagePack { .text(Array(text.utf8)) }

  /// The value of the first member of a map with a textual key.
  package subscript(key: String) -> MessagePack? {
    guard case .map(let members) = self else { return nil }
    return members.first { $0.key == .text(key) }?.value
  }
}

// MARK: - Writing

extension MessagePack {
  /// The value in the shortest form that there is for it, as pip's packer writes it
  /// (`pip/_vendor/msgpack/fallback.py`, with `use_bin_type`).
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(0xC0)
    case .boolean(let value): output.append(value ? 0xC3 : 0xC2)
    case .integer(let value): Self.write(value, to: &output)
    case .text(let bytes):
      Self.writeLength(bytes.count, short: (0xA0, 32), byte: 0xD9, 0xDA, 0xDB, to: &output)
      output += bytes
    case .bytes(let bytes):
      Self.writeLength(bytes.count, short: nil, byte: 0xC4, 0xC5, 0xC6, to: &output)
      output += bytes
    case .array(let values):
      Self.writeLength(values.count, short: (0x90, 16), byte: nil, 0xDC, 0xDD, to: &output)
      for value in values { value.write(to: &output) }
    case .map(let members):
      Self.writeLength(members.count, short: (0x80, 16), byte: nil, 0xDE, 0xDF, to: &output)
      for member in members {
        member.key.write(to: &output)
        member.value.write(to: &output)
      }
    }
  }

  private static func write(_ value: Int64, to output: inout [UInt8]) {
    switch value {
    case 0..<0x80: output.append(UInt8(value))
    case -32..<0: output.append(UInt8(bitPattern: Int8(value)))
    case 0x80...0xFF: write(0xCC, UInt8(value), to: &output)
    case 0x100...0xFFFF: write(0xCD, UInt16(value), to: &output)
    case 0x1_0000...0xFFFF_FFFF: write(0xCE, UInt32(value), to: &output)
    case 0x1_0000_0000...Int64.max: write(0xCF, UInt64(value), to: &output)
    case -0x80 ..< -32: write(0xD0, Int8(value), to: &output)
    case -0x8000 ..< -0x80: write(0xD1, Int16(value), to: &output)
    case -0x8000_0000 ..< -0x8000: write(0xD2, Int32(value), to: &output)
    default: write(0xD3, value, to: &output)
    }
  }

  private static func writeLength(
    _ length: Int,
    short: (base: UInt8, limit: Int)?,
    byte: UInt8?,
    _ two: UInt8,
    _ four: UInt8,
    to output: inout [UInt8]
  ) {
    if let short, length < short.limit {
      output.append(short.base | UInt8(length))
    } else if let byte, length <= 0xFF {
      write(byte, UInt8(length), to: &output)
    } else if length <= 0xFFFF {
      write(two, UInt16(length), to: &output)
    } else {
      write(four, UInt32(length), to: &output)
    }
  }

  private static func write(
    _ marker: UInt8,
    _ value: some FixedWidthInteger,
    to output: inout [UInt8]
  ) {
    output.append(marker)
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      output.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

// MARK: - Reading

extension MessagePack {
  /// Reads the one value that some bytes are, or returns nil where they are none.
  ///
  /// Everything is bounded by the bytes there are: no length is believed before its bytes are seen.
  /// Floating-point numbers and extensions, which pip's cache has none of, are refused.
  package init?(_ bytes: ArraySlice<UInt8>) {
    var reader = Reader(rest: bytes)
    guard let value = reader.value(depth: 0), reader.rest.isEmpty else { return nil }
    self = value
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    /// pip's own entries are three levels deep.
    private static let depthLimit = 16

    mutating func value(depth: Int) -> MessagePack? {
      guard depth < Self.depthLimit, let marker = rest.popFirst() else { return nil }
      switch marker {
      case 0x00...0x7F: return .integer(Int64(marker))
      case 0x80...0x8F: return map(Int(marker & 0x0F), depth)
      case 0x90...0x9F: return array(Int(marker & 0x0F), depth)
      case 0xA0...0xBF: return take(Int(marker & 0x1F)).map(MessagePack.text)
      case 0xC0: return .null
      case 0xC2: return .boolean(false)
      case 0xC3: return .boolean(true)
      case 0xC4, 0xC5, 0xC6: return run(marker - 0xC4).map(MessagePack.bytes)
      case 0xCC...0xCF: return unsigned(1 << Int(marker - 0xCC))
      case 0xD0...0xD3: return signed(1 << Int(marker - 0xD0))
      case 0xD9, 0xDA, 0xDB: return run(marker - 0xD9).map(MessagePack.text)
      case 0xDC, 0xDD: return array(length(marker - 0xDC + 1), depth)
      case 0xDE, 0xDF: return map(length(marker - 0xDE + 1), depth)
      case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: marker)))
      default: return nil
      }
    }

    /// Reads a number of 1, 2 or 4 bytes, by the power of two.
    private mutating func length(_ power: UInt8) -> Int? {
      number(1 << Int(power)).map { Int($0) }
    }

    /// Reads bytes behind their number, of 1, 2 or 4 bytes.
    private mutating func run(_ power: UInt8) -> [UInt8]? {
      guard let count = length(power) else { return nil }
      return take(count)
    }

    private mutating func number(_ count: Int) -> UInt64? {
      take(count)?.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func unsigned(_ count: Int) -> MessagePack? {
      number(count).flatMap { Int64(exactly: $0) }.map(MessagePack.integer)
    }

    private mutating func signed(_ count: Int) -> MessagePack? {
      let shift = Int64(64 - 8 * count)
      return number(count).map { .integer((Int64(bitPattern: $0) << shift) >> shift) }
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
      guard count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }

    private mutating func array(_ count: Int?, _ depth: Int) -> MessagePack? {
      // Each value takes a byte at least.
      guard let count, count <= rest.count else { return nil }
      var values: [MessagePack] = []
      for _ in 0..<count {
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
      }
      return .array(values)
    }

    private mutating func map(_ count: Int?, _ depth: Int) -> MessagePack? {
      guard let count, count <= rest.count / 2 else { return nil }
      var members: [Member] = []
      for _ in 0..<count {
        guard let key = value(depth: depth + 1), let value = value(depth: depth + 1) else {
          return nil
        }
        members.append(Member(key, value))
      }
      return .map(members)
    }
  }
}

extension MessagePack {
  /// Whether pip's own decoder takes it: texts must be UTF-8, and members be named by texts or bytes
  /// (`msgpack.loads(..., raw=False)`, `strict_map_key`).
  var isReadableByPip: Bool {
    switch self {
    case .null, .boolean, .integer, .bytes: true
    case .text(let bytes): String(validating: bytes, as: UTF8.self) != nil
    case .array(let values): values.allSatisfy(\.isReadableByPip)
    case .map(let members):
      members.allSatisfy { $0.key.isName && $0.key.isReadableByPip && $0.value.isReadableByPip }
    }
  }

  private var isName: Bool {
    switch self {
    case .text, .bytes: true
    case .null, .boolean, .integer, .array, .map: false
    }
  }
}
