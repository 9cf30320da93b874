/// The header of a member of a tar archive: one block of 512 bytes.
struct TarHeader {
  /// What a header is about.
  enum Kind {
    /// A file.
    case regular
    /// More about the next header: pax (`x`) or a long name of GNU tar (`L`).
    case `extension`
    /// Folders, links, devices, and whatever else there is.
    case other
  }

  let name: [UInt8]
  let size: UInt64
  let kind: Kind

  /// Reads a header; nil where the block is none: the end of the archive, or damage.
  init?(_ block: [UInt8]) {
    guard block.count == 512, Self.octal(block[148..<156]) == Self.checksum(block),
      let size = Self.number(block[124..<136])
    else { return nil }
    let prefix = Self.text(block[345..<500])
    let name = Self.text(block[0..<100])
    let isUstar = block[257..<262].elementsEqual("ustar".utf8)
    // GNU tar has times where POSIX has the first part of the path.
    let hasPrefix = isUstar && block[262] == 0 && !prefix.isEmpty
    self.name = hasPrefix ? prefix + [UInt8(ascii: "/")] + name : name
    self.size = size
    kind =
      switch block[156] {
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .regular
      case UInt8(ascii: "x"), UInt8(ascii: "L"): .extension
      default: .other
      }
  }

  /// Returns the path in what a header says of the next one: a record `LENGTH path=VALUE` of pax, or
  /// the whole, as GNU tar has it.
  static func path(inExtension bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = bytes
    var path: [UInt8]?
    while let space = rest.prefix(12).firstIndex(of: 0x20) {
      guard let length = decimal(rest[..<space]), length > space - rest.startIndex + 1,
        length <= rest.count
      else { return path }
      let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      if record.starts(with: "path=".utf8) { path = Array(record.dropFirst(5)) }
      rest = rest.dropFirst(length)
    }
    guard path == nil, rest.startIndex == bytes.startIndex, rest.last == 0 else { return path }
    return text(rest)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.prefix { $0 != 0 })
  }

  /// The sum of all bytes, those of the sum itself counted as spaces.
  static func checksum(_ block: [UInt8]) -> UInt64 {
    block.indices.reduce(0) { $0 + UInt64((148..<156).contains($1) ? 0x20 : block[$1]) }
  }

  private static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private static func octal(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    let digits = bytes.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty else { return nil }
    return digits.reduce(0) { $0 << 3 | UInt64($1 - 0x30) }
  }

  /// A number in octal digits, or in binary where the first bit is set, as GNU tar has large ones.
  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    guard bytes.first ?? 0 >= 0x80 else { return octal(bytes) ?? 0 }
    guard bytes.first == 0x80, bytes.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else {
      return nil
    }
    return bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
