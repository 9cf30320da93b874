internal import PipArchives
internal import PipCache
internal import PipHashing
internal import PipSystem
internal import SystemPackage

/// Decides what of an entry goes into a snapshot: files as they are, a head without what must not be seen,
/// or nothing.
struct SnapshotJudge: Sendable {
  /// Where files are opened.
  let sources: SourceFolder
  /// How much may be seen.
  let level: SnapshotManifest.Level
  /// What is of the public index; nil where none is known.
  let published: PublicFiles?

  /// A file that goes into the snapshot, and what it was when it was hashed.
  struct Chosen: Sendable {
    var file: SnapshotFile
    var stamp: SourceFile.Stamp
    /// All that is in it, where it is at hand.
    var content: [UInt8]?
  }

  /// What came of it.
  enum Verdict: Sendable {
    /// Its files go in; of a head such facts were taken out.
    case chosen([Chosen], removed: [String: Int64])
    /// Nothing of it goes in.
    case omitted(SnapshotOmission)
    /// Something that would go in looks like a secret.
    case secret(SnapshotFile, what: String)
  }

  /// A header of ustar says no more.
  private static let sizeLimit: Int64 = 8 << 30
  /// A page or METADATA has no more bytes that are looked through.
  private static let textLimit = 64 << 20

  /// Why a verdict is that nothing goes in.
  private struct Omission: Error {
    let reason: SnapshotOmission
    init(_ reason: SnapshotOmission) { self.reason = reason }
  }

  private struct Secret: Error {
    let file: SnapshotFile
    let what: String
  }

  /// Returns what of an entry goes in.
  func verdict(on entry: CacheEntry) -> Verdict {
    do {
      switch entry.place {
      case .response(let key): return try response(entry, key)
      case .oldResponse:
        guard level == .exact else { return .omitted(.oldForm) }
        return .chosen([try chosen(entry.place.names, entry)], removed: [:])
      case .file(let names): return try file(entry, names)
      }
    } catch let omission as Omission {
      return .omitted(omission.reason)
    } catch let secret as Secret {
      return .secret(secret.file, what: secret.what)
    } catch let failure as SystemFailure {
      return .omitted(failure.errno == .noSuchFileOrDirectory ? .changed : .refused)
    } catch {
      return .omitted(.unreadable)
    }
  }

  private func response(_ entry: CacheEntry, _ key: CacheKey) throws -> Verdict {
    let isPublic = level == .public
    if isPublic, published?.isPage(key) != true, published?.isFile(key) != true {
      return .omitted(.notPublic)
    }
    let (headPath, bodyPath) = (SnapshotPath(headOf: key), SnapshotPath(bodyOf: key))
    let source = try sources.file(at: headPath)
    if level == .exact {
      let head = try head(source, at: headPath)
      let body = try hashed(entry, at: bodyPath)
      return .chosen([head, body], removed: [:])
    }
    switch try source.cleanedHead(isPublic: isPublic) {
    case nil: return .omitted(.unreadable)
    case .omitted(let reason): return .omitted(reason)
    case .head(let redacted, let removed):
      let head = try chosen(redacted, as: .head, at: headPath, source.stamp)
      let body = try hashed(entry, at: bodyPath)
      // What the index gives to everybody may be seen by everybody.
      if published?.isFile(key, with: body.file.digest) != true {
        guard !isPublic || published?.isPage(key) == true else { return .omitted(.notPublic) }
        try lookThrough(entry, body.file)
      }
      return .chosen([head, body], removed: removed)
    }
  }

  /// Takes a head as it is; what was to be removed is no entry for pip either.
  private func head(_ source: borrowing SourceFile, at path: SnapshotPath) throws -> Chosen {
    guard let bytes = try source.content(limit: CachedResponse.headLimit) else {
      return try hashed(source, as: .head, at: path)
    }
    guard !Tombstone.isTombstone(bytes) else { throw Omission(.changed) }
    return try chosen(bytes, as: .head, at: path, source.stamp)
  }

  /// Takes a file whose content is at hand, if there is nothing in it that must not be seen.
  private func chosen(
    _ bytes: [UInt8],
    as kind: SnapshotFile.Kind,
    at path: SnapshotPath,
    _ stamp: SourceFile.Stamp
  ) throws -> Chosen {
    let chosen = Chosen(bytes, as: kind, at: path, stamp)
    if level != .exact, let what = SecretScan.finding(in: bytes) {
      throw Secret(file: chosen.file, what: what)
    }
    return chosen
  }

