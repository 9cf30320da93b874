package import PipArchives
package import PipCache
package import PipEnvironments
internal import PipHashing
package import PipInstaller
package import PipPackaging
internal import PipSystem
package import SystemPackage

/// Wheels that are somewhere on this machine, by their projects.
package struct WheelSearch: Sendable {
  /// A wheel.
  package struct Candidate: Sendable {
    /// Its name.
    package let name: WheelFileName
    /// Where it is.
    package let origin: WheelOrigin
    /// Opens it.
    package let open: @Sendable () throws(ArchivesError) -> FileRange

    /// Takes a wheel that is a file.
    package init(_ name: WheelFileName, from origin: WheelOrigin, at path: FilePath) {
      self.init(name, from: origin) { () throws(ArchivesError) in
        do throws(SystemFailure) {
          return try FileRange(OwnedDescriptor.openRegularFile(path))
        } catch {
          throw .unreadable(error)
        }
      }
    }

    /// Takes a wheel that something opens.
    package init(
      _ name: WheelFileName,
      from origin: WheelOrigin,
      _ open: @escaping @Sendable () throws(ArchivesError) -> FileRange
    ) {
      (self.name, self.origin, self.open) = (name, origin, open)
    }
  }

  private var candidates: [PackageName: [Candidate]] = [:]

  /// Creates a search among some wheels.
  package init(_ candidates: [Candidate] = []) {
    for candidate in candidates { add(candidate) }
  }

  /// Adds a wheel; those that were added before come first.
  package mutating func add(_ candidate: Candidate) {
    candidates[candidate.name.name, default: []].append(candidate)
  }

  /// Adds the wheels among the entries of pip's cache: downloaded ones first.
  ///
  /// - Parameters:
  ///   - entries: the entries.
  ///   - names: how contents of the cache are reached.
  package mutating func add(_ entries: [CacheEntry], _ names: FileNames) {
    let wheels = entries.filter { $0.identity.kind == .wheel }.sorted { left, right in
      guard left.area == right.area else { return left.area.position < right.area.position }
      return left.place.precedes(right.place)
    }
    for entry in wheels {
      guard let name = entry.identity.fileName.flatMap({ WheelFileName($0) }) else { continue }
      let origin: WheelOrigin =
        switch entry.place {
        case .response: .httpV2
        case .oldResponse: .http
        case .file: .wheels
        }
      add(
        Candidate(name, from: origin) { () throws(ArchivesError) in
          do throws(SystemFailure) {
            return try names.content(of: entry)
          } catch {
            throw .unreadable(error)
          }
        }
      )
    }
  }

  /// Adds the wheels that were unpacked before.
  package mutating func add(_ store: UnpackedStore) {
    for digest in store.digests().sorted(by: { $0.hexadecimal < $1.hexadecimal }) {
      guard let (name, path) = store.wheel(digest) else { continue }
      add(Candidate(name, from: .unpacked, at: path))
    }
  }

  /// Adds the wheels of a folder, if it is one.
  package mutating func add(_ folder: FilePath, _ origin: WheelOrigin) {
    guard var directory = try? OpenDirectory(folder, following: .links) else { return }
    var names: [String] = []
    while let entry = try? directory.next() { names.append(entry.name.systemText) }
    for text in names.sorted() {
      guard let name = WheelFileName(text) else { continue }
      add(Candidate(name, from: origin, at: folder.appending(entrySystemText: text)))
    }
  }

  /// Returns the first wheel that a distribution came from, and what the manifest says of it.
  ///
  /// - Parameters:
  ///   - files: what the distribution has installed.
  ///   - scheme: where its environment has its files.
  /// - Returns: the wheel; nil where there is none.
  func find(
    _ files: InstalledFiles,
    in scheme: InstallScheme
  ) -> (candidate: Candidate, file: CapturedFile, content: Digest)? {
    for candidate in candidates[files.distribution.name] ?? []
    where candidate.name.version == files.distribution.version {
      guard let opened = try? candidate.open(),
        let wheel = try? Wheel(opened, named: candidate.name),
        files.come(from: wheel.contents, in: scheme), let range = try? candidate.open(),
        let digest = try? range.digest(.sha256)
      else { continue }
      let file = CapturedFile(
        .wheel(candidate.name),
        size: range.length,
        digest: digest,
        source: candidate.origin
      )
      return (candidate, file, wheel.contents.contentDigest)
    }
    return nil
  }

  /// Returns where the wheel of a distribution is, and how it is called there.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - scheme: where its environment has its files.
  /// - Returns: the first that it came from; nil where there is none.
  package func origin(
    of distribution: InstalledDistribution,
    in scheme: InstallScheme
  ) -> (origin: WheelOrigin, fileName: String)? {
    guard let files = InstalledFiles(of: distribution, in: scheme) else { return nil }
    return find(files, in: scheme).map { ($0.candidate.origin, $0.candidate.name.fileName) }
  }
}
