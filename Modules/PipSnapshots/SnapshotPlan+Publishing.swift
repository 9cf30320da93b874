package import PipArchives
package import PipCache
internal import PipFiles
package import PipSystem
package import SystemPackage

extension SnapshotPlan {
  /// Writes the snapshot as a file, which has its name only when it is whole.
  ///
  /// Where an entry has changed since it was chosen, all is written once more without it, and without
  /// whatever else has changed: to pack a cache that somebody uses is to succeed, and to say what is
  /// missing.
  ///
  /// - Parameters:
  ///   - path: the file; another of its name is replaced.
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - permissions: those of the file, of which the user's umask takes some away.
  ///   - now: the time.
  ///   - tell: is told how many files are written.
  /// - Returns: the plan as it was carried out, and how many bytes the file has.
  /// - Throws: `SnapshotsError`; what had the name is still there.
  package func publish(
    at path: FilePath,
    _ compression: ArchiveCompression,
    time: Int64 = 0,
    permissions: FilePermissions,
    now: Timestamp,
    tell: ScanProgress.Listener? = nil
  ) async throws(SnapshotsError) -> (plan: SnapshotPlan, bytes: Int64) {
    let name = path.lastSystemText
    FileDraft.removeLeftovers(
      in: path.removingLastComponent().orCurrent,
      olderThan: DeadEntries.grace,
      now: now
    ) { $0 == name }
    do {
      return (self, try await publishOnce(at: path, compression, time, permissions, tell))
    } catch {
      switch error {
      case .changed, .notRead: break
      default: throw error
      }
      let rest = withoutChanged()
      return (rest, try await rest.publishOnce(at: path, compression, time, permissions, tell))
    }
  }

  private func publishOnce(
    at path: FilePath,
    _ compression: ArchiveCompression,
    _ time: Int64,
    _ permissions: FilePermissions,
    _ tell: ScanProgress.Listener?
  ) async throws(SnapshotsError) -> Int64 {
    let file: DraftSink
    do {
      file = try DraftSink(try FileDraft.begin(for: path, permissions: permissions))
    } catch {
      throw .notWritten(error)
    }
    defer { Interruption.removesNothing() }
    let bytes: Int64
    do {
      bytes = try await write(compression, time: time, to: file, tell: tell)
    } catch {
      file.discard()
      throw error
    }
    do {
      try file.publish()
    } catch {
      throw .notWritten(error)
    }
    return bytes
  }

  /// Returns the plan without entries of which a file is another by now, or cannot be opened any more.
  private func withoutChanged() -> SnapshotPlan {
    var gone: [[EntryName]: SnapshotOmission] = [:]
    for (number, file) in manifest.files.enumerated() {
      gone[file.path.entry] = reasonToOmit(number) ?? gone[file.path.entry]
    }
    let kept = manifest.files.indices.filter { gone[manifest.files[$0].path.entry] == nil }
    var redaction = manifest.redaction
    for reason in gone.values { redaction.omitted[reason.rawValue, default: 0] += 1 }
    var rest = SnapshotManifest(
      inOrder: kept.map { manifest.files[$0] },
      redaction: redaction,
      maker: manifest.maker
    )
    rest.sections = manifest.sections
    return SnapshotPlan(
      manifest: rest,
      stamps: kept.map { stamps[$0] },
      sources: sources,
      held: held
    )
  }

  /// Returns why a file cannot be packed as it was when it was chosen; nil where it can.
  private func reasonToOmit(_ number: Int) -> SnapshotOmission? {
    do throws(SystemFailure) {
      let source = try sources.file(at: manifest.files[number].path)
      return source.stamp == stamps[number] ? nil : .changed
    } catch {
      return error.errno == .noSuchFileOrDirectory ? .changed : .refused
    }
  }
}

extension SnapshotPath {
  /// What files that belong together have in common: the head and the body of a response, the wheels of a
  /// folder and what they were built from.
  fileprivate var entry: [EntryName] {
    switch role {
    case .responseHead(let key), .responseBody(let key):
      names.dropLast() + [key.headName].compactMap(\.self)
    case .wheel, .origin: names.dropLast()
    case .oldResponse, .state, .own, .leftover, .foreign: names
    }
  }
}
