internal import PipPaths
package import PipPluginKit
package import PipSystem
package import SystemPackage

/// Sees that nobody but the user, and root, can have put a plugin where it is.
package enum PluginGuard {
  /// Why a plugin is not run, whatever the user says.
  package enum Refusal: Error, Sendable, Hashable {
    /// A file or folder belongs to somebody else.
    case foreign(FilePath)
    /// Everybody may change a file, or what is in a folder.
    case writable(FilePath)
    /// The system does not show a file.
    case unseen(SystemFailure)
  }

  /// Looks at the program, its manifest, and the folder that both are in.
  ///
  /// - Throws: `Refusal` where somebody else could have put them there.
  package static func check(_ plugin: ExternalPlugin) throws(Refusal) {
    let files = [plugin.program] + (plugin.description == .none ? [] : [plugin.manifestPath])
    for file in files {
      try check(file.removingLastComponent())
      try check(file)
      // Where a link leads somebody else may have to say.
      if let real = file.realPath(from: nil) { try check(real.removingLastComponent()) }
    }
  }

  private static func check(_ path: FilePath) throws(Refusal) {
    let status: FileStatus
    do throws(SystemFailure) {
      status = try path.status()
    } catch {
      throw .unseen(error)
    }
    guard status.isTrusted else { throw .foreign(path) }
    // Where everybody makes files, as in /tmp, only owners take theirs away; what they are is seen above.
    let isShared = status.kind == .directory && status.mode.contains(.saveText)
    guard isShared || !status.mode.contains(.otherWrite) else { throw .writable(path) }
  }
}

extension PluginGuard.Refusal {
  /// Tells of a plugin that it is not run.
  package func diagnostic(of plugin: ExternalPlugin) -> Diagnostic {
    let (reason, hint) =
      switch self {
      case .foreign(let path):
        (
          "\(path.systemText) belongs to another user",
          "make a copy of it that belongs to you: only what is yours or root's is run"
        )
      case .writable(let path):
        ("everybody may change \(path.systemText)", "chmod o-w \(ShellWord(path.systemText))")
      case .unseen(let failure):
        (failure.diagnostic.causes.first ?? failure.diagnostic.message, "")
      }
    return Diagnostic(
      .error,
      code: "plugin.refused",
      message: "the plugin \"\(plugin.name)\" is not run",
      causes: [reason],
      hint: hint.isEmpty ? nil : hint
    )
  }
}
