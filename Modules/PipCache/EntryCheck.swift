internal import PipArchives
internal import PipFiles
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// Checks one entry of the cache: what pip can do with it, and whether its content is whole.
struct EntryCheck: Sendable {
  /// The cache directory.
  let directory: FilePath

  /// What pages say of contents.
  let published: PublishedDigests

  /// What came of a check.
  enum Verdict: Sendable {
    /// All is as it should be.
    case sound
    /// Something is wrong.
    case damaged(EntryProblem)
    /// It is gone, or has become another since it was found.
    case changed
    /// It cannot be looked at.
    case unreadable(SystemFailure)
  }

  /// Returns what came of checking an entry.
  func verdict(on entry: CacheEntry) -> Verdict {
    do throws(SystemFailure) {
      guard let name = entry.place.names.last else { return .changed }
      let folder = try OpenDirectory(directory, entering: entry.place.names.dropLast())
      guard try isUnchanged(entry, name, in: folder) else { return .changed }
      guard let problem = try problem(of: entry, name, in: folder) else { return .sound }
      // What could not be read is not damaged.
      if case .archive(.unreadable(let failure)) = problem { return .unreadable(failure) }
      // A head may be of the time before something was stored anew, and a body of the time after.
      return try isUnchanged(entry, name, in: folder) ? .damaged(problem) : .changed
    } catch {
      return error.errno == .noSuchFileOrDirectory ? .changed : .unreadable(error)
    }
  }

  /// Returns an entry as it is now, or nil where it is gone.
  func refreshed(_ entry: CacheEntry) throws(SystemFailure) -> CacheEntry? {
    guard let name = entry.place.names.last,
      let folder = try Self.folder(of: entry.place, in: directory),
      let status = try folder.statusIfThere(of: name), status.kind == .regular
    else { return nil }
    var refreshed = entry
    refreshed.content = IdentityMemory.Key(status)
    if entry.head != nil {
      guard let headName = entry.place.key?.headName,
        let head = try folder.statusIfThere(of: headName)
      else { return nil }
      refreshed.head = IdentityMemory.Key(head)
    }
    return refreshed
  }

  /// Opens the folder of a place; nil where it is gone.
  private static func folder(
    of place: CacheEntry.Place,
    in directory: FilePath
  ) throws(SystemFailure) -> OpenDirectory? {
    do {
      return try OpenDirectory(directory, entering: place.names.dropLast())
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Tells whether a half of a response is as it was found, and still alone.
  func isStillHalf(_ half: DoomedEntry) throws(SystemFailure) -> Bool {
    guard let name = half.place.names.last,
      let folder = try Self.folder(of: half.place, in: directory),
      let status = try folder.statusIfThere(of: name), IdentityMemory.Key(status) == half.content
    else { return false }
    guard let other = CacheFolder(folder.names).role(of: name).otherHalf else { return false }
    return try folder.statusIfThere(of: other) == nil
  }

  private func isUnchanged(
    _ entry: CacheEntry,
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> Bool {
    guard IdentityMemory.Key(try folder.status(of: name)) == entry.content else { return false }
    guard let head = entry.head, let headName = entry.place.key?.headName else { return true }
    return IdentityMemory.Key(try folder.status(of: headName)) == head
  }

  private func problem(
    of entry: CacheEntry,
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> EntryProblem? {
    switch entry.place {
    case .response(let key): return try problem(ofResponse: entry, key, in: folder)
    case .oldResponse(let key): return try problem(ofOldResponse: entry, key, name, in: folder)
    case .file:
      switch CacheFolder(folder.names).role(of: name) {
      case .wheel:
        return try ContentCheck(kind: .wheel).problem(of: try FileRange(folder.file(name)))
      case .state(let key):
        guard let bytes = try folder.file(name).readToEnd(limit: StateCheck.sizeLimit) else {
          return .stateUnreadable
        }
        return StateCheck.problem(of: bytes, named: key)
      case .origin:
        guard let bytes = try folder.file(name).readToEnd(limit: OriginCheck.sizeLimit) else {
          return .originUnreadable
        }
        return OriginCheck.problem(of: bytes, beside: try Self.wheels(of: folder.path))
      case .responseHead, .responseBody, .oldResponse, .own, .leftover, .foreign:
        return nil
      }
    }
  }

  private func problem(
    ofResponse entry: CacheEntry,
    _ key: CacheKey,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> EntryProblem? {
    guard let headName = key.headName, let bodyName = key.bodyName else { return nil }
    let head = try folder.file(headName)
    guard let bytes = try head.readToEnd(limit: CachedResponse.headLimit) else {
      return .headUnreadable(.formless)
    }
    let response: CachedResponse
    do {
      response = try CachedResponse(bytes[...])
    } catch {
      return .headUnreadable(error)
    }
    guard !Tombstone.isTombstone(response) else {
      // Somebody has begun to remove the entry: for readers it is no longer there.
      throw SystemFailure("openat", folder.path(of: headName), .noSuchFileOrDirectory)
    }
    let content = try FileRange(folder.file(bodyName))
    return try problem(of: content, response, entry, key)
  }

  private func problem(
    ofOldResponse entry: CacheEntry,
    _ key: CacheKey,
    _ name: EntryName,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> EntryProblem? {
    let file = try folder.file(name)
    let response: OldResponse
    do {
      response = try OldResponse(file, size: entry.content.size)
    } catch CachedResponse.Defect.otherForm {
      // The form of an even older pip, which that pip can read.
      return nil
    } catch CachedResponse.Defect.formless
      where entry.content.size > OldResponse.wholeLimit
    {
      // pip on Python 2.7 wrote the members in another order: it is too large to be read whole.
      return nil
    } catch {
      return .headUnreadable(error)
    }
    // pip on Python 2.7 wrote the members in another order: then the body is among them.
    guard case .bytes([])? = response.head.document["response"]?["body"] else {
      return response.head.fatalFlaw.map { .headFatal($0) }
    }
    let content = FileRange(file, offset: response.bodyOffset, length: response.bodyLength)
    return try problem(of: content, response.head, entry, key)
  }

  private func problem(
    of content: consuming FileRange,
    _ response: CachedResponse,
    _ entry: CacheEntry,
    _ key: CacheKey
  ) throws(SystemFailure) -> EntryProblem? {
    if let flaw = response.fatalFlaw { return .headFatal(flaw) }
    if let length = response.contentLength, length != content.length {
      return .length(expected: length, found: content.length)
    }
    // What else there is, such as `deflate`, pip unpacks; and of a redirect it does not read the body.
    guard response.isPlainOrCompressed, response.isAnswer else { return nil }
    if entry.identity.kind == .indexPage, !response.isPage { return .contentType }
    let check = ContentCheck(
      kind: entry.identity.kind,
      isCompressed: response.isCompressed,
      contentType: response.header("content-type"),
      claims: published[key]
    )
    return try check.problem(of: content)
  }

  private static func wheels(of folder: FilePath) throws(SystemFailure) -> [WheelFileName] {
    var directory = try OpenDirectory(folder)
    var wheels: [WheelFileName] = []
    while let entry = try directory.next() {
      if let wheel = WheelFileName(entry.name.systemText) { wheels.append(wheel) }
    }
    return wheels
  }
}
