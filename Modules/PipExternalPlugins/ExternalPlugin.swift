internal import PipPluginKit
internal import PipSystem
package import SystemPackage

/// A program called `swiftpip-NAME`, and what it says of itself.
package struct ExternalPlugin: Sendable, Hashable {
  /// The name, as the program is called.
  package let name: String

  /// The program.
  package let program: FilePath

  /// What it says of itself.
  package let description: Description

  /// The folder that it was found in.
  package var folder: FilePath { program.removingLastComponent() }

  /// The manifest's place, whether one is there or not.
  package var manifestPath: FilePath { folder.appending(Self.manifestName(name)) }

  /// What a plugin says of itself without being run.
  package enum Description: Sendable, Hashable {
    /// Nothing: it is a plain program, as git and cargo have them.
    case none
    /// Its manifest.
    case manifest(PluginManifest)
    /// A file that is no manifest.
    case flawed(ManifestFlaw)
  }

  /// The manifest; nil where there is none that can be used.
  package var manifest: PluginManifest? {
    if case .manifest(let manifest) = description { manifest } else { nil }
  }

  /// The names of its commands: those of its manifest, or its own where it is a plain program.
  package var commandNames: [String] {
    switch description {
    case .none: [name]
    case .manifest(let manifest): manifest.commands.map(\.name)
    case .flawed: []
    }
  }

  private static let prefix = "swiftpip-"

  private static let manifestEnding = ".json"

  /// Returns what the program of a plugin is called.
  static func programName(_ name: String) -> String { "\(prefix)\(name)" }

  /// Returns what the manifest of a plugin is called.
  static func manifestName(_ name: String) -> String { "\(prefix)\(name)\(manifestEnding)" }

  /// Returns the name of the plugin whose program or manifest a file would be; nil where it would be none.
  static func name(of entry: EntryName) -> String? {
    // Folders of PATH have thousands of others.
    guard entry.starts(with: prefix.utf8) else { return nil }
    let file = entry.systemText
    let end = file.hasSuffix(manifestEnding) ? manifestEnding.count : 0
    let name = String(file.dropFirst(prefix.count).dropLast(end))
    return isName(name) ? name : nil
  }

  /// Tells whether a text is the name of a plugin: what ends as files do that were put aside, or as manifests or
  /// repositories do, is none.
  package static func isName(_ text: String) -> Bool {
    let endings = [".json", ".git", ".orig", ".bak", ".rej", ".old", ".swp", ".tmp"]
    return PluginName.isValid(text) && !endings.contains { text.hasSuffix($0) }
  }

  /// Finds a plugin in a folder; nil where it is not there.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - folder: the folder.
  init?(named name: String, in folder: FilePath) {
    let program = folder.appending(Self.programName(name))
    guard Self.isName(name), let status = try? program.status(), status.kind == .regular,
      !status.mode.isDisjoint(with: [.ownerExecute, .groupExecute, .otherExecute])
    else { return nil }
    self.name = name
    self.program = program
    description = Self.description(of: name, in: folder)
  }

  private static func description(of name: String, in folder: FilePath) -> Description {
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      bytes = try OwnedDescriptor.openRegularFile(folder.appending(manifestName(name)))
        .readToEnd(limit: PluginManifest.sizeLimit)
    } catch {
      // A link that leads nowhere is a manifest, too.
      let isThere = (try? folder.appending(manifestName(name)).status(following: .nothing)) != nil
      return isThere ? .flawed(.notRead(error)) : .none
    }
    guard let bytes else { return .flawed(.tooLarge) }
    do throws(ManifestFlaw) {
      let manifest = try PluginManifest(bytes)
      guard manifest.name == name else { return .flawed(.otherName(manifest.name)) }
      return .manifest(manifest)
    } catch {
      return .flawed(error)
    }
  }
}
