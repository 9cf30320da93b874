package import PipArchives
internal import PipHashing
package import PipPackaging
internal import PipSystem

/// A wheel of which the form was checked: it is known what is in it and where that belongs.
///
/// What its contents are is seen when they are read.
package struct Wheel: ~Copyable {
  /// What is in it.
  package let contents: WheelContents

  private var reader: ZipMemberReader

  /// Opens a wheel.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - name: its name, which says whose it must be.
  /// - Throws: `InstallerError` where it is not what it should be.
  package init(
    _ file: consuming FileRange,
    named name: WheelFileName
  ) throws(InstallerError) {
    var reader: ZipMemberReader
    do throws(ArchivesError) {
      reader = try ZipMemberReader(try ZipArchive(file))
    } catch {
      throw .archive(name.fileName, error)
    }
    contents = try WheelContents(reading: &reader, named: name)
    self.reader = reader
  }

  /// Bytes in all files together, as the archive's directory says.
  package var unpackedSize: Int64 {
    contents.layout.files.reduce(0) { $0.saturatingAdding(reader.members[$1.member].size) }
  }

  /// Reads a file and sees that it is what RECORD says.
  ///
  /// - Parameters:
  ///   - index: its place among the files of `layout`.
  ///   - receive: is given its content, in pieces where it is large; what was received counts for nothing if
  ///     an error follows.
  /// - Throws: `InstallerError`; what `receive` throws comes as `.notWritten`.
  mutating func read(
    _ index: Int,
    _ receive: (RawSpan) throws(SystemFailure) -> Void
  ) throws(InstallerError) {
    let file = contents.layout.files[index]
    let promise = contents.promises[index]
    let name = contents.name
    var hash = HashStream(promise?.algorithm ?? .sha256)
    var size: Int64 = 0
    do {
      try reader.read(file.member) { bytes throws(SystemFailure) in
        size += Int64(bytes.byteCount)
        if promise != nil { hash.update(with: bytes) }
        try receive(bytes)
      }
    } catch {
      switch error {
      case .archive(let error): throw .archive(name.fileName, error)
      case .receiver(let failure): throw .notWritten(failure)
      }
    }
    guard let promise else { return }
    guard promise.size ?? size == size, promise.digest == hash.finish().urlSafeBase64 else {
      throw .malformed(name.fileName, .digest(String(decoding: file.path, as: UTF8.self)))
    }
  }
}

extension Wheel: WheelFiles {
  mutating func put(_ index: Int, into folders: SiteFolders) throws(InstallerError) {
    let file = contents.layout.files[index]
    let output: OwnedDescriptor
    do {
      output = try folders.newFile(
        file.place,
        file.key,
        permissions: file.isExecutable ? .ofFolders : .ofFiles
      )
    } catch {
      throw .notWritten(error)
    }
    try write(index, to: output)
    do {
      try output.closeReportingErrors()
    } catch {
      throw .notWritten(error)
    }
  }

  /// Writes a file into an open one that is empty, and lets everybody run it who is to.
  mutating func write(
    _ index: Int,
    to output: borrowing OwnedDescriptor
  ) throws(InstallerError) {
    var position: Int64 = 0
    try read(index) { bytes throws(SystemFailure) in
      try output.write(bytes, at: position)
      position += Int64(bytes.byteCount)
    }
    guard contents.layout.files[index].isExecutable else { return }
    do {
      try output.add(.runnable)
    } catch {
      throw .notWritten(error)
    }
  }

  mutating func content(of index: Int) throws(InstallerError) -> [UInt8] {
    var content: [UInt8] = []
    try read(index) { bytes throws(SystemFailure) in
      unsafe bytes.withUnsafeBytes { unsafe content.append(contentsOf: $0) }
    }
    return content
  }
}
