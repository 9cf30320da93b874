internal import PipFiles
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Looks whether the file system of the cache can do what pip and swiftpip need.
struct FileSystemCheck: DoctorCheck {
  let code = "cache.file-system"
  let abstract = "file system of the cache"

  /// Less is soon used up: a wheel of a large project has some hundred megabytes.
  private static let leastBytes: Int64 = 500_000_000
  /// A clock that is wrong by more makes entries look fresh or old that are not.
  private static let mostSkew = Duration.seconds(30)

  func findings(in context: Context) async -> [Diagnostic] {
    guard let directory = try? await context.cacheSettings().directory.directory,
      (try? directory.status()) != nil
    else { return [] }
    let probe: FileSystemProbe
    do {
      let cache = try OpenDirectory(directory, following: .links)
      guard let own = EntryName(systemText: "swiftpip") else { return [] }
      // Only what is ours is written to.
      try cache.makeDirectoryUnlessThere(
        own,
        permissions: [.ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute]
      )
      probe = try FileSystemProbe.of(try cache.directory(own))
    } catch {
      return [
        Diagnostic(
          .warning,
          code: "cache.not-writable",
          message: "nothing can be written to the cache",
          causes: [error.reason],
          hint: "free some space, or correct owner and mode"
        )
      ]
    }
    return Self.facts(probe) + Self.problems(probe, now: context.clock())
  }

  /// Returns what is worth knowing of a file system.
  static func facts(_ probe: FileSystemProbe) -> [Diagnostic] {
    let abilities = [
      (probe.linksFiles, "hard links"), (probe.sharesContent, "reflinks"),
    ]
    let words = abilities.map { $0.0 ? $0.1 : "no \($0.1)" }
    return [
      Diagnostic(
        .note,
        code: "cache.file-system",
        message: "\((words + ["\(ByteCount(probe.freeBytes)) free"]).joined(separator: ", "))"
      )
    ]
  }

  /// Returns what is wrong with a file system.
  static func problems(_ probe: FileSystemProbe, now: Timestamp) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if let failure = probe.renaming {
      findings.append(
        Diagnostic(
          .error,
          code: "cache.no-renaming",
          message: "no file of the cache can be replaced by another",
          causes: [failure.reason],
          hint: "keep the cache on another file system: --cache-dir or PIP_CACHE_DIR"
        )
      )
    }
    if probe.freeBytes < leastBytes {
      findings.append(
        Diagnostic(
          .warning,
          code: "cache.little-space",
          message: "only \(ByteCount(probe.freeBytes)) are free where the cache is",
          hint: "swiftpip cache prune --max-size 500MB"
        )
      )
    }
    let skew = probe.writtenAt.since(now)
    if skew > mostSkew || skew < .zero - mostSkew {
      findings.append(
        Diagnostic(
          .warning,
          code: "cache.clock-skew",
          message: "the clock of the cache's file system and that of this machine differ",
          causes: ["they show \(probe.writtenAt.rfc3339) and \(now.rfc3339)"],
          hint: "set both by the same time server"
        )
      )
    }
    return findings
  }
}
