internal import CZlib

/// Unpacks deflated bytes piece by piece, for what is too large to be held.
@safe package struct InflateStream: ~Copyable {
  /// What stands around the deflated bytes.
  package enum Wrapping: Sendable {
    /// Nothing: a member of a zip archive (RFC 1951).
    case none
    /// A file of gzip (RFC 1952), with a checksum at its end.
    case gzip

    /// As zlib has it: how far back a stream may refer, and what is around it.
    fileprivate var windowBits: CInt {
      switch self {
      case .none: -15
      case .gzip: 15 + 16
      }
    }
  }

  // It is safe to hold: nobody else has it, and it lives as long as its owner. zlib keeps its
  // address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Whether the stream has ended and its checksum was right.
  package private(set) var isAtEnd = false

  private static let outputSize = 256 << 10

  /// Begins a stream; nil where there is no memory for one.
  package init?(_ wrapping: Wrapping) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe swiftpip_inflate_begin(stream, wrapping.windowBits) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks the next bytes.
  ///
  /// - Parameters:
  ///   - input: packed bytes, behind those of the last call.
  ///   - receive: is given what comes out, in pieces; it may throw to end the work.
  /// - Returns: how many of the bytes belonged to the stream; nil where it is damaged.
  /// - Throws: what `receive` throws.
  package mutating func feed<Failure: Error>(
    _ input: [UInt8],
    _ receive: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> Int? {
    var consumed = 0
    while consumed < input.count, !isAtEnd {
      guard let (output, count) = step(input[consumed...]) else { return nil }
      consumed += count
      if !output.isEmpty { try receive(output) }
      // No progress at all: the stream wants more than there is.
      if output.isEmpty, count == 0, !isAtEnd { return nil }
    }
    // What zlib still holds, for its output was full.
    while !isAtEnd {
      guard let (output, _) = step([]) else { break }
      guard !output.isEmpty else { break }
      try receive(output)
    }
    return consumed
  }

  private mutating func step(_ input: ArraySlice<UInt8>) -> (output: [UInt8], count: Int)? {
    var result = Z_STREAM_ERROR
    var consumed = 0
    let output = unsafe [UInt8](unsafeUninitializedCapacity: Self.outputSize) { output, written in
      unsafe input.withUnsafeBufferPointer { input in
        // zlib only reads its input, whatever its types say; both buffers live for the call.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(output.count)
        result = unsafe inflate(stream, Z_NO_FLUSH)
        consumed = unsafe min(input.count, Int(UInt32.max)) - Int(stream.pointee.avail_in)
        written = unsafe output.count - Int(stream.pointee.avail_out)
      }
    }
    switch result {
    case Z_STREAM_END: isAtEnd = true
    // Z_BUF_ERROR: nothing could be done with what there is, which is no damage.
    case Z_OK, Z_BUF_ERROR: break
    default: return nil
    }
    return (output, consumed)
  }
}
