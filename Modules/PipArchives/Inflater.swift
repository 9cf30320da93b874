internal import CLibDeflate

/// Unpacks deflated bytes of which it is known how many they become.
@safe package struct Inflater: ~Copyable {
  // It is safe to hold: nobody else has it, and it lives as long as its owner.
  private let decompressor: OpaquePointer

  /// Creates an inflater; nil where there is no memory for one.
  package init?() {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else { return nil }
    unsafe self.decompressor = decompressor
  }

  deinit { unsafe libdeflate_free_decompressor(decompressor) }

  /// Unpacks a raw stream (RFC 1951); nil where it is damaged or does not become so many bytes.
  package func inflate(_ input: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    unsafe unpack(input, atMost: count) { input, output in
      // Both buffers live for the call, and the library keeps to their lengths.
      unsafe libdeflate_deflate_decompress(
        decompressor,
        input.baseAddress,
        input.count,
        output.baseAddress,
        output.count,
        nil
      )
    }
  }

  /// Unpacks a raw stream (RFC 1951) into the beginning of a buffer that has room for it.
  ///
  /// - Parameters:
  ///   - input: the stream.
  ///   - buffer: the buffer.
  ///   - count: how many bytes the stream must become.
  /// - Returns: whether it became as many; false where it is damaged, or has something behind its end.
  func inflate(_ input: ArraySlice<UInt8>, into buffer: inout [UInt8], count: Int) -> Bool {
    guard count > 0 else { return inflate(input, count: 0) != nil }
    var used = 0
    // Both buffers live for the call, and the library keeps to their lengths.
    let result = unsafe buffer.withUnsafeMutableBufferPointer { output in
      unsafe input.withUnsafeBufferPointer { input in
        unsafe libdeflate_deflate_decompress_ex(
          decompressor,
          input.baseAddress,
          input.count,
          output.baseAddress,
          min(count, output.count),
          &used,
          nil
        )
      }
    }
    return result == LIBDEFLATE_SUCCESS && used == input.count
  }

  /// Unpacks a file of gzip (RFC 1952) that becomes at most so many bytes; nil where it is damaged,
  /// becomes more, or has something behind its one member.
  package func inflateGzip(_ input: ArraySlice<UInt8>, atMost limit: Int) -> [UInt8]? {
    // The last four bytes say how many bytes come out, modulo 2^32; they may lie.
    guard input.count >= 18 else { return nil }
    let claimed = input.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard claimed <= limit else { return nil }
    var used = 0
    let output = unsafe unpack(input, atMost: claimed) { input, output in
      // Both buffers live for the call, and the library keeps to their lengths.
      unsafe libdeflate_gzip_decompress_ex(
        decompressor,
        input.baseAddress,
        input.count,
        output.baseAddress,
        output.count,
        &used,
        nil
      )
    }
    return used == input.count ? output : nil
  }

  private func unpack(
    _ input: ArraySlice<UInt8>,
    atMost count: Int,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>) -> libdeflate_result
  ) -> [UInt8]? {
    // An empty buffer has no address, and the library wants one.
    var result = LIBDEFLATE_BAD_DATA
    let output = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 1)) { output, written in
      let target = unsafe UnsafeMutableBufferPointer(rebasing: output[..<count])
      result = unsafe input.withUnsafeBufferPointer { input in unsafe body(input, target) }
      written = result == LIBDEFLATE_SUCCESS ? count : 0
    }
    return result == LIBDEFLATE_SUCCESS ? output : nil
  }

  /// Returns the CRC-32 of bytes, as zip and gzip have it.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - earlier: the CRC-32 of those before them.
  /// - Returns: that of all together.
  package static func crc32(of bytes: [UInt8], after earlier: UInt32 = 0) -> UInt32 {
    crc32(of: bytes[...], after: earlier)
  }

  static func crc32(of bytes: ArraySlice<UInt8>, after earlier: UInt32 = 0) -> UInt32 {
    // The buffer lives for the call.
    unsafe bytes.withUnsafeBufferPointer {
      unsafe libdeflate_crc32(earlier, $0.baseAddress, $0.count)
    }
  }
}
