internal import PipArchives
package import PipHashing
package import PipPackaging
package import PipSystem
package import SystemPackage

/// A wheel of a folder that fits an interpreter.
package struct LocalWheel: Sendable, Hashable {
  /// Where it is.
  package let path: FilePath
  /// Its name.
  package let name: WheelFileName

  /// Creates a wheel; nil where the file is not called as one is.
  package init?(at path: FilePath) {
    guard let name = WheelFileName(path.lastSystemText) else { return nil }
    self.path = path
    self.name = name
  }

  /// Reads its core metadata.
  ///
  /// - Throws: `InstallerError` where it is no wheel, `SystemFailure` where it cannot be read.
  package func metadata() throws -> MetadataHeaders {
    let file = try FileRange(OwnedDescriptor.openRegularFile(path))
    return try WheelContents.metadata(of: file, named: name)
  }

  /// Returns the digest of the file.
  ///
  /// - Parameter algorithm: the hash function.
  /// - Returns: the digest.
  /// - Throws: `SystemFailure`.
  package func digest(_ algorithm: HashAlgorithm) throws(SystemFailure) -> Digest {
    try algorithm.digest(ofFileAt: path)
  }
}

/// The wheels of some folders that fit an interpreter, the best of each project first.
package struct WheelFolder: Sendable {
  private let wheels: [PackageName: [LocalWheel]]

  /// Looks into folders.
  ///
  /// - Parameters:
  ///   - folders: the folders; links to files in them are followed.
  ///   - tags: what the interpreter accepts.
  /// - Throws: `SystemFailure` where one cannot be read.
  package init(_ folders: [FilePath], fitting tags: SupportedTags) throws {
    var found: [PackageName: [(wheel: LocalWheel, rank: Int)]] = [:]
    for path in folders {
      var folder = try OpenDirectory(path, following: .links)
      while let entry = try folder.next() {
        guard let wheel = LocalWheel(at: path.appending(entrySystemText: entry.name.systemText)),
          let rank = tags.rank(of: wheel.name)
        else { continue }
        found[wheel.name.name, default: []].append((wheel, rank))
      }
    }
    wheels = found.mapValues { candidates in
      candidates.sorted { Self.isBetter($0, $1) }.map(\.wheel)
    }
  }

  /// The newest comes first, then what fits best, then the latest build.
  private static func isBetter(
    _ left: (wheel: LocalWheel, rank: Int),
    _ right: (wheel: LocalWheel, rank: Int)
  ) -> Bool {
    let (one, other) = (left.wheel.name, right.wheel.name)
    guard one.version == other.version else { return other.version < one.version }
    guard left.rank == right.rank else { return left.rank < right.rank }
    guard let build = other.build else { return one.build != nil }
    return one.build.map { build < $0 } ?? false
  }

  /// Returns the best wheel of a project whose version is one of those that are wanted.
  package func best(
    of project: PackageName,
    _ specifiers: VersionSpecifiers,
    where isWanted: (LocalWheel) -> Bool = { _ in true }
  ) -> LocalWheel? {
    specifiers.filter(
      (wheels[project] ?? []).filter(isWanted),
      prereleases: .whenNothingElse,
      version: \.name.version
    ).first
  }

  /// Returns the wheel that has a name.
  package func wheel(called name: String) -> LocalWheel? {
    WheelFileName(name).flatMap { wheels[$0.name] }?.first { $0.name.fileName == name }
  }

  /// The best wheel of each project.
  package var all: [LocalWheel] {
    wheels.values.compactMap(\.first).sorted { $0.name.name < $1.name.name }
  }
}
