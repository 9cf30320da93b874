package import PipArchives
package import PipDiagnostics
package import PipSystem

/// Why a snapshot cannot be used.
package enum SnapshotsError: Error, Sendable, Hashable {
  /// The archive itself is none that a snapshot may be.
  case archive(ArchivesError)
  /// It is an archive and no snapshot.
  case notASnapshot
  /// It is of a later version than is known here.
  case laterVersion(Int64)
  /// The manifest is not what the format says.
  case manifest(String)
  /// The archive does not have what the manifest says.
  case contents(String)
  /// A file is another than the manifest says.
  case damaged(String)
  /// Something that would go into a snapshot looks like a secret.
  case secret(SnapshotFile, what: String)
  /// A file of the cache has changed since it was chosen.
  case changed(String)
  /// A file of the cache that was chosen could not be read when it was packed.
  case notRead(SystemFailure)
  /// The snapshot could not be written.
  case notWritten(SystemFailure)
  /// There is more to go in than a snapshot has.
  case tooMany(Int)
  /// It is a report, which has no contents.
  case report
  /// There is no room for what is in it.
  case noRoom(wanted: Int64, free: Int64)
  /// It could not be imported, and nothing of it is in the cache.
  case notImported(SystemFailure)
  /// It has been verified, and not all of it is in place yet.
  case unfinished(SystemFailure)
}

extension SnapshotsError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .archive(let error):
      Diagnostic(
        .error,
        code: "snapshot.archive",
        message: "this is no snapshot, or a damaged one",
        causes: [error.diagnostic.message] + error.diagnostic.causes
      )
    case .notASnapshot:
      Diagnostic(.error, code: "snapshot.none", message: "this is an archive, and no snapshot")
    case .laterVersion(let version):
      Diagnostic(
        .error,
        code: "snapshot.later-version",
        message: "the snapshot is of version \(version), which this swiftpip does not know",
        hint: "use the swiftpip that made it, or a later one"
      )
    case .manifest(let what):
      Diagnostic(
        .error,
        code: "snapshot.manifest",
        message: "the manifest of the snapshot is malformed: \(what)"
      )
    case .contents(let what):
      Diagnostic(
        .error,
        code: "snapshot.contents",
        message: "the snapshot does not have what its manifest says: \(what)"
      )
    case .damaged(let path):
      Diagnostic(
        .error,
        code: "snapshot.damaged",
        message: "the snapshot is damaged: \(path) is not what the manifest says"
      )
    case .secret(let file, let what):
      Diagnostic(
        .error,
        code: "snapshot.secret",
        message: "there is what looks like a secret in \(Self.title(of: file)): \(what)",
        causes: ["it is \(file.path.text)"],
        hint: file.project.map { project in
          "\"swiftpip cache remove \(project)\" removes what the cache has of it, "
            + "\"--package\" packs only what you name"
        } ?? "pack only what you name with --package"
      )
    case .notRead(let failure):
      Diagnostic(
        .error,
        code: "snapshot.not-read",
        message: "a file of the cache could not be read, and there is no snapshot",
        causes: [failure.reason]
      )
    case .changed(let path):
      Diagnostic(
        .error,
        code: "snapshot.changed",
        message: "\(path) changed while it was packed",
        hint: "try again when no pip is running"
      )
    case .notWritten(let failure):
      Diagnostic(
        .error,
        code: "snapshot.not-written",
        message: "the snapshot could not be written",
        causes: [failure.reason]
      )
    case .tooMany(let count):
      Diagnostic(
        .error,
        code: "snapshot.too-many",
        message: "\(count) files are more than go into one snapshot",
        hint: "choose some with --package or --area"
      )
    case .report:
      Diagnostic(
        .error,
        code: "snapshot.report",
        message: "this is a report: names are hidden in it, and it has no contents",
        hint: "\"cache inspect\" shows what it says"
      )
    case .noRoom(let wanted, let free):
      Diagnostic(
        .error,
        code: "snapshot.no-room",
        message: "there is no room: \(wanted) bytes are to be stored, and \(free) are free"
      )
    case .notImported(let failure):
      Diagnostic(
        .error,
        code: "snapshot.not-imported",
        message: "the snapshot could not be imported, and nothing of it is in the cache",
        causes: [failure.reason]
      )
    case .unfinished(let failure):
      Diagnostic(
        .error,
        code: "snapshot.unfinished",
        message: "the snapshot has been verified, and not all of it is in the cache yet",
        causes: [failure.reason],
        hint: "the next import finishes it"
      )
    }
  }
}

extension SnapshotsError {
  /// How people know a file.
  private static func title(of file: SnapshotFile) -> String {
    let kind: String
    switch file.kind {
    case .indexPage: kind = "the index page"
    case .metadata: kind = "the METADATA"
    case .origin: kind = "the origin of wheels"
    default: kind = "an entry"
    }
    guard let project = file.project else { return kind }
    return "\(kind) of \(project)" + (file.version.map { " \($0)" } ?? "")
  }
}
