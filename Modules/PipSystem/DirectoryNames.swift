package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The names in a directory, as the system hands them out, one after the other.
///
/// The order is the file system's. `.` and `..` are left out. The stream is safe to hold: nobody else
/// has it, and it lives as long as its owner.
@safe package struct DirectoryNames: ~Copyable {
  private let stream: OpaquePointer
  private let path: FilePath

  private init(adopting stream: OpaquePointer, path: FilePath) {
    unsafe self.stream = stream
    self.path = path
  }

  deinit { _ = unsafe closedir(stream) }

  /// Opens a directory for reading its names.
  package static func of(
    _ path: FilePath,
    following: Following = .nothing
  ) throws(SystemFailure) -> DirectoryNames {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (following == .nothing ? O_NOFOLLOW : 0)
    let number = try retrying("open", path) {
      unsafe path.withPlatformString { unsafe Platform.open($0, flags, 0) }
    }
    guard let stream = unsafe fdopendir(number) else {
      let code = Errno.current
      _ = Platform.close(number)
      throw SystemFailure("fdopendir", path, code)
    }
    return unsafe DirectoryNames(adopting: stream, path: path)
  }

  /// Returns the next name as a system text, or nil where there are no more.
  package mutating func next() throws(SystemFailure) -> String? {
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw SystemFailure("readdir", path, .current) }
        return nil
      }
      // The entry stays valid until the next call; its name is terminated.
      let bytes = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        let start = unsafe UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)
        return unsafe UnsafeBufferPointer(start: start, count: stringLength(start))
          .map { UInt8(bitPattern: $0) }
      }
      if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
      return SystemText.string(decoding: bytes)
    }
  }
}
