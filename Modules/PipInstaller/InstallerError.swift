package import PipArchives
package import PipDiagnostics
package import PipSystem
package import SystemPackage

/// Why a wheel was not installed.
package enum InstallerError: Error, Sendable, Hashable {
  /// The archive, by the name of the wheel, is none, is damaged, or could be read in two ways.
  case archive(String, ArchivesError)
  /// What is in it is no wheel, or none that is whole.
  case malformed(String, WheelFlaw)
  /// A wheel, by its name, is another file than it is said to be.
  case otherDigest(String)
  /// Something could not be written, and nothing was changed.
  case notWritten(SystemFailure)
  /// The environment is changed in part: the next change makes it to its end.
  case stopped(SystemFailure)
  /// The interpreter does not say where it wants files.
  case noScheme(FilePath)
}

/// What is wrong with a wheel.
package enum WheelFlaw: Error, Sendable, Hashable {
  /// No folder at its top has the name that the metadata of this wheel must have.
  case noMetadata(expected: String)
  /// More than one folder at its top is one of metadata.
  case severalMetadata([String])
  /// The metadata is another project's, or another version's.
  case otherProject(String)
  /// A file that every wheel has is missing.
  case missing(String)
  /// A file is not what it must be.
  case unreadable(String)
  /// It follows a later version of the format.
  case laterFormat(String)
  /// A path leads nowhere, or elsewhere.
  case path(String)
  /// A member is neither a file nor a folder.
  case kind(String)
  /// Two files are for one place.
  case twice(String)
  /// A folder below `.data` is for no place that there is.
  case scheme(String)
  /// A file is not in RECORD.
  case unrecorded(String)
  /// RECORD has a file that is not there.
  case absent(String)
  /// A file has another digest or size than RECORD says.
  case digest(String)
  /// RECORD has for a file a hash that proves nothing.
  case weakHash(String)
  /// A script has a name that is none.
  case scriptName(String)
  /// A script has nothing that could be called.
  case scriptTarget(String)
}

extension InstallerError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .archive(let wheel, let error):
      Diagnostic(
        .error,
        code: "installer.archive",
        message: "\(wheel) cannot be installed",
        causes: [error.diagnostic.message] + error.diagnostic.causes,
        hint: Self.hint(error)
      )
    case .malformed(let wheel, let flaw):
      Diagnostic(
        .error,
        code: "installer.wheel-malformed",
        message: "\(wheel) cannot be installed: \(flaw.reason)"
      )
    case .otherDigest(let wheel):
      Diagnostic(
        .error,
        code: "installer.other-digest",
        message: "\(wheel) is not the file that it is said to be",
        causes: ["its SHA-256 is another"],
        hint: "fetch it anew"
      )
    case .notWritten(let failure):
      Diagnostic(
        .error,
        code: "installer.not-written",
        message: "the environment could not be written to; nothing in it was changed",
        causes: [failure.reason]
      )
    case .stopped(let failure):
      Diagnostic(
        .error,
        code: "installer.stopped",
        message: "the environment could not be changed to the end",
        causes: [failure.reason],
        hint: "mend what is in the way, then install or uninstall anything: that finishes it first"
      )
    case .noScheme(let interpreter):
      Diagnostic(
        .error,
        code: "installer.no-scheme",
        message: "\(interpreter.systemText) does not say where distributions are installed"
      )
    }
  }

  /// What helps where a wheel cannot be read.
  private static func hint(_ error: ArchivesError) -> String? {
    guard case .unreadable(let failure) = error else { return "fetch it anew" }
    // All wheels are open until everything is there.
    return failure.errno == .tooManyOpenFiles ? "allow more open files (ulimit -n)" : nil
  }
}

extension WheelFlaw {
  /// What is wrong, as the end of a sentence.
  var reason: String {
    switch self {
    case .noMetadata(let expected): "it has no folder \(expected)"
    case .severalMetadata(let names):
      "it has the metadata of several: \(names.joined(separator: ", "))"
    case .otherProject(let text): "its metadata is that of \(text)"
    case .missing(let name): "\(name) is missing"
    case .unreadable(let name): "\(name) is not what it must be"
    case .laterFormat(let version): "it follows version \(version) of the format"
    case .path(let path): "a file in it leads elsewhere: \(path)"
    case .kind(let path): "it has something that is neither a file nor a folder: \(path)"
    case .twice(let path): "it has two files for one place: \(path)"
    case .scheme(let path): "it has a file for a place that does not exist: \(path)"
    case .unrecorded(let path): "its RECORD does not name \(path)"
    case .absent(let path): "its RECORD names what is not in it: \(path)"
    case .digest(let path): "\(path) is not what its RECORD says"
    case .weakHash(let path): "its RECORD has no hash for \(path) that proves anything"
    case .scriptName(let name): "a script cannot be called \(name)"
    case .scriptTarget(let name): "the script \(name) names nothing that can be called"
    }
  }
}
