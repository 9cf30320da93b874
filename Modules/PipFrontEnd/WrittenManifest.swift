internal import ArgumentParser
internal import PipCommandTree
internal import PipExternalPlugins
internal import PipPluginKit

/// A manifest as it is written (`docs/formats/plugin-manifest-1.md`).
struct WrittenManifest: Encodable {
  struct Hook: Encodable {
    let name: String
    let when: String
    let commands: [String]
  }

  let name: String
  let version: String
  let abstract: String
  let commands: [Command]
  let hooks: [Hook]

  private enum Keys: String, CodingKey {
    case schema, name, version, abstract, `protocol`, commands, hooks, min, max
    case discussion, effect, arguments, options, optional, repeats, completion, short, aliases,
      value
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Keys.self)
    try members.encode(1, forKey: .schema)
    try members.encode(name, forKey: .name)
    try members.encode(version, forKey: .version)
    try members.encode(Self.line(abstract), forKey: .abstract)
    try members.encode(["min": 1, "max": 1], forKey: .protocol)
    // With more the whole of it would count for nothing.
    try members.encode(Array(commands.prefix(ManifestReading.mostCommands)), forKey: .commands)
    if !hooks.isEmpty {
      try members.encode(Array(hooks.prefix(ManifestReading.mostHooks)), forKey: .hooks)
    }
  }

  struct Command: Encodable {
    let command: CommandTree
    let effect: CommandEffect

    /// Describes a command, or a group by what any of its commands does.
    init(_ type: any ParsableCommand.Type) {
      command = CommandTree(of: type)
      effect = Self.installs(type) ? .installs : .reads
    }

    private static func installs(_ type: any ParsableCommand.Type) -> Bool {
      (type as? any PluginCommand.Type)?.effect == .installs
        || type.configuration.subcommands.contains(where: installs)
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(command.name, forKey: .name)
      try members.encode(WrittenManifest.line(command.abstract), forKey: .abstract)
      if !command.discussion.isEmpty {
        try members.encode(WrittenManifest.text(command.discussion), forKey: .discussion)
      }
      if effect == .installs { try members.encode("installs", forKey: .effect) }
      let (arguments, options) = (command.arguments, command.options)
      let most = ManifestReading.mostOptions
      try members.encode(arguments.prefix(most).map(Argument.init), forKey: .arguments)
      try members.encode(Array(options.compactMap(Option.init).prefix(most)), forKey: .options)
    }
  }

  private struct Argument: Encodable {
    let argument: CommandTree.Argument

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(WrittenManifest.word(argument.valueName), forKey: .name)
      try members.encode(WrittenManifest.line(argument.abstract), forKey: .abstract)
      try members.encode(argument.isOptional, forKey: .optional)
      try members.encode(argument.isRepeated, forKey: .repeats)
      try WrittenManifest.encode(argument.completion, to: &members)
    }
  }

  private struct Option: Encodable {
    let option: CommandTree.Option
    let name: String?
    let short: String?
    let aliases: [String]

    /// Nil for an option that can be spelled in no way that manifests know.
    init?(_ option: CommandTree.Option) {
      let spellings = option.names.filter(ManifestReading.isSpelling)
      guard !spellings.isEmpty else { return nil }
      let name = spellings.first {
        $0.hasPrefix("--") && PluginName.isValid(String($0.dropFirst(2)))
      }
      let short = spellings.first { $0.count == 2 }
      self.option = option
      self.name = name.map { String($0.dropFirst(2)) }
      self.short = short.map { String($0.dropFirst()) }
      aliases = spellings.filter { $0 != name && $0 != short }
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encodeIfPresent(name, forKey: .name)
      try members.encodeIfPresent(short, forKey: .short)
      if !aliases.isEmpty { try members.encode(aliases, forKey: .aliases) }
      try members.encode(WrittenManifest.line(option.abstract), forKey: .abstract)
      try members.encodeIfPresent(option.valueName.map(WrittenManifest.word), forKey: .value)
      if option.isRepeated { try members.encode(true, forKey: .repeats) }
      try WrittenManifest.encode(option.completion, to: &members)
    }
  }

  private static func encode(
    _ completion: CommandTree.Completion,
    to members: inout KeyedEncodingContainer<Keys>
  ) throws {
    switch completion {
    case .nothing: break
    case .files: try members.encode("file", forKey: .completion)
    case .directories: try members.encode("directory", forKey: .completion)
    case .values(let values):
      let most = ManifestReading.mostOptions
      try members.encode(values.prefix(most).map(line), forKey: .completion)
    }
  }

  // MARK: Texts as manifests have them

  /// A text without line feeds and without what drives a terminal, and no longer than a line may be.
  private static func line(_ text: String) -> String {
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    return shortened(words, to: PluginManifest.longestLine) { !$0.isMoreThanSeen }
  }

  private static func text(_ text: String) -> String {
    let text = text.replacing("\t", with: " ")
    return shortened(text, to: PluginManifest.longestText) { !$0.isMoreThanSeen || $0 == "\n" }
  }

  /// What help calls something: ArgumentParser has any text for that.
  private static func word(_ text: String) -> String {
    let word = text.split { $0.isWhitespace }.joined(separator: "-")
    let shown = shortened(word, to: PluginManifest.longestWord) { !$0.isMoreThanSeen }
    return shown.isEmpty ? "value" : shown
  }

  private static func shortened(
    _ text: String,
    to limit: Int,
    keeping isKept: (Unicode.Scalar) -> Bool
  ) -> String {
    var kept = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars where isKept(scalar) {
      count += UTF8.width(scalar)
      guard count <= limit else { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}
