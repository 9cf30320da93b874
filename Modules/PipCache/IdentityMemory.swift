package import PipFiles
package import PipSystem
package import SystemPackage

/// What was found out about contents of a cache, so that it need not be found out again.
///
/// A content is known by file number, size and time of change: pip never changes a file in place.
/// Losing the memory, or a part of it, costs only time. It is a text of lines, a content each, its
/// fields set apart by tabs; the first line names the form.
package struct IdentityMemory: Sendable, Hashable {
  /// What a content is known by.
  package struct Key: Sendable, Hashable {
    var inode: UInt64
    var size: Int64
    var modified: Timestamp

    /// Creates the key of a file as it is.
    package init(_ status: FileStatus) {
      self.init(inode: status.identity.inode, size: status.size, modified: status.modified)
    }

    /// Creates a key from its parts.
    package init(inode: UInt64, size: Int64, modified: Timestamp) {
      self.inode = inode
      self.size = size
      self.modified = modified
    }
  }

  /// What is known, by content.
  package private(set) var identities: [Key: ContentIdentity] = [:]

  private static let head = "swiftpip identities 1"

  /// More is not read: it would be no memory of ours.
  private static let sizeLimit = 256 << 20

  /// Creates a memory of nothing.
  package init() {}

  /// What is known of a content.
  package subscript(key: Key) -> ContentIdentity? {
    get { identities[key] }
    set { identities[key] = newValue }
  }

  /// Takes over what another memory knows and this one does not.
  mutating func fill(with other: IdentityMemory) {
    identities.merge(other.identities) { own, _ in own }
  }

  /// Where the memory of a cache is kept.
  package static func path(in cacheDirectory: FilePath) -> FilePath {
    cacheDirectory.appending("swiftpip").appending("identities")
  }

  /// Reads the memory of a cache; where there is none that can be trusted, it is one of nothing.
  package static func recalled(in cacheDirectory: FilePath) -> IdentityMemory {
    guard
      let file = try? OwnedDescriptor.openRegularFile(
        path(in: cacheDirectory),
        following: .nothing
      ),
      // Others may write to a cache that is shared.
      (try? file.status())?.isTrusted == true, let bytes = try? file.readToEnd(limit: sizeLimit)
    else { return IdentityMemory() }
    return IdentityMemory(bytes)
  }

  /// Keeps the memory for the next time.
  ///
  /// - Throws: `FilesError`; nothing is lost by it but time.
  package func keep(in cacheDirectory: FilePath) throws(FilesError) {
    let path = Self.path(in: cacheDirectory)
    let folder = path.removingLastComponent()
    // A link in place of the folder would lead out of the cache.
    let kind = (try? folder.status(following: .nothing))?.kind
    guard kind == nil || kind == .directory else {
      throw .notPublished(path, SystemFailure("open", folder, .notDirectory))
    }
    do {
      // As pip makes its folders: what the user's umask leaves of everything.
      try folder.makeDirectories(
        permissions: [.ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute]
      )
    } catch {
      throw .notPublished(path, error)
    }
    try Publication.publish(bytes, at: path)
  }
}

// MARK: - The form

extension IdentityMemory {
  /// Reads the lines of a memory; those that are none are passed over.
  package init(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0A)
    guard let head = lines.first, head.elementsEqual(Self.head.utf8) else { return }
    identities.reserveCapacity(lines.count)
    for line in lines.dropFirst() {
      let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
      guard fields.count == 9, let key = Self.key(fields), let identity = Self.identity(fields)
      else { continue }
      identities[key] = identity
    }
  }

  private static func key(_ fields: [ArraySlice<UInt8>]) -> Key? {
    guard let inode = UInt64(text(fields[0])), let size = Int64(text(fields[1])),
      let seconds = Int64(text(fields[2])), let nanoseconds = Int32(text(fields[3]))
    else { return nil }
    let modified = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    return Key(inode: inode, size: size, modified: modified)
  }

  private static func identity(_ fields: [ArraySlice<UInt8>]) -> ContentIdentity? {
    guard let kind = EntryKind(rawValue: text(fields[4])) else { return nil }
    let texts = fields[5...7].map { $0.isEmpty ? nil : text($0) }
    guard texts.allSatisfy({ $0.map { SafeText.line($0) != nil } ?? true }) else { return nil }
    return ContentIdentity(
      kind,
      project: texts[0],
      version: texts[1],
      fileName: texts[2],
      isFileNameGuessed: fields[8].elementsEqual("guessed".utf8)
    )
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// The memory as lines, sorted, so that the same memory has the same bytes.
  package var bytes: [UInt8] {
    let lines = identities.map { key, identity in
      """
      \(key.inode)\t\(key.size)\t\(key.modified.seconds)\t\(key.modified.nanoseconds)\t\(identity.kind.rawValue)\t\
      \(identity.project ?? "")\t\(identity.version ?? "")\t\(identity.fileName ?? "")\t\
      \(identity.isFileNameGuessed ? "guessed" : "")
      """
    }
    return Array(([Self.head] + lines.sorted()).joined(separator: "\n").utf8) + [0x0A]
  }
}
