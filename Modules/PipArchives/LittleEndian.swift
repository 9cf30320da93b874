/// Numbers as zip writes them, the lowest byte first.
struct LittleEndian {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  init(_ bytes: [UInt8]) {
    self.init(bytes[...])
  }

  /// Returns the number at an offset, nil where the bytes end before.
  subscript<Number: FixedWidthInteger & UnsignedInteger>(
    offset: Int,
    as type: Number.Type
  ) -> Number? {
    let width = Number.bitWidth / 8
    guard offset >= 0, bytes.count - width >= offset else { return nil }
    let start = bytes.startIndex + offset
    return bytes[start..<(start + width)].reversed().reduce(0) {
      $0 << 8 | Number(truncatingIfNeeded: $1)
    }
  }

  func u16(_ offset: Int) -> UInt16? { self[offset, as: UInt16.self] }
  func u32(_ offset: Int) -> UInt32? { self[offset, as: UInt32.self] }
  func u64(_ offset: Int) -> UInt64? { self[offset, as: UInt64.self] }
}
