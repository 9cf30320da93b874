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
    let start = bytes.startIndex + offset
    guard offset >= 0,
      let end = bytes.index(
        start,
        offsetBy: Number.bitWidth / 8,
        limitedBy: bytes.endIndex
      )
    else { return nil }
    return bytes[start..<end].reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  func u16(_ offset: Int) -> UInt16? { self[offset, as: UInt16.self] }
  func u32(_ offset: Int) -> UInt32? { self[offset, as: UInt32.self] }
  func u64(_ offset: Int) -> UInt64? { self[offset, as: UInt64.self] }
}
