internal import FoundationEssentials
internal import PipExternalPlugins
internal import PipPluginTesting
internal import PipSystem
internal import SystemPackage

extension PluginFlaw {
  /// A plugin has a command that swiftpip has itself.
  static func clash(_ command: String) -> PluginFlaw {
    PluginFlaw(
      rule: "clash",
      message: "swiftpip has a command \(command) itself",
      reason: "that one would be run"
    )
  }

  /// A plugin is called as one that is built in.
  static func clash(plugin name: String) -> PluginFlaw {
    PluginFlaw(
      rule: "clash",
      message: "swiftpip has a plugin \(name) itself",
      reason: "that one is used, and this one left out"
    )
  }

  /// A plugin has no program.
  static func ofProgram(of manifest: LoneManifest) -> PluginFlaw {
    PluginFlaw(
      rule: "program",
      message: manifest.reason,
      reason: "a manifest without a program that can be run is not used"
    )
  }
}

/// Looks for what a manifest may have and should not.
struct ManifestCheck {
  /// What is wrong.
  private(set) var flaws: [PluginFlaw] = []

  /// Looks at a manifest that is valid.
  ///
  /// - Parameters:
  ///   - manifest: the manifest.
  ///   - file: where it is.
  ///   - builtIn: the commands that swiftpip has itself.
  init(_ manifest: PluginManifest, writtenIn file: FilePath, besides builtIn: Set<String>) {
    for command in manifest.commands where builtIn.contains(command.name) {
      flaws.append(.clash(command.name))
    }
    if manifest.commands.isEmpty, manifest.hooks.isEmpty {
      add(
        "manifest.empty",
        "it has neither commands nor hooks",
        "it would be listed and do nothing"
      )
    }
    for command in manifest.commands { look(at: command) }
    if let bytes = Self.bytes(of: file) { look(at: bytes) }
  }

  /// Looks at one that is not valid.
  ///
  /// - Parameters:
  ///   - flaw: what keeps it from being used.
  ///   - file: where it is.
  init(invalidBy flaw: ManifestFlaw, writtenIn file: FilePath) {
    let bytes = Self.bytes(of: file)
    let flaws = bytes.map(ManifestReading.flaws) ?? []
    for flaw in flaws.isEmpty ? [flaw] : flaws {
      add("manifest.invalid", flaw.reason, "a plugin with such a manifest is not used")
    }
    if let bytes { look(at: bytes) }
  }

  private static func bytes(of file: FilePath) -> [UInt8]? {
    try? OwnedDescriptor.openRegularFile(file).readToEnd(limit: PluginManifest.sizeLimit)
  }

  /// Looks for what swiftpip passes over.
  private mutating func look(at bytes: [UInt8]) {
    for fault in StrictJSON.faults(in: bytes) {
      add("manifest.json", fault, "swiftpip reads it all the same, and other programs do not")
    }
    if let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) {
      lookForMisspelt(value, Self.members, "")
    }
  }

  private mutating func look(at command: PluginManifest.Command) {
    if command.abstract.isEmpty || command.abstract.last != "." {
      add(
        "abstract",
        "the abstract of \(command.name) is no sentence",
        "help shows it in a line, with a full stop, as those of others"
      )
    }
    var isLast = false
    for argument in command.arguments {
      if isLast {
        add(
          "arguments",
          "\(command.name): \(argument.name) stands behind an argument that is repeated",
          "nobody could say where that ends"
        )
      }
      isLast = isLast || argument.isRepeated
    }
    let optional = command.arguments.drop { !$0.isOptional }
    for argument in optional where !argument.isOptional {
      add(
        "arguments",
        "\(command.name): \(argument.name) may not be missing, and stands behind one that may",
        "the first word would be taken for another"
      )
    }
    let names = command.arguments.map(\.name)
    for name in Set(names) where names.count(where: { $0 == name }) > 1 {
      add("arguments", "\(command.name) has two arguments \(name)", "help would show both alike")
    }
    for option in command.options where option.value == nil && option.completion != .nothing {
      add(
        "options",
        "\(command.name): \(option.spellings[0]) is completed and has no value",
        "without \"value\" it is a flag"
      )
    }
  }

  /// The members that manifests have, by what they are members of.
  private static let members: [String: Set<String>] = [
    "": [
      "schema", "name", "version", "abstract", "protocol", "commands", "hooks", "permissions",
    ],
    "protocol": ["min", "max"],
    "commands": ["name", "abstract", "discussion", "effect", "arguments", "options"],
    "arguments": ["name", "abstract", "optional", "repeats", "completion"],
    "options": ["name", "short", "aliases", "abstract", "value", "repeats", "completion"],
    "hooks": ["name", "when", "commands"],
    "permissions": ["name", "reason"],
  ]

  private mutating func lookForMisspelt(
    _ value: JSONValue,
    _ members: [String: Set<String>],
    _ place: String
  ) {
    switch value {
    case .object(let found):
      guard let known = members[place] else { return }
      for member in found {
        if known.contains(member.name) {
          lookForMisspelt(member.value, members, member.name)
        } else {
          add(
            "manifest.unknown",
            "\(place.isEmpty ? "" : "\(place): ")\"\(member.name)\" is no member that swiftpip knows",
            "it is passed over, as something that is misspelt would be"
          )
        }
      }
    case .list(let elements):
      for element in elements { lookForMisspelt(element, members, place) }
    case .null, .bool, .integer, .number, .text: return
    }
  }

  private mutating func add(_ rule: String, _ message: String, _ reason: String) {
    flaws.append(PluginFlaw(rule: rule, message: message, reason: reason))
  }
}
