internal import PipSystem
internal import SystemPackage

/// Unpacked files that environments get as links, in a folder of their own by their numbers.
struct StoredFiles: ~Copyable {
  let folder: OpenDirectory
  private var canLink = true

  init(_ folder: consuming OpenDirectory) {
    self.folder = folder
  }

  /// The name of a file.
  static func name(_ index: Int) -> EntryName { EntryName(number: UInt(index)) }

  /// Gives a file a name in a site: as one more name of the same file, else as a clone, else as a copy.
  ///
  /// One more name is given only where the file would have the same permissions if it was made there.
  ///
  /// - Parameters:
  ///   - index: its number.
  ///   - mode: the permissions that it has here.
  ///   - file: where it belongs.
  ///   - folders: the site.
  /// - Throws: `SystemFailure`.
  mutating func put(
    _ index: Int,
    mode: FilePermissions,
    as file: WheelLayout.File,
    into folders: SiteFolders
  ) throws(SystemFailure) {
    let stored = Self.name(index)
    if canLink, folders.modes?.mode(isExecutable: file.isExecutable) == mode {
      do throws(SystemFailure) {
        return try folders.with(file.place, file.key) { root throws(SystemFailure) in
          try root.link(stored, of: folder, at: file.place)
        }
      } catch {
        switch error.errno {
        // Another file system, or one without links, or one that is protected.
        case .improperLink, .notPermitted, .notSupported: canLink = false
        // This one has as many names as any may.
        case .tooManyLinks: break
        default: throw error
        }
      }
    }
    let source = try folder.file(stored)
    let output = try folders.newFile(
      file.place,
      file.key,
      permissions: file.isExecutable ? .ofFolders : .ofFiles
    )
    try output.take(contentOf: source)
    if file.isExecutable { try output.add(.runnable) }
    try output.closeReportingErrors()
  }
}

extension OwnedDescriptor {
  private static let pieceSize = 1 << 20

  /// Takes over the content of another file: without copying it where that can be.
  fileprivate func take(contentOf source: borrowing OwnedDescriptor) throws(SystemFailure) {
    if (try? share(contentOf: source)) != nil { return }
    var position: Int64 = 0
    while true {
      let piece = try source.read(at: position, count: Self.pieceSize)
      guard !piece.isEmpty else { return }
      try write(piece, at: position)
      position += Int64(piece.count)
    }
  }
}
