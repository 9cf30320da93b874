package import PipArchives
internal import PipHashing
package import PipPackaging
package import PipSystem
package import SystemPackage

/// Finds out from the cached pages of indexes how cached files were called.
///
/// pip keeps a response under the hash of its address and forgets the address. But the pages that
/// led there are mostly cached, too: an address on a page whose hash is a key names the file, and so
/// does a digest on a page that is the content's. Only pages of the projects in question are read.
package struct FileNames: Sendable {
  /// The cache directory.
  package var directory: FilePath

  /// Addresses of indexes, each ending in a slash: links on a page may be relative to its own
  /// address, which is known only where it is below one of these.
  package var indexes: [String]

  /// Creates a search.
  package init(in directory: FilePath, indexes: [String]) {
    self.directory = directory
    self.indexes = indexes
  }

  /// Entries with the names that pages give them.
  struct Named {
    /// The same entries, in the same order.
    var entries: [CacheEntry]
    /// The places of those that may have a name on a page that could not be read.
    var unsure: Set<Int> = []
    /// What could not be read.
    var obstacles = Obstacles()
  }

  /// Returns entries in which files have the names that pages give them, where pages do.
  ///
  /// - Parameters:
  ///   - entries: all entries of the cache: pages are among them.
  ///   - isWanted: whether an entry's name is worth a search.
  /// - Returns: the entries, and which of them could not be looked up.
  func resolving(_ entries: [CacheEntry], where isWanted: (CacheEntry) -> Bool) -> Named {
    var named = Named(entries: entries)
    var wanted: [String: [Int]] = [:]
    for (index, entry) in entries.enumerated() {
      guard let project = entry.identity.project, isWanted(entry) else { continue }
      wanted[EntrySurvey.normalized(project), default: []].append(index)
    }
    guard !wanted.isEmpty else { return named }
    var pages: [String: [CacheEntry]] = [:]
    for entry in entries where entry.identity.kind == .indexPage {
      guard let project = entry.identity.project.map(EntrySurvey.normalized),
        wanted[project] != nil
      else { continue }
      pages[project, default: []].append(entry)
    }
    for (project, indices) in wanted {
      // One page at a time: some are large.
      for page in pages[project] ?? [] {
        let note = ReadNote()
        let files = offered(by: page, of: project, noting: note)
        for index in indices where named.entries[index].identity.isFileNameOpen {
          if let name = name(of: entries[index], among: files, noting: note) {
            named.entries[index].identity.fileName = name
            named.entries[index].identity.isFileNameGuessed = false
            named.entries[index].isRemembered = false
          } else if note.failure != nil {
            named.unsure.insert(index)
          }
        }
        if let failure = note.failure {
          named.obstacles.add(failure, at: page.place.path(in: directory))
        }
      }
    }
    return named
  }

  /// Returns the name of the file that is an entry's, by its address, else by its content.
  private func name(
    of entry: CacheEntry,
    among files: [IndexFile],
    noting note: ReadNote
  ) -> String? {
    guard let key = entry.place.key else { return nil }
    let suffix = entry.identity.kind == .metadata ? ".metadata" : ""
    let version = entry.identity.version.flatMap { Version($0) }
    let candidates = files.filter { file in
      guard let wanted = version else { return true }
      return Self.version(of: file.fileName, entry.identity) == wanted
    }
    let named = candidates.first { CacheKey(ofAddress: $0.url + suffix) == key }
    if let named { return named.fileName + suffix }
    let digests = candidates.compactMap { file in file.hashes["sha256"].map { ($0, file.fileName) }
    }
    guard suffix.isEmpty, !digests.isEmpty, let digest = digest(of: entry, noting: note) else {
      return nil
    }
    return digests.first { $0.0 == digest }?.1
  }

  private static func version(of fileName: String, _ identity: ContentIdentity) -> Version? {
    if fileName.hasSuffix(".whl") { return WheelFileName(fileName)?.version }
    guard let project = identity.project.flatMap({ PackageName($0) }) else { return nil }
    return SdistFileName(fileName, for: project)?.version
  }

  private func digest(of entry: CacheEntry, noting note: ReadNote) -> String? {
    guard let content = opened(entry, noting: note) else { return nil }
    return (try? content.digest(.sha256))?.hexadecimal
  }

  /// Returns the files that a cached page of an index offers; none where it cannot be read.
  ///
  /// - Parameters:
  ///   - page: the page.
  ///   - project: whose it is.
  ///   - note: is told what could not be read.
  /// - Returns: the files.
  package func offered(
    by page: CacheEntry,
    of project: String,
    noting note: ReadNote = ReadNote()
  ) -> [IndexFile] {
    guard let key = page.place.key, let content = opened(page, noting: note),
      let bytes = ContentIdentity.wholeText(of: content)
    else { return [] }
    let address = indexes.lazy.map { "\($0)\(project)/" }.first { CacheKey(ofAddress: $0) == key }
    let parsed =
      bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
      ? try? IndexPage.parse(json: bytes, from: address ?? Self.unknownAddress)
      : IndexPage.parse(html: bytes, from: address ?? Self.unknownAddress)
    return (parsed?.files ?? []).filter { SafeText.line($0.fileName) != nil }
  }

  /// Where relative links lead on a page whose address nobody knows: nowhere that a key is of.
  ///
  /// Names and digests on it are worth as much as elsewhere.
  static let unknownAddress = "unknown://index/"

  private func opened(_ entry: CacheEntry, noting note: ReadNote) -> FileRange? {
    do throws(SystemFailure) {
      return try content(of: entry, noting: note)
    } catch {
      note.take(error)
      return nil
    }
  }

  /// Opens the content of an entry.
  ///
  /// - Parameters:
  ///   - entry: the entry.
  ///   - note: is told what cannot be read later.
  /// - Returns: the content.
  /// - Throws: `SystemFailure` where it cannot be opened.
  package func content(
    of entry: CacheEntry,
    noting note: ReadNote? = nil
  ) throws(SystemFailure) -> FileRange {
    let names = entry.place.names
    guard let name = names.last else { throw SystemFailure("openat", directory, .isDirectory) }
    let folder = try OpenDirectory(directory, entering: names.dropLast())
    let file = try folder.file(name)
    guard case .oldResponse = entry.place else { return try FileRange(file, noting: note) }
    do {
      let response = try OldResponse(file, size: try file.status().size)
      return FileRange(
        file,
        offset: response.bodyOffset,
        length: response.bodyLength,
        noting: note
      )
    } catch {
      throw SystemFailure("pread", folder.path(of: name), .illegalByteSequence)
    }
  }
}
