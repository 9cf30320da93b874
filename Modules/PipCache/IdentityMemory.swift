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
    /// Bytes in the file.
    package var size: Int64
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

    /// Puts the file number alone into a hash: it is hardly ever that of another.
    package func hash(into hasher: inout Hasher) { hasher.combine(inode) }
  }

  /// What is known, by content.
  package private(set) var identities: [Key: ContentIdentity] = [:]

  private static let head = "swiftpip identities 1"
  private static let fieldCount = 9
  private static let newline = UInt8(ascii: "\n")
  private static let tab = UInt8(ascii: "\t")

  /// More is not read: it would be no memory of ours.
  private static let sizeLimit = 256 << 20

  /// Creates a memory of nothing.
  package init() {}

  /// What is known of a content.
  package subscript(key: Key) -> ContentIdentity? {
    get { identities[key] }
    set { identities[key] = newValue }
  }

  /// Creates a memory of what is worth remembering of entries, and of what another knows besides.
  init(of entries: [CacheEntry], keeping other: IdentityMemory) {
    identities = other.identities
    identities.reserveCapacity(max(entries.count, identities.count))
    for entry in entries where Self.isWorthRemembering(entry) {
      identities[entry.content] = entry.identity
    }
  }

  /// Tells whether it knows all that is worth remembering of entries, and, if that is asked, of no
  /// others.
  func isEnough(for entries: [CacheEntry], andNoMore isExact: Bool) -> Bool {
    var count = 0
    for entry in entries where Self.isWorthRemembering(entry) {
      guard entry.isRemembered || identities[entry.content] == entry.identity else { return false }
      count += 1
    }
    return !isExact || count == identities.count
  }

  private static func isWorthRemembering(_ entry: CacheEntry) -> Bool {
    entry.place.key != nil && entry.identity.isWorthRemembering
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
    var rest = bytes[...]
    guard Self.field(&rest, before: Self.newline).elementsEqual(Self.head.utf8) else { return }
    // A line is hardly ever shorter.
    identities.reserveCapacity(rest.count / 64)
    while !rest.isEmpty {
      var line = Self.field(&rest, before: Self.newline)
      guard line.count(where: { $0 == Self.tab }) == Self.fieldCount - 1,
        let key = Self.key(&line), let identity = Self.identity(&line)
      else { continue }
      identities[key] = identity
    }
  }

  /// Takes what stands before a byte, or the end, and the byte with it.
  private static func field(
    _ rest: inout ArraySlice<UInt8>,
    before byte: UInt8
  ) -> ArraySlice<UInt8> {
    let end = rest.firstIndex(of: byte) ?? rest.endIndex
    defer { rest = rest[min(end + 1, rest.endIndex)...] }
    return rest[..<end]
  }

  private static func key(_ line: inout ArraySlice<UInt8>) -> Key? {
    guard let inode: UInt64 = number(&line), let size: Int64 = number(&line),
      let seconds: Int64 = number(&line), let nanoseconds: Int32 = number(&line)
    else { return nil }
    let modified = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    return Key(inode: inode, size: size, modified: modified)
  }

  private static func identity(_ line: inout ArraySlice<UInt8>) -> ContentIdentity? {
    guard let kind = EntryKind(rawValue: text(&line)) else { return nil }
    let (project, version, fileName) = (text(&line), text(&line), text(&line))
    guard [project, version, fileName].allSatisfy({ $0.isEmpty || SafeText.line($0) != nil }) else {
      return nil
    }
    return ContentIdentity(
      kind,
      project: project.isEmpty ? nil : project,
      version: version.isEmpty ? nil : version,
      fileName: fileName.isEmpty ? nil : fileName,
      isFileNameGuessed: line.elementsEqual("guessed".utf8)
    )
  }

  private static func number<Number: FixedWidthInteger>(_ line: inout ArraySlice<UInt8>) -> Number?
  {
    var digits = field(&line, before: tab)
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    return Number(decimalDigits: digits, isNegative: isNegative)
  }

  private static func text(_ line: inout ArraySlice<UInt8>) -> String {
    String(decoding: field(&line, before: tab), as: UTF8.self)
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
