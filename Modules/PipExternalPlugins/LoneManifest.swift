package import PipPluginKit
internal import PipSystem
package import SystemPackage

/// A manifest of a plugin whose program is not beside it, or cannot be run.
package struct LoneManifest: Error, Sendable, Hashable {
  /// The plugin's name.
  package let name: String

  /// Where the program should be.
  package let program: FilePath

  /// The manifest.
  package let path: FilePath

  /// What keeps the program from being one, in a few words.
  package let reason: String

  /// What to do about it; nil where nobody knows.
  private let hint: String?

  /// Looks for the manifest of a plugin that `ExternalPlugin` does not find; nil where it is not there either.
  init?(named name: String, in folder: FilePath) {
    path = folder.appending(ExternalPlugin.manifestName(name))
    guard (try? path.status(following: .nothing)) != nil else { return nil }
    self.name = name
    program = folder.appending(ExternalPlugin.programName(name))
    do throws(SystemFailure) {
      let isFile = try program.status().kind == .regular
      reason =
        isFile ? "\(program.systemText) is not executable" : "\(program.systemText) is no file"
      hint = isFile ? "chmod +x \(ShellWord(program.systemText))" : nil
    } catch {
      (reason, hint) = (error.reason, nil)
    }
  }
}

extension LoneManifest: Explainable {
  /// Tells that the plugin cannot be used.
  package var diagnostic: Diagnostic {
    Diagnostic(
      .warning,
      code: "plugin.no-program",
      message: "the plugin \"\(name)\" cannot be used: it has a manifest and no program",
      causes: [reason],
      hint: hint
    )
  }
}
