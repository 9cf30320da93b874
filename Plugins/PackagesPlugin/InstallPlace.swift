internal import ArgumentParser
internal import PipDiagnostics
internal import PipEnvironments
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Where to install, if not into the environment itself: pip's `--target`, `--prefix` and `--root`.
struct InstallPlace: ParsableArguments {
  @Option(
    name: [.customShort("t"), .customLong("target")],
    help: ArgumentHelp("Install into a folder, beside each other.", valueName: "dir"),
    completion: .directory
  )
  var target: String?

  @Option(
    name: .customLong("prefix"),
    help: ArgumentHelp("Install below a folder, as the environment has it.", valueName: "dir"),
    completion: .directory
  )
  var prefix: String?

  @Option(
    name: .customLong("root"),
    help: ArgumentHelp("Install as if a folder were the root.", valueName: "dir"),
    completion: .directory
  )
  var root: String?

  @Flag(name: .customLong("user"), help: "Install for this user alone.")
  var isForUser = false

  func validate() throws {
    guard target == nil || (prefix == nil && root == nil && !isForUser) else {
      throw ValidationError("--target can be combined with none of --prefix, --root and --user")
    }
    guard !isForUser || prefix == nil else {
      throw ValidationError("--user cannot be combined with --prefix")
    }
  }

  /// Whether it is a place that Python does not look at for this environment.
  var isElsewhere: Bool { target != nil || prefix != nil || root != nil }

  /// Returns the facts of an interpreter as if it had its files there.
  ///
  /// - Parameters:
  ///   - facts: what the interpreter says of itself.
  ///   - directory: where relative paths begin.
  /// - Returns: the facts, the scheme another.
  /// - Throws: `NoUserSite` where Python would not find what is installed for the user, `NotBelowPrefix` where
  ///   another prefix would not move all.
  func applied(
    to facts: InterpreterFacts,
    from directory: FilePath?
  ) throws -> InterpreterFacts {
    func absolute(_ text: String) -> FilePath {
      (directory ?? "/").pushing(FilePath(systemText: text)).lexicallyNormalized()
    }
    var facts = facts
    if isForUser {
      guard !facts.userScheme.isEmpty else {
        throw NoUserSite(prefix: FilePath(systemText: facts.prefix))
      }
      facts.scheme = facts.userScheme
    }
    if let target {
      let folder = absolute(target)
      // As pip has it (`pip/_internal/locations/_sysconfig.py`).
      var headers = folder.appending("include")
      if facts.isVirtualEnvironment, let (major, minor) = facts.versionNumbers {
        headers = headers.appending("site").appending("python\(major).\(minor)")
      } else {
        headers = headers.appending("python")
      }
      facts.scheme = [
        "purelib": folder, "platlib": folder, "data": folder, "scripts": folder.appending("bin"),
        "include": headers,
      ].mapValues(\.systemText)
    }
    if let prefix {
      let (old, new) = (FilePath(systemText: facts.prefix), absolute(prefix))
      for (name, text) in facts.scheme {
        var path = FilePath(systemText: text)
        guard path.removePrefix(old) else {
          throw NotBelowPrefix(place: FilePath(systemText: text), prefix: old)
        }
        facts.scheme[name] = new.appending(path.components).systemText
      }
    }
    if let root {
      let folder = absolute(root)
      facts.scheme = facts.scheme.mapValues { text in
        folder.appending(FilePath(systemText: text).components).systemText
      }
    }
    return facts
  }
}

/// An interpreter has not all of its files below its prefix.
private struct NotBelowPrefix: Error, Explainable {
  let place: FilePath
  let prefix: FilePath

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.not-below-prefix",
      message: "it is not known what --prefix means for this interpreter",
      causes: ["\(place.systemText) is not below \(prefix.systemText)"],
      hint: "use an environment, or --target"
    )
  }
}

/// An environment does not look at what is installed for the user.
private struct NoUserSite: Error, Explainable {
  let prefix: FilePath

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "packages.no-user-site",
      message: "\(prefix.systemText) does not look at what is installed for the user alone",
      hint: "install without --user"
    )
  }
}
