internal import PipArchives
package import PipFiles
internal import PipPackaging
package import PipSystem
internal import SystemPackage

/// The entries of a cache, each identified by its content or remembered from the last time.
package struct EntrySurvey: Sendable {
  /// The entries, in no order.
  package private(set) var entries: [CacheEntry] = []

  /// The projects whose pages are new to us.
  private var newPages: Set<String> = []

  /// What could not be looked at.
  package private(set) var obstacles = Obstacles()

  /// What is remembered of contents.
  private let known: IdentityMemory

  /// The areas that are wanted.
  private let areas: Set<CacheArea>

  /// How much of an entry is wanted.
  private let depth: CacheEntry.Depth

  /// Creates a survey of nothing.
  ///
  /// - Parameters:
  ///   - known: what is remembered of contents.
  ///   - areas: the areas that are wanted.
  ///   - depth: how much of an entry is wanted.
  package init(
    knowing known: IdentityMemory,
    areas: Set<CacheArea>,
    depth: CacheEntry.Depth = .whole
  ) {
    self.known = known
    self.areas = areas
    self.depth = depth
  }

  /// Tells whether there is a page of an entry's project that is new to us.
  func hasNewPage(of entry: CacheEntry) -> Bool {
    entry.identity.project.map { newPages.contains(Self.normalized($0)) } ?? false
  }
}

extension EntrySurvey: CacheSum {
  package mutating func add(
    _ event: TreeWalk.Event,
    in folder: CacheFolder,
    _ directory: borrowing OpenDirectory
  ) {
    switch event {
    case .folder, .empty: return
    case .files(let files):
      guard areas.contains(folder.area) else { return }
      for file in files where file.status.kind == .regular {
        add(file, folder.role(of: file.name), beside: files, in: directory)
      }
    case .obstacle(let obstacle): obstacles.add(obstacle)
    }
  }

  package var detail: KnownFolder.Detail { depth == .whole ? .files : .contents }

  // Contents that are not known are looked at where they lie.
  package func needsOpening(_ folder: KnownFolder) -> Bool {
    areas.contains(folder.folder.area)
      && folder.files.contains { file in
        switch file.role {
        case .responseBody, .oldResponse: known[IdentityMemory.Key(file.status)] == nil
        case .responseHead, .wheel, .origin, .state, .own, .leftover, .foreign: false
        }
      }
  }

  package mutating func add(_ folder: KnownFolder) {
    guard areas.contains(folder.folder.area) else { return }
    for file in folder.files where file.status.kind == .regular {
      guard let identity = known[IdentityMemory.Key(file.status)] else { continue }
      switch file.role {
      case .responseBody(let key):
        let head = folder.status(of: .responseHead(key))
        guard head?.kind == .regular || folder.heads.contains(key) else { continue }
        append(identity, file.status, head: head, at: .response(key), isRemembered: true)
      case .oldResponse(let key):
        append(identity, file.status, at: .oldResponse(key), isRemembered: true)
      case .responseHead, .wheel, .origin, .state, .own, .leftover, .foreign: continue
      }
    }
  }

  package mutating func add(_ other: EntrySurvey) {
    entries += other.entries
    newPages.formUnion(other.newPages)
    obstacles.add(other.obstacles)
  }
}

extension EntrySurvey {
  private mutating func add(
    _ file: TreeWalk.File,
    _ role: CacheFileRole,
    beside files: [TreeWalk.File],
    in directory: borrowing OpenDirectory
  ) {
    switch role {
    case .responseBody(let key):
      // pip takes only both together for an entry.
      guard let headName = key.headName,
        let head = status(of: headName, among: files, in: directory), head.kind == .regular
      else { return }
      add(file.status, head: head, at: .response(key), in: directory) {
        note throws(SystemFailure) in
        try Self.response(head: headName, body: file.name, in: directory, note)
      }
    case .oldResponse(let key):
      add(file.status, at: .oldResponse(key), in: directory) { note throws(SystemFailure) in
        try Self.oldResponse(file, in: directory, note)
      }
    case .wheel:
      append(Self.wheel(file.name), file.status, at: .file(directory.names + [file.name]))
    case .state:
      append(ContentIdentity(.state), file.status, at: .file(directory.names + [file.name]))
    case .responseHead, .origin, .own, .leftover, .foreign:
      return
    }
  }

