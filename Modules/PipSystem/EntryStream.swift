internal import CPipSystem
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

#if os(Linux)

/// The entries of an open directory, as the system hands them out.
///
/// The C library's own stream asks three more questions about each directory that it opens, and a
/// cache has a hundred thousand of them.
struct EntryStream: ~Copyable {
  /// The open directory.
  let number: CInt

  private var buffer: [UInt8] = []
  private var position = 0
  private var end = 0

  /// As much as the C library asks for at a time.
  private static let capacity = 32_768

  /// Takes over an open directory.
  init(adopting number: CInt) throws(Errno) {
    self.number = number
  }

  deinit { _ = Platform.close(number) }

  /// Returns the next entry, `.` and `..` among them, or nil where there are no more.
  mutating func next() throws(Errno) -> DirectoryEntry? {
    if position >= end {
      try fill()
      guard end > 0 else { return nil }
    }
    // `struct linux_dirent64`: number, offset, length, type, and the name with a NUL behind it.
    let start = position
    guard end - start > 19 else { throw .ioError }
    let length = Int(buffer[start + 16]) | Int(buffer[start + 17]) << 8
    guard length > 19, length <= end - start else { throw .ioError }
    position += length
    let name = (start + 19)..<(start + length)
    // The system terminates it, and fills up what is behind that.
    guard let terminator = buffer[name].firstIndex(of: 0) else { throw .ioError }
    return DirectoryEntry(
      name: EntryName(terminated: buffer[name.lowerBound...terminator]),
      isDirectory: DirectoryEntry.isDirectory(Int(buffer[start + 18]))
    )
  }

  private mutating func fill() throws(Errno) {
    position = 0
    end = 0
    var result = 0
    var code = Errno.interrupted
    repeat {
      buffer = unsafe [UInt8](unsafeUninitializedCapacity: Self.capacity) { bytes, count in
        // The buffer lives for the call, and the system keeps to its length.
        result = unsafe swiftpip_read_entries(number, bytes.baseAddress, UInt(bytes.count))
        code = .current
        count = max(result, 0)
      }
    } while result == -1 && code == .interrupted
    guard result >= 0 else { throw code }
    end = result
  }
}

#else

/// The entries of an open directory, as the system hands them out.
///
/// The stream is safe to hold: nobody else has it, and it lives as long as its owner. It is kept as a number,
/// so that who only opens files from a directory can share it: whoever reads its entries has it alone.
@safe struct EntryStream: ~Copyable, Sendable {
  /// The open directory.
  let number: CInt

  private let address: UInt

  /// Takes over an open directory.
  init(adopting number: CInt) throws(Errno) {
    guard let stream = unsafe fdopendir(number) else {
      let code = Errno.current
      _ = Platform.close(number)
      throw code
    }
    self.number = number
    address = UInt(bitPattern: stream)
  }

  deinit {
    if let stream = unsafe OpaquePointer(bitPattern: address) { _ = unsafe closedir(stream) }
  }

  /// Returns the next entry, `.` and `..` among them, or nil where there are no more.
  mutating func next() throws(Errno) -> DirectoryEntry? {
    errno = 0
    guard let stream = unsafe OpaquePointer(bitPattern: address), let entry = unsafe readdir(stream)
    else {
      guard errno == 0 else { throw .current }
      return nil
    }
    // The entry stays valid until the next call; its name is terminated.
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      let start = unsafe UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)
      return unsafe [CChar](UnsafeBufferPointer(start: start, count: stringLength(start) + 1))
    }
    return DirectoryEntry(
      name: EntryName(terminated: name),
      isDirectory: DirectoryEntry.isDirectory(Int(unsafe entry.pointee.d_type))
    )
  }
}

#endif

extension DirectoryEntry {
  /// Tells what the type of an entry says; file systems may leave it open.
  static func isDirectory(_ type: Int) -> Bool? {
    switch type {
    case Int(DT_UNKNOWN): nil
    case Int(DT_DIR): true
    default: false
    }
  }
}
