/// A member of a zip archive, as the archive's directory describes it.
package struct ZipMember: Sendable, Hashable {
  /// The name, as it is written.
  package var name: [UInt8]
  /// How it is packed: 0 not at all, 8 deflated.
  package var method: UInt16
  /// The general purpose bits.
  var flags: UInt16
  /// The CRC-32 of the content.
  package var checksum: UInt32
  /// Bytes in the archive.
  package var packedSize: Int64
  /// Bytes in the content.
  package var size: Int64
  /// What the system that made it knew about the file; on POSIX systems the mode is in the upper half.
  package var attributes: UInt32
  /// Where its own header is.
  var headerOffset: Int64

  /// The name as text; bytes that are no UTF-8 are `U+FFFD`.
  package var nameText: String { String(decoding: name, as: UTF8.self) }

  /// Whether as many bytes as are said to be in the archive can become the content: what is deflated
  /// grows by a few bytes at the most, and memory is taken for it before it is unpacked.
  var isPackedSizePlausible: Bool {
    method == 8 ? packedSize <= size + size / 1000 + 1024 : packedSize == size
  }

  /// Whether its name is said to be UTF-8 (APPNOTE 4.4.4, bit 11).
  var isNameUTF8: Bool { flags & 0x0800 != 0 }

  /// Whether it is a folder.
  package var isFolder: Bool { name.last == UInt8(ascii: "/") }
}
