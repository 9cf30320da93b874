internal import CLibArchive
internal import PipSystem

/// Writes a tar archive of regular files whose bytes depend on nothing but names, contents and one time:
/// no owner, no mode, no order of a directory, no locale.
///
/// What libarchive writes is restricted pax: ustar, and a header `x` only for a name that does not fit.
@safe package final class ArchiveWriter {
  private let archive: LibArchive
  private let entry: LibArchiveEntry
  private let output: Output
  private let time: Int64
  /// Bytes that the member still needs.
  private var missing: Int64 = 0

  /// Takes what is written; libarchive knows it by its address.
  private final class Output {
    let file: any ByteSink
    var failure: SystemFailure?
    var count: Int64 = 0

    init(_ file: any ByteSink) {
      self.file = file
    }

    /// Returns how many bytes were taken, or -1.
    func take(_ bytes: RawSpan) -> Int {
      do throws(SystemFailure) {
        try file.write(bytes)
        count += Int64(bytes.byteCount)
        return bytes.byteCount
      } catch {
        failure = failure ?? error
        return -1
      }
    }
  }

  /// So much is written at once.
  private static let blockSize: CInt = 1 << 20

  /// Begins an archive.
  ///
  /// - Parameters:
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970: 0, or `SOURCE_DATE_EPOCH`.
  ///   - file: the file or pipe.
  /// - Throws: `ArchivesError`.
  package init(
    _ compression: ArchiveCompression,
    time: Int64 = 0,
    to file: any ByteSink
  ) throws(ArchivesError) {
    archive = try .writing()
    entry = try LibArchiveEntry()
    self.time = time
    output = Output(file)
    try check(unsafe archive_write_set_format_pax_restricted(archive.handle))
    try setUp(compression)
    try check(unsafe archive_write_set_bytes_per_block(archive.handle, Self.blockSize))
    // Nothing is padded but to whole headers.
    try check(unsafe archive_write_set_bytes_in_last_block(archive.handle, 1))
    let context = unsafe Unmanaged.passUnretained(output).toOpaque()
    let result = unsafe archive_write_open(
      archive.handle,
      context,
      nil,
      { _, context, bytes, count in
        guard let context = unsafe context else { return -1 }
        let output = unsafe Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
        return unsafe output.take(UnsafeRawBufferPointer(start: bytes, count: count).bytes)
      },
      nil
    )
    try check(result)
  }

  private func setUp(_ compression: ArchiveCompression) throws(ArchivesError) {
    switch compression {
    case .none: try check(unsafe archive_write_add_filter_none(archive.handle))
    case .gzip(let level):
      try check(unsafe archive_write_add_filter_gzip(archive.handle))
      try check(unsafe archive_write_set_filter_option(archive.handle, "gzip", "timestamp", nil))
      try set("gzip", "compression-level", level)
    case .zstd(let level, let workers):
      try check(unsafe archive_write_add_filter_zstd(archive.handle))
      try set("zstd", "compression-level", level)
      try set("zstd", "threads", max(1, workers))
    }
  }

  private func set(_ filter: String, _ name: String, _ value: Int) throws(ArchivesError) {
    try check(unsafe archive_write_set_filter_option(archive.handle, filter, name, "\(value)"))
  }

  /// Begins a member, which must then be given exactly as many bytes as it has.
  ///
  /// - Parameters:
  ///   - name: its name, in printable ASCII: what else there is would depend on the locale.
  ///   - size: bytes in it.
  /// - Throws: `ArchivesError`.
  package func begin(_ name: String, size: Int64) throws(ArchivesError) {
    guard missing == 0, size >= 0, !name.isEmpty,
      name.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw .malformed("a member that cannot be written")
    }
    unsafe archive_entry_clear(entry.handle)
    unsafe archive_entry_copy_pathname(entry.handle, name)
    unsafe archive_entry_set_filetype(entry.handle, UInt32(S_IFREG))
    unsafe archive_entry_set_perm(entry.handle, 0o644)
    unsafe archive_entry_set_size(entry.handle, size)
    unsafe archive_entry_set_mtime(entry.handle, time_t(time), 0)
    try check(unsafe archive_write_header(archive.handle, entry.handle))
    missing = size
  }

  /// Adds bytes to the member.
  package func write(_ bytes: [UInt8]) throws(ArchivesError) {
    // Bytes have no gaps between them.
    try write(unsafe bytes.span.bytes)
  }

  /// Adds bytes to the member.
  package func write(_ bytes: RawSpan) throws(ArchivesError) {
    // libarchive would drop what is too much, and fill up what is too little.
    guard Int64(bytes.byteCount) <= missing else { throw .malformed("a member that has grown") }
    var position = 0
    while position < bytes.byteCount {
      let rest = bytes.extracting(position...)
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe archive_write_data(archive.handle, bytes.baseAddress, bytes.count)
      }
      guard count > 0 else { throw failure }
      position += count
    }
    missing -= Int64(bytes.byteCount)
  }

  /// Ends the member.
  package func endMember() throws(ArchivesError) {
    guard missing == 0 else { throw .malformed("a member that has shrunk") }
    try check(unsafe archive_write_finish_entry(archive.handle))
  }

  /// Ends the archive: all is written when this returns.
  ///
  /// - Returns: how many bytes the archive has.
  @discardableResult
  package func close() throws(ArchivesError) -> Int64 {
    guard missing == 0 else { throw .malformed("a member that has shrunk") }
    try check(unsafe archive_write_close(archive.handle))
    return output.count
  }

  private func check(_ result: CInt) throws(ArchivesError) {
    // A warning is a name that was changed, or a member that is not whole: no archive of ours has that.
    guard result == ARCHIVE_OK else { throw failure }
  }

  private var failure: ArchivesError {
    if let failure = output.failure { return .unwritable(failure) }
    return .malformed(archive.message)
  }
}
