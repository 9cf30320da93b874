internal import PipPluginKit
package import PipSystem

/// Why a file is no manifest of a plugin.
package enum ManifestFlaw: Error, Sendable, Hashable {
  /// The system does not show it.
  case notRead(SystemFailure)
  /// It has more bytes than any manifest.
  case tooLarge
  /// It is no JSON, or what a member has is of another kind; where that is.
  case unreadable(String)
  /// It follows another schema.
  case otherSchema(Int)
  /// It is another plugin's, by its name.
  case otherName(String)
  /// A name is none; where, and what it is.
  case invalidName(String, String)
  /// What a member has is nothing that it may have; where, and what it should be.
  case invalid(String, Rule)
  /// A list is longer than any may be.
  case tooMany(String, limit: Int)
  /// A list has a name twice.
  case twice(String, String)

  /// What a member should be.
  package enum Rule: Sendable, Hashable {
    /// A line in which nothing drives a terminal.
    case line
    /// Lines of that kind.
    case text
    /// A short line that is not empty and has no blank.
    case word
    /// How an option can be spelled.
    case spelling
    /// An option that is called something.
    case named
    /// Versions of the protocol.
    case versions
    /// An option that not every command has.
    case ownOption
    /// A letter or a digit.
    case letter
    /// One of these.
    case oneOf([String])
  }

  /// What is wrong, in a few words.
  package var reason: String {
    switch self {
    case .notRead(let failure): failure.diagnostic.causes.first ?? failure.diagnostic.message
    case .otherName(let name): "it is that of \"\(name)\""
    case .tooLarge: "it has more than \(PluginManifest.sizeLimit) bytes"
    case .unreadable(""): "it is no JSON object that can be read: python3 -m json.tool may say why"
    case .unreadable(let place): "\"\(place)\" is missing or of another kind"
    case .otherSchema(let schema): "it follows schema \(schema), and only schema 1 is known"
    case .invalidName(let place, let name):
      "\(place): \"\(name)\" is no name: \(PluginName.rule)"
    case .invalid(let place, let rule): "\(place) \(rule.words)"
    case .tooMany(let place, let limit): "\(place) has more than \(limit) elements"
    case .twice(let place, let name): "\(place) has \"\(name)\" twice"
    }
  }
}

extension ManifestFlaw.Rule {
  /// What it is not, behind where that is.
  fileprivate var words: String {
    switch self {
    case .line:
      "has more than \(PluginManifest.longestLine) bytes, or a character that ends a line or drives a terminal"
    case .text:
      "has more than \(PluginManifest.longestText) bytes, or a character that drives a terminal"
    case .word:
      "is empty, has more than 64 bytes, or a blank or a character that drives a terminal"
    case .spelling: "is no spelling of an option: a dash or two, and letters, digits, -, . and _"
    case .named: "has an option without a name"
    case .versions: "has no versions from 1 on, the smaller one first"
    case .ownOption: "is an option that every command has"
    case .letter: "is no letter or digit, or one that every command has"
    case .oneOf(let words): "is none of \(words.joined(separator: ", "))"
    }
  }
}

extension ManifestFlaw {
  /// Tells of a plugin that it cannot be used.
  func diagnostic(
    of plugin: ExternalPlugin,
    _ severity: Diagnostic.Severity = .warning
  ) -> Diagnostic {
    Diagnostic(
      severity,
      code: "plugin.manifest",
      message: "the plugin \"\(plugin.name)\" cannot be used: its manifest is not valid",
      causes: ["\(plugin.manifestPath.systemText): \(reason)"],
      hint:
        "swiftpip plugin check \(ShellWord(plugin.program.systemText)) tells all that is wrong"
    )
  }
}
