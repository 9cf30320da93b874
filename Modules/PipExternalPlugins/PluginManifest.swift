package import PipPluginKit

/// What a plugin says of itself without being run: the file `swiftpip-NAME.json` beside its program
/// (`docs/formats/plugin-manifest-1.md`).
package struct PluginManifest: Sendable, Hashable {
  /// The plugin's name.
  package let name: String

  /// Its version, as it writes it.
  package let version: String

  /// What it adds, in one sentence; empty where it does not say.
  package let abstract: String

  /// The versions of the protocol that it speaks.
  package let protocolVersions: ClosedRange<Int>

  /// Its commands.
  package let commands: [Command]

  /// What it does beside other commands.
  package let hooks: [Hook]

  /// What it wants to be allowed, and why.
  package let permissions: [Permission]

  /// A command, as help and completion show it; its arguments are the plugin's own business.
  package struct Command: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// What it does, in one sentence.
    package let abstract: String
    /// What else help says of it; empty where there is nothing.
    package let discussion: String
    /// What it does to an environment.
    package let effect: CommandEffect
    /// What stands behind its name.
    package let arguments: [Argument]
    /// Its options beside those that every command has.
    package let options: [Option]
  }

  /// Something that stands behind the name of a command.
  package struct Argument: Sendable, Hashable {
    /// What help calls it: a word.
    package let name: String
    /// What it is, in one sentence.
    package let abstract: String
    /// Whether it may be missing.
    package let isOptional: Bool
    /// Whether there may be several.
    package let isRepeated: Bool
    /// What completion offers for it.
    package let completion: Completion
  }

  /// An option of a command.
  package struct Option: Sendable, Hashable {
    /// How it is spelled, with the dashes: a letter, its name, what else it is called.
    package let spellings: [String]
    /// What it does, in one sentence.
    package let abstract: String
    /// What help calls its value; nil for a flag, which has none.
    package let value: String?
    /// Whether it may be given several times.
    package let isRepeated: Bool
    /// What completion offers for its value.
    package let completion: Completion
  }

  /// What a shell offers for a value.
  package enum Completion: Sendable, Hashable {
    /// Nothing.
    case nothing
    /// Files.
    case file
    /// Folders.
    case directory
    /// These texts.
    case values([String])
  }

  /// Something that the plugin does beside commands of others.
  package struct Hook: Sendable, Hashable {
    /// Its name, unique among those of the plugin.
    package let name: String
    /// When it runs.
    package let moment: Moment
    /// The commands that it runs beside; empty for all.
    package let commands: [String]

    /// When a hook runs.
    package enum Moment: String, Sendable, Hashable, CaseIterable {
      /// Before a command.
      case beforeCommand = "before-command"
      /// After a command that did what it was asked for.
      case afterCommand = "after-command"
      /// After a self-check has found out something.
      case afterFinding = "after-finding"
    }
  }

  /// Something that a plugin wants to be allowed.
  package struct Permission: Sendable, Hashable {
    /// What it wants.
    package let kind: Kind
    /// What it wants that for, in one sentence.
    package let reason: String

    /// What a plugin may want.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
      /// To use the network.
      case network
      /// To change what is installed.
      case environment
      /// To change pip's cache.
      case cache
      /// To write files elsewhere.
      case files
      /// To run other programs.
      case programs
    }
  }
}
