internal import PipArchives
internal import PipFiles
internal import PipSystem
package import SystemPackage

/// Which names are in the folders of a cache, so that those that have not changed need not be opened.
///
/// A folder is known by file number and time of change, which the system sets whenever a name in it
/// comes, goes or is another's. Losing the memory, or a part of it, costs only time. It is a file for
/// each of the first folders of responses, `<cache>/swiftpip/folders/AREA-DIGIT`; the form is that of
/// `FolderRecord`.
package struct FolderMemory: Sendable {
  /// The cache directory.
  package var cacheDirectory: FilePath

  /// Whether what is learned is kept.
  package var isKept: Bool

  /// A folder that changed less than this before it is looked at may change once more at what is the
  /// same time, as coarse as file systems are with it, and some tell late how much room a file takes:
  /// what is younger is not remembered.
  package var grain = Duration.seconds(5)

  /// More is not read: it would be no memory of ours.
  private static let sizeLimit = 256 << 20

  /// Creates the memory of a cache.
  package init(of cacheDirectory: FilePath, isKept: Bool) {
    self.cacheDirectory = cacheDirectory
    self.isKept = isKept
  }

  /// Returns what is remembered of a part; nothing where there is nothing that can be trusted.
  func recalled(_ part: EntryName) -> [UInt8] {
    guard let folder = try? OpenDirectory(cacheDirectory, entering: OwnFolder.folders[...]),
      let file = try? folder.file(part),
      // Others may write to a cache that is shared; and who may look at more knows of more.
      (try? file.status())?.isOwn == true,
      let bytes = try? file.readToEnd(limit: Self.sizeLimit)
    else { return [] }
    return Self.unsealed(bytes)
  }

  /// Keeps what was learned of a part for the next time, if it can be kept: nothing is lost by it but
  /// time.
  func keep(_ bytes: [UInt8], of part: EntryName) {
    guard isKept, let folder = try? OwnFolder.made(OwnFolder.folders, in: cacheDirectory),
      let mode = try? folder.status().mode
    else { return }
    let permissions = PublishedMode.inherited(fromDirectoryWith: mode)
    try? folder.replace(part, with: bytes + Self.seal(of: bytes), permissions: permissions)
  }

  // A folder whose record is there without those of the folders in it would seem to have none: what
  // a power cut has left of a memory is none.
  private static func unsealed(_ bytes: [UInt8]) -> [UInt8] {
    var content = bytes
    content.removeLast(min(sealLength, content.count))
    return seal(of: content).elementsEqual(bytes.suffix(sealLength)) ? content : []
  }

  private static func seal(of bytes: [UInt8]) -> [UInt8] {
    let checksum = Inflater.crc32(of: bytes)
    return (0..<sealLength).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) }
  }

  private static let sealLength = 4
}
