internal import PipArchives
internal import PipCache
internal import PipHashing
internal import PipPackaging
internal import PipSystem

/// A wheel that is to be installed, opened wherever it is quickest to install it from.
enum OpenedWheel: ~Copyable {
  /// The archive itself.
  case archive(Wheel)
  /// It was unpacked before.
  case unpacked(UnpackedWheel)
  /// It is unpacked now, and kept.
  case draft(StoreDraft)

  /// Opens a wheel.
  ///
  /// - Parameters:
  ///   - source: the wheel.
  ///   - store: where it may be unpacked already; nil for nowhere.
  /// - Throws: `InstallerError` where it is not what it should be.
  init(_ source: WheelSource, _ store: UnpackedStore?) throws(InstallerError) {
    let name = source.name
    if let store, let digest = source.digest, let wheel = store.find(digest, named: name) {
      self = .unpacked(wheel)
      return
    }
    let file = try Self.open(source)
    guard store != nil || source.digest != nil else {
      self = .archive(try Wheel(file, named: name))
      return
    }
    let digest: Digest?
    do {
      digest = store != nil && source.digest != nil ? source.digest : try file.digest(.sha256)
    } catch {
      throw .archive(name.fileName, .unreadable(error))
    }
    guard let digest, source.digest ?? digest == digest else { throw .otherDigest(name.fileName) }
    guard let store else {
      self = .archive(try Wheel(file, named: name))
      return
    }
    if source.digest == nil, let wheel = store.find(digest, named: name) {
      self = .unpacked(wheel)
    } else if let draft = try store.begin(file, digest, named: name) {
      self = .draft(draft)
    } else {
      self = try OpenedWheel(source, nil)
    }
  }

  private static func open(_ source: WheelSource) throws(InstallerError) -> FileRange {
    do {
      return try source.open()
    } catch {
      throw .archive(source.name.fileName, error)
    }
  }

  /// What is in it.
  var contents: WheelContents {
    switch self {
    case .archive(let wheel): wheel.contents
    case .unpacked(let wheel): wheel.contents
    case .draft(let draft): draft.contents
    }
  }

  /// Whether environments get links to its files.
  var isLinked: Bool {
    switch self {
    case .archive: false
    case .unpacked: true
    case .draft: true
    }
  }

  /// Whether it is unpacked for the first time.
  var isNew: Bool {
    switch self {
    case .archive: false
    case .unpacked: false
    case .draft: true
    }
  }

  /// What it costs to install it, in no unit: unpacking a byte takes as long for all, and each file a bit.
  var cost: Int64 {
    let files = Int64(contents.layout.files.count) * 16_384
    return switch self {
    case .archive(let wheel): wheel.unpackedSize + files
    case .unpacked: files
    case .draft(let draft): draft.unpackedSize + 2 * files
    }
  }

  /// Puts its files into a site, and keeps what was unpacked for the next time.
  ///
  /// - Throws: `InstallerError`; then what was written is to be removed.
  consuming func install(
    _ site: InstallSite,
    _ modes: FileModes?,
    _ request: InstallRequest,
    skipping skipped: Set<Int>
  ) throws(InstallerError) {
    let installation = WheelInstallation(into: site, of: contents.project, modes)
    switch consume self {
    case .archive(var wheel): try installation.install(&wheel, request, skipping: skipped)
    case .unpacked(var wheel): try installation.install(&wheel, request, skipping: skipped)
    case .draft(var draft):
      do throws(InstallerError) {
        try installation.install(&draft, request, skipping: skipped)
      } catch {
        draft.discard()
        throw error
      }
      draft.seal()
    }
  }

  /// Keeps nothing of it.
  consuming func discard() {
    guard case .draft(var draft) = consume self else { return }
    draft.discard()
  }
}
