package import PipArchives
package import PipDiagnostics

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
  case secret(path: String, what: String)
  /// A file of the cache has changed since it was chosen.
  case changed(String)
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
    case .secret(let path, let what):
      Diagnostic(
        .error,
        code: "snapshot.secret",
        message: "\(path) has what looks like a secret in it: \(what)",
        hint: "remove the entry from the cache, or leave its project out"
      )
    case .changed(let path):
      Diagnostic(
        .error,
        code: "snapshot.changed",
        message: "\(path) changed while it was packed",
        hint: "try again when no pip is running"
      )
    }
  }
}
