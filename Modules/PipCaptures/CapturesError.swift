package import PipArchives
package import PipDiagnostics
package import PipSystem
package import SystemPackage

/// Why an environment was not captured, or not restored.
package enum CapturesError: Error, Sendable, Hashable {
  /// The file cannot be read.
  case notRead(SystemFailure)
  /// The file is no archive of the form that captured environments have.
  case archive(ArchivesError)
  /// The file is no captured environment.
  case notCaptured
  /// The file has a later version of the format.
  case laterVersion(Int64)
  /// The manifest is not what it must be.
  case manifest(String)
  /// A file in it, by its path, is not what the manifest says.
  case damaged(String)
  /// A file, by its path, is no longer what it was when it was chosen.
  case changed(String)
  /// The contents are others than the manifest says.
  case contents(String)
  /// What is said of the environment is not what it must be.
  case description(String)
  /// Nothing could be written, and nothing has changed.
  case notWritten(SystemFailure)
  /// A folder is there already, and has something in it.
  case exists(FilePath)
  /// The interpreter is not one that the environment can live with.
  case doesNotFit([String])
  /// Distributions, by name, of which there is no wheel, with the reason for each.
  case noWheels([String: String])
}

extension CapturesError: Explainable {
  package var diagnostic: Diagnostic {
    switch self {
    case .notRead(let failure):
      error("unreadable", "a captured environment cannot be read", [failure.reason])
    case .archive(let archive):
      error(
        "archive",
        "this is no captured environment that can be used",
        [archive.diagnostic.message] + archive.diagnostic.causes,
        "have it captured anew"
      )
    case .notCaptured:
      error("none", "this is no captured environment", [], "\"swiftpip env capture\" makes one")
    case .laterVersion(let version):
      error(
        "later-version",
        "it has version \(version) of the format",
        [],
        "a newer swiftpip may read it"
      )
    case .manifest(let what):
      error("manifest", "the manifest of a captured environment is malformed: \(what)")
    case .damaged(let path):
      error("damaged", "\(path) is not what the manifest says", [], "have it captured anew")
    case .changed(let path):
      error("changed", "\(path) has changed meanwhile", [], "try again")
    case .contents(let what):
      error("contents", "a captured environment has other files than its manifest says: \(what)")
    case .description(let what):
      error("description", "what is said of the environment is malformed: \(what)")
    case .notWritten(let failure):
      error("not-written", "it could not be written; nothing was changed", [failure.reason])
    case .exists(let path):
      error(
        "exists",
        "\(path.systemText) is there already, and has something in it",
        [],
        "choose another folder; an environment is replaced where --replace says so"
      )
    case .doesNotFit(let reasons):
      error(
        "does-not-fit",
        "the environment cannot live with this interpreter",
        reasons,
        "name another interpreter with --python"
      )
    case .noWheels(let names):
      error(
        "no-wheels",
        "there is no wheel of some distributions",
        names.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" },
        names.values.contains { $0.hasPrefix("its wheel is nowhere") }
          ? "say --fetch to ask the index for them" : nil
      )
    }
  }

  private func error(
    _ code: String,
    _ message: String,
    _ causes: [String] = [],
    _ hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(.error, code: "capture.\(code)", message: message, causes: causes, hint: hint)
  }
}
