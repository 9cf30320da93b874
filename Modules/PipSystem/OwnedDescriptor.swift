internal import CPipSystem
package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// An open file that is closed when its owner goes away.
package struct OwnedDescriptor: ~Copyable {
  private var number: CInt
  private let origin: Origin

  /// What it was opened by, for messages: to make a path of it costs more than to open the file.
  private enum Origin {
    case path(FilePath)
    case below(root: FilePath, folder: [EntryName], path: EntryPath)
  }

  private var path: FilePath {
    switch origin {
    case .path(let path): path
    case .below(let root, let folder, let path): root.appending(folder + path.names)
    }
  }

  /// Takes over an open file.
  init(adopting number: CInt, path: FilePath) {
    self.number = number
    origin = .path(path)
  }

  /// Takes over an open file in a folder or below it, to which some names led from the directory that was
  /// opened first.
  init(adopting number: CInt, root: FilePath, folder: [EntryName], path: EntryPath) {
    self.number = number
    origin = .below(root: root, folder: folder, path: path)
  }

  deinit {
    if number >= 0 { _ = Platform.close(number) }
  }

  /// Opens a file, never as a controlling terminal and never for child processes.
  ///
  /// The corresponding C function is `open`.
  package static func open(
    _ path: FilePath,
    _ mode: FileDescriptor.AccessMode,
    options: FileDescriptor.OpenOptions = [],
    permissions: FilePermissions = []
  ) throws(SystemFailure) -> OwnedDescriptor {
    let flags = mode.rawValue | options.rawValue | O_CLOEXEC | O_NOCTTY
    let number = try retrying("open", path) {
      unsafe path.withPlatformString { unsafe Platform.open($0, flags, permissions.rawValue) }
    }
    return OwnedDescriptor(adopting: number, path: path)
  }

  /// Opens a regular file for reading, without waiting for anybody.
  ///
  /// A FIFO would block an ordinary open until somebody writes, and a device may have effects:
  /// whatever is not a regular file is refused with `ENOTSUP` (a directory with `EISDIR`).
  package static func openRegularFile(
    _ path: FilePath,
    following: Following = .links
  ) throws(SystemFailure) -> OwnedDescriptor {
    var options: FileDescriptor.OpenOptions = [.nonBlocking]
    if following == .nothing { options.insert(.noFollow) }
    return try open(path, .readOnly, options: options).requiringRegularFile()
  }

  /// Returns the same open file if it is a regular one.
  consuming func requiringRegularFile() throws(SystemFailure) -> OwnedDescriptor {
    switch try status().kind {
    case .regular: return self
    case .directory: throw SystemFailure("open", path, .isDirectory)
    case .symbolicLink, .fifo, .other: throw SystemFailure("open", path, .notSupported)
    }
  }

  /// Returns what the file system knows about the open file.
  ///
  /// The corresponding C function is `fstat`.
  package func status() throws(SystemFailure) -> FileStatus {
    var raw = Platform.Status()
    try call("fstat") { unsafe fstat(number, &raw) }
    return FileStatus(raw)
  }

  /// Returns the same open file once more.
  ///
  /// The corresponding C function is `fcntl` with `F_DUPFD_CLOEXEC`.
  ///
  /// - Throws: `SystemFailure` where so many files are open that no more can be.
  package func duplicate() throws(SystemFailure) -> OwnedDescriptor {
    let other = try call("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, 0) }
    return OwnedDescriptor(adopting: CInt(other), path: path)
  }

  /// Reads all that is left, or nil where that is more than a limit.
  ///
  /// - Parameters:
  ///   - limit: so many bytes, and no more.
  ///   - expected: how many there probably are: then they are read into one place.
  /// - Returns: the bytes.
  /// - Throws: `SystemFailure`.
  package func readToEnd(
    limit: Int,
    expecting expected: Int64 = 0
  ) throws(SystemFailure) -> [UInt8]? {
    // One byte more shows that there is more; no file has more than the largest number.
    let content = try read(atMost: limit == .max ? limit : limit + 1, expecting: expected)
    return content.count > limit ? nil : content
  }

  /// Reads what is left, up to a number of bytes.
  ///
  /// The corresponding C function is `read`.
  package func read(
    atMost limit: Int,
    expecting expected: Int64 = 0
  ) throws(SystemFailure) -> [UInt8] {
    var content: [UInt8] = []
    // Most files are small, and memory that is taken for nothing has to be given back.
    let fewest = 8192
    var wanted = max(fewest, Int(min(expected, 64 << 20)))
    while content.count < limit {
      wanted = min(wanted, limit - content.count)
      var result: Result<Int, SystemFailure> = .success(0)
      // The buffer lives for the call and has room for as many.
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        let target = UnsafeMutableRawBufferPointer(buffer)
        do throws(SystemFailure) {
          count = try call("read") { unsafe Platform.read(number, target, wanted) }
          result = .success(count)
        } catch {
          result = .failure(error)
        }
      }
      guard try result.get() > 0 else { break }
      if content.isEmpty { content = chunk } else { content += chunk }
      // What was expected is there: behind it is the end.
      wanted = content.count >= expected && expected > 0 ? fewest : min(2 * wanted, 1 << 20)
    }
    return content
  }

  /// Reads bytes at a place of the file; fewer where it ends before.
  ///
  /// The corresponding C function is `pread`.
  package func read(at offset: Int64, count: Int) throws(SystemFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var total = 0
    while total < count {
      let read = try call("pread") {
        unsafe bytes.withUnsafeMutableBytes { buffer in
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
          return unsafe pread(number, rest.baseAddress, rest.count, off_t(offset) + off_t(total))
        }
      }
      guard read > 0 else { break }
      total += read
    }
    bytes.removeLast(count - total)
    return bytes
  }

  /// Fills a buffer with bytes at a place of the file, and returns how many there were; fewer where it
  /// ends before.
  ///
  /// The corresponding C function is `pread`.
  package func read(
    at offset: Int64,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemFailure) -> Int {
    var total = 0
    while total < buffer.count {
      let read = try call("pread") {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
        return unsafe pread(number, rest.baseAddress, rest.count, off_t(offset) + off_t(total))
      }
      guard read > 0 else { break }
      total += read
    }
    return total
  }

  /// Writes every byte at the beginning of the file, however many calls that takes.
  ///
  /// The corresponding C function is `pwrite`.
  package func writeAll(_ bytes: [UInt8]) throws(SystemFailure) {
    try write(bytes, at: 0)
  }

  /// Writes every byte at a place of the file, however many calls that takes.
  ///
  /// The corresponding C function is `pwrite`.
  package func write(_ bytes: [UInt8], at offset: Int64) throws(SystemFailure) {
    // Bytes have no gaps between them.
    try write(unsafe bytes.span.bytes, at: offset)
  }

  /// Writes every byte at a place of the file, however many calls that takes.
  ///
  /// The corresponding C function is `pwrite`.
  package func write(_ bytes: RawSpan, at offset: Int64) throws(SystemFailure) {
    var written = 0
    while written < bytes.byteCount {
      let rest = bytes.extracting(written...)
      written += try call("pwrite") {
        unsafe rest.withUnsafeBytes { rest in
          unsafe pwrite(number, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
        }
      }
    }
  }

  /// Fills a buffer with what comes next, and returns how many bytes there were: 0 at the end.
  ///
  /// The corresponding C function is `read`.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemFailure) -> Int {
    try call("read") { unsafe Platform.read(number, buffer, buffer.count) }
  }

  /// Asks for the content to be on the disk before this returns.
  ///
  /// File systems that cannot be asked (`EINVAL`, `ENOTSUP`) count as done: there is nothing more
  /// that could be asked for. The corresponding C function is `fsync`.
  package func synchronize() throws(SystemFailure) {
    do {
      try call("fsync") { fsync(number) }
    } catch  where error.errno == .invalidArgument || error.errno == .notSupported {
      return
    }
  }

  /// Takes over the content of another file without copying it, which most file systems cannot do.
  ///
  /// The C function is `ioctl` with `FICLONE` on Linux; macOS has one for names only (`ENOTSUP`).
  package func share(contentOf other: borrowing OwnedDescriptor) throws(SystemFailure) {
    #if os(Linux)
    let source = other.number
    try call("ioctl") { swiftpip_share_content(number, source) }
    #else
    throw SystemFailure("ioctl", path, .notSupported)
    #endif
  }

  /// Changes the permission bits.
  ///
  /// The corresponding C function is `fchmod`.
  package func setPermissions(_ permissions: FilePermissions) throws(SystemFailure) {
    try call("fchmod") { fchmod(number, permissions.rawValue) }
  }

  /// Closes the file and reports a delayed write error, which a silent close would lose.
  package consuming func closeReportingErrors() throws(SystemFailure) {
    let closing = number
    number = -1
    guard Platform.close(closing) == 0 else {
      let failure = SystemFailure("close", path, .current)
      // A signal tells nothing of the content. And not again: the descriptor is gone by then, and
      // its number may be another's.
      guard failure.errno == .interrupted else { throw failure }
      return
    }
  }

  @discardableResult
  private func call<Result: BinaryInteger>(
    _ operation: String,
    _ body: () -> Result
  ) throws(SystemFailure) -> Result {
    try retrying(operation, path, body)
  }
}
