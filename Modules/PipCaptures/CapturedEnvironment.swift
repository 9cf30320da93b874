package import PipArchives
internal import PipHashing
internal import PipPackaging
internal import PipSystem
package import SystemPackage

/// An environment as a file has it, every part of which was compared with the manifest; its wheels are when
/// they are read.
package struct CapturedEnvironment: Sendable {
  /// What the file says of what is in it.
  package let manifest: CaptureManifest

  /// What the environment is.
  package let description: EnvironmentDescription

  /// Opens a wheel.
  package let open: @Sendable (CapturedFile) throws(ArchivesError) -> FileRange

  /// Files that are not wheels have no more bytes.
  static let smallLimit: Int64 = 16 << 20

  /// Sees that manifest and description are about the same.
  private init(
    _ manifest: CaptureManifest,
    _ small: [CapturedFile.Path: [UInt8]],
    open: @escaping @Sendable (CapturedFile) throws(ArchivesError) -> FileRange
  ) throws(CapturesError) {
    description = try EnvironmentDescription(small[.description] ?? [])
    let described = description.distributions.map(\.wheel)
    let wheels = Set(manifest.wheels.compactMap { $0.wheel?.fileName })
    guard described.count == wheels.count, Set(described) == wheels else {
      throw .description("it has other distributions than there are wheels")
    }
    guard description.identity == manifest.identity else {
      throw .manifest("its identity is another")
    }
    self.manifest = manifest
    self.open = open
  }

  /// Opens a file that is not compressed: its wheels stay where they are, and are read there.
  ///
  /// - Parameter path: the file.
  /// - Returns: the environment; nil where it must be unpacked first.
  /// - Throws: `CapturesError` where it is none.
  package static func inPlace(_ path: FilePath) throws(CapturesError) -> CapturedEnvironment? {
    let members: [TarIndex.Member]?
    let file: FileRange
    do throws(SystemFailure) {
      let kind = try path.status().kind
      guard kind != .directory else { throw SystemFailure("read", path, .isDirectory) }
      // A pipe must not be opened twice.
      guard kind == .regular else { return nil }
      file = try FileRange(OwnedDescriptor.openRegularFile(path))
    } catch {
      throw .notRead(error)
    }
    do throws(ArchivesError) {
      members = try TarIndex.members(of: file, limit: CaptureManifest.fileLimit)
    } catch {
      throw .archive(error)
    }
    guard let members else { return nil }
    guard let first = members.first, first.name == CaptureManifest.name else { throw .notCaptured }
    guard first.size <= CaptureManifest.sizeLimit else { throw .manifest("it is too large") }
    let manifest = try CaptureManifest(content(of: first, in: file))
    let rest = members.dropFirst()
    guard rest.count == manifest.files.count else { throw .contents("there are more or fewer") }
    var small: [CapturedFile.Path: [UInt8]] = [:]
    var places: [CapturedFile.Path: TarIndex.Member] = [:]
    for (file, member) in zip(manifest.files, rest) {
      try see(file, is: member.name, member.size)
      places[file.path] = member
    }
    for wanted in manifest.files where wanted.wheel == nil {
      guard let place = places[wanted.path] else { continue }
      small[wanted.path] = try checked(content(of: place, in: file), wanted)
    }
    let wheels = places
    return try CapturedEnvironment(manifest, small) { wanted throws(ArchivesError) in
      guard let place = wheels[wanted.path] else { throw .notAnArchive }
      do throws(SystemFailure) {
        return FileRange(
          try OwnedDescriptor.openRegularFile(path),
          offset: place.offset,
          length: place.size
        )
      } catch {
        throw .unreadable(error)
      }
    }
  }

  private static func content(
    of member: TarIndex.Member,
    in file: borrowing FileRange
  ) throws(CapturesError) -> [UInt8] {
    guard member.size <= smallLimit else { throw .contents("\(member.name) is too large") }
    do {
      return try file.read(at: member.offset, count: Int(member.size))
    } catch {
      throw .notRead(error)
    }
  }

  private static func see(
    _ file: CapturedFile,
    is name: String,
    _ size: Int64
  ) throws(CapturesError) {
    guard file.path.text == name else { throw .contents("\(name) is not next") }
    guard file.size == size else { throw .damaged(name) }
    guard file.wheel != nil || size <= smallLimit else { throw .contents("\(name) is too large") }
  }

  private static func checked(
    _ bytes: [UInt8],
    _ file: CapturedFile
  ) throws(CapturesError) -> [UInt8] {
    guard HashAlgorithm.sha256.digest(of: bytes) == file.digest else {
      throw .damaged(file.path.text)
    }
    return bytes
  }

  /// Reads all of one from its beginning to its end: a file or a pipe, compressed or not.
  ///
  /// - Parameters:
  ///   - source: the file or pipe.
  ///   - folder: where its wheels are put; nil where they are only compared.
  /// - Returns: the environment.
  /// - Throws: `CapturesError`.
  package static func read(
    _ source: any ByteSource,
    puttingWheelsInto folder: FilePath?
  ) throws(CapturesError) -> CapturedEnvironment {
    do {
      let archive = try ArchiveReader(from: source)
      guard let first = try archive.next(), first.name == CaptureManifest.name else {
        throw CapturesError.notCaptured
      }
      guard first.size <= CaptureManifest.sizeLimit else {
        throw CapturesError.manifest("it is too large")
      }
      let manifest = try CaptureManifest(content(of: archive))
      var small: [CapturedFile.Path: [UInt8]] = [:]
      for file in manifest.files {
        guard let member = try archive.next() else {
          throw CapturesError.contents("\(file.path.text) is missing")
        }
        try see(file, is: member.name, member.size)
        if file.wheel == nil {
          small[file.path] = try checked(content(of: archive), file)
        } else {
          try readWheel(file, of: archive, into: folder)
        }
      }
      guard try archive.next() == nil else { throw CapturesError.contents("there is more") }
      return try CapturedEnvironment(manifest, small) { file throws(ArchivesError) in
        guard let folder, let wheel = file.wheel else { throw .notAnArchive }
        do throws(SystemFailure) {
          return try FileRange(
            OwnedDescriptor.openRegularFile(folder.appending(entrySystemText: wheel.fileName))
          )
        } catch {
          throw .unreadable(error)
        }
      }
    } catch let error as CapturesError {
      throw error
    } catch ArchivesError.unreadable(let failure) {
      throw .notRead(failure)
    } catch let error as ArchivesError {
      throw .archive(error)
    } catch {
      throw .contents("\(error)")
    }
  }

  private static func content(of archive: ArchiveReader) throws(ArchivesError) -> [UInt8] {
    var bytes: [UInt8] = []
    while try archive.readPiece({ piece throws(ArchivesError) in
      unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }) {}
    return bytes
  }

  private static func readWheel(
    _ file: CapturedFile,
    of archive: ArchiveReader,
    into folder: FilePath?
  ) throws {
    var hash = HashStream(.sha256)
    guard let folder, let wheel = file.wheel else {
      while try archive.readPiece({ piece throws(ArchivesError) in hash.update(with: piece) }) {}
      guard hash.finish() == file.digest else { throw CapturesError.damaged(file.path.text) }
      return
    }
    do {
      let output = try OwnedDescriptor.open(
        folder.appending(entrySystemText: wheel.fileName),
        .writeOnly,
        options: [.create, .exclusiveCreate, .noFollow],
        permissions: .ownerReadWrite
      )
      var position: Int64 = 0
      while try archive.readPiece({ piece throws(ArchivesError) in
        hash.update(with: piece)
        do throws(SystemFailure) {
          try output.write(piece, at: position)
        } catch {
          throw .unwritable(error)
        }
        position += Int64(piece.byteCount)
      }) {}
      try output.closeReportingErrors()
    } catch let failure as SystemFailure {
      throw CapturesError.notWritten(failure)
    } catch ArchivesError.unwritable(let failure) {
      throw CapturesError.notWritten(failure)
    }
    guard hash.finish() == file.digest else { throw CapturesError.damaged(file.path.text) }
  }
}
