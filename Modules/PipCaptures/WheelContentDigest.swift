internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
internal import PipSystem

/// A digest of what a wheel installs, which a wheel made of those files has as well: `docs/formats/environment-1.md`.
struct WheelContentDigest {
  private var lines: [String] = []

  /// Creates the digest of nothing.
  init() {}

  /// Adds a file.
  ///
  /// - Parameters:
  ///   - key: its kind; both kinds of modules count as one, for in most environments they share a folder.
  ///   - place: its path from the folder of that kind.
  ///   - algorithm: the hash function of `digest`, as RECORD names it.
  ///   - digest: what RECORD says of its content; of scripts that does not count, as whoever installs writes
  ///     their first line.
  mutating func add(
    _ key: InstallScheme.Key,
    _ place: String,
    _ algorithm: String,
    _ digest: String
  ) {
    switch key {
    case .purelib, .platlib: lines.append("modules/\(place) \(algorithm)=\(digest)\n")
    case .scripts: lines.append("scripts/\(place)\n")
    case .headers, .data: lines.append("\(key.rawValue)/\(place) \(algorithm)=\(digest)\n")
    }
  }

  /// The SHA-256 of the lines in the order of their bytes.
  var digest: Digest {
    var hash = HashStream(.sha256)
    for line in lines.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      hash.update(with: Array(line.utf8))
    }
    return hash.finish()
  }
}

extension WheelContents {
  /// The digest of what it installs.
  var contentDigest: Digest {
    var content = WheelContentDigest()
    let isLauncher = InstalledFiles.launchers(of: entryPoints)
    for (file, promise) in zip(layout.files, promises) {
      let place = file.place.systemText
      guard let promise, !(file.isScript && isLauncher(place)) else { continue }
      content.add(file.key, place, promise.algorithm.rawValue, promise.digest)
    }
    return content.digest
  }
}