  /// Refuses a content in which there may be what must not be seen.
  private func lookThrough(_ entry: CacheEntry, _ file: SnapshotFile) throws {
    switch entry.identity.kind {
    case .wheel, .sdist: return
    case .indexPage, .metadata:
      let source = try sources.file(at: file.path)
      guard let bytes = try source.content(limit: Self.textLimit) else { throw Omission(.tooLarge) }
      guard let text = Self.unpacked(bytes) else { throw Omission(.unreadable) }
      let isProse = entry.identity.kind == .metadata
      guard !isProse else { return try seeNoSecret(in: text, .prose, of: file) }
      let hasPlaces = try PageText.everyMeaning(of: text) { text in
        guard !PageAddresses.holdMore(in: text) else { return false }
        try seeNoSecret(in: text, .data, of: file)
        return true
      }
      guard hasPlaces else { throw Omission(.address) }
    case .state, .other: throw Omission(.unknown)
    }
  }

  private func seeNoSecret(
    in text: [UInt8],
    _ kind: SecretScan.Text,
    of file: SnapshotFile
  ) throws {
    guard let what = SecretScan.finding(in: text, kind) else { return }
    throw Secret(file: file, what: what)
  }

  private static func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    return Inflater()?.inflateGzip(bytes[...], atMost: textLimit)
  }

  private func file(_ entry: CacheEntry, _ names: [EntryName]) throws -> Verdict {
    guard let name = names.last else { return .omitted(.name) }
    switch CacheFolder(names.dropLast()).role(of: name) {
    case .state:
      guard level == .exact else { return .omitted(.place) }
      return .chosen([try chosen(names, entry)], removed: [:])
    case .wheel:
      guard level != .public else { return .omitted(.notPublic) }
      let wheel = try chosen(names, entry)
      guard let origin = try origin(beside: names) else {
        return .chosen([wheel], removed: ["origin": 1])
      }
      return .chosen([wheel] + origin, removed: [:])
    case .responseHead, .responseBody, .oldResponse, .origin, .own, .leftover, .foreign:
      return .omitted(.name)
    }
  }

  /// Returns what is said of the origin of wheels, where that is said at all; nil where it may not be seen.
  private func origin(beside names: [EntryName]) throws -> [Chosen]? {
    guard let name = EntryName(systemText: "origin.json") else { return [] }
    let path = try path(Array(names.dropLast()) + [name])
    let source: SourceFile
    do throws(SystemFailure) {
      source = try sources.file(at: path)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return []
    }
    guard let bytes = try source.content(limit: OriginCheck.sizeLimit) else { return nil }
    guard level == .exact || OriginRedaction.allows(bytes) else { return nil }
    return [try chosen(bytes, as: .origin, at: path, source.stamp)]
  }

  private func path(_ names: [EntryName]) throws -> SnapshotPath {
    let text = names.map(\.systemText).joined(separator: "/")
    guard let path = SnapshotPath(text) else { throw Omission(.name) }
    return path
  }

  private func chosen(_ names: [EntryName], _ entry: CacheEntry) throws -> Chosen {
    try hashed(entry, at: path(names))
  }

  /// Hashes the content of an entry.
  private func hashed(_ entry: CacheEntry, at path: SnapshotPath) throws -> Chosen {
    let identity = entry.identity
    let kind = SnapshotFile.Kind(rawValue: identity.kind.rawValue) ?? .other
    var chosen = try hashed(sources.file(at: path), as: kind, at: path)
    chosen.file = chosen.file.known(
      project: identity.project,
      version: identity.version,
      fileName: identity.isFileNameGuessed ? nil : identity.fileName
    )
    return chosen
  }

  /// Hashes a file as it is.
  private func hashed(
    _ source: borrowing SourceFile,
    as kind: SnapshotFile.Kind,
    at path: SnapshotPath
  ) throws -> Chosen {
    guard source.stamp.size < Self.sizeLimit else { throw Omission(.tooLarge) }
    // A small content is kept.
    if source.stamp.size <= Int64(HeldContents.largest) {
      guard let bytes = try source.content(limit: HeldContents.largest) else {
        throw Omission(.changed)
      }
      return Chosen(bytes, as: kind, at: path, source.stamp)
    }
    guard let digest = try source.digest() else { throw Omission(.changed) }
    let file = SnapshotFile(path: path, kind: kind, size: source.stamp.size, digest: digest)
    return Chosen(file: file, stamp: source.stamp)
  }
}

extension SnapshotJudge.Chosen {
  /// Takes a file whose content is at hand.
  fileprivate init(
    _ bytes: [UInt8],
    as kind: SnapshotFile.Kind,
    at path: SnapshotPath,
    _ stamp: SourceFile.Stamp
  ) {
    file = SnapshotFile(
      path: path,
      kind: kind,
      size: Int64(bytes.count),
      digest: HashAlgorithm.sha256.digest(of: bytes)
    )
    self.stamp = stamp
    content = bytes
  }
}
