package import PipDiagnostics
package import PipSystem

/// What is wrong with an archive.
package enum ArchivesError: Error, Sendable, Hashable {
  /// It could not be read.
  case unreadable(SystemFailure)
  /// It is no archive of this kind.
  case notAnArchive
  /// It contradicts itself, or breaks the rules that keep two readers from seeing two things.
  case malformed(String)
  /// It has more of something than is read.
  case tooLarge(String)
  /// It is packed in a way that wheels and sdists are not.
  case unsupported(String)
  /// A member is not what its checksum says.
  case damaged(String)
  /// It could not be written.
  case unwritable(SystemFailure)
  /// There is no memory to read or write one.
  case outOfMemory
}

extension ArchivesError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let failure):
      Diagnostic(
        .error,
        code: "archive.unreadable",
        message: "an archive cannot be read",
        causes: [failure.reason]
      )
    case .notAnArchive:
      Diagnostic(.error, code: "archive.none", message: "this is no archive")
    case .malformed(let what):
      Diagnostic(.error, code: "archive.malformed", message: "an archive is malformed: \(what)")
    case .tooLarge(let what):
      Diagnostic(.error, code: "archive.too-large", message: "an archive is too large: \(what)")
    case .unsupported(let what):
      Diagnostic(
        .error,
        code: "archive.unsupported",
        message: "an archive is packed in a way that is not read: \(what)"
      )
    case .damaged(let name):
      Diagnostic(
        .error,
        code: "archive.damaged",
        message: "an archive is damaged: \(name) is not what its checksum says"
      )
    case .unwritable(let failure):
      Diagnostic(
        .error,
        code: "archive.unwritable",
        message: "an archive cannot be written",
        causes: [failure.reason]
      )
    case .outOfMemory:
      Diagnostic(.error, code: "archive.no-memory", message: "there is no memory for an archive")
    }
  }
}