  /// Returns what is known of a file; what the system does not say is told.
  private mutating func status(
    of name: EntryName,
    among files: [TreeWalk.File],
    in directory: borrowing OpenDirectory
  ) -> FileStatus? {
    do {
      return try directory.statusIfThere(of: name, among: files)
    } catch {
      obstacles.add(error, at: directory.path(of: name))
      return nil
    }
  }

  private mutating func add(
    _ status: FileStatus,
    head: FileStatus? = nil,
    at place: CacheEntry.Place,
    in directory: borrowing OpenDirectory,
    identifying identify: (ReadNote) throws(SystemFailure) -> ContentIdentity
  ) {
    if let remembered = known[IdentityMemory.Key(status)] {
      return append(remembered, status, head: head, at: place, isRemembered: true)
    }
    let identity = identified(at: place, in: directory, identify)
    if identity.kind == .indexPage, let project = identity.project {
      newPages.insert(Self.normalized(project))
    }
    append(identity, status, head: head, at: place)
  }

  /// Identifies a content; what could not be read is nothing that is known, and is told.
  private mutating func identified(
    at place: CacheEntry.Place,
    in directory: borrowing OpenDirectory,
    _ identify: (ReadNote) throws(SystemFailure) -> ContentIdentity
  ) -> ContentIdentity {
    do throws(SystemFailure) {
      let note = ReadNote()
      let identity = try identify(note)
      if let failure = note.failure { throw failure }
      return identity
    } catch {
      obstacles.add(error, at: place.name.map { directory.path(of: $0) } ?? directory.path)
      return ContentIdentity(.other)
    }
  }

  private mutating func append(
    _ identity: ContentIdentity,
    _ status: FileStatus,
    head: FileStatus? = nil,
    at place: CacheEntry.Place,
    isRemembered: Bool = false
  ) {
    entries.append(
      CacheEntry(
        place: place,
        identity: identity,
        content: IdentityMemory.Key(status),
        head: head.map { IdentityMemory.Key($0) },
        isRemembered: isRemembered,
        // pip writes a new head where an index says that nothing changed: that is a use as well.
        lastUsedAt: max(
          max(status.accessed, status.modified),
          head.map { max($0.accessed, $0.modified) } ?? status.modified
        )
      )
    )
  }

  private static func response(
    head: EntryName,
    body: EntryName,
    in directory: borrowing OpenDirectory,
    _ note: ReadNote
  ) throws(SystemFailure) -> ContentIdentity {
    let bytes = try directory.file(head).readToEnd(limit: CachedResponse.headLimit)
    guard let response = bytes.flatMap({ try? CachedResponse($0[...]) }) else {
      return ContentIdentity(.other)
    }
    let range = try FileRange(directory.file(body), noting: note)
    return ContentIdentity.of(range, isCompressed: response.isCompressed)
  }

  private static func oldResponse(
    _ file: TreeWalk.File,
    in directory: borrowing OpenDirectory,
    _ note: ReadNote
  ) throws(SystemFailure) -> ContentIdentity {
    let open = try directory.file(file.name)
    guard let response = try? OldResponse(open, size: file.status.size, noting: note) else {
      return ContentIdentity(.other)
    }
    let range = FileRange(
      open,
      offset: response.bodyOffset,
      length: response.bodyLength,
      noting: note
    )
    return ContentIdentity.of(range, isCompressed: response.head.isCompressed)
  }

  private static func wheel(_ name: EntryName) -> ContentIdentity {
    guard let fileName = WheelFileName(name.systemText) else { return ContentIdentity(.other) }
    return ContentIdentity(
      .wheel,
      project: fileName.name.original,
      version: fileName.version.description,
      fileName: fileName.fileName
    )
  }

  static func normalized(_ project: String) -> String {
    PackageName(project)?.normalized ?? project
  }
}

extension CachedResponse {
  /// No server sends so many headers.
  package static let headLimit = 1 << 20

  /// Whether the body is kept as the server compressed it.
  var isCompressed: Bool { ["gzip", "x-gzip"].contains(contentEncoding) }

  /// Whether the body is kept as it is, or as compressed as we can read it.
  var isPlainOrCompressed: Bool { isCompressed || ["", "identity"].contains(contentEncoding) }

  private var contentEncoding: String { header("content-encoding")?.lowercased() ?? "" }
}
